"""Splitting and merging: order and addresses are kept, nothing is counted twice, and it can be taken back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from forum import database
from forum.duplicates import jobs as duplicates
from forum.duplicates.actions import deciding
from forum.duplicates.forms import Decision
from forum.duplicates.models import Mark
from forum.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from forum.notifications import queries as bell
from forum.notifications.models import Watch
from forum.solutions import actions as solutions
from forum.solutions.models import Solution
from forum.threads import actions, queries
from forum.threads.actions.merging import begin_after
from forum.threads.forms import Edit, Merge, Reason, Split
from forum.threads.models import Bookmark, MovedPost, Post, SameProblem, Thread, ThreadMove, View
from forum.threads.views import page_of
from forum.transfer.checking.round import check
from tests.threads import scene
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]


async def at_once(*works: Awaitable[Any]) -> list[Any]:
    return await asyncio.gather(*works, return_exceptions=True)


async def settled(world: World) -> None:
    await world.settle()
    await duplicates.score_pairs()
    await world.settle()
    report = await check()
    assert report.found == 0, report.drifts


async def splitting(world: World, thread_id: int, **values: str) -> Split:
    row = await Thread.get(id=thread_id)
    return Split.read({
        "title": "The other question", "type": "question", "category": str(row.category_id), "opening": "first", **values,
    })


def into(thread_id: int, **values: str) -> Merge:
    return Merge.read({"target": str(thread_id), "reason": "The same question", **values})


async def order(thread_id: int) -> list[tuple[int, int]]:
    return [(post.position, post.id) for post in await Post.filter(thread_id=thread_id).order_by("position")]


@pytest.mark.parametrize("last", [0, 1, 5, 18, 19, 20, 21, 40])
@pytest.mark.parametrize("length", [0, 1, 2, 19, 20, 21, 45])
def test_what_stood_on_one_page_stands_on_one_page(last: int, length: int) -> None:
    base = begin_after(last, length)
    assert base > last and (base == last + 1 or base < last + 21)
    for page in range(1, page_of(length) + 1 if length else 1):
        places = range((page - 1) * 20 + 1, min(page * 20, length) + 1)
        assert len({page_of(base + place) for place in places}) == 1


async def test_split_and_take_it_back(world: World, visitor: MakeVisitor) -> None:
    await world.tag("other")
    posted = await scene.asked(world)
    replies = [await scene.replied(world, who, posted.thread_id, f"Word {number} of {who}")
               for number, who in enumerate(("ben", "eve", "finn", "eve"))]
    await actions.vote_helpful(world.cast.actor("aiko"), replies[1].post_id, True)
    await solutions.accept(world.cast.actor("aiko"), replies[2].post_id)
    await world.settle()
    before = await order(posted.thread_id)
    moved = [replies[1].post_id, replies[2].post_id]
    chika = world.cast.actor("chika")
    for who in ("guest", "ben", "dev"):
        with pytest.raises(Forbidden):
            await actions.split(world.cast.actor(who), posted.thread_id, moved, await splitting(world, posted.thread_id))
    with pytest.raises(Invalid):
        await actions.split(chika, posted.thread_id, [], await splitting(world, posted.thread_id))
    with pytest.raises(Conflict):
        await actions.split(chika, posted.thread_id, [posted.post_id], await splitting(world, posted.thread_id))
    new = await actions.split(chika, posted.thread_id, moved[::-1], await splitting(world, posted.thread_id, tags="other"))
    await settled(world)
    assert await order(new.thread_id) == [(0, moved[0]), (1, moved[1])]
    row = await Thread.get(id=new.thread_id)
    assert (row.author_id, row.reply_count, row.tag_names) == (world.cast.eve.id, 1, "other")
    # What the asker of the one accepted, the asker of the other has not.
    assert not await Solution.exists()
    assert (await scene.seen(world, posted.thread_id)).status == "open"
    assert (await Post.get(id=moved[0])).helpful_count == 1
    assert await Watch.exists(person_id=world.cast.finn.id, target_id=new.thread_id, target_type="thread")
    kinds = [(line.kind, line.deed) for line in (await bell.news_page(world.cast.actor("finn"))).lines]
    assert ("curated", "thread.split") in kinds
    guest = await visitor()
    page = await guest.get(f"{posted.path}?page=1")
    assert page.has(f'span[id="reply-{moved[1]}"]') and page.has(f'a[href="{new.path}"]')
    assert "Word 1 of eve" not in page.html and "2 replies were moved" in page.text
    assert page.has('script[type="application/ld+json"]')
    assert page.has(f'a[href="{new.path}"]') and (await guest.get(new.path)).has(f'a[href="{posted.path}"]')
    assert (await guest.get(f"/replies/{moved[1]}")).location.startswith(f"{new.path}?page=1#reply-{moved[1]}")
    found = await guest.get("/search?q=word+finn")
    assert found.has(f'a[href^="{new.path}"]') and not found.has(f'a[href$="#reply-{moved[1]}"][href^="{posted.path}"]')
    # Nobody replied: back it goes, and the address it had leads home.
    (move,) = await ThreadMove.all()
    with pytest.raises(Forbidden):
        await actions.undo_split(world.cast.actor("dev"), move.id)
    await at_once(*[actions.undo_split(chika, move.id) for _ in range(2)])
    await settled(world)
    assert await order(posted.thread_id) == before and not await MovedPost.exists()
    assert (await guest.get(new.path)).location == posted.path


async def test_a_split_that_begins_with_words_of_the_forum_and_has_an_answer_stays(world: World) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    form = await splitting(world, posted.thread_id, opening="made", type="discussion")
    new = await actions.split(world.cast.actor("chika"), posted.thread_id, [reply.post_id], form)
    first = await Post.get(thread_id=new.thread_id, position=0)
    assert first.author_id == world.cast.chika.id and f"/threads/{posted.thread_id}" in first.source
    await scene.replied(world, "eve", new.thread_id, "More of it")
    (move,) = await ThreadMove.all()
    with pytest.raises(Conflict):
        await actions.undo_split(world.cast.actor("chika"), move.id)
    await settled(world)


async def test_merge_carries_everybody_once_and_comes_apart_again(world: World, visitor: MakeVisitor) -> None:
    for name in ("hub", "wifi"):
        await world.tag(name)
    target = await scene.asked(world, "eve", title="The hub is lost at night", tags="hub")
    await scene.replied(world, "ben", target.thread_id, "Try the new firmware")
    source = await scene.asked(world, "aiko", title="My hub vanishes", body="Every night, at three.", tags="wifi, hub")
    answer = await scene.replied(world, "finn", source.thread_id, "Mine too, since the update")
    await solutions.accept(world.cast.actor("aiko"), answer.post_id)
    for who, thread in (("ben", source), ("finn", source), ("finn", target), ("eve", source)):
        await actions.mark_same_problem(world.cast.actor(who), thread.thread_id, True)
    await actions.add_bookmark(world.cast.actor("ben"), source.thread_id)
    day = (await scene.seen(world, source.thread_id)).created_at.date()
    for thread, keys in ((source, ("p:5", "p:6")), (target, ("p:6",))):
        for key in keys:
            await View.create(thread_id=thread.thread_id, viewer_key=key, day=day)
        await Thread.filter(id=thread.thread_id).update(view_count=len(keys))
    await actions.keep_draft(await world.cast.fresh("dev"), f"reply:{source.thread_id}", {"body": "half a word"}, 0)
    await settled(world)
    before = {thread.thread_id: await order(thread.thread_id) for thread in (source, target)}
    chika = world.cast.actor("chika")
    for wrong in (into(source.thread_id), into(4711), Merge.read({"target": "x"})):
        with pytest.raises(Invalid):
            await actions.merge(chika, source.thread_id, wrong)
    with pytest.raises(Forbidden):
        await actions.merge(world.cast.actor("dev"), source.thread_id, into(target.thread_id))
    await actions.merge(chika, source.thread_id, into(target.thread_id))
    await actions.merge(chika, source.thread_id, into(target.thread_id))
    await settled(world)
    assert await order(target.thread_id) == [*before[target.thread_id], (2, source.post_id), (3, answer.post_id)]
    row = await Thread.get(id=target.thread_id)
    sharing = {one.person_id for one in await SameProblem.filter(thread_id=target.thread_id)}
    # aiko asked it too; eve asked the other and does not share her own.
    assert sharing == {world.cast.person(who).id for who in ("aiko", "ben", "finn")}
    assert (row.view_count, row.reply_count, row.tag_names) == (2, 3, "hub,wifi")
    assert await Bookmark.exists(person_id=world.cast.ben.id, thread_id=target.thread_id)
    watching = {one.person_id for one in await Watch.filter(target_id=target.thread_id, target_type="thread")}
    assert {world.cast.aiko.id, world.cast.finn.id} <= watching
    assert not await Solution.exists() and row.status == "open"
    assert await queries.draft_of(await world.cast.fresh("dev"), f"reply:{target.thread_id}") is not None
    await addresses_lead_on(await visitor(), source, target, answer.post_id)
    (line,) = [one for one in (await bell.news_page(world.cast.actor("aiko"))).lines if one.kind == "curated"]
    assert (line.deed, line.path) == ("thread.merged", target.path)
    (move,) = await ThreadMove.all()
    back = await actions.undo_merge(chika, move.id)
    await settled(world)
    assert back.id == source.thread_id
    assert {number: await order(number) for number in before} == before
    row = await Thread.get(id=target.thread_id)
    assert (row.view_count, row.tag_names, row.same_problem_count) == (1, "hub", 1)
    assert (await (await visitor()).get(source.path)).status == 200
    await actions.merge(chika, source.thread_id, into(target.thread_id))
    await scene.replied(world, "ben", target.thread_id, "Now it goes on")
    with pytest.raises(Conflict):
        await actions.undo_merge(chika, (await ThreadMove.get(undone_at=None)).id)
    await settled(world)


async def addresses_lead_on(guest: Visitor, source: Any, target: Any, post_id: int) -> None:
    """Every address that the merged thread and its posts ever had."""
    number = source.thread_id
    for old in (source.path, f"/threads/{number}", f"/threads/{number}/any-other-slug"):
        answer = await guest.get(old)
        assert (answer.status, answer.location) == (301, f"{target.path}?page=1#reply-{source.post_id}")
    for old, new in (
        (f"{source.path}?page=1", f"{target.path}?page=1"), (f"{source.path}/history", f"{target.path}/history"),
        (f"/threads/{number}/feed.atom", f"/threads/{target.thread_id}/feed.atom"),
    ):
        answer = await guest.get(old)
        assert (answer.status, answer.location) == (301, new)
    assert (await guest.get(f"/replies/{post_id}")).location == f"{target.path}?page=1#reply-{post_id}"
    page = await guest.get(f"{target.path}?page=1")
    assert page.has(f'article[id="reply-{post_id}"]') and "My hub vanishes" in page.text
    assert source.path not in (await guest.get("/threads")).html
    assert (await guest.get(f"{source.path}/tools")).status == 404


async def test_an_answer_goes_along_where_the_same_person_asks(world: World) -> None:
    one = await scene.asked(world, title="Asked first by aiko")
    other = await scene.asked(world, title="Asked again by aiko", body="The same once more, with other words.")
    answer = await scene.replied(world, "ben", other.thread_id)
    await solutions.accept(world.cast.actor("aiko"), answer.post_id)
    chika = world.cast.actor("chika")
    await actions.merge(chika, other.thread_id, into(one.thread_id))
    await settled(world)
    thread = await scene.seen(world, one.thread_id)
    assert (thread.status, thread.solution_post_id) == ("solved", answer.post_id)
    await actions.undo_merge(chika, (await ThreadMove.get(kind="merge")).id)
    await settled(world)
    assert (await scene.seen(world, one.thread_id)).status == "open"
    assert (await scene.seen(world, other.thread_id)).solution_post_id == answer.post_id


async def test_duplicates_follow_and_chains_end_at_one(world: World, visitor: MakeVisitor) -> None:
    threads = [await scene.asked(world, title=f"Question {number} of four", body=f"Body {number}") for number in range(4)]
    a, b, c, d = (one.thread_id for one in threads)
    for one, canonical in ((a, b), (d, a)):
        pair = await deciding.ensure_pair(one, canonical, "person")
        form = Decision.read({"decision": "duplicate", "canonical": str(canonical), "version": "1"})
        await deciding.decide(world.cast.actor("ada"), pair.id, form)
    await world.settle()
    ada = world.cast.actor("ada")
    await actions.merge(ada, a, into(b))
    await settled(world)
    assert {(mark.thread_id, mark.canonical_id) for mark in await Mark.all()} == {(d, b)}
    await actions.merge(ada, b, Merge.read({"target": f"https://forum.example/threads/{c}/any?page=2#reply-1"}))
    await settled(world)
    guest = await visitor()
    goal = (await scene.seen(world, c)).path
    assert (await guest.get(f"/threads/{a}")).location == f"{goal}?page=1#reply-{threads[0].post_id}"
    assert (await guest.get(f"/threads/{b}?page=1")).location == f"{goal}?page=1"
    with pytest.raises(Invalid):
        await actions.merge(ada, c, into(a))
    with pytest.raises(NotFound):
        await actions.merge(ada, a, into(c))
    private = await world.category("Staff", see="staff", ask="staff", answer="staff")
    await actions.move(ada, c, private.id)
    for number in (a, b, c):
        assert (await guest.get(f"/threads/{number}")).status == 404


async def test_a_reply_during_a_merge_lands_in_the_other_thread(world: World) -> None:
    for number in range(3):
        target = await scene.asked(world, "eve", title=f"Goal of merge {number}")
        source = await scene.asked(world, title=f"Source of merge {number}")
        works: list[Awaitable[Any]] = [
            actions.merge(world.cast.actor("chika"), source.thread_id, into(target.thread_id)),
            scene.replied(world, "ben", source.thread_id, f"Just then {number}", seen=0),
            scene.replied(world, "finn", target.thread_id, f"There too {number}"),
            actions.merge(world.cast.actor("ada"), source.thread_id, into(target.thread_id)),
        ]
        outcomes = await at_once(*(works if number % 2 else works[::-1]))
        assert [one for one in outcomes if isinstance(one, BaseException)] == []
        assert await Post.filter(thread_id=target.thread_id).count() == 4
        assert await Post.filter(thread_id=source.thread_id).count() == 0
        assert await ThreadMove.filter(from_thread_id=source.thread_id, undone_at=None).count() == 1
        late = await scene.replied(world, "eve", source.thread_id, f"Written before, sent after {number}", seen=0)
        assert late.thread_id == target.thread_id
    await settled(world)


async def test_two_merges_across_leave_one(world: World) -> None:
    one, other = await scene.asked(world, "eve", title="One of two"), await scene.asked(world, title="Two of two")
    outcomes = await at_once(
        actions.merge(world.cast.actor("chika"), one.thread_id, into(other.thread_id)),
        actions.merge(world.cast.actor("ada"), other.thread_id, into(one.thread_id)),
    )
    assert sum(isinstance(one, Refusal) for one in outcomes) == 1
    assert await Thread.filter(merged_into_id=None).count() == 1
    await settled(world)


async def test_split_during_edit_and_restore_during_delete(world: World) -> None:
    posted = await scene.asked(world)
    replies = [await scene.replied(world, "ben", posted.thread_id, f"Before {number}") for number in range(3)]
    chika = world.cast.actor("chika")
    for number, reply in enumerate(replies):
        form = Edit.read({"body": f"After {number}", "version": "1"})
        title = await splitting(world, posted.thread_id, title=f"Split number {number}")
        outcomes = await at_once(
            actions.edit(world.cast.actor("ben"), reply.post_id, form),
            actions.split(chika, posted.thread_id, [reply.post_id], title),
            actions.delete_post(world.cast.actor("ada"), reply.post_id, Reason.read({"reason": "x"})),
            actions.restore_post(world.cast.actor("ada"), reply.post_id),
        )
        assert not [one for one in outcomes if isinstance(one, BaseException) and not isinstance(one, Refusal)]
    await settled(world)


async def test_the_pages_lead_through_it(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id, "This is another question really")
    ada = await visitor("ada")
    tools = await ada.get(f"{posted.path}/tools")
    page = await ada.get(f"{posted.path}/split")
    address = f"/threads/{posted.thread_id}/splits"
    back = await page.submit(address, title="No", post=str(reply.post_id))
    assert back.status == 422 and back.has('input[name="post"][checked]')
    done = await back.submit(address, title="Another question", post=str(reply.post_id), reason="Off topic")
    assert done.status == 303
    thread = await done.follow()
    assert "Another question" in thread.text
    new = done.location
    bad = await tools.submit(f"/threads/{posted.thread_id}/merge", target="nothing")
    assert bad.status == 422 and "number or the address" in bad.text
    merged = await (await ada.get(f"{new}/tools")).submit(
        f"/threads/{await database.value('SELECT max(id) FROM threads')}/merge", target=f"#{posted.thread_id}"
    )
    assert (merged.status, merged.location) == (303, posted.path)
    tools = await ada.get(f"{posted.path}/tools")
    (move,) = await ThreadMove.filter(kind="merge")
    undone = await tools.submit(f"/threads/{posted.thread_id}/moves/{move.id}/remove")
    assert undone.location == f"{new}/tools"
    (split,) = await ThreadMove.filter(kind="split")
    undone = await (await ada.get(f"{posted.path}/tools")).submit(f"/threads/{posted.thread_id}/moves/{split.id}/remove")
    assert undone.location == f"{posted.path}/tools"
    assert (await Post.get(id=reply.post_id)).thread_id == posted.thread_id
    history = (await ada.get(f"{posted.path}/history")).text
    for words in ("Split 1 reply off", "Merged another thread into this one", "Put the split replies back"):
        assert words in history
    assert (await (await visitor("dev")).get(f"{posted.path}/split")).status == 403
