"""Threads that go on as tickets: what they begin with, one for each, who reads what of it, and taking it back."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from forum import clock, database
from forum.desk import actions as desk_actions
from forum.duplicates.models import Cluster, Member
from forum.errors import Forbidden, NotFound
from forum.kb_bridge import escalated, policy
from forum.kb_bridge.actions import escalating
from forum.kb_bridge.escalated import Rule
from forum.kb_bridge.forms import Asking
from forum.kb_bridge.forms import Escalation as EscalationForm
from forum.kb_bridge.models import Composing, Escalation, EscalationRule, Suggested
from forum.threads.models import Thread
from forum.tickets import actions as tickets
from forum.tickets import queries as ticket_queries
from forum.tickets.actions import SourceTaken, Update
from forum.tickets.models import SupportGroup, Ticket
from tests.kb import writers
from tests.tickets.desk import Desk
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


def chosen(**values: str) -> EscalationForm:
    return EscalationForm.read({"subject": "A parcel is lost", "reason": "account", "visibility": "public"} | values)


async def a_rule(category_id: int, **values: Any) -> EscalationRule:
    usual = {
        "by_asker": False, "by_helpers": False, "policy": "off", "hours": 48, "views": 100, "members": 3, "within_days": 30,
        "accept_solves": True, "solve_accepts": False, "updated_at": clock.now(),
    }
    return await EscalationRule.create(category_id=category_id, **(usual | values))


async def a_cluster(hub_id: int, *others: int) -> None:
    now = clock.now()
    cluster = await Cluster.create(
        hub_id=hub_id, member_count=1 + len(others), confirmed_count=0, weight=1.0, created_at=now, grown_at=now
    )
    for number in others:
        await Member.create(thread_id=number, cluster_id=cluster.id, confirmed=True, score=1.0)


async def test_a_ticket_begins_with_the_public_text_and_what_was_tried_before_asking(
    clock: ModuleType, world: World, visitor: Visit
) -> None:
    team: SupportGroup = await Desk(world).team()
    handling, aiko = await visitor("dev"), await visitor("aiko")
    read = await writers.an_article(world, "chika", title="How parcels travel")
    await aiko.get("/search?q=too+long+ago")
    clock.advance(timedelta(minutes=61))
    await aiko.get("/search?q=parcel+%40ben")
    await aiko.get(f"/help/articles/{read}/how-parcels-travel")
    posted = await world.a_thread("aiko", title="Where is my parcel?", body="Order 5 @ben\n\nIt has `not` come.")
    other = await world.a_thread("ben", title="Parcels in general")
    await Thread.filter(id=posted.thread_id).update(answers=[{"label": "Version", "value": "2.1"}])
    composing = await Composing.create(
        key="k", person_id=world.cast.aiko.id, lang="en", typed="parcel lost", started_at=clock.now(),
        thread_id=posted.thread_id,
    )
    await Suggested.create(
        composing_id=composing.id, thread_id=other.thread_id, rank=1, shown_at=clock.now(), opened_at=clock.now()
    )
    # What aiko met among articles is named to those who may read it all the same: of all staff nobody else is told.
    for rank, see in ((2, ""), (3, "group")):
        article = await writers.an_article(world, "chika", title=f"Parcels {see or 'for all'}", see=see)
        await Suggested.create(composing_id=composing.id, article_id=article, rank=rank, shown_at=clock.now())
    clock.advance(timedelta(minutes=1))
    await aiko.get("/search?q=afterwards")
    await desk_actions.flush()
    dev = await world.cast.fresh("dev")
    looked = "Searched in the hour before:"
    page = (await handling.get(f"/threads/{posted.thread_id}/escalation")).text
    assert looked in page and "parcel @ben" in page and "How parcels travel" in page
    opened = await escalating.escalate(dev, posted.thread_id, chosen(
        group=str(team.id), priority="high", tags="vip, parcels", note="She called, too.",
    ))
    ticket = await ticket_queries.ticket_on_desk(dev, opened.ticket_id)
    assert (ticket.subject, ticket.status, ticket.priority, ticket.tags) == (
        "A parcel is lost", "new", "high", ["parcels", "vip"] if ticket.tags[0] == "parcels" else ["vip", "parcels"],
    )
    assert (ticket.group_id, ticket.requester_id, ticket.source_type, ticket.source_id) == (
        team.id, world.cast.aiko.id, "thread", posted.thread_id,
    )
    first, tried, note = ticket.comments
    assert first.author.name == "aiko" and first.is_public and ticket.waiting_since is not None
    assert "<blockquote>" in first.html and "2.1" in first.html and f"/threads/{posted.thread_id}/" in first.html
    assert "parcel lost" in tried.plain and "Parcels in general · opened" in tried.plain
    assert "Parcels for all" in tried.plain and "Parcels group" not in tried.plain
    assert "parcel @ben" in tried.plain and "How parcels travel" in tried.plain and "/users/ben" not in tried.html
    assert "too long ago" not in tried.plain and "afterwards" not in tried.plain
    assert not tried.is_public and tried.author.name == "system"
    assert (note.plain, note.is_public, note.author.name) == ("She called, too.", False, "dev")
    seen = await ticket_queries.request(await world.cast.fresh("aiko"), opened.ticket_id)
    assert [one.id for one in seen.comments] == [first.id]
    # Whoever does not want it kept is not told of.
    await aiko.post("/settings/trail", {})
    again = (await handling.get(f"/threads/{(await world.a_thread('aiko')).thread_id}/escalation")).text
    assert looked not in again


async def test_one_ticket_for_a_thread_whoever_takes_it_there_at_once(world: World) -> None:
    posted = await world.a_thread("aiko")
    thread = await Thread.get(id=posted.thread_id)
    await a_rule(thread.category_id, by_asker=True)
    dev, chika, aiko = [await world.cast.fresh(who) for who in ("dev", "chika", "aiko")]
    found = await asyncio.gather(
        escalating.escalate(dev, thread.id, chosen(submit_key="one")),
        escalating.escalate(dev, thread.id, chosen(submit_key="one")),
        escalating.escalate(chika, thread.id, chosen()),
        escalating.ask_support(aiko, thread.id, Asking.read({})),
        escalating.escalate_by_rule(thread.id, Rule(policy="all")),
        return_exceptions=True,
    )
    made = [one for one in found if one is not None and not isinstance(one, BaseException)]
    assert len(made) == 1
    assert all(one is None or isinstance(one, SourceTaken) for one in found if one not in made)
    assert await Ticket.filter(source_type="thread", source_id=thread.id).count() == await Escalation.all().count() == 1
    with pytest.raises(SourceTaken) as taken:
        await escalating.escalate(chika, thread.id, chosen())
    assert taken.value.ticket_id == made[0].ticket_id
    assert await escalating.escalate_by_rule(thread.id, Rule(policy="all")) is None


async def test_members_of_a_cluster_come_along_and_are_under_the_same_law(world: World, visitor: Visit) -> None:
    hub, member, other = [(await world.a_thread(who)).thread_id for who in ("aiko", "eve", "finn")]
    await a_cluster(hub, member, other)
    dev = await world.cast.fresh("dev")
    own = await escalating.escalate(dev, other, chosen())
    opened = await escalating.escalate(dev, hub, chosen(with_members="on"))
    notes = (await ticket_queries.ticket_on_desk(dev, opened.ticket_id)).comments
    assert f"/threads/{member}/" in notes[1].plain and f"/threads/{other}/" not in notes[1].plain
    with pytest.raises(SourceTaken) as taken:
        await escalating.escalate(dev, member, chosen())
    assert taken.value.ticket_id == opened.ticket_id != own.ticket_id
    page = await (await (await visitor("eve")).get(f"/threads/{member}")).follow()
    assert "The support team is looking into this." in page.text and f"#{opened.ticket_id}" not in page.text


async def test_everybody_reads_that_it_is_with_support_and_who_may_which_ticket(world: World, visitor: Visit) -> None:
    posted = await world.a_thread("aiko")
    dev = await world.cast.fresh("dev")
    ticket = (await escalating.escalate(dev, posted.thread_id, chosen())).ticket_id
    sentences = []
    for step in ("", "answer", "solve"):
        if step:
            await tickets.update(dev, ticket, Update(
                comment=f"The secret {step}." if step == "answer" else "", fields={"status": "solved"} if step == "solve" else {},
            ))
        for who in ("guest", "eve", "ben", "uma", "aiko", "dev"):
            page = await (await visitor(None if who == "guest" else who)).get(posted.path)
            if who != "aiko":  # She reads it in Japanese.
                sentences.append(page.find(".notice strong").text)
            assert "secret" not in page.html
            linked = [f"/requests/{ticket}" in page.html, f"/desk/tickets/{ticket}" in page.html]
            assert linked == [who == "aiko", who == "dev"], (who, step)
            assert page.has(f"[action='/threads/{posted.thread_id}/escalation/remove']") == (who == "dev" and not step)
    assert sentences == 5 * ["The support team is looking into this."] + 5 * [
        "The support team has answered whoever asked."
    ] + 5 * ["The support team has settled this."]
    merged = await Desk(world).open("eve")
    await tickets.update(dev, merged, Update(fields={"status": "open"}, comment="x x x"))
    again = await world.a_thread("finn")
    second = (await escalating.escalate(dev, again.thread_id, chosen(subject="Another one"))).ticket_id
    await tickets.merge(dev, second, merged)
    page = await (await visitor()).get(again.path)
    assert "has answered" in page.find(".notice strong").text


async def test_it_is_taken_back_while_nobody_has_answered(world: World, visitor: Visit) -> None:
    posted = await world.a_thread("aiko")
    chika, dev = await world.cast.fresh("chika"), await world.cast.fresh("dev")
    for visibility, after in (("closed", "closed"), ("unlisted", "open")):
        first = await escalating.escalate(chika, posted.thread_id, chosen(visibility=visibility))
        row = await Thread.get(id=posted.thread_id)
        assert (row.status, row.unlisted_at is not None) == (after, visibility == "unlisted")
        escalation = await Escalation.get(ticket_id=first.ticket_id)
        await asyncio.gather(*(escalating.withdraw(who, escalation.id) for who in (chika, dev)))
        row = await Thread.get(id=posted.thread_id)
        assert (row.status, row.unlisted_at, (await Ticket.get(id=first.ticket_id)).status) == ("open", None, "closed")
    assert "support team" not in (await (await visitor()).get(posted.path)).find("main").text
    third = await escalating.escalate(dev, posted.thread_id, chosen())
    await tickets.update(dev, third.ticket_id, Update(comment="Here you are."))
    with pytest.raises(Forbidden):
        await escalating.withdraw(dev, (await Escalation.get(ticket_id=third.ticket_id)).id)
    with pytest.raises(NotFound):
        await escalating.withdraw(dev, 987654)


async def test_the_pages_of_it_for_staff_and_askers(world: World, visitor: Visit) -> None:
    posted = await world.a_thread("aiko", title="A question of mine")
    place = f"/threads/{posted.thread_id}/escalation"
    aiko, dev, eve, guest = [await visitor(who) for who in ("aiko", "dev", "eve", None)]
    assert [(await one.get(place)).status for one in (aiko, eve, guest)] == [403, 403, 303]
    assert not (await aiko.get(posted.path)).has(f"[href='{place}']")
    await a_rule((await Thread.get(id=posted.thread_id)).category_id, by_asker=True, priority="high", tags="forum")
    assert (await aiko.get(posted.path)).has(f"[href='{place}']")
    assert not (await eve.get(posted.path)).has(f"[href='{place}']")
    page = await dev.get(place)
    assert (page.form(place)["subject"], page.form(place)["tags"]) == ("A question of mine", "forum")
    refused = await page.form(place).submit(subject="", reason="bug", note="Kept words")
    assert refused.status == 422 and refused.form(place)["note"] == "Kept words"
    hidden = await page.form(place).submit(reason="bug")
    assert hidden.status == 303 and "/desk/tickets/" in hidden.location
    kept = await dev.post(place, {"subject": "Another", "reason": "bug", "note": "Called me twice."})
    assert kept.status == 409 and "Called me twice." in kept.find("textarea[readonly]").text
    assert kept.has(f'a[href="{hidden.location}"]')
    again = await dev.post(place, {"subject": "Another", "reason": "bug"})
    assert (again.status, again.location) == (303, hidden.location)
    assert (await dev.get(place)).location == hidden.location
    mine = await world.a_thread("aiko")
    place = f"/threads/{mine.thread_id}/escalation"
    sent = await (await aiko.get(place)).form(place).submit(more="My number is 12345.")
    ticket = int(sent.location.rpartition("/")[2])
    assert sent.location == f"/requests/{ticket}"
    assert (await Ticket.get(id=ticket)).priority == "high"
    assert "12345" in (await ticket_queries.request(await world.cast.fresh("aiko"), ticket)).comments[0].plain
    assert (await dev.get("/threads/987654/escalation")).status == 404


async def test_the_asker_who_left_has_no_ticket(world: World) -> None:
    posted = await world.a_thread("aiko")
    await database.execute("UPDATE people SET anonymised_at = $1 WHERE id = $2", clock.now(), world.cast.aiko.id)
    assert await escalating.escalate_by_rule(posted.thread_id, Rule(policy="all")) is None
    assert await Escalation.all().count() == 0


async def test_who_takes_a_thread_to_support(world: World) -> None:
    table = [
        ("guest", True, True, "question", False), ("uma", True, True, "question", False),
        ("eve", True, True, "question", False), ("aiko", True, False, "question", True),
        ("aiko", False, True, "question", False), ("ben", False, True, "problem", True),
        ("ben", True, False, "question", False), ("dev", False, False, "question", True),
        ("dev", True, True, "idea", False), ("sid", True, True, "question", False),
    ]
    for who, by_asker, by_helpers, kind, may in table:
        facts = SimpleNamespace(author_id=world.cast.aiko.id, type=kind, is_deleted=False)
        verdict = policy.may_escalate(world.cast.actor(who), facts, by_asker=by_asker, by_helpers=by_helpers)
        assert (bool(verdict), bool(verdict.reason)) == (may, not may), (who, by_asker, by_helpers, kind)


def test_every_word_has_its_sentence() -> None:
    for reason in (*escalated.REASONS, escalated.ASKED, *escalated.BY_POLICY.values()):
        assert escalated.reason_name(reason) and len(reason) <= 12
    assert all(escalated.policy_name(name) for name in escalated.POLICIES)
    assert escalated.description("a\n\nb", [], "https://x/1", 1).startswith("> a\n>\n> b\n\n")
    assert escalated.description("a", [], "x", 1) != escalated.description("a", [], "x", 2)
