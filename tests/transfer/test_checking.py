"""Every sum that is kept is planted wrong once, found, named and mended; a healthy community has no drift at all."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from forum import clock, database, events, mail
from forum.demo import bulk
from forum.threads import actions as threads
from forum.transfer.checking import Drift, check
from forum.transfer.checking import round as rounds
from forum.transfer.checking.outboxes import OVERDUE
from tests.database import shape
from tests.world import World


async def test_a_lived_community_agrees_with_itself(lived: str) -> None:
    report = await check()
    assert report.drifts == []
    assert report.found == 0


async def test_a_made_up_community_agrees_with_itself(db: str, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "LONG_REPLIES", 40)
    await bulk.make(60)
    monkeypatch.setattr(rounds, "BATCH", 7)
    assert (await check()).drifts == []


#: Sums that are planted wrong: a statement, the kind and the name of the drift. The thread with id 1 is solved, 2 is not.
SUMS = [
    ("UPDATE threads SET reply_count = 9 WHERE id = 1", "thread", "reply_count"),
    ("UPDATE threads SET response_count = 0 WHERE id = 1", "thread", "response_count"),
    ("UPDATE threads SET last_position = 1 WHERE id = 2", "thread", "last_position"),
    ("UPDATE threads SET last_activity_at = '2020-01-01 00:00:00+00:00' WHERE id = 2", "thread", "last_activity_at"),
    ("UPDATE threads SET first_response_at = NULL WHERE id = 1", "thread", "first_response_at"),
    ("UPDATE threads SET waiting_since = created_at WHERE id = 2", "thread", "waiting_since"),
    ("UPDATE threads SET view_count = 70 WHERE id = 2", "thread", "view_count"),
    ("UPDATE threads SET same_problem_count = 0 WHERE id = 2", "thread", "same_problem_count"),
    ("UPDATE threads SET status = 'open' WHERE id = 1", "thread", "status"),
    ("UPDATE threads SET status = 'solved' WHERE id = 2", "thread", "status"),
    ("UPDATE threads SET solution_post_id = NULL WHERE id = 1", "thread", "solution_post_id"),
    ("UPDATE threads SET solution_post_id = 4 WHERE id = 2", "thread", "solution_post_id"),
    ("UPDATE threads SET answer_excerpt = 'other' WHERE id = 1", "thread", "answer_excerpt"),
    ("UPDATE threads SET excerpt = '' WHERE id = 2", "thread", "excerpt"),
    ("UPDATE threads SET tag_names = 'paper,printer' WHERE id = 1", "thread", "tag_names"),
    (
        "UPDATE thread_tags SET last_activity_at = '2020-01-01 00:00:00+00:00' WHERE thread_id = 1",
        "thread", "last_activity_at of its tags",
    ),
    ("UPDATE posts SET helpful_count = 3 WHERE id = 2", "post", "helpful_count"),
    ("UPDATE posts SET official_at = NULL WHERE id = 2", "post", "official_at"),
    ("UPDATE posts SET official_at = created_at WHERE id = 1", "post", "official_at"),
    ("UPDATE posts SET revision_count = 1 WHERE id = 4", "post", "revision_count"),
    ("UPDATE people SET reputation = 1000 WHERE name = 'eve'", "person", "reputation"),
    ("UPDATE people SET accepted_count = 0 WHERE name = 'ben'", "person", "accepted_count"),
    ("UPDATE people SET helpful_count = 7 WHERE name = 'ben'", "person", "helpful_count"),
    ("UPDATE tags SET thread_count = 0 WHERE name = 'paper'", "tag", "thread_count"),
    ("UPDATE review_items SET weight = 7", "review item", "weight"),
    ("UPDATE duplicate_vectors SET findable = false WHERE thread_id = 1", "thread", "place of its vectors"),
    ("UPDATE article_proposals SET wish_count = 4", "proposal", "wish_count"),
]
#: What sums are of, changed without them: what is mended is not what was.
SOURCES = [
    ("UPDATE threads SET imported_views = 70 WHERE id = 2", "thread", "view_count"),
    ("UPDATE posts SET imported_score = 3 WHERE id = 2", "post", "helpful_count"),
    ("DELETE FROM helpful_votes", "post", "helpful_count"),
    ("UPDATE categories SET see = 'staff'", "tag", "thread_count"),
    ("DELETE FROM views", "thread", "view_count"),
    ("DELETE FROM solutions", "thread", "status"),
    ("UPDATE posts SET hidden_reason = 'flags' WHERE id = 3", "post", "deleted_at of what waits"),
    ("UPDATE article_proposals SET state = 'written'", "proposal", "state"),
    ("DELETE FROM article_sources", "article", "source in the middle"),
    (
        "INSERT INTO article_answers (article_id, thread_id, post_id, linked_at) SELECT a.id, 1, 2, a.created_at FROM articles a",
        "reply", "articles it answers with",
    ),
    (
        "INSERT INTO article_ticket_answers (article_id, ticket_id, comment_id, linked_at)"
        " SELECT a.id, c.ticket_id, c.id, c.created_at FROM articles a, ticket_comments c WHERE c.id = 1",
        "comment", "articles it answers with",
    ),
]


async def test_planted_drifts_are_found_and_mended(lived: str) -> None:
    for statement, kind, what in SUMS:
        await found_and_mended(lived, statement, kind, what)


@pytest.mark.parametrize(("statement", "kind", "what"), SOURCES)
async def test_what_changed_without_its_sum_is_found_and_mended(
    lived: str, statement: str, kind: str, what: str
) -> None:
    await found_and_mended(lived, statement, kind, what)


async def found_and_mended(lived: str, statement: str, kind: str, what: str) -> None:
    shape.execute(lived, [statement])
    found = await check()
    assert (kind, what) in found.counts, statement
    assert {drift.kind for drift in found.drifts} == {kind}, statement
    # Looking changed nothing.
    assert (await check()).drifts == found.drifts
    mended = await check(repair=True)
    assert mended.drifts == found.drifts
    assert (mended.found, mended.left) == (found.found, 0), statement
    assert (await check()).drifts == [], statement


async def test_a_mended_thread_is_another_version_for_whoever_keeps_its_page(lived: str) -> None:
    before = await database.value("SELECT version FROM threads WHERE id = 1")
    shape.execute(lived, ["UPDATE threads SET reply_count = 9 WHERE id = 1"])
    await check(repair=True)
    assert await database.value("SELECT version FROM threads WHERE id = 1") == before + 1


async def test_what_is_derived_is_what_the_actions_derive(lived: str, world: World) -> None:
    for round_ in range(3):
        thread = await world.a_thread("aiko", type=("question", "discussion", "problem")[round_])
        for who in ("aiko", "ben", "aiko", "eve", "aiko", "aiko")[: 2 + 2 * round_]:
            clock.advance(timedelta(minutes=1))
            await world.a_reply(thread.thread_id, who)
    await world.settle()
    assert (await check()).drifts == []


async def test_a_text_that_is_gone_is_reported_and_left(lived: str) -> None:
    shape.execute(lived, ["DELETE FROM revisions WHERE post_id = 2"])
    report = await check(repair=True)
    assert [(drift.kind, drift.id, drift.what, drift.mendable) for drift in report.drifts] == [
        ("post", 2, "first revision", False)
    ]
    assert report.left == 1


async def test_news_that_stands_still_is_told_and_letters_are_due_again(lived: str, world: World) -> None:
    thread = await world.a_thread("aiko")
    await world.a_reply(thread.thread_id, "ben")
    await database.execute("UPDATE deliveries SET stuck_at = $1, attempts = 8, error = 'x'", clock.now())
    stuck = await database.value("SELECT count(*) FROM deliveries")
    await database.transaction(lambda: mail.post("aiko@example.com", mail.Words("Hello", "text", "<p>text</p>")))
    await database.execute("UPDATE letters SET attempts = 10")
    letters = await database.value("SELECT count(*) FROM letters WHERE sent_at IS NULL")
    report = await check()
    # What nobody was told of is in no index yet.
    assert report.counts == {("news", "stuck"): stuck, ("letter", "stuck"): letters, ("thread", "words compared"): 1}
    # This is printed and kept in logs: nobody's address, nobody's words.
    assert "aiko" not in str(report.drifts)
    mended = await check(repair=True)
    assert mended.left == 0
    assert await database.value("SELECT count(*) FROM deliveries") == 0
    assert (await check()).drifts == []


async def test_news_that_is_long_overdue_is_told(lived: str, world: World) -> None:
    await world.a_thread("aiko")
    assert (await check()).drifts == []
    clock.advance(OVERDUE + timedelta(minutes=1))
    report = await check()
    assert {what for _kind, what in report.counts} == {"overdue"}
    await check(repair=True)
    assert (await check()).drifts == []


async def test_news_that_fails_again_is_left(lived: str, world: World) -> None:
    async def fail(_event: object) -> None:
        raise RuntimeError("no")

    fail.__module__ = "forum.threads.listeners"
    await world.a_thread("aiko")
    await world.settle()
    event_id = await database.value("SELECT max(id) FROM events WHERE name = 'thread.opened'")
    known = {event: events.listeners_of(event) for event in events.names().values()}
    opened = events.names()["thread.opened"]
    events.listen({**known, opened: (*known[opened], fail)})
    name = "threads." + fail.__qualname__
    await database.execute(
        "INSERT INTO deliveries (event_id, listener, attempts, due_at, stuck_at, error)"
        " VALUES ($1, $2, 8, $3, $3, 'x')",
        event_id, name, clock.now(),
    )
    report = await check(repair=True)
    assert (report.found, report.left) == (1, 1)


async def test_a_watch_of_nothing_goes(lived: str) -> None:
    count = await database.value("SELECT count(*) FROM watches")
    shape.execute(lived, [
        "INSERT INTO watches (person_id, target_type, target_id, level, reason, created_at)"
        f" SELECT 2, '{kind}', 9999, 'watching', 'chosen', created_at FROM people WHERE id = 2"
        for kind in ("thread", "category", "tag")
    ])
    assert (await check()).found == 3
    assert (await check(repair=True)).left == 0
    assert await database.value("SELECT count(*) FROM watches") == count


async def test_rows_without_the_row_they_refer_to_go_or_forget_it(lived: str, engine: str) -> None:
    if engine == "postgres":
        pytest.skip("PostgreSQL keeps no such row")
    with closing(sqlite3.connect(lived.removeprefix("sqlite://"))) as connection, connection:
        # As a program writes that does not ask SQLite for its foreign keys.
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("UPDATE bookmarks SET thread_id = 999")
        connection.execute("UPDATE threads SET locked_by_id = 999 WHERE id = 1")
        connection.execute("UPDATE revisions SET author_id = 999 WHERE id = 1")
    report = await check()
    assert report.drifts == [
        Drift("bookmarks", 1, "thread_id", 999, "no such row"),
        Drift("revisions", 1, "author_id", 999, "people 999", mendable=False),
        Drift("threads", 1, "locked_by_id", 999, None),
    ]
    mended = await check(repair=True)
    assert mended.left == 1
    assert await database.value("SELECT count(*) FROM bookmarks") == 0
    assert await database.value("SELECT locked_by_id FROM threads WHERE id = 1") is None


async def test_a_counter_that_stands_behind_its_rows_is_moved_on(lived: str, engine: str, world: World) -> None:
    if engine == "sqlite":
        pytest.skip("SQLite counts by its rows")
    highest = await database.value("SELECT max(id) FROM threads")
    await database.rows("SELECT setval(pg_get_serial_sequence('threads', 'id'), 1)")
    report = await check()
    assert [(drift.kind, drift.what, drift.kept, drift.right) for drift in report.drifts] == [
        ("threads", "last id given", 1, highest)
    ]
    assert (await check(repair=True)).left == 0
    await world.a_thread("aiko")


async def test_a_change_on_its_way_is_no_drift(lived: str, world: World) -> None:
    shelf = await world.category("Busy")
    thread = await world.a_thread("aiko", category=shelf)
    stopping = asyncio.Event()

    async def write(who: str) -> None:
        while not stopping.is_set():
            posted = await world.a_reply(thread.thread_id, who)
            await threads.vote_helpful(await world.cast.fresh("ada"), posted.post_id, True)
            await world.a_thread(who, category=shelf, tags="paper")

    writers = [asyncio.create_task(write(who)) for who in ("ben", "eve", "finn")]
    reports = [await check(repair=bool(number % 2)) for number in range(4)]
    stopping.set()
    await asyncio.gather(*writers)
    assert [report.drifts for report in reports] == [[], [], [], []]
    assert (await check()).drifts == []
