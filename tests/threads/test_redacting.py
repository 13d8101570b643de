"""Taking words out of posts for good: afterwards the database has them nowhere, and nobody is shown them anywhere."""

import sqlite3
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

import pytest

from forum import database, events
from forum.duplicates import jobs as duplicates
from forum.errors import Conflict, Forbidden, Invalid
from forum.notifications import jobs as letters
from forum.notifications import queries as bell
from forum.search import actions as searches
from forum.solutions import actions as solutions
from forum.text.blanking import MARK
from forum.threads import actions
from forum.threads.actions import Withdrawn
from forum.threads.forms import Edit, Redaction
from forum.threads.models import Post, PostRedaction, Thread
from forum.transfer.checking.round import check
from tests.threads import scene
from tests.visits import Visitor
from tests.world import World

MakeVisitor = Callable[..., Awaitable[Visitor]]
#: What nobody should have written: a name and a number.
NAME, NUMBER = "Quirinalpalast", "080-5551-9977"


async def holding(words: tuple[str, ...]) -> list[str]:
    """Where in the whole database one of the words stands: every value of every row of every table."""
    if database.engine() == "sqlite":
        names = [row["name"] for row in await database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    else:
        names = [row["tablename"] for row in await database.rows(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        )]
    found = []
    for name in names:
        for row in await database.rows_aside(f'SELECT * FROM "{name}"'):
            for column, value in dict(row).items():
                said = value if isinstance(value, bytes) else str(value).encode()
                if any(word.casefold().encode() in said.lower() for word in words):
                    found.append(f"{name}.{column}")
    return sorted(set(found))


def left_in_the_file(path: str) -> bool:
    """Whether SQLite's file, once it is vacuumed, still has one of the words somewhere between its rows."""
    with sqlite3.connect(path) as own:
        own.execute("VACUUM")
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with open(path, "rb") as file:
        kept = file.read().lower()
    return any(word.lower().encode() in kept for word in (NAME, NUMBER))


def taking(**values: str) -> Redaction:
    return Redaction.read({"pieces": f"{NAME}\n{NUMBER}", "reason": "Personal data", **values})


async def a_leak(world: World) -> tuple[Any, Any, Any]:
    """aiko writes what she should not have, in several places; ben quotes her, eve is just writing a reply."""
    posted = await scene.asked(
        world, title=f"Please call {NAME}", body=f"I am **{NAME}**, call 080**-**5551-9977 or {NUMBER} any time.",
        answers=[{"label": "Phone", "value": NUMBER}],
    )
    post = await scene.post(world, posted.post_id)
    await actions.edit(await world.cast.fresh("aiko"), posted.post_id, Edit.read({
        "title": f"Please call {NAME} soon", "body": f"{NAME} here. My number is {NUMBER}, please call me today.",
        "reason": f"added {NUMBER}", "version": str(post.version),
    }))
    quoting = await scene.replied(world, "ben", posted.thread_id, f"> My number is {NUMBER}\n\nI shall call {NAME}.")
    await solutions.accept(world.cast.actor("aiko"), quoting.post_id)
    elsewhere = await scene.asked(world, "finn", title="Who calls me", body=f"The number was {NUMBER}, is it yours?")
    await actions.keep_draft(await world.cast.fresh("eve"), f"reply:{posted.thread_id}", {"body": f"Hello {NAME}"}, 0)
    await world.settle()
    await duplicates.score_pairs()
    await letters.send_letters()
    return posted, quoting, elsewhere


async def test_afterwards_the_words_are_nowhere(world: World, db: str, clock: ModuleType) -> None:
    posted, quoting, elsewhere = await a_leak(world)
    before = await holding((NAME, NUMBER))
    assert {"posts.source", "posts.html", "posts.plain", "revisions.source", "revisions.title", "threads.title",
            "threads.excerpt", "threads.answer_excerpt", "threads.answers", "drafts.data", "events.data",
            "search_documents.words", "duplicate_texts.title_line", "letters.html"} <= set(before)
    chika = world.cast.actor("chika")
    for who in ("guest", "aiko", "ben", "dev"):
        with pytest.raises(Forbidden):
            await actions.redact(world.cast.actor(who), posted.post_id, taking())
    await actions.redact(chika, posted.post_id, taking(), [quoting.post_id, elsewhere.post_id])
    # At once, before any news is delivered, nothing has them but what the database engine has yet to tidy.
    assert [one for one in await holding((NAME, NUMBER)) if not one.startswith("search_words")] == []
    await world.settle()
    await duplicates.score_pairs()
    assert await holding((NAME, NUMBER)) == []
    post = await Post.get(id=posted.post_id)
    assert post.source == f"{MARK} here. My number is {MARK}, please call me today." and post.redacted_at is not None
    thread = await Thread.get(id=posted.thread_id)
    assert thread.title == f"Please call {MARK} soon" and "quirinal" not in thread.slug
    assert await PostRedaction.filter(redacted_by_id=chika.id).count() == 3
    assert (await check()).found == 0
    (line,) = (await bell.news_page(world.cast.actor("finn"))).lines
    assert (line.kind, line.deed, line.excerpt) == ("curated", "post.redacted", "Personal data")
    if database.engine() == "sqlite":
        assert not left_in_the_file(db.removeprefix("sqlite://"))
    # Another edit begins with what stands there now.
    with pytest.raises(Conflict):
        await actions.edit(await world.cast.fresh("aiko"), posted.post_id, Edit.read({
            "title": "Whatever it was", "body": f"Again {NUMBER}", "version": str(post.version - 1),
        }))


async def test_the_pages_offer_what_else_says_it(world: World, visitor: MakeVisitor) -> None:
    posted, quoting, elsewhere = await a_leak(world)
    ada = await visitor("ada")
    thread = await ada.get((await scene.seen(world, posted.thread_id)).path)
    assert thread.has(f'a[href="/posts/{posted.post_id}/redaction"]')
    address = f"/posts/{posted.post_id}/redaction"
    page = await ada.get(address)
    assert NUMBER in page.html
    missing = await page.submit(address, pieces="not in it", reason="Personal data")
    assert missing.status == 422 and missing.form(address)["pieces"].strip() == "not in it"
    told = await page.submit(address, pieces=NUMBER, reason=f"It is {NUMBER}")
    assert told.status == 422 and "must not repeat" in told.text
    look = await page.submit(address, pieces=f"{NUMBER}\n{NAME}", reason="Personal data", team_note="Asked by mail")
    ticked = {one.get("value") for one in look.find_all('input[name="also"][checked]')}
    offered = {one.get("value") for one in look.find_all('input[name="also"]')}
    assert ticked == {str(quoting.post_id)} and offered == {str(quoting.post_id), str(elsewhere.post_id)}
    done = await look.submit(address, button="confirmed")
    assert done.status == 303
    path = (await scene.seen(world, posted.thread_id)).path
    for who in ("guest", "aiko", "eve", "ada"):
        one = await visitor(who)
        for place in (
            path, f"{path}/history", f"/posts/{posted.post_id}/revisions", "/", "/threads", "/feed.atom",
            f"/threads/{posted.thread_id}/feed.atom", "/users/aiko", "/users/ben", "/drafts",
            f"/search?q={NAME.lower()[:8]}", "/notifications",
        ):
            answer = await one.get(place)
            shown = answer.html.lower()
            assert NAME.lower() not in shown, (who, place)
            assert NUMBER not in shown or place in ("/", "/threads", "/feed.atom", "/notifications"), (who, place)
    assert "removed something here" in (await (await visitor()).get(path)).text
    assert not (await (await visitor("dev")).get(path)).has(f'a[href="{address}"]')
    assert (await (await visitor("dev")).get(address)).status == 403
    mine = await (await visitor("aiko")).get("/settings/account/data")
    assert NAME not in mine.html


async def test_all_of_a_post_and_what_runs_across_formatting(world: World) -> None:
    posted = await scene.asked(world, body=f"See [the {NAME}](https://example.com/x) for the rest of this long line.")
    chika = world.cast.actor("chika")
    reply = await scene.replied(world, "ben", posted.thread_id, f"A whole line about {NAME} and nothing else.")
    with pytest.raises(Invalid):
        await actions.redact(chika, posted.post_id, taking(pieces=f"See the {NAME} for"))
    await actions.redact(chika, reply.post_id, taking(pieces="", whole="1"))
    assert (await Post.get(id=reply.post_id)).source == MARK
    await world.settle()
    assert await searches.index_all() == 0
    assert (await check()).found == 0


async def test_going_on_in_private_leaves_a_notice_and_hands_the_words_over_once(world: World) -> None:
    posted = await scene.asked(world, title=f"My address is {NAME}", body=f"Send it to {NAME}, {NUMBER}, thank you all.")
    kept: list[Withdrawn] = []

    async def keep(given: Withdrawn) -> None:
        assert database.in_transaction()
        kept.append(given)

    async def fail(_given: Withdrawn) -> None:
        raise Conflict("no ticket")

    with pytest.raises(Forbidden):
        await actions.withdraw_from_public(world.cast.actor("ben"), posted.post_id, "In private", keep)
    with pytest.raises(Conflict):
        await actions.withdraw_from_public(world.cast.actor("dev"), posted.post_id, "In private", fail)
    assert NAME in (await Post.get(id=posted.post_id)).source
    await actions.withdraw_from_public(
        world.cast.actor("dev"), posted.post_id, "In private", keep, title="A question about a delivery"
    )
    assert kept[0].source.startswith(f"Send it to {NAME}") and kept[0].title == f"My address is {NAME}"
    await world.settle()
    await duplicates.score_pairs()
    assert await holding((NAME, NUMBER)) == []
    assert "goes on in private" in (await Post.get(id=posted.post_id)).source
    assert events.names()["post.redacted"].SUBJECT == "post"
