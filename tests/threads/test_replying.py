"""Replying: who may, what becomes of the thread, twice, previews, quotes, and a thread that moved on meanwhile."""

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType

import pytest

from forum import database
from forum import settings as forum_settings
from forum.errors import Forbidden, Invalid, NotFound
from forum.threads import actions, queries
from forum.threads.actions import MovedOn
from forum.threads.forms import Lock, Status
from forum.threads.models import Post
from tests.threads import scene
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]


async def test_it_works(world: World, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    clock.advance(timedelta(hours=1))
    reply = await scene.replied(world, "ben", posted.thread_id)
    thread = await scene.seen(world, posted.thread_id)
    assert (thread.reply_count, thread.last_position, thread.waiting_since) == (1, 1, None)
    assert thread.first_response_at == thread.last_activity_at == clock.now()
    assert reply.path == f"{posted.path}?page=1#reply-{reply.post_id}"
    [_opening, post] = await queries.posts_of(world.cast.actor("guest"), thread, 1)
    assert (post.id, post.position, post.author_name) == (reply.post_id, 1, "ben")


async def test_the_asker_waits_again_after_writing_more(world: World, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    await scene.replied(world, "ben", posted.thread_id)
    clock.advance(timedelta(hours=2))
    await scene.replied(world, "aiko", posted.thread_id, "It did not help")
    assert (await scene.seen(world, posted.thread_id)).waiting_since == clock.now()


async def test_an_asked_for_answer_opens_the_thread_again(world: World) -> None:
    posted = await scene.asked(world)
    await actions.change_status(
        world.cast.actor("dev"), posted.thread_id, Status.read({"status": "needs_info", "note": "Which version?"})
    )
    await scene.replied(world, "ben", posted.thread_id, "I wonder too")
    assert (await scene.seen(world, posted.thread_id)).status == "needs_info"
    await scene.replied(world, "aiko", posted.thread_id, "Version 4.2")
    thread = await scene.seen(world, posted.thread_id)
    assert (thread.status, thread.status_reason) == ("open", "asker_replied")


async def test_only_who_may_answer_there_replies(world: World) -> None:
    shelf = await world.category("News", answer="staff")
    posted = await scene.asked(world, category=shelf)
    for who in ("guest", "uma", "sid", "eve", "ben"):
        with pytest.raises(Forbidden):
            await scene.replied(world, who, posted.thread_id)
    await scene.replied(world, "dev", posted.thread_id)
    hidden = await world.category("Lab", see="group", ask="group", answer="group")
    secret = await scene.asked(world, "finn", category=hidden)
    with pytest.raises(NotFound):
        await scene.replied(world, "eve", secret.thread_id)


async def test_a_locked_or_closed_thread_takes_replies_of_staff_only(world: World, visitor: MakeVisitor) -> None:
    locked, closed = await scene.asked(world), await scene.asked(world, title="The other question")
    await actions.lock(world.cast.actor("chika"), locked.thread_id, Lock.read({"locked": "1"}))
    await actions.change_status(world.cast.actor("dev"), closed.thread_id, Status.read({"status": "closed"}))
    eve = await visitor("eve")
    for posted, sentence in ((locked, "This thread is locked."), (closed, "This thread is closed.")):
        with pytest.raises(Forbidden, match=sentence):
            await scene.replied(world, "eve", posted.thread_id)
        await scene.replied(world, "dev", posted.thread_id)
        assert (await eve.get(posted.path)).find("#reply .notice").text == sentence
        kept = await eve.post(f"/threads/{posted.thread_id}/replies", {"body": "What I typed all evening"})
        assert kept.status == 403
        assert kept.find("textarea[readonly]").text == "What I typed all evening"
        assert sentence in kept.find(".error-summary").text


async def test_the_page_posts_and_leads_to_the_reply(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    eve = await visitor("eve")
    page = await eve.get(posted.path)
    await eve.json("PUT", f"/drafts/reply:{posted.thread_id}", {"version": 0, "fields": {"body": "Same h"}})
    sent = await page.submit(f"/threads/{posted.thread_id}/replies", "Post reply", body="Same here :)")
    assert sent.status == 303
    landed = await eve.get(sent.location.partition("#")[0])
    assert "Your reply is posted." in landed.text
    assert "Same here :)" in landed.text
    assert await queries.draft_of(world.cast.actor("eve"), f"reply:{posted.thread_id}") is None
    assert landed.find("#reply textarea").text == ""


async def test_a_draft_is_there_on_another_device(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    kept = {"body": "Half a sent", "reply_to": ""}
    version = await actions.keep_draft(world.cast.actor("eve"), f"reply:{posted.thread_id}", kept, 0)
    form = (await (await visitor("eve")).get(posted.path)).form(f"/threads/{posted.thread_id}/replies")
    assert form["body"] == "Half a sent"
    assert form["draft_version"] == str(version)


async def test_what_is_refused_stays(world: World, visitor: MakeVisitor, settings: forum_settings.Settings) -> None:
    posted = await scene.asked(world)
    page = await (await visitor("eve")).get(posted.path)
    back = await page.submit(f"/threads/{posted.thread_id}/replies", "Post reply", body="x")
    assert back.status == 422
    assert back.form(f"/threads/{posted.thread_id}/replies")["body"] == "x"
    assert back.find("#field-body").get("aria-invalid") == "true"
    long = "あ" * (settings.post_limit + 3)
    back = await page.submit(f"/threads/{posted.thread_id}/replies", "Post reply", body=long)
    assert "3 characters too long" in back.find(".field-error").text
    assert back.form(f"/threads/{posted.thread_id}/replies")["body"] == long
    assert await Post.filter(thread_id=posted.thread_id).count() == 1


async def test_a_guest_is_led_to_sign_in_and_loses_nothing(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    guest = await visitor()
    page = await guest.get(posted.path)
    assert (page.find("#reply a.button").get("href") or "").startswith("/sign-in?next=/threads/")
    back = await guest.post(f"/threads/{posted.thread_id}/replies", {"body": "My session ended meanwhile"})
    assert back.status == 401
    assert back.find("textarea").text == "My session ended meanwhile"
    assert back.has('a[href^="/sign-in"]')


async def test_too_many_replies_wait_with_their_text(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    eve = await visitor("eve")
    forum_settings.use(dataclasses.replace(forum_settings.current(), rate_limits=True))
    for number in range(10):
        assert (await eve.post(f"/threads/{posted.thread_id}/replies", {"body": f"Number {number}"})).status == 303
    back = await eve.post(f"/threads/{posted.thread_id}/replies", {"body": "One too many"})
    assert back.status == 429
    assert int(back.headers["retry-after"]) > 0
    assert back.form(f"/threads/{posted.thread_id}/replies")["body"] == "One too many"


async def test_preview_works_without_a_script(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    page = await (await visitor("eve")).get(posted.path)
    looked = await page.submit(f"/threads/{posted.thread_id}/replies", "Preview", body="**Bold** & <script>x</script>")
    assert looked.status == 200
    assert looked.find(".prose strong").text == "Bold"
    assert not looked.has(".prose script")
    form = looked.form(f"/threads/{posted.thread_id}/replies")
    assert form["body"] == "**Bold** & <script>x</script>"
    assert (await form.submit("Post reply")).status == 303


async def test_the_same_submit_twice_is_one_reply(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    form = (await (await visitor("eve")).get(posted.path)).form(f"/threads/{posted.thread_id}/replies")
    first = await form.submit("Post reply", body="Only once, please")
    second = await form.submit("Post reply", body="Only once, please")
    assert first.location == second.location
    assert await Post.filter(thread_id=posted.thread_id, position__gt=0).count() == 1
    assert (await scene.seen(world, posted.thread_id)).reply_count == 1


async def test_the_same_words_are_the_same_reply_for_a_while(world: World, clock: ModuleType) -> None:
    posted = await scene.asked(world)
    first = await scene.replied(world, "eve", posted.thread_id, "Same here.")
    again = await scene.replied(world, "eve", posted.thread_id, "  same HERE.")
    assert (again.post_id, again.repeated) == (first.post_id, True)
    other = await scene.replied(world, "ben", posted.thread_id, "Same here.")
    assert not other.repeated
    clock.advance(timedelta(minutes=11))
    assert not (await scene.replied(world, "eve", posted.thread_id, "Same here.")).repeated


async def test_a_thread_that_moved_on_says_so_and_keeps_the_text(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    eve = await visitor("eve")
    form = (await eve.get(posted.path)).form(f"/threads/{posted.thread_id}/replies")
    await scene.replied(world, "ben", posted.thread_id, "Faster than you")
    await scene.replied(world, "dev", posted.thread_id, "Me too")
    back = await form.submit("Post reply", body="My long answer")
    assert back.status == 409
    assert "2 replies came in while you were writing" in back.text
    assert [one.find(".post-body").text for one in back.find_all("article.post")] == ["Faster than you", "Me too"]
    again = back.form(f"/threads/{posted.thread_id}/replies")
    assert (again["body"], again["seen"]) == ("My long answer", "2")
    assert again["submit_key"] == form["submit_key"]
    assert (await again.submit("Send anyway")).status == 303
    assert (await scene.seen(world, posted.thread_id)).reply_count == 3


async def test_ones_own_replies_are_no_news(world: World) -> None:
    posted = await scene.asked(world)
    await scene.replied(world, "eve", posted.thread_id, "First")
    await scene.replied(world, "eve", posted.thread_id, "Second", seen=0)
    with pytest.raises(MovedOn):
        await scene.replied(world, "ben", posted.thread_id, "Third", seen=0)


async def test_quoting_puts_the_source_into_the_box(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id, "Turn **it** off")
    eve = await visitor("eve")
    page = await eve.get(posted.path)
    link = page.find(f"#reply-{reply.post_id} [data-quote-url]")
    answer = await eve.get(link.get("data-quote-url") or "")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.html == f"> **[Ben Carter](<{reply.path}>)**\n>\n> Turn **it** off\n\n"
    part = await eve.get(f"/replies/{reply.post_id}/quote?selection=it%0Aoff")
    assert part.html.endswith("> it\n> off\n\n")
    form = (await eve.get(f"{posted.path}?quote={reply.post_id}")).form(f"/threads/{posted.thread_id}/replies")
    assert form["body"] == answer.html
    assert form["reply_to"] == str(reply.post_id)
    sent = await form.submit("Post reply", body=form["body"] + "That helped")
    assert sent.status == 303
    assert (await Post.get(thread_id=posted.thread_id, position=2)).reply_to_id == reply.post_id


async def test_a_quote_of_another_thread_is_not_taken(world: World, visitor: MakeVisitor) -> None:
    posted, other = await scene.asked(world), await scene.asked(world, title="Another question")
    elsewhere = await scene.replied(world, "ben", other.thread_id)
    form = (await (await visitor("eve")).get(f"{posted.path}?quote={elsewhere.post_id}")).form(
        f"/threads/{posted.thread_id}/replies"
    )
    assert form["body"] == ""
    with pytest.raises(NotFound):
        await scene.replied(world, "eve", posted.thread_id, "Look there", reply_to=elsewhere.post_id)


async def test_mentions_are_told_without_those_in_quotes(world: World) -> None:
    posted = await scene.asked(world)
    await scene.replied(world, "eve", posted.thread_id, "> @dev said so\n\nWhat do you think, @ben?")
    data = await database.value("SELECT data FROM events WHERE name = 'reply.posted' ORDER BY id DESC LIMIT 1")
    assert '"ben"' in str(data)
    assert '"dev"' not in str(data)


async def test_too_little_or_too_much_is_refused(world: World, settings: forum_settings.Settings) -> None:
    posted = await scene.asked(world)
    for body in ("", " ", "x", "x" * (settings.post_limit + 1)):
        with pytest.raises(Invalid):
            await scene.replied(world, "eve", posted.thread_id, body)


async def test_getting_the_address_of_the_form_leads_to_the_thread(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    eve = await visitor("eve")
    assert (await eve.get(f"/threads/{posted.thread_id}/replies")).location == posted.path
    assert await Post.filter(thread_id=posted.thread_id).count() == 1


async def test_another_sites_form_is_refused(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    eve = await visitor("eve", sec_fetch_site="cross-site")
    assert (await eve.post(f"/threads/{posted.thread_id}/replies", {"body": "From elsewhere"})).status == 403
    assert await Post.filter(thread_id=posted.thread_id).count() == 1
