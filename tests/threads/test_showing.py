"""The page of a thread: addresses, pages, what is new, what guests and search engines see, and how little it asks."""

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import ModuleType
from urllib.parse import unquote

import pytest

from forum import database
from forum import settings as forum_settings
from forum.solutions import actions as solutions
from forum.threads import actions, queries
from forum.threads.forms import Edit, Reason
from forum.threads.models import Post, Thread
from forum.threads.views import PAGE_SIZE
from tests.cast import EVERYONE
from tests.threads import scene
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]


async def long_thread(world: World, replies: int, who: str = "ben") -> scene.Posted:
    """A thread with many replies, written straight into the tables."""
    posted = await scene.asked(world)
    author = world.cast.person(who)
    opening = await Post.get(id=posted.post_id)
    await Post.bulk_create(
        [
            Post(
                thread_id=posted.thread_id,
                position=number,
                author_id=author.id,
                author_role=author.role,
                source=f"Reply {number}",
                html=f"<p>Reply {number}</p>",
                html_version=opening.html_version,
                plain=f"Reply {number}",
                lang="en",
                fingerprint=f"{number:064}",
                created_at=opening.created_at + timedelta(seconds=number),
            )
            for number in range(1, replies + 1)
        ],
        batch_size=500,
    )
    await Thread.filter(id=posted.thread_id).update(last_position=replies, reply_count=replies, response_count=replies)
    return posted


async def test_it_works(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world, answers=[{"label": "Model", "value": "Hub 2"}])
    reply = await scene.replied(world, "ben", posted.thread_id)
    page = await (await visitor()).get(posted.path)
    assert page.status == 200
    assert page.find("h1").text == scene.TITLE
    assert (page.find(".template-answers dt").text, page.find(".template-answers dd").text) == ("Model", "Hub 2")
    assert "three" in page.find("#question").text
    assert "Same here" in page.find(f"#reply-{reply.post_id}").text
    assert page.find("h2#replies").text == "1 reply"
    assert page.has('link[rel="alternate"][type="application/atom+xml"]')


async def test_another_slug_leads_to_the_right_one(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world, title="プリンターが白紙を出します")
    guest = await visitor()
    for path in (f"/threads/{posted.thread_id}", f"/threads/{posted.thread_id}/wrong"):
        moved = await guest.get(f"{path}?page=1")
        assert moved.status == 301
        assert unquote(moved.location) == f"{posted.path}?page=1"
        assert (await moved.follow()).status == 200


@pytest.mark.parametrize("path", ["999999", "0", "-1", "x", "9" * 30, "٣"])
async def test_what_is_not_there_is_not_found(world: World, visitor: MakeVisitor, path: str) -> None:
    guest = await visitor()
    assert (await guest.get(f"/threads/{path}/x")).status == 404
    assert (await guest.get(f"/threads/{path}")).status == 404
    assert (await guest.get(f"/replies/{path}")).status == 404


async def test_a_private_thread_is_as_if_it_never_was(world: World, visitor: MakeVisitor) -> None:
    shelf = await world.category("Lab", see="group", ask="group", answer="group")
    posted = await scene.asked(world, "finn", category=shelf)
    reply = await scene.replied(world, "finn", posted.thread_id, "A secret")
    paths = [
        posted.path,
        f"/threads/{posted.thread_id}",
        f"{posted.path}/history",
        f"{posted.path}/tools",
        f"/replies/{reply.post_id}",
        f"/replies/{reply.post_id}/quote",
        f"/posts/{reply.post_id}/edit",
        f"/posts/{reply.post_id}/revisions",
    ]
    sent = [
        (f"/threads/{posted.thread_id}/replies", {"body": "Let me in"}),
        (f"/posts/{reply.post_id}/edit", {"body": "x y"}),
        (f"/posts/{reply.post_id}/helpful", {}),
        (f"/posts/{reply.post_id}/helpful/remove", {}),
        (f"/threads/{posted.thread_id}/same-problem", {}),
        (f"/threads/{posted.thread_id}/bookmark", {}),
        (f"/threads/{posted.thread_id}/status", {"status": "closed"}),
        (f"/threads/{posted.thread_id}/lock", {"locked": "1"}),
        (f"/threads/{posted.thread_id}/pin", {"days": "3"}),
        (f"/threads/{posted.thread_id}/tags", {"tags": ""}),
        (f"/threads/{posted.thread_id}/sort", {"type": "idea", "category": "1"}),
        (f"/posts/{reply.post_id}/remove", {}),
        (f"/posts/{reply.post_id}/restore", {}),
        (f"/posts/{reply.post_id}/revisions/1/restore", {}),
    ]
    for who in ("guest", "eve", "dev"):
        stranger = await visitor(who)
        missing = await stranger.get("/threads/424242/x")
        for path in paths:
            answer = await stranger.get(path)
            assert answer.status == 404, path
            assert answer.text == missing.text
        for path, values in sent:
            assert (await stranger.post(path, values)).status == 404, path
    page = await (await visitor("finn")).get(posted.path)
    assert page.status == 200
    assert page.has('meta[name="robots"][content="noindex"]')
    assert not page.has('link[rel="alternate"][type="application/atom+xml"]')


async def test_pages_go_by_number(world: World, visitor: MakeVisitor) -> None:
    posted = await long_thread(world, 2 * PAGE_SIZE + 5)
    guest = await visitor()
    first = await guest.get(posted.path)
    assert len(first.find_all('article[id^="reply-"]')) == PAGE_SIZE
    assert first.has('link[rel="next"]') and not first.has('link[rel="prev"]')
    last = await guest.get(f"{posted.path}?page=3")
    assert len(last.find_all('article[id^="reply-"]')) == 5
    assert last.has("#question")
    assert (last.find('link[rel="canonical"]').get("href") or "").endswith("?page=3")
    beyond = await guest.get(f"{posted.path}?page=99")
    assert beyond.text == last.text
    for strange in ("0", "-1", "x", "9" * 40):
        assert (await guest.get(f"{posted.path}?page={strange}")).status == 200


async def test_it_opens_at_the_first_unread_reply(world: World, visitor: MakeVisitor) -> None:
    posted = await long_thread(world, PAGE_SIZE + 5)
    eve = await visitor("eve")
    first = await eve.get(posted.path)
    assert not first.has("#unread")
    await actions.flush()
    goes_on = await eve.get(posted.path)
    assert goes_on.find('.pages [aria-current="page"]').text == "2"
    assert goes_on.find("p#unread").text == "New since your last visit"
    await actions.flush()
    reply = await scene.replied(world, "ben", posted.thread_id, "One more")
    again = await eve.get(posted.path)
    assert again.has("#unread")
    assert again.html.index('id="unread"') < again.html.index(f'id="reply-{reply.post_id}"')
    assert not (await eve.get(posted.path)).has("#unread")


async def test_a_permalink_leads_to_its_page(world: World, visitor: MakeVisitor) -> None:
    posted = await long_thread(world, PAGE_SIZE + 5)
    reply = await Post.get(thread_id=posted.thread_id, position=PAGE_SIZE + 1)
    early = await Post.get(thread_id=posted.thread_id, position=1)
    eve = await visitor("eve")
    await eve.get(posted.path)
    for wanted, number in ((reply, 2), (early, 1)):
        moved = await eve.get(f"/replies/{wanted.id}")
        assert moved.status == 302
        assert moved.location == f"{posted.path}?page={number}#reply-{wanted.id}"
        assert (await eve.get(moved.location.partition("#")[0])).has(f"#reply-{wanted.id}")
    assert (await eve.get(f"/replies/{posted.post_id}")).location == posted.path


async def test_the_solution_stands_under_the_question_and_in_place(world: World, visitor: MakeVisitor) -> None:
    posted = await long_thread(world, PAGE_SIZE + 5)
    solving = await Post.get(thread_id=posted.thread_id, position=PAGE_SIZE + 3)
    await solutions.accept(world.cast.actor("aiko"), solving.id)
    for who in ("guest", "eve"):
        reader = await visitor(who)
        first = await reader.get(f"{posted.path}?page=1")
        card = first.find("section#solution")
        assert "Accepted answer" in card.text
        assert card.find(".answer-jump a").get("href") == f"{posted.path}?page=2#reply-{solving.id}"
        assert not first.has(f"article#reply-{solving.id}")
        second = await reader.get(f"{posted.path}?page=2")
        assert second.find("section#solution .answer-jump a").get("href") == f"#reply-{solving.id}"
        assert second.has(f"article#reply-{solving.id}.post-accepted")


async def test_an_official_reply_stands_there_until_one_is_accepted(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    official = await scene.replied(world, "dev", posted.thread_id, "Update to 4.2.1")
    better = await scene.replied(world, "ben", posted.thread_id, "Or turn power saving off")
    await solutions.mark_official(world.cast.actor("dev"), official.post_id)
    guest = await visitor()
    assert "Update to" in (await guest.get(posted.path)).find("#solution").text
    await solutions.accept(world.cast.actor("aiko"), better.post_id)
    page = await guest.get(posted.path)
    assert "power saving" in page.find("#solution").text
    assert "Official answer" in page.find(f"#reply-{official.post_id}").text


async def test_solved_without_a_reply_says_how(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world)
    await solutions.say_solved(world.cast.actor("aiko"), posted.thread_id, "The cable was loose")
    page = await (await visitor()).get(posted.path)
    assert "The asker says it is solved. The cable was loose" in page.find("#solution").text


async def test_search_engines_read_question_and_answers(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world, body="</script><script>alert(1)</script> & <b>three</b>")
    solving = await scene.replied(world, "ben", posted.thread_id, "Turn **power saving** off")
    await scene.replied(world, "dev", posted.thread_id, "Or update")
    await solutions.accept(world.cast.actor("aiko"), solving.post_id)
    page = await (await visitor()).get(posted.path)
    [data] = page.linked_data
    question = data["mainEntity"]
    assert (data["@type"], question["@type"]) == ("QAPage", "Question")
    assert question["name"] == scene.TITLE
    assert question["answerCount"] == 2
    assert "</script>" in question["text"]
    assert question["acceptedAnswer"]["text"] == "Turn power saving off"
    assert question["acceptedAnswer"]["url"].endswith(f"#reply-{solving.post_id}")
    assert [one["text"] for one in question["suggestedAnswer"]] == ["Or update"]
    assert question["author"]["name"] == "青山 愛子"
    assert page.find('link[rel="canonical"]').get("href") == question["url"]
    assert not (await (await visitor("eve")).get(posted.path)).linked_data


async def test_talk_is_no_question(world: World, visitor: MakeVisitor) -> None:
    posted = await scene.asked(world, type="discussion")
    await scene.replied(world, "ben", posted.thread_id)
    [data] = (await (await visitor()).get(posted.path)).linked_data
    assert data["@type"] == "DiscussionForumPosting"
    assert [one["@type"] for one in data["comment"]] == ["Comment"]


async def test_a_guest_sees_every_change_at_once(world: World, visitor: MakeVisitor, clock: ModuleType) -> None:
    """Guests are given kept fragments: whatever shows in one has to be in its key."""
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id, "First words")
    guest = await visitor()
    japanese = await visitor(accept_language="ja")

    async def shown() -> str:
        return (await guest.get(posted.path)).find(f"#reply-{reply.post_id}").text

    assert "First words" in await shown()
    await actions.vote_helpful(world.cast.actor("eve"), reply.post_id, True)
    assert "1 person found this helpful" in await shown()
    assert "1人の役に立ちました" in (await japanese.get(posted.path)).text
    clock.advance(timedelta(minutes=30))
    await actions.edit(world.cast.actor("ben"), reply.post_id, Edit.read({"body": "Second words", "version": "1"}))
    assert "Second words" in await shown()
    assert "edited" in await shown()
    await solutions.mark_official(world.cast.actor("dev"), reply.post_id)
    assert "Official answer" in await shown()
    await solutions.accept(world.cast.actor("aiko"), reply.post_id)
    assert "Accepted answer" in await shown()
    await solutions.withdraw(world.cast.actor("aiko"), posted.thread_id)
    assert "Accepted answer" not in await shown()
    await database.execute("UPDATE people SET display_name = 'Benjamin' WHERE name = 'ben'")
    assert "Benjamin" in await shown()
    await database.execute("UPDATE people SET role = 'member' WHERE name = 'ben'")
    assert "Helper" not in await shown()
    assert "30 minutes ago" in await shown()
    clock.advance(timedelta(minutes=40))
    assert "1 hour ago" in await shown()
    await actions.delete_post(world.cast.actor("ben"), reply.post_id, Reason.read({}))
    assert "This reply was deleted." in await shown()


async def test_one_application_never_shows_anothers_fragments(world: World, visitor: MakeVisitor) -> None:
    """The same ids mean other posts in another test's database; this is that test, for the one above."""
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id, "Only here")
    assert "Only here" in (await (await visitor()).get(posted.path)).find(f"#reply-{reply.post_id}").text


@pytest.mark.parametrize(("who", "most"), [("guest", 2), ("eve", 6), ("chika", 8)])
async def test_it_asks_little(world: World, visitor: MakeVisitor, who: str, most: int) -> None:
    if database.engine() != "sqlite":
        pytest.skip("statements are counted on SQLite")
    posted = await long_thread(world, 3 * PAGE_SIZE)
    solving = await Post.get(thread_id=posted.thread_id, position=PAGE_SIZE + 3)
    await solutions.accept(world.cast.actor("aiko"), solving.id)
    reader = await visitor(who)
    for first_time in (True, False):
        for number in (1, 2, 3):
            with database.counting() as statements:
                assert (await reader.get(f"{posted.path}?page={number}")).status == 200
            # A page that no guest asked for yet is put together from its posts, once for all of them.
            assert len(statements) <= most + (first_time and who == "guest"), "\n".join(statements)


async def test_a_page_of_a_long_thread_is_found_by_lookup(world: World) -> None:
    """However long the thread, no page walks through it: every step of the plan is a search by key."""
    if database.engine() != "sqlite":
        pytest.skip("statements are counted on SQLite")
    posted = await long_thread(world, 500)
    thread = await scene.seen(world, posted.thread_id)
    thread.solution_post_id = (await Post.get(thread_id=posted.thread_id, position=300)).id
    with database.counting() as statements:
        posts = await queries.posts_of(world.cast.actor("guest"), thread, 20)
    assert [post.position for post in posts] == [0, 300, *range(381, 401)]
    plan = await database.rows(f"EXPLAIN QUERY PLAN {statements[0]}", thread.id, 381, thread.solution_post_id)
    steps = [row["detail"] for row in plan]
    assert any("thread_id=? AND position=?" in step for step in steps), steps
    assert not any(step.startswith("SCAN p") for step in steps), steps


async def test_views_count_once_a_day_without_robots_staff_and_the_author(
    world: World, visitor: MakeVisitor, clock: ModuleType
) -> None:
    posted = await scene.asked(world)
    robot = await visitor(user_agent="Mozilla/5.0 (compatible; Googlebot/2.1)")
    for who in ("aiko", "chika", "eve", "eve", "guest", "guest"):
        await (await visitor(who)).get(posted.path)
    await robot.get(posted.path)
    await actions.flush()
    assert (await scene.seen(world, posted.thread_id)).view_count == 2
    clock.advance(timedelta(days=1))
    await (await visitor("eve")).get(posted.path)
    await actions.flush()
    assert (await scene.seen(world, posted.thread_id)).view_count == 3


@pytest.mark.parametrize("who", EVERYONE)
async def test_it_is_shown_to_everybody_without_a_dead_button(world: World, visitor: MakeVisitor, who: str) -> None:
    """Whatever the page offers somebody is not refused for want of permission."""
    posted = await scene.asked(world)
    reply = await scene.replied(world, "ben", posted.thread_id)
    reader = await visitor(who)
    page = await reader.get(posted.path)
    assert page.status == 200
    offered = {form.get("action") for form in page.find_all("main form, aside form")}
    if who in ("guest", "uma", "sid"):
        assert not any("/posts/" in (action or "") or "/replies" in (action or "") for action in offered)
        assert page.has("#reply .notice")
    else:
        assert f"/threads/{posted.thread_id}/replies#reply" in offered
        assert (f"/posts/{reply.post_id}/helpful" in offered) == (who != "ben")
        assert (f"/posts/{reply.post_id}/remove" in offered) == (who in ("ben", "chika", "ada"))
        assert (f"/threads/{posted.thread_id}/solution" in offered) == (who in ("aiko", "dev", "chika", "ada"))
        assert (f"/threads/{posted.thread_id}/lock" in offered) == (who in ("chika", "ada"))
    for link in page.find_all("main a, aside a"):
        href = link.get("href") or ""
        if href.startswith(("/posts/", "/threads/")) and "feed" not in href:
            assert (await reader.get(href.partition("#")[0])).status == 200, href


async def test_the_history_says_who_did_what(world: World, visitor: MakeVisitor) -> None:
    hidden = await world.category("Staff", see="staff", ask="staff", answer="staff")
    posted = await scene.asked(world)
    shelf = (await scene.seen(world, posted.thread_id)).category_id
    chika = world.cast.actor("chika")
    await actions.retype(chika, posted.thread_id, "problem", "It is broken")
    await actions.move(chika, posted.thread_id, hidden.id)
    await actions.move(chika, posted.thread_id, shelf)
    reply = await scene.replied(world, "ben", posted.thread_id)
    await solutions.accept(world.cast.actor("aiko"), reply.post_id)
    page = await (await visitor()).get(f"{posted.path}/history")
    said = [line.text for line in page.find_all(".history li")]
    assert "Opened as: Question" in said[-1]
    assert "Type changed: Question → Problem It is broken 千夏" in said[-2]
    assert "Moved: Devices → another category" in said[-3]
    assert "Accepted an answer The asker accepted an answer. 青山 愛子" in said[0]


async def test_links_are_absolute_where_machines_read_them(
    world: World, visitor: MakeVisitor, settings: forum_settings.Settings
) -> None:
    posted = await scene.asked(world, title="プリンターが白紙を出します")
    forum_settings.use(dataclasses.replace(forum_settings.current(), site_url="https://help.example.com"))
    page = await (await visitor()).get(posted.path)
    address = page.find('link[rel="canonical"]').get("href") or ""
    assert address.startswith("https://help.example.com/threads/")
    assert address.isascii()
