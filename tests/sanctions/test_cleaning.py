"""Removing all that a spammer posted, and undoing it: exactly that, in batches, once."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from forum import database
from forum.accounts import queries as people
from forum.errors import Conflict, Forbidden, Invalid
from forum.sanctions import actions
from forum.sanctions.actions import cleaning
from forum.sanctions.forms import CleanUpForm
from forum.sanctions.models import CleanedPost, CleanUp
from forum.threads import actions as threads
from forum.threads.forms import Reason
from forum.transfer.checking import check
from tests.visits import Visitor
from tests.world import World

Visits = Callable[..., Awaitable[Visitor]]


def removing(seen: int = 0, **more: str) -> CleanUpForm:
    return CleanUpForm.read({"words": "You posted advertising.", "reason": "spam", "seen": str(seen)} | more)


async def shown(person_id: int) -> list[int]:
    found = await database.rows(
        "SELECT id FROM posts WHERE author_id = $1 AND deleted_at IS NULL ORDER BY id", person_id
    )
    return [row["id"] for row in found]


async def summaries() -> list[tuple[object, ...]]:
    found = await database.rows("SELECT id, reply_count, response_count, last_position FROM threads ORDER BY id")
    return [(row["id"], row["reply_count"], row["response_count"], row["last_position"]) for row in found]


async def test_all_goes_in_batches_and_comes_back_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "BATCH", 2)
    cast = world.cast
    host = await world.a_thread("ben")
    await world.tag("lamps")
    own = await world.a_thread("eve", tags="lamps")
    await world.a_reply(own.thread_id, "ben")
    for _ in range(3):
        await world.a_reply(host.thread_id, "eve")
    before_id = (await world.a_reply(host.thread_id, "eve")).post_id
    await threads.delete_post(cast.actor("chika"), before_id, Reason.read({"reason": "An earlier decision"}))
    had, sums = await shown(cast.eve.id), await summaries()

    made = await actions.clean_up(cast.actor("chika"), cast.eve.id, removing())
    later = (await world.a_reply(host.thread_id, "eve")).post_id
    # It is cut off after a batch, and goes on where it stood.
    assert await actions.work_on(made) and len(await shown(cast.eve.id)) == len(had) - 1
    await cleaning.go_on()
    assert await shown(cast.eve.id) == [later] and (await CleanUp.get(id=made)).finished_at is not None
    assert not await actions.work_on(made)
    await world.settle()
    told = await database.rows("SELECT kind FROM notifications WHERE person_id = $1", cast.eve.id)
    assert sorted(row["kind"] for row in told if row["kind"] != "reply") == ["decided", "removed"]
    assert (await check()).found == 0

    # Somebody restores one by hand and deletes it again for a reason of their own: that is theirs.
    kept = had[-1]
    await threads.restore_post(cast.actor("ada"), kept)
    await threads.delete_post(cast.actor("ada"), kept, Reason.read({"reason": "For another reason"}))
    await threads.delete_post(cast.actor("ada"), later, Reason.read({"reason": "Later"}))
    await actions.undo_clean_up(cast.actor("ada"), made)
    await cleaning.go_on()
    assert await shown(cast.eve.id) == had[:-1] and (await CleanUp.get(id=made)).restored_at is not None
    assert await database.value("SELECT deleted_reason FROM posts WHERE id = $1", before_id) == "An earlier decision"
    await world.settle()
    assert (await check()).found == 0
    await threads.restore_post(cast.actor("ada"), kept)
    assert [one[:3] for one in await summaries()] == [one[:3] for one in sums]


async def test_of_two_at_once_one_begins_and_one_undoes(world: World) -> None:
    cast = world.cast
    await world.a_thread("eve")
    twice = [actions.clean_up(cast.actor(who), cast.eve.id, removing()) for who in ("chika", "ada")]
    outcomes = await asyncio.gather(*twice, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "int"]
    made = next(one for one in outcomes if isinstance(one, int))
    await asyncio.gather(*(actions.work_on(made) for _ in range(3)))
    assert await CleanedPost.filter(clean_up_id=made).count() == 1
    undone = [actions.undo_clean_up(cast.actor(who), made) for who in ("chika", "ada")]
    outcomes = await asyncio.gather(*undone, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "int"]
    await cleaning.go_on()
    assert len(await shown(cast.eve.id)) == 1


async def test_who_may_and_when(world: World) -> None:
    cast = world.cast
    await world.a_thread("eve")
    for who, whom in (("eve", "ben"), ("dev", "eve"), ("chika", "ada"), ("chika", "chika")):
        with pytest.raises(Forbidden):
            await actions.clean_up(cast.actor(who), cast.person(whom).id, removing())
    with pytest.raises(Invalid):
        await actions.clean_up(cast.actor("chika"), cast.eve.id, removing(reason=""))
    with pytest.raises(Conflict):
        await actions.clean_up(cast.actor("chika"), cast.ben.id, removing())


async def test_a_moderator_removes_all_with_a_sanction_and_undoes_it(world: World, visitor: Visits) -> None:
    eve = world.cast.eve
    thread = await world.a_thread("eve")
    await world.a_reply(thread.thread_id, "ben")
    ada = await visitor("ada", accept_language="en")
    page = await ada.get(f"/desk/members/{eve.id}")
    assert "1 thread and 0 replies." in page.text and "1 reply by somebody else" in page.text
    refused = await page.submit(f"/desk/members/{eve.id}/clean-ups", reason="", words="It was advertising.")
    assert refused.status == 422 and "It was advertising." in refused.text
    given = {"kind": "suspension", "reason": "spam", "length": "forever", "words": "You posted advertising.", "clean": "on"}
    assert (await page.submit(f"/desk/members/{eve.id}/sanctions", **given)).status == 303
    assert await shown(eve.id) == [] and (await people.actor(eve.id)).suspended
    page = await ada.get(f"/desk/members/{eve.id}")
    made = await database.value("SELECT id FROM clean_ups")
    assert "1 post removed" in page.text and "Finished" in page.text
    assert (await page.submit(f"/desk/clean-ups/{made}/remove")).status == 303
    assert len(await shown(eve.id)) == 1 and (await people.actor(eve.id)).suspended
    log = await (await visitor(accept_language="en")).get("/moderation-log")
    assert "Everything that a member had posted was removed" in log.text and eve.display_name not in log.text
