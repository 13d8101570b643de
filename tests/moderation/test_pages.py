"""The pages of moderation: flagging, reporting, the queue, its history, and watched words."""

from collections.abc import Awaitable, Callable

from forum.duplicates.actions import deciding
from forum.duplicates.forms import Contest, Decision
from forum.duplicates.models import Mark
from forum.moderation.models import Item
from forum.threads.models import Post, Thread
from tests.cast import EVERYONE
from tests.visits import Visitor
from tests.world import World

Visits = Callable[..., Awaitable[Visitor]]


async def test_a_post_is_flagged_and_the_flag_withdrawn(world: World, visitor: Visits) -> None:
    thread = await world.a_thread("aiko")
    reply = await world.a_reply(thread.thread_id, "ben", body="Some **words**.")
    eve = await visitor("eve")
    page = await eve.get(thread.path)
    assert f'href="/posts/{reply.post_id}/flag"' in page.html
    form = await eve.get(f"/posts/{reply.post_id}/flag")
    assert "Some words." in form.text and "It was asked before" not in form.text
    assert "It was asked before" in (await eve.get(f"/posts/{thread.post_id}/flag")).text
    refused = await form.submit(f"/posts/{reply.post_id}/flag", reason="moderator")
    assert refused.status == 422 and "what a moderator should know" in refused.text
    sent = await form.submit(f"/posts/{reply.post_id}/flag", reason="abuse", note="He shouts")
    assert "A moderator will look at it" in (await sent.follow()).text
    again = await eve.get(f"/posts/{reply.post_id}/flag")
    withdrawn = await again.submit(f"/posts/{reply.post_id}/flag/remove")
    assert "withdrawn" in (await (await withdrawn.follow()).follow()).text
    assert (await Item.get()).decision == "withdrawn"
    asked = await eve.post(f"/posts/{thread.post_id}/flag", {"reason": "asked_before"})
    assert asked.location == f"{thread.path}/asked-before"
    assert (await (await visitor("ben")).get(f"/posts/{reply.post_id}/flag")).status == 403
    assert (await (await visitor()).get(f"/posts/{reply.post_id}/flag")).status == 303
    assert "/flag" not in (await (await visitor()).get(thread.path)).html


async def test_a_profile_is_reported(world: World, visitor: Visits) -> None:
    eve = await visitor("eve")
    page = await eve.get("/users/ben")
    assert 'href="/users/ben/report"' in page.html and "/report" not in (await eve.get("/users/eve")).html
    sent = await (await eve.get("/users/ben/report")).submit("/users/ben/report", reason="abuse")
    assert "A moderator will look at it" in (await sent.follow()).text
    queue = await (await visitor("ada")).get("/desk/review")
    assert "Reported profile" in queue.text and "Ben Carter" in queue.text


async def test_the_desk_is_for_moderators(world: World, visitor: Visits) -> None:
    for path in ("/desk/review", "/desk/review/history", "/desk/words"):
        for who in EVERYONE:
            answer = await (await visitor(who)).get(path)
            assert answer.status == (200 if who in ("chika", "ada") else 303 if who == "guest" else 403), (who, path)


async def test_moderators_work_through_the_queue(world: World, visitor: Visits) -> None:
    thread = await world.a_thread("aiko")
    replies = [await world.a_reply(thread.thread_id, "ben") for _number in range(3)]
    eve = await visitor("eve")
    for reply in replies:
        await eve.post(f"/posts/{reply.post_id}/flag", {"reason": "spam", "note": "An advertisement"})
    ada, chika = await visitor("ada"), await visitor("chika", accept_language="en")
    page = await ada.get("/desk/review?cause=flags")
    first = await Item.get(kind="post", subject_id=replies[0].post_id)
    assert "An advertisement" in page.text and "weighs 1.0" in page.text and "1 post shown" not in page.text
    claimed = await (await page.submit(f"/desk/review/{first.id}/claim")).follow()
    assert "You are looking at this." in claimed.text
    assert "Ada Lindqvist" in (await (await chika.post(f"/desk/review/{first.id}/claim")).follow()).text
    refused = await claimed.submit(f"/desk/review/{first.id}/decision", decision="remove")
    assert refused.status == 422 and "Please say why" in refused.text
    done = await refused.submit(f"/desk/review/{first.id}/decision", decision="remove", note="An advertisement")
    assert (await Post.get(id=replies[0].post_id)).deleted_reason == "An advertisement"
    after = await done.follow()
    assert "decided=" in done.location and "Removed" in after.text
    late = await (await chika.post(f"/desk/review/{first.id}/decision", {"decision": "keep", "version": "9"})).follow()
    assert "Ada Lindqvist" in late.text
    values = {f"item_{item.id}": str(item.version) for item in await Item.filter(decided_at=None)}
    bulk = await (await ada.post("/desk/review/decisions", {**values, "decision": "keep"})).follow()
    assert "2 decided." in bulk.text and "Nothing to review" in bulk.text
    nothing = await (await ada.post("/desk/review/decisions", {"decision": "keep"})).follow()
    assert "Please choose what to decide on." in nothing.text
    history = await ada.get("/desk/review/history")
    assert history.text.count("It is fine") == 2 and "An advertisement" in history.text
    for wrong in ("/desk/review?item=987654", "/desk/review?item=1&cause=x&decided=99"):
        assert (await ada.get(wrong)).status in (200, 404)


async def test_a_contested_duplicate_is_decided_on_here_and_undone(world: World, visitor: Visits) -> None:
    first, second = await world.a_thread("ben"), await world.a_thread("aiko")
    pair = await deciding.ensure_pair(first.thread_id, second.thread_id, "person")
    form = {"decision": "duplicate", "canonical": str(first.thread_id), "version": "1"}
    await deciding.decide(world.cast.actor("ben"), pair.id, Decision.read(form))
    await deciding.contest(world.cast.actor("aiko"), second.thread_id, Contest.read({"reason": "Mine is about paper."}))
    ada = await visitor("ada")
    page = await ada.get("/desk/review")
    assert "Contested duplicate" in page.text and "Mine is about paper." in page.text
    item = await Item.get(kind="duplicate")
    done = await page.submit(f"/desk/review/{item.id}/decision", decision="apart")
    assert not await Mark.exists(thread_id=second.thread_id)
    undone = await (await done.follow()).submit("/desk/review/decisions/1/remove")
    assert undone.status == 303 and await Mark.exists(thread_id=second.thread_id)
    assert (await Item.get(id=item.id)).decided_at is None
    # What is decided among the duplicates is done here as well.
    version = (await deciding.ensure_pair(first.thread_id, second.thread_id, "person")).version
    again = Decision.read({"decision": "not_duplicate", "version": str(version)})
    await deciding.decide(world.cast.actor("chika"), pair.id, again)
    assert (await Item.get(id=item.id)).decision == "apart"
    assert (await Thread.get(id=second.thread_id)).status == "open"


async def test_words_are_watched_tried_and_let_go(world: World, visitor: Visits) -> None:
    for number in range(3):
        await world.a_thread("aiko", body=f"The printer number {number} is broken today.")
    ada = await visitor("ada")
    page = await ada.get("/desk/words")
    refused = await ada.post("/desk/words", {"words": "casino", "action": "replace"})
    assert refused.status == 422 and "casino" in refused.html and "Words to watch" in page.text
    sent = await (await ada.post("/desk/words", {"words": "Casino\nカジノ", "action": "hold"})).follow()
    assert "2 words are watched." in sent.text and "カジノ" in sent.text
    tried = await ada.get("/desk/words?text=かじの+and+more")
    assert "かじの" in tried.text and "Hold the post" in tried.text
    assert "No watched word is in it." in (await ada.get("/desk/words?text=occasional")).text
    careful = await (await ada.post("/desk/words", {"words": "printer", "action": "flag"})).follow()
    assert "Careful: of the latest 3 posts, 3 have such a word." in careful.text
    gone = await (await careful.submit("/desk/words/1/remove")).follow()
    assert "not watched any more" in gone.text and (await ada.post("/desk/words/1/remove")).status == 404


async def test_a_hidden_reply_is_a_line_for_others_and_a_held_one_nothing(world: World, visitor: Visits) -> None:
    thread = await world.a_thread("aiko")
    reply = await world.a_reply(thread.thread_id, "eve", body="Cheap lamps here!")
    for who in ("aiko", "ben", "finn"):
        await (await visitor(who)).post(f"/posts/{reply.post_id}/flag", {"reason": "spam"})
    for who in ("guest", "aiko", "dev"):
        page = await (await visitor(who, accept_language="en")).get(f"{thread.path}?page=1")
        assert "Cheap lamps" not in page.html
    assert "shown again once a moderator has looked" in (await (await visitor()).get(thread.path)).text
    own = await (await visitor("eve")).get(f"{thread.path}?page=1")
    assert "Several people asked a moderator to look at it." in own.text and f"/posts/{reply.post_id}/edit" in own.html
    for path in (f"/replies/{reply.post_id}", f"/posts/{reply.post_id}/revisions", f"/replies/{reply.post_id}/quote"):
        assert (await (await visitor("dev")).get(path)).status == 404
