"""Flags: one for each person and post, weighed, told of, and hiding what enough people flag."""

import dataclasses
from datetime import timedelta
from types import ModuleType

import pytest

from forum import database, settings
from forum.accounts.models import Person
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.events.models import EventRecord
from forum.moderation import actions
from forum.moderation.forms import Flag as FlagForm
from forum.moderation.forms import Report
from forum.moderation.models import Flag, Item
from forum.notifications import queries as news
from forum.threads import actions as threads
from forum.threads import queries
from forum.threads.forms import Edit
from forum.threads.models import Post, Thread
from tests.moderation.moderated import decide
from tests.world import World

SPAM = FlagForm.read({"reason": "spam"})


async def told(world: World, who: str) -> list[str]:
    return [line.kind for line in (await news.news_page(await world.cast.fresh(who))).lines]


async def test_it_works(world: World) -> None:
    thread = await world.a_thread("aiko")
    reply = await world.a_reply(thread.thread_id, "ben")
    await actions.flag(world.cast.actor("eve"), reply.post_id, FlagForm.read({"reason": "off_topic", "note": "About cars"}))
    item = await Item.get(kind="post", subject_id=reply.post_id)
    assert (item.cause, item.weight, item.decided_at) == ("flags", 100, None)
    with pytest.raises(Conflict):
        await actions.flag(world.cast.actor("eve"), reply.post_id, SPAM)
    await actions.flag(world.cast.actor("finn"), reply.post_id, SPAM)
    assert (await Item.get(id=item.id)).weight == 200
    # What was flagged by few stands as it did.
    assert (await Thread.get(id=thread.thread_id)).reply_count == 1
    await actions.withdraw(world.cast.actor("eve"), "post", reply.post_id)
    assert (await Item.get(id=item.id)).weight == 100
    await actions.withdraw(world.cast.actor("finn"), "post", reply.post_id)
    assert (await Item.get(id=item.id)).decision == "withdrawn"
    with pytest.raises(NotFound):
        await actions.withdraw(world.cast.actor("eve"), "post", reply.post_id)
    assert await EventRecord.filter(name="flag.raised").count() == 2


async def test_whom_it_is_not_for(world: World) -> None:
    thread = await world.a_thread("aiko")
    for who in ("guest", "uma", "sid", "aiko"):
        with pytest.raises(Forbidden):
            await actions.flag(world.cast.actor(who), thread.post_id, SPAM)
    hidden = await world.category("Staff room", see="staff", ask="staff", answer="staff")
    private = await world.a_thread("dev", category=hidden)
    with pytest.raises(NotFound):
        await actions.flag(world.cast.actor("eve"), private.post_id, SPAM)
    with pytest.raises(Invalid):
        await actions.flag(world.cast.actor("eve"), thread.post_id, FlagForm.read({"reason": "moderator"}))
    assert await Flag.all().count() == 0


async def test_what_enough_people_flag_is_hidden_and_its_author_told_and_may_edit(clock: ModuleType, world: World) -> None:
    category = await world.category()
    await world.tag("lamps")
    thread = await world.a_thread("aiko", category=category, tags="lamps")
    reply = await world.a_reply(thread.thread_id, "eve", body="Buy cheap lamps at my shop!")
    for who, hides in (("finn", False), ("ben", False), ("aiko", True)):
        assert await actions.flag(world.cast.actor(who), reply.post_id, SPAM) is hides
    row = await Thread.get(id=thread.thread_id)
    assert (row.reply_count, row.response_count, row.last_position) == (0, 0, 1)
    await world.settle()
    assert await told(world, "eve") == ["waiting"]
    line = (await news.news_page(await world.cast.fresh("eve"))).lines[0]
    assert line.reason == "flags" and line.path.endswith(f"#reply-{reply.post_id}")
    # Others find a neutral line in its place, the author and moderators the text.
    for who, reads in (("guest", False), ("aiko", False), ("dev", False), ("eve", True), ("chika", True)):
        actor = world.cast.actor(who)
        seen = (await queries.posts_of(actor, await queries.visible_thread(actor, thread.thread_id), 1))[1]
        assert bool(seen.html) is reads and seen.is_waiting, who
    with pytest.raises(NotFound):
        await queries.post_for(world.cast.actor("finn"), reply.post_id)
    version = (await Post.get(id=reply.post_id)).version
    clock.advance(timedelta(minutes=30))
    before = (await Item.get(kind="post", subject_id=reply.post_id)).version
    edit = Edit.read({"body": "I use a small lamp there.", "version": str(version)})
    await threads.edit(await world.cast.fresh("eve"), reply.post_id, edit)
    assert (await Item.get(kind="post", subject_id=reply.post_id)).version == before + 1
    with pytest.raises(NotFound):
        await threads.edit(await world.cast.fresh("dev"), reply.post_id, edit)
    # It is shown again, the flags were right, and everybody hears so.
    await decide(world, "post", reply.post_id, "fixed")
    await world.settle()
    assert (await Thread.get(id=thread.thread_id)).reply_count == 1
    assert "shown" in await told(world, "eve") and "waiting" not in await told(world, "eve")
    assert "flag" in await told(world, "finn")
    assert set(await Flag.all().values_list("outcome", flat=True)) == {"upheld"}
    # Whoever was right weighs more the next time.
    other = await world.a_reply(thread.thread_id, "eve", body="And another one here.")
    await actions.flag(world.cast.actor("finn"), other.post_id, SPAM)
    assert (await Flag.get(person_id=world.cast.finn.id, open_key__isnull=False)).weight == 120


async def test_a_flagged_thread_is_not_there_for_others_and_its_tags_count_it_no_more(world: World) -> None:
    await world.tag("lamps")
    thread = await world.a_thread("eve", tags="lamps")
    settings.use(dataclasses.replace(settings.current(), flag_limit=1))
    await actions.flag(world.cast.actor("ben"), thread.post_id, SPAM)
    assert (await Thread.get(id=thread.thread_id)).hidden_reason == "flags"
    counted = "SELECT thread_count FROM tags WHERE name = 'lamps'"
    assert await database.value(counted) == 0
    for who in ("guest", "aiko", "ben", "dev"):
        with pytest.raises(NotFound):
            await queries.visible_thread(world.cast.actor(who), thread.thread_id)
    assert (await queries.visible_thread(world.cast.actor("eve"), thread.thread_id)).is_waiting
    mine = await queries.list_threads(world.cast.actor("eve"), queries.Filter(view="mine"))
    assert [row.id for row in mine.rows] == [thread.thread_id]
    await decide(world, "post", thread.post_id, "keep")
    assert await database.value(counted) == 1
    assert (await queries.visible_thread(world.cast.actor("guest"), thread.thread_id)).title


async def test_staff_is_never_hidden_and_nothing_is_when_that_is_off(world: World) -> None:
    thread = await world.a_thread("dev")
    for who in ("aiko", "ben", "finn", "eve", "chika"):
        assert not await actions.flag(world.cast.actor(who), thread.post_id, SPAM)
    settings.use(dataclasses.replace(settings.current(), flag_limit=0))
    other = await world.a_thread("aiko")
    for who in ("ben", "finn", "eve", "chika"):
        assert not await actions.flag(world.cast.actor(who), other.post_id, SPAM)


async def test_a_hidden_solution_leaves_no_words_behind(world: World) -> None:
    thread, answer = await world.a_solved_thread()
    row = await Thread.get(id=thread.thread_id)
    assert row.answer_excerpt
    settings.use(dataclasses.replace(settings.current(), flag_limit=1))
    await Person.filter(id=world.cast.ben.id).update(role="member")
    await actions.flag(world.cast.actor("dev"), answer.post_id, SPAM)
    row = await Thread.get(id=thread.thread_id)
    assert (row.status, row.answer_excerpt) == ("solved", "")
    await decide(world, "post", answer.post_id, "keep")
    assert (await Thread.get(id=thread.thread_id)).answer_excerpt


async def test_a_profile_is_reported(world: World) -> None:
    form = Report.read({"reason": "abuse", "note": "The picture"})
    await actions.report(world.cast.actor("aiko"), "eve", form)
    item = await Item.get(kind="person", subject_id=world.cast.eve.id)
    assert (item.cause, item.weight) == ("report", 125)
    with pytest.raises(Forbidden):
        await actions.report(world.cast.actor("eve"), "eve", form)
    await decide(world, "person", world.cast.eve.id, "uphold")
    await world.settle()
    assert await told(world, "aiko") == ["flag"]
