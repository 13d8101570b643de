"""After the rows: links between posts lead to where those stand now, links between threads, sums over all rows, indexes.

This is the roof: an index of any flat may be imported here and put on the sheet `INDEXES`.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from forum import database, events
from forum.accounts.actor import SYSTEM
from forum.duplicates import rebuilding
from forum.search import actions as search
from forum.text.mentions import possible_names
from forum.threads.views import post_path
from forum.transfer.communities import Report, Tell
from forum.transfer.events import CommunityImported
from forum.transfer.people import mentionable
from forum.transfer.preparing import Raw, Workshop
from forum.transfer.rows import insert, known

_BATCH = 400

#: Fills an index from the rows that are here, and tells how many of how many are done. Again is as once: what is
#: filled already costs a look, and what was cut off goes on.
Build = Callable[[Callable[[int, int], None]], Awaitable[None]]
#: Every index that an import must leave filled: what the progress bar says, and who builds.
INDEXES: tuple[tuple[str, Build], ...] = (
    ("Taking up words for the search", search.index_missing),
    ("Comparing questions", rebuilding.build),
)


async def rewrite_links(
    source: str,
    pattern: re.Pattern[str],
    what: Callable[[re.Match[str]], tuple[str, str] | None],
    workshop: Workshop,
    report: Report,
    tell: Tell,
) -> None:
    """Let addresses that `pattern` finds in imported texts lead to the same thing here.

    `what` gives the kind and outside id that an address names. What is not here keeps its address. Finds its work by
    itself, so that it goes on where it was cut off.
    """
    last, done = 0, 0
    await _take_stock()
    total = await database.value(
        "SELECT count(*) FROM imported WHERE source = $1 AND kind IN ('post', 'comment')", source
    )
    while True:
        found = await database.rows_aside(
            "SELECT i.id AS place, p.id, p.source, p.version FROM imported i JOIN posts p ON p.id = i.local_id"
            f" WHERE i.source = $1 AND i.kind IN ('post', 'comment') AND i.id > $2 ORDER BY i.id LIMIT {_BATCH}",
            source,
            last,
        )
        if not found:
            return
        last, done = found[-1]["place"], done + len(found)
        await _rewrite(source, [row for row in found if pattern.search(row["source"])], pattern, what, workshop, report)
        tell("Leading links to where their posts are now", done, total)


async def _rewrite(
    source: str,
    rows: Sequence[dict[str, object]],
    pattern: re.Pattern[str],
    what: Callable[[re.Match[str]], tuple[str, str] | None],
    workshop: Workshop,
    report: Report,
) -> None:
    named = [what(match) for row in rows for match in pattern.finditer(str(row["source"]))]
    paths = await paths_of(source, {one for one in named if one is not None})
    changed = []
    for row in rows:
        count = 0

        def lead(match: re.Match[str]) -> str:
            nonlocal count
            path = paths.get(what(match) or ("", ""))
            if path is None:
                return match[0]
            count += 1
            return path

        text = pattern.sub(lead, str(row["source"]))
        if count:
            changed.append((row, text))
            report.added["links to posts led here"] += count
    if not changed:
        return
    people = await mentionable(source, frozenset[str]().union(*(possible_names(text) for _row, text in changed)))
    ready = await workshop.prepare([Raw(text, False, "", people) for _row, text in changed])

    async def work() -> None:
        for (row, _text), text in zip(changed, ready, strict=True):
            # Whoever edited it meanwhile is not overruled.
            if await database.execute(
                "UPDATE posts SET source = $1, html = $2, plain = $3, html_version = $4 WHERE id = $5 AND version = $6",
                text.source,
                text.html,
                text.plain,
                text.version,
                row["id"],
                row["version"],
            ):
                await database.execute(
                    "UPDATE revisions SET source = $1 WHERE post_id = $2 AND number ="
                    " (SELECT max(r.number) FROM revisions r WHERE r.post_id = $2)",
                    text.source,
                    row["id"],
                )

    await database.transaction(work)


async def paths_of(source: str, named: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Kind and outside id → address here, of those that are here."""
    paths: dict[tuple[str, str], str] = {}
    for kind in ("thread", "post", "comment", "number", "user", "tag"):
        have = await known(source, kind, [outside for one, outside in named if one == kind])
        ids = database.id_list(have.values())
        if kind == "thread":
            sql = f"SELECT id, id AS thread_id, slug, 0 AS position FROM threads WHERE id IN ({ids})"
        elif kind == "user":
            sql = f"SELECT id, name FROM people WHERE id IN ({ids})"
        elif kind == "tag":
            sql = f"SELECT id, name FROM tags WHERE id IN ({ids})"
        else:
            sql = (
                "SELECT p.id, p.thread_id, t.slug, p.position FROM posts p JOIN threads t ON t.id = p.thread_id"
                f" WHERE p.id IN ({ids})"
            )
        places = {row["id"]: row for row in await database.rows(sql)}
        for outside, local in have.items():
            row = places.get(local)
            if row is None:
                continue
            if kind in ("user", "tag"):
                paths[kind, outside] = f"/{'users' if kind == 'user' else 'tags'}/{row['name']}"
            else:
                paths[kind, outside] = post_path(row["thread_id"], row["slug"], row["id"], row["position"])
    return paths


async def link_threads(links: Sequence[tuple[int, int, str, datetime]], report: Report) -> None:
    """Keep that threads are each other's duplicates or relations: from, to, kind and since when. Again is as once."""

    async def work() -> int:
        ends = sorted({from_id for from_id, *_rest in links})
        here = set()
        for start in range(0, len(ends), _BATCH):
            here |= {
                (row["from_thread_id"], row["to_thread_id"], row["kind"])
                for row in await database.rows(
                    "SELECT from_thread_id, to_thread_id, kind FROM thread_links"
                    f" WHERE from_thread_id IN ({database.id_list(ends[start : start + _BATCH])})"
                )
            }
        # Not left to the database to refuse: that would use their ids up.
        new = {link[:3]: link for link in reversed(links) if link[:3] not in here}
        await insert(
            "thread_links",
            "from_thread_id to_thread_id kind origin created_at",
            [(*link[:3], "imported", link[3]) for link in reversed(new.values())],
        )
        return len(new)

    report.added["links between threads"] += await database.transaction(work)


async def sum_up(source: str, report: Report, tell: Tell) -> None:
    """Sums over rows: what people earned, how many threads a tag has. Then one event says what was imported."""
    found = await database.rows_aside(
        "SELECT local_id FROM imported WHERE source = $1 AND kind = 'user' ORDER BY local_id", source
    )
    people = [row["local_id"] for row in found]
    for start in range(0, len(people), _BATCH):
        ids = database.id_list(people[start : start + _BATCH])

        async def work(ids: str = ids) -> None:
            await database.execute(
                "UPDATE people SET"
                " reputation = (SELECT COALESCE(sum(e.points), 0) FROM reputation_entries e"
                " WHERE e.person_id = people.id),"
                " accepted_count = (SELECT count(*) FROM reputation_entries e WHERE e.person_id = people.id"
                f" AND e.reason = 'accepted') WHERE id IN ({ids})"
            )

        await database.transaction(work)
        tell("Adding up", min(start + _BATCH, len(people)), len(people))

    async def last() -> None:
        await database.execute(
            "UPDATE tags SET thread_count = (SELECT count(*) FROM thread_tags g JOIN threads t ON t.id = g.thread_id"
            " JOIN categories c ON c.id = t.category_id"
            " WHERE g.tag_id = tags.id AND c.see = 'everyone' AND t.deleted_at IS NULL AND t.unlisted_at IS NULL)"
            " WHERE id IN (SELECT local_id FROM imported WHERE source = $1 AND kind = 'tag')",
            source,
        )
        if any(report.added.values()):
            await events.record(
                CommunityImported(
                    actor_id=SYSTEM.id,
                    subject_id=0,
                    source=source,
                    added=dict(report.added),
                    left_out=dict(report.left_out),
                    malformed=report.malformed_count,
                )
            )

    await database.transaction(last)


async def build_indexes(tell: Tell) -> None:
    """Fill every index on the sheet, all at once; after any import, also one that added nothing.

    Each alone would leave a core idle: while its rows are written, little is worked out.
    """
    await _take_stock()

    def building(what: str, build: Build) -> Awaitable[None]:
        return build(lambda done, total: tell(what, done, total))

    tasks = [asyncio.ensure_future(building(what, build)) for what, build in INDEXES]
    try:
        await asyncio.gather(*tasks)
    finally:
        # One that failed ends the others, which are awaited: they may hold processes and transactions.
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _take_stock() -> None:
    """Have PostgreSQL count anew what its planner goes by: by itself it does so some minutes after many rows came.

    Until then it takes tables for empty that hold a community, and reads them whole for each batch.
    """
    if database.engine() == "postgres":
        await database.transaction(_count_roughly)


async def _count_roughly() -> None:
    # How many there are is what matters; by itself it looks closer later. At its usual care this takes seconds.
    await database.execute("SET LOCAL default_statistics_target = 20")
    await database.execute("ANALYZE")
