"""Deleting and restoring: who may, what others see then, and what the counts say."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum.categories.models import Tag
from forum.errors import Forbidden, Invalid, NotFound
from forum.solutions import actions as solutions
from forum.threads import actions
from forum.threads.actions.summary import recount
from forum.threads.forms import Lock, Reason
from forum.threads.models import Thread
from tests.threads import scene
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]


async def deleted(world: World, who: str, post_id: int, reason: str = "") -> None:
    await actions.delete_post(await world.cast.fresh(who), post_id, Reason.read({"reason": reason}))


async def test_it_works(world: World, visitor: MakeVisitor, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    clock.advance(timedelta(hours=1))
    reply = await scene.replied(world, "ben", posted.thread_id, "Words I regret")
    clock.advance(timedelta(hours=1))
    await deleted(world, "ben", reply.post_id)
    thread = await scene.seen(world, posted.thread_id)
    assert (thread.reply_count, thread.last_position) == (0, 1)
    assert thread.waiting_since == thread.last_activity_at == thread.created_at
    for who in ("guest", "eve"):
        page = await (await visitor(who)).get(posted.path)
        assert page.find(f"#reply-{reply.post_id}").text.startswith("This reply was deleted.")
        assert "regret" not in page.html
    for who in ("ben", "chika"):
        page = await (await visitor(who)).get(posted.path)
        assert "Words I regret" in page.find(f"#reply-{reply.post_id}").text
        assert page.form(f"/posts/{reply.post_id}/restore")


async def test_its_place_is_never_given_again(world: World) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id, "First")
    await deleted(world, "ben", reply.post_id)
    again = await scene.replied(world, "ben", posted.thread_id, "Second")
    assert (await scene.post(world, again.post_id)).position == 2
    assert (await scene.seen(world, posted.thread_id)).reply_count == 1


async def test_a_deleted_reply_is_not_found_by_others(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    await deleted(world, "chika", reply.post_id, "Spam")
    for who in ("guest", "eve", "ben"):
        reader = await visitor(who)
        for path in (
            f"/replies/{reply.post_id}",
            f"/replies/{reply.post_id}/quote",
            f"/posts/{reply.post_id}/revisions",
        ):
            assert (await reader.get(path)).status == 404, (who, path)
    assert (await (await visitor("chika")).get(f"/posts/{reply.post_id}/revisions")).status == 200
    assert (await (await visitor("chika")).get(f"/replies/{reply.post_id}/quote")).status == 404


@pytest.mark.parametrize(
    ("who", "may_own", "may_others"),
    [("eve", True, False), ("ben", True, False), ("dev", True, False), ("chika", True, True), ("ada", True, True)],
)
async def test_who_may(world: World, who: str, may_own: bool, may_others: bool) -> None:
    posted = await scene.asked(world)
    own = await scene.replied(world, who, posted.thread_id, "My own words")
    others = await scene.replied(world, "finn", posted.thread_id, "Finn's words")
    await deleted(world, who, own.post_id)
    assert (await scene.post(world, own.post_id)).is_deleted == may_own
    if may_others:
        await deleted(world, who, others.post_id, "Off topic")
    else:
        with pytest.raises(Forbidden):
            await deleted(world, who, others.post_id, "Off topic")
    assert (await scene.post(world, others.post_id)).is_deleted == may_others


async def test_guests_and_the_unconfirmed_may_not(world: World) -> None:
    posted = await scene.asked(world)
    for who in ("guest", "uma", "sid"):
        with pytest.raises(Forbidden):
            await deleted(world, who, posted.post_id)


async def test_moderators_say_why(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    with pytest.raises(Invalid):
        await deleted(world, "chika", reply.post_id)
    ada = await visitor("ada")
    back = await (await ada.get(posted.path)).submit(f"/posts/{reply.post_id}/remove")
    assert back.status == 422
    assert "Please say why" in back.find(".error-summary").text
    done = await back.submit(f"/posts/{reply.post_id}/remove", reason="Advertising")
    assert done.status == 303
    assert "Advertising" in (await ada.get(posted.path)).find(f"#reply-{reply.post_id}").text
    assert (await ada.get(f"/posts/{reply.post_id}/remove")).status == 405


async def test_what_moderators_deleted_only_they_restore(world: World) -> None:
    posted = await scene.asked(world)
    mine = await scene.replied(world, "ben", posted.thread_id, "Mine")
    other = await scene.replied(world, "ben", posted.thread_id, "Also mine")
    await deleted(world, "ben", mine.post_id)
    await deleted(world, "chika", other.post_id, "No")
    await actions.restore_post(world.cast.actor("ben"), mine.post_id)
    with pytest.raises(NotFound):
        await actions.restore_post(world.cast.actor("ben"), other.post_id)
    await actions.restore_post(world.cast.actor("ada"), other.post_id)
    assert (await scene.seen(world, posted.thread_id)).reply_count == 2
    with pytest.raises(Forbidden):
        await actions.restore_post(world.cast.actor("ada"), other.post_id)


async def test_an_asker_deletes_a_thread_that_nobody_answered(world: World, visitor: MakeVisitor) -> None:
    await world.tag("wifi")
    posted = await scene.asked(world, tags="wifi")
    assert (await Tag.get(name="wifi")).thread_count == 1
    aiko = await visitor("aiko")
    gone = await (await aiko.get(posted.path)).submit(f"/posts/{posted.post_id}/remove")
    assert gone.status == 303
    for who in ("guest", "eve", "dev"):
        assert (await (await visitor(who)).get(posted.path)).status == 404
    assert (await Tag.get(name="wifi")).thread_count == 0
    page = await aiko.get(posted.path)
    assert "このスレッドは削除されています" in page.find(".notice-danger").text
    assert page.has('meta[name="robots"][content="noindex"]')
    assert not page.has("#reply")
    await page.submit(f"/posts/{posted.post_id}/restore")
    assert (await (await visitor()).get(posted.path)).status == 200
    assert (await Tag.get(name="wifi")).thread_count == 1


async def test_a_thread_that_people_answered_is_the_moderators(world: World) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    with pytest.raises(Forbidden):
        await deleted(world, "aiko", posted.post_id)
    await deleted(world, "ben", reply.post_id)
    await deleted(world, "aiko", posted.post_id)
    with pytest.raises(NotFound):
        await scene.replied(world, "ben", posted.thread_id, "Too late")


async def test_a_locked_thread_keeps_its_words(world: World) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    await actions.lock(world.cast.actor("chika"), posted.thread_id, Lock.read({"locked": "1"}))
    with pytest.raises(Forbidden):
        await deleted(world, "ben", reply.post_id)
    await deleted(world, "chika", reply.post_id, "Spam")


async def test_a_deleted_solution_solves_nothing(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    await solutions.accept(world.cast.actor("aiko"), reply.post_id)
    await deleted(world, "ben", reply.post_id)
    assert not (await (await visitor()).get(posted.path)).has("section#solution")
    await world.settle()
    thread = await scene.seen(world, posted.thread_id)
    assert (thread.status, thread.solution_post_id) == ("open", None)


async def test_the_counts_are_what_counting_gives(world: World, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    made = []
    for number, who in enumerate(("ben", "aiko", "dev", "aiko", "eve", "ben")):
        clock.advance(timedelta(minutes=20))
        made.append(await scene.replied(world, who, posted.thread_id, f"Reply {number}"))
        await _same_as_counted(posted.thread_id)
    for which, who in ((5, "ben"), (4, "chika"), (0, "ben"), (1, "aiko")):
        await deleted(world, who, made[which].post_id, "x")
        await _same_as_counted(posted.thread_id)
    await actions.restore_post(world.cast.actor("chika"), made[4].post_id)
    await _same_as_counted(posted.thread_id)


async def test_the_counts_of_a_solved_thread_too(world: World, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    await solutions.accept(world.cast.actor("aiko"), reply.post_id)
    clock.advance(timedelta(minutes=5))
    await scene.replied(world, "aiko", posted.thread_id, "Thank you!")
    await _same_as_counted(posted.thread_id)
    await solutions.withdraw(world.cast.actor("aiko"), posted.thread_id)
    await _same_as_counted(posted.thread_id)
    assert (await scene.seen(world, posted.thread_id)).waiting_since == clock.now()


async def _same_as_counted(thread_id: int) -> None:
    names = ("reply_count", "response_count", "first_response_at", "waiting_since", "last_activity_at")
    row = await Thread.get(id=thread_id)
    kept = {name: getattr(row, name) for name in names}
    await recount(row)
    assert kept == {name: getattr(row, name) for name in names}
