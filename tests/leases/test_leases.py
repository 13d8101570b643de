"""Who is replying: one at a time, whoever asks at once; kept by beats; told to those who answer, and to nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum import database
from forum.accounts.policy import YES, no
from forum.errors import Forbidden, SignInNeeded
from forum.leases import actions, queries
from forum.leases.policy import may_take
from forum.leases.views import Holding
from forum.threads import actions as threads
from forum.tickets.actions import macros
from forum.tickets.macros import MacroForm
from tests.cast import EVERYONE, Cast
from tests.tickets.desk import Desk
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]


@pytest.fixture
async def seven(cast: Cast) -> int:
    """The number of something to reply to; leases do not know what it is."""
    return 7


async def taken(cast: Cast, who: str, subject: int, over: str = "", *, beating: bool = True) -> Holding:
    return await actions.take(
        cast.actor(who), "thread", subject, YES, over=cast.person(over).id if over else 0, beating=beating
    )


async def test_helpers_and_staff_take_leases_where_they_may_answer(cast: Cast) -> None:
    assert [who for who in EVERYONE if may_take(cast.actor(who), YES)] == ["ben", "dev", "chika", "ada"]
    assert not may_take(cast.actor("dev"), no("Closed."))


async def test_a_lease_is_taken_kept_lost_and_left(cast: Cast, clock: ModuleType, seven: int) -> None:
    first = await taken(cast, "ben", seven)
    assert (first.holder_id, first.shown, first.taken_at) == (cast.ben.id, "Ben Carter", clock.now())
    assert (await taken(cast, "dev", seven)).is_of(cast.actor("ben"))
    clock.advance(timedelta(seconds=50))
    kept = await taken(cast, "ben", seven)
    assert (kept.taken_at, kept.expires_at) == (first.taken_at, clock.now() + timedelta(seconds=60))
    # Another subject, or another kind with the same number, is another lease.
    assert await queries.holding("ticket", seven) is None
    # A tab that died beats no more.
    clock.advance(timedelta(seconds=60))
    assert await queries.holding("thread", seven) is None
    assert (await taken(cast, "dev", seven)).taken_from_id == 0
    await actions.release(cast.actor("ben"), "thread", seven)
    assert (await queries.holdings("thread", [seven, 8])).keys() == {seven}
    await actions.release(cast.actor("dev"), "thread", seven)
    assert await queries.holding("thread", seven) is None


async def test_who_loses_a_lease_is_told_and_does_not_beat_it_back(cast: Cast, clock: ModuleType, seven: int) -> None:
    await taken(cast, "ben", seven)
    over = await taken(cast, "dev", seven, over="ben")
    assert over.is_of(cast.actor("dev"))
    assert over.was_taken_from(cast.actor("ben"))
    clock.advance(timedelta(seconds=10))
    assert (await taken(cast, "ben", seven)).is_of(cast.actor("dev"))
    # Taking over from somebody who has it no longer takes nothing from whoever has it now.
    assert (await taken(cast, "ada", seven, over="ben")).is_of(cast.actor("dev"))
    back = await taken(cast, "ben", seven, over="dev")
    assert back.was_taken_from(cast.actor("dev"))


async def test_a_page_without_script_cannot_beat_and_is_given_longer(cast: Cast, clock: ModuleType, seven: int) -> None:
    await taken(cast, "ben", seven, beating=False)
    # A beat from another window does not shorten it.
    await taken(cast, "ben", seven)
    clock.advance(timedelta(minutes=9))
    assert await queries.holding("thread", seven) is not None
    clock.advance(timedelta(minutes=2))
    assert await queries.holding("thread", seven) is None
    assert await actions.sweep() == 0
    clock.advance(timedelta(hours=1))
    assert await actions.sweep() == 1


async def test_of_many_at_once_one_has_it(cast: Cast, seven: int) -> None:
    people = ("ben", "dev", "chika", "ada")
    for subject in range(seven, seven + 5):
        found = await asyncio.gather(*[taken(cast, who, subject) for who in people for _ in range(3)])
        assert len({one.holder_id for one in found}) == 1
        assert await database.value("SELECT count(*) FROM leases WHERE subject_id = $1", subject) == 1
    # Two who take over from the same person: the second sees the first, and takes nothing.
    for subject in range(20, 25):
        await taken(cast, "ben", subject)
        found = await asyncio.gather(*[taken(cast, who, subject, over="ben") for who in ("dev", "chika", "ada")])
        assert len({one.holder_id for one in found}) == 1
        assert found[0].taken_from_id == cast.ben.id


async def test_who_may_not_is_refused(cast: Cast, seven: int) -> None:
    with pytest.raises(SignInNeeded):
        await taken(cast, "guest", seven)
    with pytest.raises(Forbidden):
        await taken(cast, "eve", seven)
    with pytest.raises(Forbidden, match="locked"):
        await actions.take(cast.actor("dev"), "thread", seven, no("This thread is locked."))
    assert await database.value("SELECT count(*) FROM leases") == 0


async def test_others_see_it_on_the_thread_and_take_over(world: World, visitor: MakeVisitor, clock: ModuleType) -> None:
    posted = await world.a_thread()
    path = f"/threads/{posted.thread_id}/lease"
    ben, dev = await visitor("ben"), await visitor("dev")
    assert not (await dev.get(posted.path)).has("[data-lease]")
    mine = await ben.fragment("POST", path)
    assert "Others see that you are replying." in mine.html
    page = await dev.get(posted.path)
    assert "Ben Carter is replying." in page.find("#reply").text
    look = page.find("[data-look-url]").get("data-look-url") or ""
    assert "Ben Carter is replying." in (await dev.fragment("GET", look)).html
    # Neither the asker nor a visitor is told.
    for who in ("aiko", "guest"):
        reader = await visitor(who)
        assert "Ben Carter" not in (await reader.get(posted.path)).html
        assert (await reader.fragment("GET", look)).status == (401 if who == "guest" else 403)
    taken_over = await page.submit(path, "Take over")
    assert taken_over.status == 303
    assert "Dev Patel took over from you. What you wrote is kept." in (await ben.fragment("POST", path)).html
    # Sending the reply lets go.
    await (await dev.get(posted.path)).submit(f"/threads/{posted.thread_id}/replies", "Post reply", body="Here you are.")
    assert await queries.holding("thread", posted.thread_id) is None
    await ben.fragment("POST", path)
    assert (await ben.post(f"{path}/remove")).status == 303
    assert await queries.holding("thread", posted.thread_id) is None


async def test_without_script_the_reply_page_says_who_is_replying(world: World, visitor: MakeVisitor) -> None:
    posted = await world.a_thread()
    ben, dev = await visitor("ben"), await visitor("dev")
    looked = await (await ben.get(posted.path)).submit(
        f"/threads/{posted.thread_id}/replies", "Preview", body="Have you tried it?"
    )
    assert "Others see that you are replying." in looked.text
    page = await dev.get(posted.path)
    assert "Ben Carter is replying." in page.find("#reply").text
    # Dev sends first; Ben's comes back with it, and goes out on a second word.
    await page.submit(f"/threads/{posted.thread_id}/replies", "Post reply", body="It is known.")
    back = await looked.submit(f"/threads/{posted.thread_id}/replies", "Post reply", body="Have you tried it?")
    assert back.status == 409
    assert "It is known." in back.text
    again = back.form(f"/threads/{posted.thread_id}/replies")
    assert again["body"] == "Have you tried it?"
    assert (await again.submit("Send anyway")).status == 303


async def test_the_button_takes_the_lease_as_well(world: World, visitor: MakeVisitor) -> None:
    posted = await world.a_thread()
    ben, dev = await visitor("ben"), await visitor("dev")
    path = f"/threads/{posted.thread_id}/lease"
    sent = await ben.post(path)
    assert "Others see that you are replying." in (await sent.follow()).text
    late = await dev.post(path)
    assert "Ben Carter is replying." in (await late.follow()).find(".flashes").text
    # What is no number takes over from nobody.
    for over in ("x", "9" * 30, "-1", ""):
        assert (await dev.post(path, {"over": over})).status == 303
    held = await queries.holding("thread", posted.thread_id)
    assert held is not None
    assert held.is_of(world.cast.actor("ben"))
    assert (await dev.get(f"{posted.path}/lease")).location == f"{posted.path}#reply"


async def test_a_ticket_that_somebody_replies_to_is_open(world: World, visitor: MakeVisitor, clock: ModuleType) -> None:
    tickets = Desk(world)
    ticket_id = await tickets.open()
    dev, ada, aiko = await visitor("dev"), await visitor("ada"), await visitor("aiko")
    path = f"/desk/tickets/{ticket_id}"
    assert (await tickets.row(ticket_id)).status == "new"
    page = await dev.get(path)
    assert (await tickets.row(ticket_id)).status == "new"
    assert "Others see that you are replying." in (await dev.fragment("POST", f"{path}/lease")).html
    row = await tickets.row(ticket_id)
    assert (row.status, row.version) == ("open", 2)
    assert "Dev Patel is replying." in (await ada.get(path)).find("#composer").text
    assert "Dev Patel is replying." in (await ada.get(f"/desk?item=ticket-{ticket_id}")).find(".desk-item").text
    assert "replying" not in (await aiko.get(f"/requests/{ticket_id}")).html
    # Opening it was the writer's own doing: what they write is not turned back for it.
    sent = await page.form(f"{path}/comments").submit("Send", body="We look into it.")
    assert sent.status == 303, sent.text
    assert await queries.holding("ticket", ticket_id) is None
    # Whoever writes against what somebody else changed since gets it back with what came in, and sends it all the same.
    form = (await ada.get(path)).form(f"{path}/comments")
    await tickets.say(ticket_id, "dev", "It is on its way.")
    back = await form.submit("Send", body="Nobody has seen it.")
    assert back.status == 409
    assert "It is on its way." in back.text
    again = back.form(f"{path}/comments")
    assert again["body"] == "Nobody has seen it."
    assert (await again.submit("Send")).status == 303
    # Two who open a new one at once: it is open, once.
    fresh = await tickets.open()
    await asyncio.gather(*[one.fragment("POST", f"/desk/tickets/{fresh}/lease") for one in (dev, ada, dev, ada)])
    assert ((await tickets.row(fresh)).status, (await tickets.row(fresh)).version) == ("open", 2)


async def test_a_saved_reply_fills_the_tickets_box_and_its_changes_come_with_it(world: World, visitor: MakeVisitor) -> None:
    tickets = Desk(world)
    ticket_id = await tickets.open("aiko")
    path = f"/desk/tickets/{ticket_id}"
    form = MacroForm.read({
        "name": "Asked", "body": "Dear {{ticket.requester.name}}", "scope": "all", "status": "pending", "priority": "high",
        "assignee": "me", "tags": "asked", "public": "note",
    })
    macro_id = await macros.create_macro(world.cast.actor("ada"), form)
    dev = await visitor("dev")
    await threads.keep_draft(world.cast.actor("dev"), f"ticket:{ticket_id}", {"body": "Half a word", "kind": "public"}, 0)
    box = (await dev.get(path)).form(f"{path}/comments")
    put = await box.submit("Insert", body="Half a word", kind="note", saved_reply=str(macro_id))
    assert "kind=note" in put.location
    page = await put.follow()
    box = page.form(f"{path}/comments")
    assert (box["body"], box["kind"], box["status"]) == ("Half a word\n\nDear 青山 愛子", "note", "pending")
    assert "Priority: — → High" in page.find("#composer").text
    assert (await tickets.row(ticket_id)).priority == ""
    assert (await box.submit("Send", body="Dear Aiko, which one?")).status == 303
    row = await tickets.row(ticket_id)
    assert (row.status, row.priority, row.assignee_id, row.tag_names) == ("pending", "high", world.cast.dev.id, "asked")
    assert await database.value("SELECT count(*) FROM macro_uses") == 1
    assert await database.value("SELECT count(*) FROM drafts") == 0
