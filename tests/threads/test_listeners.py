"""What threads do when tags are merged, categories open or close, and people leave; and by the clock."""

from datetime import timedelta

import pytest

from forum import clock
from forum.accounts.events import PersonAnonymised
from forum.categories import actions as shelves
from forum.categories.events import CategoryEdited
from forum.categories.models import Category, Tag
from forum.threads import actions, jobs, listeners, queries
from forum.threads.actions import rendering
from forum.threads.models import Bookmark, Draft, HelpfulVote, Post, ReadMark, ThreadTag, View
from tests.threads import scene
from tests.world import World


async def test_threads_of_a_merged_tag_carry_the_other(world: World) -> None:
    old, new = await world.tag("wi-fi"), await world.tag("wifi")
    only_old = await scene.asked(world, tags="wi-fi")
    both = await scene.asked(world, title="Another question", tags="wi-fi, wifi")
    await shelves.merge_tag(world.cast.actor("chika"), old.id, "wifi")
    await world.settle()
    for posted in (only_old, both):
        assert (await scene.seen(world, posted.thread_id)).tags == ["wifi"]
        assert [row.tag_id for row in await ThreadTag.filter(thread_id=posted.thread_id)] == [new.id]
    assert (await Tag.get(id=new.id)).thread_count == 2
    assert (await Tag.get(id=old.id)).thread_count == 0
    await actions.replace_tag(old.id, new.id)
    assert (await Tag.get(id=new.id)).thread_count == 2


async def test_tags_are_counted_again_when_a_category_closes(world: World) -> None:
    tag = await world.tag("wifi")
    posted = await scene.asked(world, tags="wifi")
    shelf = (await scene.seen(world, posted.thread_id)).category_id
    for see, count in (("staff", 0), ("everyone", 1)):
        await Category.filter(id=shelf).update(see=see)
        event = CategoryEdited(actor_id=1, subject_id=shelf, before={"see": "x"}, after={"see": see})
        await listeners.recount_tags(event)
        await listeners.recount_tags(event)
        assert (await Tag.get(id=tag.id)).thread_count == count


async def test_what_was_only_theirs_goes_with_a_person(world: World) -> None:
    posted = await scene.asked(world)
    eve = world.cast.actor("eve")
    await actions.add_bookmark(eve, posted.thread_id)
    await actions.keep_draft(eve, "ask", {"title": "Half a question"}, 0)
    await actions.vote_helpful(eve, posted.post_id, True)
    actions.note_read(eve, await scene.seen(world, posted.thread_id, "eve"), 0)
    await actions.flush()
    assert await ReadMark.filter(person_id=eve.id).count() == 1
    event = PersonAnonymised(actor_id=eve.id, subject_id=eve.id, deleted=False)
    await listeners.forget_person(event)
    await listeners.forget_person(event)
    for table in (Bookmark, Draft, ReadMark):
        assert await table.filter(person_id=eve.id).count() == 0
    assert await HelpfulVote.filter(person_id=eve.id).count() == 1


async def test_what_an_older_renderer_left_is_rendered_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    posted = await scene.asked(world)
    replies = [await scene.replied(world, "ben", posted.thread_id, f"Reply **{number}**") for number in range(5)]
    await Post.filter(id__in=[one.post_id for one in replies[:3]]).update(
        html="<p>Old</p>", plain="Old", html_version=0
    )
    before = await Post.get(id=replies[0].post_id)
    assert await rendering.render_outdated(limit=2) == 2
    await jobs.render_again()
    assert await rendering.render_outdated() == 0
    for number, one in enumerate(replies):
        post = await Post.get(id=one.post_id)
        assert (post.html, post.plain) == (f"<p>Reply <strong>{number}</strong></p>\n", f"Reply {number}")
    assert (await Post.get(id=before.id)).version == before.version


async def test_reading_is_remembered_and_never_goes_back(world: World) -> None:
    posted = await scene.asked(world)
    eve = world.cast.actor("eve")
    for position in (7, 3):
        actions.note_read(eve, await scene.seen(world, posted.thread_id, "eve"), position)
        await actions.flush()
    assert await queries.read_positions(eve, [posted.thread_id]) == {posted.thread_id: 7}
    assert actions.pending_read(eve, posted.thread_id) is None


async def test_views_are_not_known_again_the_next_day(world: World) -> None:
    posted = await scene.asked(world)
    thread = await scene.seen(world, posted.thread_id)
    clock.stop(clock.now())
    try:
        for _day in range(2):
            actions.count_view(world.cast.actor("guest"), thread, "192.0.2.1", "Firefox")
            await actions.flush()
            clock.advance(timedelta(days=1))
    finally:
        clock.resume()
    keys = {row.viewer_key for row in await View.all()}
    assert len(keys) == 2
    assert not any("192" in key for key in keys)
