"""Keeping the index in step with the threads: after each change, and after an import for all of them."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import chain
from typing import Any

from forum import clock, database
from forum.duplicates import meaning, preparing
from forum.duplicates.analysis import ANALYSIS_VERSION, Analysed, analyse, readable, stored
from forum.duplicates.meaning import Meaning
from forum.duplicates.queries.words import BODY_TOTAL, THREAD_TOTAL
from forum.text.beside import Beside

#: Threads that one transaction of `index_all` writes: SQLite's other writers wait no longer than that takes.
BATCH = 400
#: So few are read here, and so many at a time by each of the processes beside.
FEW, _PORTION = 600, 100

#: PostgreSQL's index of the words.
_WORDS = "idx_duplicate_texts_words"

_READ = (
    "SELECT t.id, t.title, t.lang, p.source, d.thread_id AS indexed, d.title_tokens, d.body_tokens, d.codes, d.title_line,"
    " d.lang AS indexed_lang, d.fingerprint, d.version, v.embedder"
    " FROM threads t JOIN posts p ON p.thread_id = t.id AND p.position = 0"
    " LEFT JOIN duplicate_texts d ON d.thread_id = t.id LEFT JOIN duplicate_vectors v ON v.thread_id = t.id"
    " WHERE t.deleted_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A thread as it goes into the index. `before` is what the index has of it, `meaning` None without an embedder."""

    thread_id: int
    text: Analysed
    meaning: Meaning | None = None
    before: Analysed | None = None


async def index_thread(thread_id: int) -> bool:
    """Bring one thread's place in the index up to date; True when its text changed materially. A deleted one leaves."""
    found = await database.row(f"{_READ} AND t.id = $1", thread_id)
    if found is None:
        await forget_thread(thread_id)
        return False
    text = analyse(found["title"], found["source"], found["lang"])
    changed = found["fingerprint"] != text.fingerprint
    name = meaning.name()
    if not changed and found["version"] == ANALYSIS_VERSION and (found["embedder"] or "") == name:
        return False
    entry = Entry(thread_id, text, (await meaning.meanings([(found["title"], readable(found["source"]))]))[0])

    async def work() -> None:
        # Read again under the lock: what is counted down must be what another worker has written meanwhile.
        await database.lock_row("threads", thread_id)
        before = await database.row(
            "SELECT title_tokens, body_tokens, codes, title_line, lang FROM duplicate_texts WHERE thread_id = $1", thread_id
        )
        await write([Entry(thread_id, entry.text, entry.meaning, _before(before) if before else None)])

    await database.transaction(work)
    return changed


async def index_all(tell: Callable[[str, int, int], None], only_missing: bool = True) -> int:
    """Index every thread (with `only_missing`, those that are not, or by another analysis) and return how many were.

    `tell(what, done, all)` hears of the progress. May be stopped at any time, and goes on where it was.
    """
    name = meaning.name()
    missing = (
        f" AND (d.thread_id IS NULL OR d.version <> {ANALYSIS_VERSION} OR COALESCE(v.embedder, '') <> $2)"
        if only_missing else " AND COALESCE($2, '') = $2"
    )
    total = await database.rows_aside(
        "SELECT count(*) AS n FROM threads t LEFT JOIN duplicate_texts d ON d.thread_id = t.id"
        " LEFT JOIN duplicate_vectors v ON v.thread_id = t.id"
        " WHERE t.deleted_at IS NULL AND t.id > $1" + missing, 0, name,
    )
    count, done, last = int(total[0]["n"]), 0, 0
    async with AsyncExitStack() as ending:
        # For a few, starting a process would take longer than they do.
        beside = await ending.enter_async_context(Beside()) if count > FEW and meaning.is_quick() else None
        sql = f"{_READ} AND t.id > $1{missing} ORDER BY t.id LIMIT {BATCH}"
        if count > FEW:
            ending.push_async_callback(database.collect_first, _WORDS, False)
            await database.collect_first(_WORDS, True)
        ahead = asyncio.create_task(_read(sql, last, name, beside))
        try:
            while entries := await ahead:
                last = entries[-1].thread_id
                # The next ones are read and thought about while these are written.
                ahead = asyncio.create_task(_read(sql, last, name, beside))
                await database.transaction(lambda entries=entries: write(entries))  # type: ignore[misc]
                done += len(entries)
                tell("indexing", min(done, count), count)
        finally:
            await asyncio.wait([ahead])
    return done


async def _read(sql: str, last: int, name: str, beside: Beside | None) -> list[Entry]:
    """The next threads after `last`, as they go into the index."""
    found = await database.rows_aside(sql, last, name)
    if beside is None:
        texts = [analyse(row["title"], row["source"], row["lang"]) for row in found]
        meant = await meaning.meanings([(row["title"], readable(row["source"])) for row in found])
        read = list(zip(texts, meant, strict=True))
    else:
        given = [(row["title"], row["source"], row["lang"]) for row in found]
        read = await beside.over(preparing.read, given, _PORTION, meaning.wanted())
    return [
        Entry(row["id"], text, what, _before(row) if row["indexed"] else None)
        for row, (text, what) in zip(found, read, strict=True)
    ]


async def forget_thread(thread_id: int) -> None:
    """Take a thread out of the index, if it is in."""

    async def work() -> None:
        before = await database.row(
            "SELECT title_tokens, body_tokens, codes, title_line, lang FROM duplicate_texts WHERE thread_id = $1", thread_id
        )
        if before is None:
            return
        if await database.execute("DELETE FROM duplicate_texts WHERE thread_id = $1", thread_id):
            await _count([], [_before(before)])
        await database.execute("DELETE FROM duplicate_vectors WHERE thread_id = $1", thread_id)

    await database.transaction(work)


async def place_again(thread_id: int) -> None:
    """Say anew beside a thread's vectors where it stands and whether it may be found."""

    async def work() -> None:
        for category_id, findable in (await _places([thread_id])).values():
            await database.execute(
                "UPDATE duplicate_vectors SET category_id = $1, findable = $2 WHERE thread_id = $3",
                category_id, findable, thread_id,
            )

    await database.transaction(work)


async def write(entries: Sequence[Entry]) -> None:
    """Put entries into the index, inside the caller's transaction, and count their words."""
    now = clock.now()
    columns = "thread_id, title_tokens, body_tokens, title_line, codes, lang, fingerprint, version, indexed_at"
    await _insert(
        "duplicate_texts", columns,
        [
            (
                entry.thread_id, " ".join(entry.text.title), " ".join(entry.text.body), entry.text.line,
                " ".join(sorted(entry.text.codes)), entry.text.lang, entry.text.fingerprint, ANALYSIS_VERSION, now,
            )
            for entry in entries
        ],
    )
    places = await _places([entry.thread_id for entry in entries])
    await _insert(
        "duplicate_vectors", "thread_id, embedder, cell, title, whole, place, category_id, findable",
        [
            (
                entry.thread_id, entry.meaning.embedder, meaning.cells(entry.meaning.place, 1)[0],
                meaning.packed(entry.meaning.title), meaning.packed(entry.meaning.whole),
                entry.meaning.kept_place, *places.get(entry.thread_id, (0, False)),
            )
            for entry in entries if entry.meaning is not None
        ],
    )
    without = [entry.thread_id for entry in entries if entry.meaning is None]
    if without:
        await database.execute(f"DELETE FROM duplicate_vectors WHERE thread_id IN ({database.id_list(without)})")
    await _count([entry.text for entry in entries], [entry.before for entry in entries if entry.before is not None])


async def _places(thread_ids: Sequence[int]) -> dict[int, tuple[int, bool]]:
    """The category of each thread and whether it may be found, held until the transaction ends.

    Who moves or hides one of them meanwhile comes after us, and then finds its vectors to tell them.
    """
    held = " FOR SHARE" if database.engine() == "postgres" else ""
    return {
        int(row["id"]): (int(row["category_id"]), bool(row["findable"])) for row in await database.rows(
            "SELECT t.id, t.category_id, t.deleted_at IS NULL AND t.unlisted_at IS NULL AS findable FROM threads t"
            f" WHERE t.id IN ({database.id_list(thread_ids)}) ORDER BY t.id{held}"
        )
    }


async def _insert(table: str, columns: str, made: Sequence[tuple[Any, ...]]) -> None:
    """Rows with one statement for a handful of them; a row that is there already takes the new values."""
    names = columns.split(", ")
    changes = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    for start in range(0, len(made), 50):
        some = made[start : start + 50]
        marks = iter(range(1, len(some) * len(names) + 1))
        places = ", ".join(f"({', '.join(f'${next(marks)}' for _ in names)})" for _ in some)
        await database.execute(
            f"INSERT INTO {table} ({columns}) VALUES {places} ON CONFLICT (thread_id) DO UPDATE SET {changes}",
            *chain.from_iterable(some),
        )


async def _count(added: Iterable[Analysed], removed: Iterable[Analysed]) -> None:
    """Count words up and down. In the order of the words, so that two who count at once wait instead of deadlocking."""
    threads: Counter[str] = Counter()
    titles: Counter[str] = Counter()
    for sign, texts in ((1, added), (-1, removed)):
        for text in texts:
            for word in text.words:
                threads[word] += sign
            for word in text.title_words:
                titles[word] += sign
            threads[THREAD_TOTAL] += sign
            titles[THREAD_TOTAL] += sign * len(text.title)
            threads[BODY_TOTAL] += sign * len(text.body)
    changes = [(word, threads[word], titles[word]) for word in sorted(threads) if threads[word] or titles[word]]
    if changes:
        await database.execute(_COUNT_SQL[database.engine()], *_counted(changes))


_ADD_UP = (
    " ON CONFLICT (term) DO UPDATE SET thread_count = duplicate_terms.thread_count + excluded.thread_count,"
    " title_count = duplicate_terms.title_count + excluded.title_count"
)
_COUNT_SQL: Mapping[str, str] = {
    "sqlite": (
        "INSERT INTO duplicate_terms (term, thread_count, title_count)"
        " SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($1) WHERE true" + _ADD_UP
    ),
    "postgres": (
        "INSERT INTO duplicate_terms (term, thread_count, title_count)"
        " SELECT * FROM unnest(CAST($1 AS text[]), CAST($2 AS bigint[]), CAST($3 AS bigint[]))" + _ADD_UP
    ),
}


def _counted(changes: Sequence[tuple[str, int, int]]) -> tuple[Any, ...]:
    if database.engine() == "sqlite":
        return (json.dumps(changes),)
    words, threads, titles = zip(*changes, strict=True)
    return list(words), list(threads), list(titles)


def _before(row: Any) -> Analysed:
    return stored(row["title_tokens"], row["body_tokens"], row["codes"], row["title_line"], row["lang"])
