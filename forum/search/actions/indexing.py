"""Keeping the words of posts: one post when it is written or edited, all of them after an import or an upgrade.

What is kept follows from the posts alone, so everything here may be done again, and whoever comes second wins nothing
and breaks nothing. Deleted posts keep their words: searches join the living rows.
"""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from forum import clock, database
from forum.search.actions.articles import PROGRESS, drop_article_orphans, index_articles
from forum.search.documents import Document, document_of, documents_of, source_of
from forum.search.matching import lexemes
from forum.search.models import SearchProgress
from forum.text.beside import Beside
from forum.text.tokens import VERSION

#: Posts taken up together, and written with one statement.
BATCH, AT_ONCE = 400, 40
#: KiB of the file that the writing connection keeps in memory: while a whole community is taken up, and otherwise.
_WIDE, _NARROW = 131_072, 2_000
#: Posts whose words one process beside works out at a time, and spellings that are remembered as kept already.
_PORTION, _MOST_KNOWN = 100, 200_000

#: Neither held nor hidden, as a post or with its thread. What was removed for good after that stays unknown.
_IN_SIGHT = "p.held_at IS NULL AND p.hidden_at IS NULL AND t.held_at IS NULL AND t.hidden_at IS NULL"

Tell = Callable[[str, int, int], None]


async def index_post(post_id: int) -> None:
    """Take up a post's words as they are now. A post that is not there (any more) is left alone."""

    async def work() -> None:
        await database.lock_row("posts", post_id)
        found = await posts_with("p.id = $1", 1, post_id)
        await _write([document_of(row) for row in found])

    await database.transaction(work)


async def index_thread(thread_id: int) -> None:
    """Take up a thread's title, tags and first post as they are now."""
    post_id = await database.value("SELECT id FROM posts WHERE thread_id = $1 AND position = 0", thread_id)
    if post_id is not None:
        await index_post(post_id)


async def follow_sight(post_id: int, thread_id: int, position: int) -> None:
    """A post (at position 0: its whole thread) came out of sight, or back: its words are dropped, or taken up again."""
    which = f"p.thread_id = {int(thread_id)}" if position == 0 else f"p.id = {int(post_id)}"

    async def work() -> None:
        await database.lock_row("threads", thread_id)
        found = await posts_with(which, 1_000_000)
        ids = database.id_list([0, *(row["id"] for row in found)])
        await database.execute(
            f"DELETE FROM search_documents WHERE id IN (SELECT p.id FROM posts p WHERE {which}) AND id NOT IN ({ids})"
        )
        await _write([document_of(row) for row in found])

    await database.transaction(work)


async def index_strayed(thread_id: int) -> None:
    """Take up posts anew that the index still has in a thread in which they do not stand any more."""
    found = await database.rows(
        "SELECT d.id FROM search_documents d JOIN posts p ON p.id = d.id WHERE d.thread_id = $1 AND p.thread_id <> $1"
        " ORDER BY d.id", thread_id,
    )
    for row in found:
        await index_post(row["id"])


async def spell_thread(thread_id: int) -> None:
    """Take up how words are written in a thread, for the category in which it stands now."""
    last = 0
    while found := await posts_with("p.thread_id = $1 AND p.id > $2", BATCH, thread_id, last):
        last = found[-1]["id"]
        documents = await asyncio.to_thread(documents_of, found)

        async def work(documents: Sequence[Document] = documents) -> None:
            await _spell(documents, set())

        await database.transaction(work)


async def index_all(tell: Tell = lambda _what, _done, _all: None, only_missing: bool = True) -> int:
    """Take up every post and article without words (or, without `only_missing`, all of them anew); gives how many.

    May be cut off and begun again: what is done stays. `tell(what, done, all)` hears of the progress.
    """
    goal = int(await database.value("SELECT max(id) FROM posts") or 0)
    known: set[tuple[int, str]] = set()
    last = done = 0
    await _hurry(True)
    try:
        async with Beside() as beside:
            ahead = asyncio.create_task(_read(last, goal, only_missing, beside))
            try:
                while (batch := await ahead) is not None:
                    last = batch[-1].id
                    # The next ones are read and thought about while these are written.
                    ahead = asyncio.create_task(_read(last, goal, only_missing, beside))
                    await _keep(batch, known)
                    done += len(batch)
                    tell("Taking up words for the search", last, goal)
            finally:
                await asyncio.wait([ahead])
    finally:
        await _hurry(False)

    async def finish() -> None:
        await database.execute(
            "INSERT INTO search_progress (id, analysis, upto, goal, finished_at) VALUES (1, $1, $2, $2, $3)"
            " ON CONFLICT (id) DO UPDATE SET analysis = excluded.analysis, upto = excluded.upto, goal = excluded.goal,"
            " finished_at = excluded.finished_at",
            VERSION, goal, clock.now(),
        )

    await database.transaction(finish)
    return done + await index_articles(only_missing)


async def index_missing(tell: Callable[[int, int], None]) -> None:
    """Take up every post that has no words yet, as after an import; `tell(done, all)` hears of the progress."""
    await index_all(lambda _what, done, total: tell(done, total))


async def fill(seconds: float) -> None:
    """Go on taking up what was here before the search was, or what an older analysis made, for about so many seconds."""
    read = await SearchProgress.get_or_none(id=PROGRESS)
    if read is None or read.analysis != VERSION:
        await index_articles()
    state = await SearchProgress.get_or_none(id=1)
    if state is not None and state.finished_at is not None and state.analysis == VERSION:
        return
    if state is None or state.analysis != VERSION:
        goal = int(await database.value("SELECT max(id) FROM posts") or 0)
        await database.execute(
            "INSERT INTO search_progress (id, analysis, upto, goal, finished_at) VALUES (1, $1, 0, $2, NULL)"
            " ON CONFLICT (id) DO UPDATE SET analysis = excluded.analysis, upto = 0, goal = excluded.goal,"
            " finished_at = NULL",
            VERSION, goal,
        )
        state = await SearchProgress.get(id=1)
    ends = time.monotonic() + seconds
    known: set[tuple[int, str]] = set()
    while time.monotonic() < ends:
        taken = await _take_up(state.upto, state.goal, known)
        state.upto = state.goal if taken is None else taken
        state.finished_at = clock.now() if taken is None else None
        await state.save(update_fields=["upto", "finished_at"])
        if taken is None:
            return


async def drop_orphans() -> int:
    """Remove words whose post is not there any more, and of articles that nobody reads any more; gives how many."""

    async def work() -> int:
        return await database.execute(
            "DELETE FROM search_documents WHERE NOT EXISTS (SELECT 1 FROM posts p WHERE p.id = search_documents.id)"
        )

    return await database.transaction(work) + await drop_article_orphans()


async def posts_with(where: str, size: int, *params: Any, aside: bool = False) -> list[Any]:
    """The first posts for which the condition holds, by id, with what their words are made of.

    Of what waits for a moderator's look nothing is known here, for words are completed for everybody.
    """
    sql = (
        f"SELECT p.id, p.thread_id, p.position, p.plain, p.version, t.title, {_tag_names()} AS tag_names, t.category_id"
        f" FROM posts p JOIN threads t ON t.id = p.thread_id WHERE {where} AND {_IN_SIGHT} ORDER BY p.id LIMIT {int(size)}"
    )
    return await (database.rows_aside if aside else database.rows)(sql, *params)


def _tag_names() -> str:
    """The names of an opening post's tags, in any order: as they are, not as lists remember them."""
    joined = "group_concat(n.name, ' ')" if database.engine() == "sqlite" else "string_agg(n.name, ' ')"
    names = f"SELECT {joined} FROM thread_tags g JOIN tags n ON n.id = g.tag_id WHERE g.thread_id = t.id"
    return f"CASE WHEN p.position = 0 THEN COALESCE(({names}), '') ELSE '' END"


async def _hurry(on: bool) -> None:
    """Let the index grow quickly while a whole community is taken up.

    SQLite joins the parts of its index as it grows, and reads them from the file again and again unless they fit into
    memory. PostgreSQL collects first.
    """
    if database.engine() == "sqlite":
        await database.execute(f"PRAGMA cache_size=-{_WIDE if on else _NARROW}")
        return
    await database.collect_first("idx_search_words", on)


async def _take_up(last: int, goal: int, known: set[tuple[int, str]]) -> int | None:
    """Take up the next posts after `last` that have no words: up to which id; None when there are none up to `goal`."""
    batch = await _read(last, goal, True, None)
    if batch is None:
        return None
    await _keep(batch, known)
    return batch[-1].id


async def _read(last: int, goal: int, only_missing: bool, beside: Beside | None) -> list[Document] | None:
    """The words of the next posts after `last`; None when there are none up to `goal`."""
    missing = (
        f" AND NOT EXISTS (SELECT 1 FROM search_documents d WHERE d.id = p.id AND d.analysis = {int(VERSION)})"
        if only_missing else ""
    )
    found = await posts_with(f"p.id > $1 AND p.id <= $2{missing}", BATCH, last, goal, aside=True)
    if not found:
        return None
    # For a few, starting a process would take longer than they do.
    if beside is None or (last == 0 and len(found) < BATCH):
        return await asyncio.to_thread(documents_of, found)
    return await beside.over(documents_of, [dict(row) for row in found], _PORTION)


async def _keep(documents: Sequence[Document], known: set[tuple[int, str]]) -> None:
    """Keep the words of posts that are still as they were read."""
    ids = database.id_list(document.id for document in documents)
    sharing = " FOR SHARE OF p" if database.engine() == "postgres" else ""

    async def work() -> None:
        now = {
            row["id"]: source_of(row)
            for row in await database.rows(
                f"SELECT p.id, p.position, p.version, t.title, {_tag_names()} AS tag_names FROM posts p"
                f" JOIN threads t ON t.id = p.thread_id WHERE p.id IN ({ids}) ORDER BY p.id{sharing}"
            )
        }
        # What was edited meanwhile is taken up by the news of that.
        await _write([one for one in documents if now.get(one.id) == one.source], known)

    await database.transaction(work)


async def _write(documents: Sequence[Document], known: set[tuple[int, str]] | None = None) -> None:
    """Keep these documents, and leave alone what is kept as it should be. Inside a transaction."""
    for start in range(0, len(documents), AT_ONCE):
        some = documents[start : start + AT_ONCE]
        params: list[Any] = []
        for one in some:
            params += [one.id, one.thread_id, one.position, VERSION, " ".join(one.title), " ".join(one.tags), _words(one)]
        await database.execute(_statement(len(some)), *params)
    await _spell(documents, known if known is not None else set())


def _words(document: Document) -> Any:
    if database.engine() == "sqlite":
        return " ".join(document.words)
    return lexemes(document.id, document.title, document.tags, document.words)


def _statement(count: int) -> str:
    postgres = database.engine() == "postgres"
    rows = []
    for at in range(1, 7 * count, 7):
        places = [f"${number}" for number in range(at, at + 7)]
        if postgres:
            # PostgreSQL asks for the kinds of what it is given only where nothing else says them.
            kinds = ("bigint", "bigint", "int", "int", "text", "text", "text[]")
            places = [f"CAST({place} AS {kind})" for place, kind in zip(places, kinds, strict=True)]
            places[-1] = f"array_to_tsvector({places[-1]})"
        rows.append(f"({', '.join(places)})")
    return (
        "INSERT INTO search_documents (id, thread_id, position, analysis, title, tags, words)"
        f" VALUES {', '.join(rows)} ON CONFLICT (id) DO UPDATE SET thread_id = excluded.thread_id,"
        " position = excluded.position, analysis = excluded.analysis, title = excluded.title, tags = excluded.tags,"
        " words = excluded.words WHERE search_documents.words <> excluded.words"
        " OR search_documents.title <> excluded.title OR search_documents.tags <> excluded.tags"
        " OR search_documents.analysis <> excluded.analysis OR search_documents.thread_id <> excluded.thread_id"
    )


async def _spell(documents: Iterable[Document], known: set[tuple[int, str]]) -> None:
    """Keep how words are written, by category; `known` are those that are kept already. Inside a transaction."""
    fresh: dict[int, set[str]] = defaultdict(set)
    for document in documents:
        fresh[document.category_id] |= {word for word in document.spelled if (document.category_id, word) not in known}
    for category_id, words in sorted(fresh.items()):
        if not words:
            continue
        ordered = sorted(words)
        if database.engine() == "sqlite":
            source, given = "json_each($2)", json.dumps(ordered)
            word = "value"
        else:
            source, given, word = "unnest(CAST($2 AS text[])) AS given (value)", ordered, "value"  # type: ignore[assignment]
        await database.execute(
            "INSERT INTO search_spellings (category_id, head, tail, word)"
            f" SELECT CAST($1 AS bigint), SUBSTR({word}, 1, 1), SUBSTR({word}, LENGTH({word}) - 1), {word}"
            f" FROM {source} WHERE true ON CONFLICT DO NOTHING",
            category_id, given,
        )
        if len(known) > _MOST_KNOWN:
            known.clear()
        known |= {(category_id, one) for one in words}
