"""Editing: who may, revisions and their differences, the grace period, two editors at once, and going back."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum import database
from forum.accounts.models import Person
from forum.errors import Conflict, Forbidden, Invalid
from forum.solutions import actions as solutions
from forum.threads import actions, queries
from forum.threads.forms import Edit, Lock, Reason
from forum.threads.models import Revision
from tests.threads import scene
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]


async def edited(world: World, who: str, post_id: int, body: str, *, title: str = "", reason: str = "") -> scene.Posted:
    post = await scene.post(world, post_id)
    values = {"body": body, "title": title, "reason": reason, "version": str(post.version)}
    return await actions.edit(await world.cast.fresh(who), post_id, Edit.read(values))


async def test_it_works(world: World, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    clock.advance(timedelta(hours=1))
    gone_to = await edited(
        world, "aiko", posted.post_id, "Since **4.2** only.", title="The hub loses its Wi-Fi since 4.2"
    )
    post = await scene.post(world, posted.post_id)
    assert (post.plain, post.revision_count, post.edited_at) == ("Since 4.2 only.", 2, clock.now())
    thread = await scene.seen(world, posted.thread_id)
    assert thread.title == "The hub loses its Wi-Fi since 4.2"
    assert thread.excerpt == "Since 4.2 only."
    assert gone_to.path == thread.path != posted.path


async def test_quick_fixes_join_the_revision_before(world: World, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id, "Frist")
    clock.advance(timedelta(minutes=3))
    await edited(world, "ben", reply.post_id, "First")
    post = await scene.post(world, reply.post_id)
    assert (post.plain, post.revision_count, post.edited_at) == ("First", 1, None)
    clock.advance(timedelta(minutes=3))
    await edited(world, "ben", reply.post_id, "First of all")
    assert (await scene.post(world, reply.post_id)).revision_count == 2
    await edited(world, "ben", reply.post_id, "First of all!", reason="More joy")
    assert (await scene.post(world, reply.post_id)).revision_count == 3
    await edited(world, "dev", reply.post_id, "First of all.")
    assert (await scene.post(world, reply.post_id)).revision_count == 4


async def test_what_is_the_same_changes_nothing(world: World, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id, "Stays")
    clock.advance(timedelta(hours=1))
    assert (await edited(world, "ben", reply.post_id, "Stays")).repeated
    assert await Revision.filter(post_id=reply.post_id).count() == 1


@pytest.mark.parametrize("who", ["guest", "uma", "sid", "eve", "finn", "aiko"])
async def test_others_may_not(world: World, visitor: MakeVisitor, who: str) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    with pytest.raises(Forbidden):
        await edited(world, who, reply.post_id, "Mine now")
    stranger = await visitor(who)
    assert (await stranger.get(f"/posts/{reply.post_id}/edit")).status in ((303,) if who == "guest" else (403,))
    kept = await stranger.post(f"/posts/{reply.post_id}/edit", {"body": "Mine now", "version": "1"})
    assert kept.status == (401 if who == "guest" else 403)
    assert (await scene.post(world, reply.post_id)).plain != "Mine now"


async def test_reputation_lets_members_edit_others(world: World) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    await Person.filter(name="eve").update(reputation=500)
    await edited(world, "eve", reply.post_id, "Better said")
    assert (await scene.post(world, reply.post_id)).plain == "Better said"


async def test_a_locked_thread_is_edited_by_staff_only(world: World) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    await actions.lock(world.cast.actor("chika"), posted.thread_id, Lock.read({"locked": "1"}))
    with pytest.raises(Forbidden):
        await edited(world, "ben", reply.post_id, "Too late")
    await edited(world, "dev", reply.post_id, "In time")


async def test_what_was_deleted_is_not_edited(world: World) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    await actions.delete_post(world.cast.actor("ben"), reply.post_id, Reason.read({}))
    for who in ("ben", "chika"):
        with pytest.raises(Forbidden):
            await edited(world, who, reply.post_id, "Back")


async def test_the_page_saves(world: World, visitor: MakeVisitor, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    clock.advance(timedelta(hours=1))
    aiko = await visitor("aiko")
    page = await aiko.get(f"/posts/{posted.post_id}/edit")
    form = page.form(f"/posts/{posted.post_id}/edit")
    assert (form["title"], form["body"]) == (scene.TITLE, scene.BODY)
    sent = await form.submit(body="Another text", reason="Clearer")
    assert sent.status == 303
    landed = await sent.follow()
    assert "Another text" in landed.find("#question").text
    assert landed.has(f'#question a[href="/posts/{posted.post_id}/revisions"]')


async def test_what_is_refused_stays(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    form = (await (await visitor("aiko")).get(f"/posts/{posted.post_id}/edit")).form(f"/posts/{posted.post_id}/edit")
    back = await form.submit(title="", body="Kept text", reason="Why")
    assert back.status == 422
    again = back.form(f"/posts/{posted.post_id}/edit")
    assert (again["title"], again["body"], again["reason"]) == ("", "Kept text", "Why")
    looked = await form.submit("1", body="**Kept** text")
    assert looked.status == 200
    assert looked.find(".prose strong").text == "Kept"
    assert looked.form(f"/posts/{posted.post_id}/edit")["body"] == "**Kept** text"
    with pytest.raises(Invalid):
        await edited(world, "aiko", posted.post_id, "x", title="A good title")


async def test_two_editors_see_both_texts(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id, "Press the button.")
    form = (await (await visitor("ben")).get(f"/posts/{reply.post_id}/edit")).form(f"/posts/{reply.post_id}/edit")
    await edited(world, "dev", reply.post_id, "Press the blue button.")
    with pytest.raises(Conflict):
        await actions.edit(
            world.cast.actor("ben"), reply.post_id, Edit.read({"body": "Mine", "version": form["version"]})
        )
    back = await form.submit(body="Press the red button.")
    assert back.status == 409
    assert back.find("textarea[readonly]").text == "Press the blue button."
    assert (back.find(".diff del").text, back.find(".diff ins").text) == ("blue", "red")
    again = back.form(f"/posts/{reply.post_id}/edit")
    assert again["body"] == "Press the red button."
    assert (await again.submit()).status == 303
    assert (await scene.post(world, reply.post_id)).plain == "Press the red button."


async def test_votes_and_acceptance_are_no_conflict(world: World) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id, "Press the button.")
    seen = await scene.post(world, reply.post_id)
    await actions.vote_helpful(world.cast.actor("eve"), reply.post_id, True)
    await solutions.mark_official(world.cast.actor("dev"), reply.post_id)
    await solutions.accept(world.cast.actor("aiko"), reply.post_id)
    form = Edit.read({"body": "Press the blue button.", "version": str(seen.version)})
    await actions.edit(world.cast.actor("ben"), reply.post_id, form)
    assert (await scene.seen(world, posted.thread_id)).answer_excerpt == "Press the blue button."


async def test_every_version_can_be_read_and_restored(world: World, visitor: MakeVisitor, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    for number, body in enumerate(
        ("The first text is here.", "The second text is here.", "The third text is here."), 1
    ):
        clock.advance(timedelta(hours=1))
        await edited(world, "aiko", posted.post_id, body, title=f"A title, number {number}", reason=f"Reason {number}")
    page = await (await visitor()).get(f"/posts/{posted.post_id}/revisions")
    assert page.status == 200
    newest = page.find_all("section.section")[0]
    assert [one.text for one in newest.find_all(".diff ins")] == ["3", "third"]
    assert [one.text for one in newest.find_all(".diff del")] == ["2", "second"]
    assert newest.find("q").text == "Reason 3"
    assert "The first text is here." in page.find_all("section.section")[-2].text
    assert not page.find_all("section.section")[-1].find_all("ins")
    assert not page.has('form[action^="/posts/"]')
    own = await (await visitor("aiko")).get(f"/posts/{posted.post_id}/revisions")
    restored = await own.submit(f"/posts/{posted.post_id}/revisions/2/restore")
    assert restored.status == 303
    thread = await scene.seen(world, posted.thread_id)
    assert thread.title == "A title, number 1"
    post = await scene.post(world, posted.post_id)
    assert (post.plain, post.revision_count) == ("The first text is here.", 5)
    revisions = await queries.revisions_of(post)
    assert revisions[0].reason in ("Restored revision 2", "第2版に戻しました")


async def test_many_versions_go_on_other_pages(world: World, visitor: MakeVisitor, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id, "Text 1")
    for number in range(2, 14):
        clock.advance(timedelta(hours=1))
        await edited(world, "ben", reply.post_id, f"Text {number}")
    guest = await visitor()
    page = await guest.get(f"/posts/{reply.post_id}/revisions")
    assert len(page.find_all("section.section")) == 10
    older = await guest.get(f"/posts/{reply.post_id}/revisions" + (page.find(".pages a[rel=next]").get("href") or ""))
    assert [one.text for one in older.find_all("section h2")] == ["Version 3", "Version 2", "Version 1"]
    for strange in ("0", "x", "-3", "9" * 30):
        assert (await guest.get(f"/posts/{reply.post_id}/revisions?from={strange}")).status == 200


async def test_a_version_that_never_was_is_not_found(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    aiko = await visitor("aiko")
    for number in ("7", "0", "9" * 18, "x"):
        assert (await aiko.post(f"/posts/{posted.post_id}/revisions/{number}/restore")).status == 404
    assert (await aiko.get(f"/posts/{posted.post_id}/revisions/1/restore")).status == 405


async def test_only_new_mentions_are_told_of(world: World, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id, "@dev may know")
    clock.advance(timedelta(hours=1))
    await edited(world, "ben", reply.post_id, "@dev or @ada may know")
    told = str(await database.value("SELECT data FROM events WHERE name = 'post.edited' ORDER BY id DESC LIMIT 1"))
    assert '"ada"' in told
    assert '"dev"' not in told
