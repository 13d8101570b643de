"""The figures of what goes to support: each adds up to the threads it lists, and counts what its reader may read."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

from forum.kb_bridge.actions import escalating
from forum.kb_bridge.models import Escalation
from forum.kb_bridge.queries import escalation_report as report
from forum.solutions import actions as solutions
from tests.kb_bridge.test_escalating import chosen
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


async def test_figures_add_up_to_what_they_list(clock: ModuleType, world: World, visitor: Visit) -> None:
    shelf, other = await world.category("Printers"), await world.category("Scanners")
    threads = [await world.a_thread("aiko", category=where) for where in (shelf, shelf, shelf, other)]
    dev = await world.cast.fresh("dev")
    for number, (hours, reason) in enumerate(((2, "bug"), (4, "bug"), (0, "account"))):
        clock.advance(timedelta(hours=hours))
        await escalating.escalate(dev, threads[(0, 1, 3)[number]].thread_id, chosen(reason=reason))
    await escalating.escalate(dev, threads[2].thread_id, chosen())
    await escalating.withdraw(dev, (await Escalation.all().order_by("-id").first()).id)  # type: ignore[union-attr]
    reply = await world.a_reply(threads[0].thread_id, "ben")
    await solutions.accept(await world.cast.fresh("aiko"), reply.post_id)
    found = await report.escalated_since(dev, 28)
    asked = await report.asked_since(dev, 28)
    total = report.fold("", "", found, sum(asked.values()))
    assert (total.count, total.asked, total.median_hours, total.community) == (3, 4, 6.0, 1)
    assert asked == {shelf.id: 3, other.id: 1}
    page = await (await visitor("dev")).get("/desk/escalations")
    assert "2 of 3 questions (66.7 %)" in page.text and "1 of 1 questions (100.0 %)" in page.text
    assert len(page.find_all("#tickets li")) == 3
    narrowed = [
        len((await (await visitor("dev")).get(f"/desk/escalations?days=28&category={one.id}")).find_all("#tickets li"))
        for one in (shelf, other)
    ]
    assert narrowed == [2, 1]
    assert len((await (await visitor("dev")).get("/desk/escalations?reason=bug")).find_all("#tickets li")) == 2
    assert (await (await visitor("ben")).get("/desk/escalations")).status == 403
    clock.advance(timedelta(days=8))
    assert await report.escalated_since(dev, 7) == []
    assert report.fold("", "", [], 0).per_hundred is None
