"""Who hears that a question was asked before, and what becomes of watches."""

from collections.abc import Awaitable, Callable

from forum import database
from forum.accounts.models import Person
from forum.duplicates.actions import deciding, marking
from forum.duplicates.forms import Decision
from forum.notifications import actions as notifications
from forum.notifications.models import Notification, Watch
from forum.solutions import actions as solutions
from forum.threads.models import Thread
from tests.visits import Visitor
from tests.world import World

Visit = Callable[..., Awaitable[Visitor]]


async def marked(world: World, duplicate: int, canonical: int) -> deciding.Decided:
    pair = await deciding.ensure_pair(duplicate, canonical, "detector")
    values = {"decision": "duplicate", "canonical": str(canonical), "version": str(pair.version)}
    return await deciding.decide(await world.cast.fresh("chika"), pair.id, Decision.read(values))


async def watching(thread_id: int) -> dict[str, tuple[str, str]]:
    names = {person.id: person.name for person in await Person.all()}
    return {
        names[watch.person_id]: (watch.level, watch.reason)
        for watch in await Watch.filter(target_type="thread", target_id=thread_id)
    }


async def test_the_asker_is_told_and_led_to_the_banner(world: World, visitor: Visit) -> None:
    (first, _answer), second = await world.a_solved_thread(), await world.a_thread("finn")
    await world.settle()
    await marked(world, second.thread_id, first.thread_id)
    await world.settle()
    told = await Notification.filter(kind="duplicate")
    assert [news.person_id for news in told] == [world.cast.finn.id]
    page = await (await visitor("finn")).get("/notifications")
    assert "千夏 found that it was asked before" in page.text
    # That it is solved with its canonical thread, later on, is no news of its own kind.
    await solutions.withdraw(await world.cast.fresh("aiko"), first.thread_id)
    await world.settle()
    assert await Notification.filter(kind="duplicate").count() == 1


async def test_watches_follow_and_come_back_as_they_were(world: World) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    await world.a_reply(second.thread_id, "ben")
    await world.settle()
    await Watch.create(
        person_id=world.cast.eve.id, target_type="thread", target_id=second.thread_id, level="watching", reason="chosen",
        created_at=(await Thread.get(id=first.thread_id)).created_at,
    )
    await Watch.create(
        person_id=world.cast.ben.id, target_type="thread", target_id=first.thread_id, level="muted", reason="chosen",
        created_at=(await Thread.get(id=first.thread_id)).created_at,
    )
    was = await watching(first.thread_id)
    made = await marked(world, second.thread_id, first.thread_id)
    await world.settle()
    assert await watching(first.thread_id) == was | {"finn": ("watching", "duplicate"), "eve": ("watching", "duplicate")}
    # Who takes part meanwhile watches it for their own sake.
    await world.a_reply(first.thread_id, "eve")
    await world.settle()
    await deciding.undo(await world.cast.fresh("chika"), made.pair_id, made.version)
    await world.settle()
    assert await watching(first.thread_id) == was | {"eve": ("watching", "replied")}


async def test_told_twice_is_told_once(world: World) -> None:
    first, second = await world.a_thread("aiko"), await world.a_thread("finn")
    await marked(world, second.thread_id, first.thread_id)
    await world.settle()
    was = (await watching(first.thread_id), (await Thread.get(id=first.thread_id)).same_problem_count)
    rows = await database.rows("SELECT count(*) AS n FROM notifications")
    await database.transaction(lambda: _again(first.thread_id))
    assert (await watching(first.thread_id), (await Thread.get(id=first.thread_id)).same_problem_count) == was
    assert (await database.rows("SELECT count(*) AS n FROM notifications"))[0]["n"] == rows[0]["n"]


async def _again(canonical_id: int) -> None:
    await marking.carry(canonical_id)
    await marking.follow_status(canonical_id)
    await notifications.follow_duplicates(canonical_id)
