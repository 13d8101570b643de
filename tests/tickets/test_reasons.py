"""Contact reasons of questions: staff alone say and read them; they go along to support; figures are what they lead to."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from forum import clock as forum_clock
from forum import database
from forum.errors import Forbidden, Invalid, NotFound
from forum.kb_bridge.actions import escalating
from forum.kb_bridge.escalated import Rule
from forum.kb_bridge.forms import Escalation
from forum.tickets import actions, queries
from forum.tickets.models import ContactReason, ThreadReason, Ticket
from forum.tickets.reasons import Count, Span, fold, with_those_below
from forum.tickets.views import ReasonRow
from tests.tickets.desk import Desk
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


def a_row(number: int, parent: int | None = None, *, archived: bool = False) -> ReasonRow:
    return ReasonRow(number, parent, f"R{number}", "", 0, archived, 1, f"R{number}")


def test_a_reason_counts_those_below_it_and_everything_adds_up() -> None:
    tree = [a_row(1), a_row(2, 1), a_row(3, 2), a_row(4), a_row(5, archived=True), a_row(6, archived=True)]
    assert with_those_below(tree, 1) == [1, 2, 3] and with_those_below(tree, 9) == []
    counts = [
        Count("thread", 3, 0, 2), Count("ticket", 1, 1, 5), Count("thread", 4, 1, 1), Count("ticket", None, 0, 7),
        Count("thread", 5, 1, 1),
    ]
    lines = {line.key: line for line in fold(tree, counts, 2, "All", "None")}
    assert list(lines) == ["", "1", "2", "3", "4", "5", "none"], "what is out of use stands there while it counts"
    assert (lines["1"].questions, lines["1"].tickets, lines["1"].parts) == (2, 5, [2, 5])
    assert (lines["2"].total, lines["4"].parts, lines["none"].parts) == (2, [0, 1], [7, 0])
    assert lines[""].total == sum(lines[""].parts) == sum(lines[key].total for key in ("1", "4", "5", "none"))
    now = datetime(2026, 3, 1, tzinfo=UTC)
    bounds = Span(28, now).bounds
    assert len(bounds) == 4 and bounds[0] == now - timedelta(days=28) and bounds[-1] == now - timedelta(days=7)


async def test_staff_say_what_a_question_is_about_and_it_goes_along_to_support(world: World, visitor: Visit) -> None:
    desk = Desk(world)
    reason = await desk.reason("zqdeliveryqz")
    inner, old = await desk.reason("Lost", reason), await desk.reason("zqoldqz")
    posted = await world.a_thread("aiko")
    idea = await world.a_thread("aiko", type="idea")
    hidden = await world.category("Lab", see="group", ask="group", answer="group")
    secret = await world.a_thread("finn", category=hidden)
    dev, chika = await world.cast.fresh("dev"), await world.cast.fresh("chika")
    for who in ("aiko", "ben", "eve"):
        with pytest.raises(Forbidden):
            await actions.set_thread_reason(world.cast.actor(who), posted.thread_id, reason.id)
    with pytest.raises(Forbidden, match="Only questions"):
        await actions.set_thread_reason(dev, idea.thread_id, reason.id)
    with pytest.raises(NotFound):
        await actions.set_thread_reason(dev, secret.thread_id, reason.id)
    with pytest.raises(Invalid):
        await actions.set_thread_reason(dev, posted.thread_id, 987_654)
    # Two at once: one row, and an event for each that changed something.
    await asyncio.gather(*(actions.set_thread_reason(who, posted.thread_id, inner.id) for who in (dev, chika, dev)))
    row = await ThreadReason.get()
    assert (row.thread_id, row.reason_id) == (posted.thread_id, inner.id)
    assert await database.value("SELECT count(*) FROM events WHERE name = 'thread.reason_changed'") == 1
    # On the page, beside it; and back to the page without script.
    browser = await visitor("dev")
    place = f"/threads/{posted.thread_id}/contact-reason"
    beside = await browser.get(f"/desk/beside/thread-{posted.thread_id}")
    assert (await beside.form(place).submit(reason=str(reason.id))).status == 303
    saved = await browser.fragment("POST", place, {"reason": str(inner.id)})
    assert saved.status == 200 and "zqdeliveryqz › Lost" in saved.html and "Saved." in saved.text
    assert (await browser.post(place, {"reason": "x"})).status == 303
    assert (await ThreadReason.get()).reason_id == inner.id
    assert not (await browser.get(f"/desk/beside/thread-{idea.thread_id}")).has("#beside-reason")
    for who in ("guest", "aiko", "ben"):
        reader = await visitor(None if who == "guest" else who)
        assert (await reader.post(place, {"reason": ""})).status == (401 if who == "guest" else 403)
        page = await reader.get(posted.path)
        assert "zqdeliveryqz" not in page.html and "zqdeliveryqz" not in (await reader.get(f"{posted.path}/history")).html
    # What is out of use stays where it is chosen, and is chosen nowhere else.
    await actions.set_thread_reason(dev, posted.thread_id, old.id)
    await ContactReason.filter(id=old.id).update(archived_at=forum_clock.now())
    await actions.set_thread_reason(dev, posted.thread_id, old.id)
    assert "zqoldqz" in (await browser.get(f"/desk/beside/thread-{posted.thread_id}")).html
    other = await world.a_thread("eve")
    with pytest.raises(Invalid):
        await actions.set_thread_reason(dev, other.thread_id, old.id)
    # To support by the clock: what is out of use stays behind, what is in use goes along.
    assert await escalating.escalate_by_rule(posted.thread_id, Rule(policy="all")) is not None
    assert (await Ticket.get(source_id=posted.thread_id)).reason_id is None
    await actions.set_thread_reason(dev, other.thread_id, reason.id)
    form = (await browser.get(f"/threads/{other.thread_id}/escalation")).form(f"/threads/{other.thread_id}/escalation")
    assert form["contact_reason"] == str(reason.id)
    assert (await form.submit(reason="bug", contact_reason="987654")).status == 422
    assert (await form.submit(reason="bug")).status == 303
    assert (await Ticket.get(source_id=other.thread_id)).reason_id == reason.id
    by_helper = await world.a_thread("eve")
    await actions.set_thread_reason(dev, by_helper.thread_id, inner.id)
    await escalating.escalate_by_rule(by_helper.thread_id, Rule(policy="all"))
    assert (await Ticket.get(source_id=by_helper.thread_id)).reason_id == inner.id
    await actions.set_thread_reason(dev, other.thread_id, None)
    assert await ThreadReason.filter(thread_id=other.thread_id).count() == 0


async def test_every_figure_of_the_report_is_the_length_of_its_list(
    world: World, visitor: Visit, clock: ModuleType
) -> None:
    desk = Desk(world)
    top = await desk.reason("Delivery")
    inner = await desk.reason("Lost", top)
    other = await desk.reason("Refund")
    dev = await world.cast.fresh("dev")
    hidden = await world.category("Lab", see="group", ask="group", answer="group")

    async def ask(reason: ContactReason | None, **given: Any) -> int:
        posted = await world.a_thread("finn", **given)
        if reason is not None:
            await actions.set_thread_reason(world.cast.actor("chika"), posted.thread_id, reason.id)
        return posted.thread_id

    await ask(top)
    await desk.open(reason_id=top.id)
    clock.advance(timedelta(days=40))
    early = await ask(inner)
    await ask(inner, category=hidden)
    await desk.open(reason_id=other.id)
    clock.advance(timedelta(days=15))
    for reason in (top, inner, None):
        await ask(reason)
    gone = await desk.open(reason_id=inner.id)
    stays = await desk.open(reason_id=inner.id)
    await actions.merge(dev, gone, stays)
    await ask(None, type="idea")
    browser = await visitor("dev")
    page = await browser.get("/desk/reasons")
    figures = {row.find("th").text: [cell.text for cell in row.find_all("td")] for row in page.find_all("tbody tr")}
    assert figures["Delivery"][:2] == ["3", "1"] and figures["Delivery › Lost"][:2] == ["2", "1"]
    assert figures["Refund"][:2] == ["0", "1"] and figures["Nobody said"][:2] == ["1", "0"]
    assert figures["All"][:2] == ["4", "2"] and figures["All"][2:] == ["0", "2", "0", "4"]
    # Every figure leads to as many as it says.
    seen = 0
    for cell in page.find_all("tbody td a"):
        listed = await browser.get((cell.get("href") or "").partition("#")[0])
        assert len(listed.find_all("section .rows > li")) == int(cell.text), cell.get("href")
        seen += 1
    assert seen > 15
    moderator = await (await visitor("chika")).get("/desk/reasons")
    assert [cell.text for cell in moderator.find_all("tbody tr")[1].find_all("td")][:2] == ["4", "1"]
    # Deleted threads and other spans; nonsense is as nothing.
    await database.execute("UPDATE threads SET deleted_at = $1 WHERE id = $2", forum_clock.now(), early)
    assert "Delivery" in (await browser.get("/desk/reasons?days=90&kind=thread")).text
    for bad in ("days=1", "reason=abc", "reason=99999999999999999999", "part=77", "page=-1", "kind=x", "reason=²"):
        assert (await browser.get(f"/desk/reasons?{bad}")).status == 200
    assert (await (await visitor("ben")).get("/desk/reasons")).status == 403
    assert (await (await visitor()).get("/desk/reasons")).location.startswith("/sign-in")
    with database.counting() as statements:
        await browser.get("/desk/reasons")
    assert len(statements) <= 8, "\n".join(statements)


async def test_many_are_given_a_reason_together(world: World, visitor: Visit) -> None:
    desk = Desk(world)
    reason = await desk.reason("Delivery")
    posted, idea = await world.a_thread(), await world.a_thread("eve", type="idea")
    ticket = await desk.open()
    dev = await visitor("dev")
    stamps = [one.get("value") or "" for one in (await dev.get("/desk")).find_all(".desk-line input")]
    look = await dev.post("/desk/bulk", {"verb": "reason", "reason": str(reason.id), "item": stamps})
    assert "Delivery" in look.text and await ThreadReason.all().count() == 0
    done = await look.form("/desk/bulk").submit("Change 2 items")
    assert sum("Done" in row.text for row in done.find_all("tbody tr")) == 2
    assert (await ThreadReason.get()).thread_id == posted.thread_id != idea.thread_id
    assert (await desk.row(ticket)).reason_id == reason.id
    # A view by the reason above it holds both, and what is not that nothing of them.
    top = await desk.reason("Everything")
    await ContactReason.filter(id=reason.id).update(parent_id=top.id)
    await world.a_thread("finn", title="About nothing yet")
    view = {"name": "By reason", "match": "all", "order": "oldest", "scope": "me", "reason": str(top.id)}
    for more, most in (({}, 2), ({"not_reason": "1"}, 1)):
        saved = await dev.post("/desk/views", view | more)
        assert len((await dev.get(saved.location)).find_all(".desk-line")) == most
    # What was seen before is told; a stale selection changes nothing.
    again = await dev.post("/desk/bulk", {"verb": "reason", "reason": str(reason.id), "item": stamps})
    assert "changed since you selected it" in again.text
    assert (await dev.post("/desk/bulk", {"verb": "reason", "item": stamps})).status == 422


async def test_the_asker_of_an_escalated_question_does_not_learn_its_reason(world: World, visitor: Visit) -> None:
    desk = Desk(world)
    reason = await desk.reason("zqdifficultqz")
    posted = await world.a_thread("eve")
    dev = await world.cast.fresh("dev")
    form = Escalation.read({"subject": "A parcel is lost", "reason": "account", "contact_reason": str(reason.id)})
    opened = await escalating.escalate(dev, posted.thread_id, form)
    assert (await queries.ticket_on_desk(dev, opened.ticket_id)).reason_id == reason.id
    await ContactReason.filter(id=reason.id).update(archived_at=forum_clock.now())
    eve = await visitor("eve")
    for path in (f"/requests/{opened.ticket_id}", "/requests", "/requests/new", "/settings/data.json", posted.path):
        assert "zqdifficultqz" not in (await eve.get(path)).html
