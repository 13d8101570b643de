"""The queue: claimed by one, decided on once, undone while that is possible, and by whom it may be."""

import asyncio
from datetime import timedelta
from types import ModuleType

import pytest

from forum import database
from forum.duplicates import jobs as duplicates
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.moderation import actions, jobs, queries
from forum.moderation.forms import Decide, DecideMany, Flag
from forum.moderation.models import Decision, Item
from forum.moderation.models import Flag as FlagRow
from forum.moderation.queries import Wanted
from forum.notifications import queries as news
from forum.threads import actions as threads
from forum.threads.forms import Reason
from forum.threads.models import Post, Thread
from forum.transfer.checking.round import check
from tests.cast import EVERYONE
from tests.world import World

SPAM = Flag.read({"reason": "spam"})


async def flagged(world: World, by: str = "eve") -> tuple[int, int]:
    """A reply of somebody's that finn flagged: the post's id and the item's."""
    thread = await world.a_thread("aiko")
    reply = await world.a_reply(thread.thread_id, by)
    await actions.flag(world.cast.actor("finn"), reply.post_id, SPAM)
    return reply.post_id, (await Item.get(kind="post", subject_id=reply.post_id)).id


async def version_of(item_id: int) -> int:
    return (await Item.get(id=item_id)).version


async def decided(world: World, who: str, item_id: int, decision: str, note: str = "why") -> int:
    form = Decide.read({"decision": decision, "version": str(await version_of(item_id)), "note": note})
    return await actions.decide(world.cast.actor(who), item_id, form)


async def test_it_works(world: World) -> None:
    post_id, item_id = await flagged(world)
    waiting = await queries.queue(world.cast.actor("chika"), Wanted())
    assert [(line.id, line.cause) for line in waiting.lines] == [(item_id, "flags")] and waiting.count == 1
    seen = await queries.item(world.cast.actor("chika"), item_id)
    assert seen.evidence.record is not None and seen.evidence.record.shown_count == 1
    assert [one.reason for one in seen.said] == ["spam"] and len(seen.evidence.texts) == 2
    with pytest.raises(Invalid):
        await decided(world, "chika", item_id, "remove", note="")
    with pytest.raises(Invalid):
        await decided(world, "chika", item_id, "approve")
    decision = await decided(world, "chika", item_id, "remove")
    post = await Post.get(id=post_id)
    assert post.deleted_by_id == world.cast.chika.id and post.deleted_reason == "why"
    assert (await queries.queue(world.cast.actor("chika"), Wanted())).count == 0
    lines, older = await queries.history(world.cast.actor("chika"))
    assert [(line.id, line.decision, line.can_be_undone) for line in lines] == [(decision, "remove", True)] and older is None
    with pytest.raises(Conflict, match="千夏"):
        await decided(world, "ada", item_id, "keep")
    await world.settle()
    assert [line.kind for line in (await news.news_page(world.cast.actor("finn"))).lines] == ["flag"]
    # Undone, everything is as it was.
    await actions.undo(world.cast.actor("chika"), decision)
    assert (await Post.get(id=post_id)).deleted_at is None
    item = await Item.get(id=item_id)
    assert (item.decided_at, item.weight) == (None, 100)
    assert await FlagRow.filter(open_key__isnull=False).count() == 1
    with pytest.raises(Conflict):
        await actions.undo(world.cast.actor("chika"), decision)


async def test_only_moderators_and_never_on_themselves_or_those_above(world: World) -> None:
    _post_id, item_id = await flagged(world)
    for who in EVERYONE:
        if who in ("chika", "ada"):
            continue
        actor = world.cast.actor(who)
        for refused in (
            actions.claim(actor, item_id), decided(world, who, item_id, "keep"), queries.item(actor, item_id),
            queries.queue(actor, Wanted()), queries.history(actor), actions.undo(actor, 1), queries.words_page(actor),
            actions.unwatch(actor, 1),
        ):
            with pytest.raises(Forbidden):
                await refused
    for author, who in (("chika", "chika"), ("ada", "chika"), ("ada", "ada")):
        _post_id, item_id = await flagged(world, by=author)
        with pytest.raises(Forbidden):
            await decided(world, who, item_id, "keep")
    _post_id, item_id = await flagged(world, by="chika")
    await decided(world, "ada", item_id, "keep")
    with pytest.raises(NotFound):
        await actions.decide(world.cast.actor("chika"), 987_654, Decide.read({"decision": "keep", "version": "1"}))


async def test_an_item_is_claimed_by_one_and_comes_free_again(clock: ModuleType, world: World) -> None:
    _post_id, item_id = await flagged(world)
    assert await actions.claim(world.cast.actor("chika"), item_id)
    assert not await actions.claim(world.cast.actor("ada"), item_id)
    with pytest.raises(Conflict):
        await decided(world, "ada", item_id, "keep")
    clock.advance(timedelta(minutes=11))
    assert await actions.claim(world.cast.actor("ada"), item_id)
    await actions.let_go(world.cast.actor("ada"), item_id)
    assert await actions.claim(world.cast.actor("chika"), item_id)
    mine = await queries.queue(world.cast.actor("chika"), Wanted(mine=True))
    assert [line.claimed_by_me for line in mine.lines] == [True]
    await decided(world, "chika", item_id, "keep")


async def test_a_change_is_seen_before_it_is_decided_on(world: World) -> None:
    post_id, item_id = await flagged(world)
    seen = await version_of(item_id)
    await actions.flag(world.cast.actor("ben"), post_id, SPAM)
    with pytest.raises(Conflict):
        await actions.decide(world.cast.actor("chika"), item_id, Decide.read({"decision": "keep", "version": str(seen)}))


async def test_many_at_once_and_what_cannot_be_stays(world: World) -> None:
    made = [await flagged(world), await flagged(world), await flagged(world, by="chika")]
    chosen = ",".join([f"{item_id}:{await version_of(item_id)}" for _post, item_id in made])
    many = await actions.decide_many(
        world.cast.actor("chika"), DecideMany.read({"decision": "keep", "items": chosen, "note": ""})
    )
    assert many.decided == 2 and len(many.refused) == 1
    assert await Item.filter(decided_at=None).count() == 1
    for wrong in ("", "x", "1", "1:", "9" * 30 + ":1", "1:" + "9" * 30):
        with pytest.raises(Invalid):
            await actions.decide_many(world.cast.actor("chika"), DecideMany.read({"decision": "keep", "items": wrong}))


async def test_what_is_deleted_in_its_place_is_done_in_the_queue(world: World) -> None:
    post_id, item_id = await flagged(world)
    await threads.delete_post(world.cast.actor("chika"), post_id, Reason.read({"reason": "spam"}))
    await world.settle()
    item = await Item.get(id=item_id)
    assert (item.decision, item.decided_by_id) == ("remove", world.cast.chika.id)
    assert (await FlagRow.get()).outcome == "handled"


async def test_what_is_flagged_again_comes_back(world: World) -> None:
    post_id, item_id = await flagged(world)
    await decided(world, "chika", item_id, "keep")
    await actions.flag(world.cast.actor("finn"), post_id, SPAM)
    item = await Item.get(id=item_id)
    assert item.decided_at is None and await Decision.all().count() == 1
    # A flag that was dismissed weighs less the next time.
    assert item.weight == 80


async def test_moderators_are_reminded_once_of_what_grows_old(clock: ModuleType, world: World) -> None:
    await flagged(world)
    await jobs.remind_moderators()
    clock.advance(timedelta(hours=25))
    for _again in range(2):
        await jobs.remind_moderators()
    await world.settle()
    for who, told in (("chika", ["review"]), ("ada", ["review"]), ("dev", [])):
        assert [line.kind for line in (await news.news_page(world.cast.actor(who))).lines if line.kind == "review"] == told


async def agrees(world: World) -> None:
    """What is counted, kept and indexed agrees with the rows, once all news is told."""
    await world.settle()
    await duplicates.score_pairs()
    await world.settle()
    report = await check()
    assert report.found == 0, report.drifts


async def test_of_two_moderators_at_once_one_decides(world: World) -> None:
    for _round in range(3):
        post_id, item_id = await flagged(world)
        forms = [
            Decide.read({"decision": word, "version": str(await version_of(item_id)), "note": "why"})
            for word in ("keep", "remove")
        ]
        done = await asyncio.gather(
            actions.decide(world.cast.actor("chika"), item_id, forms[0]),
            actions.decide(world.cast.actor("ada"), item_id, forms[1]), return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in done) == ["Conflict", "int"]
        item = await Item.get(id=item_id)
        assert ((await Post.get(id=post_id)).deleted_at is not None) is (item.decision == "remove")
        assert await Decision.filter(item_id=item_id).count() == 1
    await agrees(world)


async def test_flags_that_weigh_enough_together_at_once_hide_once(world: World) -> None:
    thread = await world.a_thread("aiko")
    reply = await world.a_reply(thread.thread_id, "eve")
    done = await asyncio.gather(
        *(actions.flag(world.cast.actor(who), reply.post_id, SPAM) for who in ("aiko", "ben", "finn", "dev")),
        return_exceptions=True,
    )
    # Whoever comes after it is hidden does not find it any more.
    assert done.count(True) == 1 and all(one in (True, False) or isinstance(one, NotFound) for one in done)
    assert await database.value("SELECT count(*) FROM events WHERE name = 'post.hidden'") == 1
    row = await Thread.get(id=thread.thread_id)
    assert (row.reply_count, row.response_count) == (0, 0)
    item = await Item.get(kind="post", subject_id=reply.post_id)
    assert item.weight == await database.value("SELECT sum(weight) FROM flags WHERE item_id = $1", item.id)
    await agrees(world)


async def test_a_flag_beside_a_removal_loses_nothing(world: World) -> None:
    post_id, item_id = await flagged(world)
    await asyncio.gather(
        actions.flag(world.cast.actor("ben"), post_id, SPAM), decided(world, "chika", item_id, "remove"),
        return_exceptions=True,
    )
    await world.settle()
    row = await Post.get(id=post_id)
    item = await Item.get(id=item_id)
    gone = row.deleted_at is not None
    assert gone is (item.decided_at is not None)
    assert await FlagRow.filter(open_key__isnull=False).count() == (0 if gone else 2)
    await agrees(world)
