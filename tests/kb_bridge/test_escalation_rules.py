"""What the clock takes to support: by each category's rule, each thread once ever, as the preview says."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

from forum.accounts.actor import SYSTEM
from forum.jobs.models import JobRun
from forum.kb_bridge import escalated, jobs
from forum.kb_bridge.actions import escalating
from forum.kb_bridge.escalated import Rule
from forum.kb_bridge.models import Escalation, EscalationRule
from forum.kb_bridge.queries.escalation_rules import due, rule_of
from forum.threads.models import Thread
from forum.tickets import actions as tickets
from tests.kb_bridge.test_escalating import a_cluster, a_rule, chosen
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


async def test_the_clock_takes_what_the_rule_names_and_each_thread_once(clock: ModuleType, world: World) -> None:
    shelf = await world.category("Shelf")
    hub, waiting, seen, answered, idea, taken = [
        (await world.a_thread("aiko", category=shelf, type=kind)).thread_id
        for kind in ("question", "question", "problem", "question", "idea", "question")
    ]
    await world.a_reply(answered, "ben")
    await Thread.filter(id=seen).update(view_count=70)
    await a_cluster(hub, waiting, answered)
    back = await escalating.escalate(await world.cast.fresh("dev"), taken, chosen())
    await tickets.close(await world.cast.fresh("dev"), back.ticket_id)
    await a_rule(shelf.id, policy="unanswered", hours=5, views=50, members=3, within_days=3)
    rule = await EscalationRule.get(category_id=shelf.id)

    async def named(policy: str) -> list[int]:
        await EscalationRule.filter(category_id=shelf.id).update(policy=policy)
        return [one.id for one in await due(SYSTEM, shelf.id, await rule_of(shelf.id))]

    assert await named("unanswered") == await named("viewed") == []
    clock.advance(timedelta(hours=6))
    assert await named("unanswered") == [hub, waiting, seen]
    assert await named("viewed") == [seen]
    # Asked on a Tuesday at nine: at three in the afternoon six hours of the team's week have passed, at one only four.
    await EscalationRule.filter(category_id=shelf.id).update(in_business_hours=True)
    assert await named("viewed") == [seen]
    clock.advance(timedelta(hours=-2))
    assert await named("unanswered") == []
    clock.advance(timedelta(hours=2))
    await EscalationRule.filter(category_id=shelf.id).update(in_business_hours=False)
    assert await named("cluster") == [hub]
    assert await named("all") == [hub, waiting, seen, answered]
    assert idea not in await named("all")
    assert await named("viewed") == [seen]
    await jobs.escalate_due()
    await jobs.escalate_due()
    escalation = await Escalation.get(thread_id=seen)
    assert (escalation.origin, escalation.reason) == ("policy", "p_viewed")
    rule = await EscalationRule.get(category_id=shelf.id)
    assert (rule.last_run_at, rule.last_found, rule.last_made) == (clock.now(), 0, 0)
    await tickets.close(await world.cast.fresh("dev"), escalation.ticket_id)
    assert await named("viewed") == []
    assert await named("cluster") == [hub]
    await jobs.escalate_due()
    assert await named("all") == [] and await named("unanswered") == []
    clock.advance(timedelta(days=4))
    await world.a_thread("aiko", category=shelf)
    assert len(await named("all")) == 1


async def test_administrators_say_what_holds_and_see_what_would_happen(
    world: World, visitor: Visit, clock: ModuleType
) -> None:
    shelf = await world.category("Shelf")
    posted = await world.a_thread("aiko", category=shelf, title="Nobody knows this")
    ada, chika = await visitor("ada"), await visitor("chika")
    assert (await chika.get("/desk/escalations/rules")).status == 403
    page = await ada.get("/desk/escalations/rules")
    place = f"/desk/escalations/rules/{shelf.id}"
    refused = await page.form(place).submit(policy="all", hours="0", by_asker="on")
    assert refused.status == 422 and refused.form(place)["hours"] == "0"
    saved = await page.form(place).submit(policy="all", by_asker="on", priority="high", in_business_hours="on")
    assert saved.status == 303
    page = await ada.get("/desk/escalations/rules")
    assert "Nobody knows this" in page.find(f"#category-{shelf.id}").text
    stale = await page.form(place).submit(version="0", policy="off", tags="mine")
    assert stale.status == 409 and "Somebody else changed this" in stale.text and stale.form(place)["tags"] == "mine"
    rule = await rule_of(shelf.id)
    assert (rule.policy, rule.by_asker, rule.priority, rule.in_business_hours) == ("all", True, "high", True)
    # A category without a rule of its own is worked on by its parent's, and counts there.
    below = await world.category("Below", parent=shelf)
    other = await world.a_thread("eve", category=below)
    assert "Next run at once" in (await ada.get("/desk/escalations/rules")).text
    await jobs.escalate_due()
    assert await Escalation.filter(thread_id__in=[posted.thread_id, other.thread_id]).count() == 2
    await JobRun.create(name="escalate_due", due_at=clock.now() + timedelta(minutes=4))
    page = await ada.get("/desk/escalations/rules")
    assert "2 found, 2 taken to support" in page.find(f"#category-{shelf.id}").text
    assert "Next run in 4 minutes" in page.find(f"#category-{shelf.id}").text
    taken = await ada.get(page.find(f"#category-{shelf.id} p.small a").get("href") or "")
    assert [one.text for one in taken.find_all("#tickets .line-title")] == ["Nobody knows this"]


def test_a_rule_is_told_with_its_numbers() -> None:
    told = {
        Rule(policy="unanswered", hours=24, in_business_hours=True): "Unanswered for 24 business hours",
        Rule(policy="unanswered", hours=1): "Unanswered for 1 hour", Rule(policy="all"): "Every question",
        Rule(policy="viewed", views=100): "Unanswered and seen 100 times", Rule(): "Never",
        Rule(policy="cluster", members=5, within_days=30): "5 threads in 30 days ask the same",
    }
    assert {rule: escalated.clock_says(rule) for rule in told} == told
