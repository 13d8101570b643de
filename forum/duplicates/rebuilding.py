"""All pairs, marks and clusters at once: after an import, or when the detector became another one.

What people decided stays. What was decided where threads were imported from becomes marks and confirmed pairs here.
Again is as once, and what was cut off goes on: what is indexed already costs a look.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from forum import clock, database
from forum.accounts.actor import SYSTEM
from forum.duplicates.actions import marking
from forum.duplicates.actions.gathering import gather
from forum.duplicates.actions.indexing import index_all
from forum.duplicates.actions.pairing import KEPT_FROM, fingerprints, rounded
from forum.duplicates.queries.neighbours import all_matches
from forum.duplicates.scoring import DETECTOR_VERSION
from forum.duplicates.views import Match

Tell = Callable[[str, int, int], None]

#: Likeliest duplicates of each thread that are kept, if they are likely enough.
NEIGHBOURS = 10
#: Rows of one statement, and links of one transaction.
_BATCH = 100


async def build(tell: Callable[[int, int], None]) -> None:
    """As `rebuild`, for the sheet of what an import leaves filled: one count over indexing and comparing."""
    parts = {"indexing": 0, "comparing": 0}
    total = int(await database.value("SELECT count(*) FROM threads WHERE deleted_at IS NULL") or 0)

    def heard(what: str, done: int, _all: int) -> None:
        if what == "comparing":
            parts["indexing"] = total
        parts[what] = done
        tell(min(2 * total, parts["indexing"] + parts["comparing"]), 2 * total)

    await rebuild(heard)


async def rebuild(tell: Tell) -> tuple[int, int, int]:
    """Index what is not, take over imported links, compare everything, gather what recurs.

    Returns the numbers of pairs, marks and clusters there are then. `tell(what, done, all)` hears of the progress.
    """
    started = clock.now()
    await index_all(tell)
    await take_over_links()
    async for batch in all_matches(tell, most=NEIGHBOURS):
        await database.transaction(lambda batch=batch: _keep(batch, started))  # type: ignore[misc]
    await database.transaction(lambda: _forget(started))
    clusters = await gather(tell_growth=False)
    counts = (await database.rows_aside(
        "SELECT (SELECT count(*) FROM duplicate_pairs) AS pairs, (SELECT count(*) FROM duplicate_marks) AS marks"
    ))[0]
    return int(counts["pairs"]), int(counts["marks"]), clusters


async def take_over_links() -> int:
    """Make imported links pairs that are decided, and marks of those that are duplicates; returns how many links were new."""
    links = await database.rows_aside(
        "SELECT k.from_thread_id, k.to_thread_id, k.kind, k.created_at FROM thread_links k"
        " JOIN threads f ON f.id = k.from_thread_id JOIN threads t ON t.id = k.to_thread_id"
        " LEFT JOIN duplicate_pairs p ON p.low_thread_id = CASE WHEN f.id < t.id THEN f.id ELSE t.id END"
        " AND p.high_thread_id = CASE WHEN f.id < t.id THEN t.id ELSE f.id END AND p.state <> 'suspected'"
        " WHERE f.deleted_at IS NULL AND t.deleted_at IS NULL AND f.id <> t.id AND p.id IS NULL"
        # A duplicate says more than a relation, and the first word stands.
        " ORDER BY CASE WHEN k.kind = 'duplicate' THEN 0 ELSE 1 END, k.created_at, k.id"
    )
    fresh = [row for row in links if row["kind"] in ("duplicate", "related")]
    pairs: dict[tuple[int, int], tuple[str, Any]] = {}
    for row in fresh:
        one, other = sorted((row["from_thread_id"], row["to_thread_id"]))
        pairs.setdefault((one, other), (row["kind"], database.moment(row["created_at"])))
    known = list(pairs.items())
    for start in range(0, len(known), _BATCH):
        some = known[start : start + _BATCH]
        await database.transaction(lambda some=some: _decided(some))  # type: ignore[misc]
    said: dict[int, tuple[int, Any]] = {}
    for row in fresh:
        if row["kind"] == "duplicate":
            said.setdefault(row["from_thread_id"], (row["to_thread_id"], database.moment(row["created_at"])))
    if said:
        await _mark_all(said)
    return len(fresh)


async def _decided(pairs: Sequence[tuple[tuple[int, int], tuple[str, Any]]]) -> None:
    empty = "CAST('{}' AS JSONB)" if database.engine() == "postgres" else "'{}'"
    for (low, high), (state, at) in pairs:
        await database.execute(
            "INSERT INTO duplicate_pairs (low_thread_id, high_thread_id, score, parts, detector_version, low_fingerprint,"
            " high_fingerprint, origin, state, decided_by_id, decided_at, reason, contest_count, suggestion_count, created_at,"
            f" scored_at, version) VALUES ($1, $2, 0, {empty}, 0, '', '', 'imported', $3, $4, $5, '', 0, 0, $5, $5, 1)"
            " ON CONFLICT (low_thread_id, high_thread_id) DO UPDATE SET state = excluded.state, origin = excluded.origin,"
            " decided_by_id = excluded.decided_by_id, decided_at = excluded.decided_at,"
            " version = duplicate_pairs.version + 1 WHERE duplicate_pairs.state = 'suspected'",
            low, high, state, SYSTEM.id, at,
        )


async def _mark_all(said: Mapping[int, tuple[int, Any]]) -> None:
    """Marks for these threads, each of the end of its chain; what would go round in a circle stays unmarked."""
    marks = {row["thread_id"]: row["canonical_id"] for row in await database.rows_aside(
        "SELECT thread_id, canonical_id FROM duplicate_marks"
    )}
    held = set(marks.values())
    wanted: dict[int, tuple[int, list[int], Any]] = {}
    targets = {thread: target for thread, (target, _at) in said.items() if thread not in marks and thread not in held}
    for thread in targets:
        path, here = [], targets[thread]
        while here in targets or here in marks:
            if here in path or here == thread:
                break
            path.append(here)
            here = targets.get(here, marks.get(here, here))
        if here != thread and here not in path:
            wanted[thread] = (here, path, said[thread][1])
    # Whoever was left out for a circle may be another's end: it stays one.
    rows = [(thread, end, path, at) for thread, (end, path, at) in wanted.items() if end not in wanted]
    ends = sorted({end for _thread, end, _path, _at in rows})
    for start in range(0, len(rows), _BATCH):
        some = rows[start : start + _BATCH]
        await database.transaction(lambda some=some: _insert_marks(some))  # type: ignore[misc]
    for start in range(0, len(ends), _BATCH):
        some_ends = ends[start : start + _BATCH]
        await database.transaction(lambda some_ends=some_ends: _carry(some_ends))  # type: ignore[misc]


async def _insert_marks(rows: Sequence[tuple[int, int, list[int], Any]]) -> None:
    as_json = "CAST({} AS JSONB)" if database.engine() == "postgres" else "{}"
    states = {
        row["id"]: row for row in await database.rows(
            "SELECT id, type, status, status_reason, status_by_id, status_at FROM threads WHERE id IN"
            f" ({database.id_list(chain.from_iterable(row[:2] for row in rows))})"
        )
    }
    for thread, end, path, at in rows:
        state = states[thread]
        before = None
        if state["status"] in ("open", "needs_info"):
            since = database.moment(state["status_at"])
            before = json.dumps({
                "status": state["status"], "reason": state["status_reason"], "by": state["status_by_id"],
                "at": since.isoformat(),
            })
        await database.execute(
            "INSERT INTO duplicate_marks (thread_id, canonical_id, path, marked_by_id, marked_at, status_before)"
            f" VALUES ($1, $2, {as_json.format('$3')}, $4, $5, {as_json.format('$6')}) ON CONFLICT DO NOTHING",
            thread, end, json.dumps(path), SYSTEM.id, at, before,
        )
        if before is not None:
            solved = states[end]["status"] == "solved" and state["type"] in ("question", "problem")
            if solved:
                await database.execute(
                    "INSERT INTO solutions (thread_id, post_id, source, accepted_by_id, accepted_at, note)"
                    " VALUES ($1, NULL, 'duplicate', $2, $3, '') ON CONFLICT DO NOTHING", thread, SYSTEM.id, at,
                )
            await database.execute(
                "UPDATE threads SET status = $1, status_reason = 'duplicate', status_by_id = $2, status_at = $3,"
                f" version = version + 1{', waiting_since = NULL' if solved else ''} WHERE id = $4",
                "solved" if solved else "closed", SYSTEM.id, at, thread,
            )


async def _carry(canonical_ids: Iterable[int]) -> None:
    for canonical_id in canonical_ids:
        await marking.carry(canonical_id)


async def _keep(batch: Sequence[tuple[int, Sequence[Match]]], started: datetime) -> None:
    """Write the suspicions that a batch of comparisons found; decided pairs keep what they were decided on.

    A pair that was written since `started` was found from its other end, with the same score.
    """
    near: dict[tuple[int, int], Match] = {}
    for thread_id, matches in batch:
        for match in matches:
            if match.score >= KEPT_FROM and match.thread_id != thread_id:
                near[min(thread_id, match.thread_id), max(thread_id, match.thread_id)] = match
    ids = sorted(set(chain.from_iterable(near)))
    talk = {
        row["id"] for row in await database.rows(
            f"SELECT id FROM threads WHERE id IN ({database.id_list(ids)}) AND (type = 'announcement' OR deleted_at IS NOT NULL)"
        )
    }
    prints = await fingerprints(ids)
    now = clock.now()
    rows = [
        (
            low, high, match.score, json.dumps(rounded(match.parts)), DETECTOR_VERSION, prints.get(low, ""),
            prints.get(high, ""), now,
        )
        for (low, high), match in near.items() if low not in talk and high not in talk
    ]
    # An insert that meets a pair would use up an id: what is there already is written over by itself.
    known = {
        (row["low_thread_id"], row["high_thread_id"]): database.moment(row["scored_at"]) for row in await database.rows(
            "SELECT low_thread_id, high_thread_id, scored_at FROM duplicate_pairs"
            f" WHERE low_thread_id IN ({database.id_list(ids)})"
        )
    }
    await _add([row for row in rows if row[:2] not in known])
    await _write_over([row for row in rows if row[:2] in known and known[row[:2]] <= started])


async def _add(rows: Sequence[tuple[Any, ...]]) -> None:
    as_json = "CAST({} AS JSONB)" if database.engine() == "postgres" else "{}"
    for start in range(0, len(rows), _BATCH):
        some = rows[start : start + _BATCH]
        places = ", ".join(
            "(${}, ${}, ${}, {}, ${}, ${}, ${}, 'detector', 'suspected', '', 0, 0, ${}, ${}, 1)".format(
                at + 1, at + 2, at + 3, as_json.format(f"${at + 4}"), at + 5, at + 6, at + 7, at + 8, at + 8
            )
            for at in range(0, 8 * len(some), 8)
        )
        # Somebody may have suggested one of them this moment; the next comparison writes over it.
        await database.execute(
            "INSERT INTO duplicate_pairs (low_thread_id, high_thread_id, score, parts, detector_version, low_fingerprint,"
            " high_fingerprint, origin, state, reason, contest_count, suggestion_count, created_at, scored_at, version)"
            f" VALUES {places} ON CONFLICT DO NOTHING",
            *chain.from_iterable(some),
        )


async def _write_over(rows: Sequence[tuple[Any, ...]]) -> None:
    as_json = "CAST($4 AS JSONB)" if database.engine() == "postgres" else "$4"
    for row in rows:
        await database.execute(
            f"UPDATE duplicate_pairs SET score = $3, parts = {as_json}, detector_version = $5, low_fingerprint = $6,"
            " high_fingerprint = $7, scored_at = $8 WHERE low_thread_id = $1 AND high_thread_id = $2"
            " AND (state = 'suspected' OR detector_version = 0)",
            *row,
        )


async def _forget(started: Any) -> None:
    """Let go of suspicions that the detector does not have any more. What people named stays."""
    await database.execute(
        "DELETE FROM duplicate_pairs WHERE state = 'suspected' AND origin = 'detector' AND suggestion_count = 0"
        " AND contest_count = 0 AND scored_at < $1", started,
    )
    await database.execute("DELETE FROM duplicate_dues WHERE due_at < $1", started)
