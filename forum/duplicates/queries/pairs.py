"""Pairs for those who decide: only pairs whose two threads the viewer may read, whoever counts or lists them."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.duplicates.agreement import SHOWN_AT_MOST
from forum.duplicates.policy import MODERATORS_FROM, UNDO_WINDOW
from forum.duplicates.views import OpenPair, PairLine, PairSide, PairView, Queue, Word
from forum.errors import NotFound
from forum.threads.views import Author

#: Lines of the queue that are shown.
QUEUE_SIZE = 40
#: Where counting ends: nobody decides on more in a day.
COUNTED = 5_000
#: What a queue can be narrowed to.
ONLY = ("", "contested", "suggested", "snoozed", "mine")

_SIDE = (
    "{a}.id AS {a}_id, {a}.title AS {a}_title, {a}.slug AS {a}_slug, {a}.lang AS {a}_lang, {a}.type AS {a}_type,"
    " {a}.status AS {a}_status, {a}.tag_names AS {a}_tags, {a}.created_at AS {a}_created, {a}.reply_count AS {a}_replies,"
    " {a}.response_count AS {a}_responses, {a}.view_count AS {a}_views, {a}.same_problem_count AS {a}_same,"
    " {a}.answer_excerpt AS {a}_answer_line, c{a}.name AS {a}_shelf, c{a}.slug AS {a}_shelf_slug,"
    " c{a}.colour AS {a}_colour, a{a}.name AS {a}_by, a{a}.display_name AS {a}_by_shown, a{a}.role AS {a}_by_role,"
    f" (SELECT SUBSTR(q.plain, 1, {SHOWN_AT_MOST}) FROM posts q WHERE q.thread_id = {{a}}.id AND q.position = 0) AS {{a}}_text,"
    f" (SELECT SUBSTR(q.plain, 1, {SHOWN_AT_MOST}) FROM posts q WHERE q.id = {{a}}.solution_post_id) AS {{a}}_answer,"
    " (SELECT count(*) FROM duplicate_marks m WHERE m.canonical_id = {a}.id) AS {a}_duplicates"
)
_FROM = (
    " FROM duplicate_pairs p JOIN threads l ON l.id = p.low_thread_id JOIN threads h ON h.id = p.high_thread_id"
    " JOIN categories cl ON cl.id = l.category_id JOIN categories ch ON ch.id = h.category_id"
)
_LINE = (
    "p.id, p.score, p.state, p.low_thread_id, p.high_thread_id, p.contest_count, p.suggestion_count, p.decided_at,"
    " l.title AS low_title, l.lang AS low_lang, h.title AS high_title, h.lang AS high_lang, ch.name AS category_name"
)
#: Two that are the same by other decisions already need none.
_APART = (
    "COALESCE((SELECT m.canonical_id FROM duplicate_marks m WHERE m.thread_id = l.id), l.id)"
    " <> COALESCE((SELECT m.canonical_id FROM duplicate_marks m WHERE m.thread_id = h.id), h.id)"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a queue shows. Empty fields do not narrow it; `category_ids` are ids of categories, `least` a score."""

    only: str = ""
    category_ids: tuple[int, ...] = ()
    least: float = 0.0
    #: All pairs of one thread, whatever was decided of them.
    thread_id: int = 0


async def visible_pair(viewer: Actor, pair_id: int) -> PairView:
    """A pair with both its texts. Raises NotFound when the viewer may not read both, or one was deleted."""
    row = await database.row(
        f"SELECT p.id, p.score, p.parts, p.origin, p.state, p.decided_by_id, p.decided_at, p.reason, p.contest_count,"
        f" p.suggestion_count, p.before, p.version, d.name AS by_name, d.display_name AS by_shown, d.role AS by_role,"
        f" {_SIDE.format(a='l')}, {_SIDE.format(a='h')}{_FROM}"
        " JOIN people al ON al.id = l.author_id JOIN people ah ON ah.id = h.author_id"
        f" LEFT JOIN people d ON d.id = p.decided_by_id WHERE p.id = $1 AND {readable(viewer)}", pair_id,
    )
    if row is None:
        raise NotFound
    decided_at = database.moment(row["decided_at"])
    recent = decided_at is not None and clock.now() - decided_at <= UNDO_WINDOW
    return PairView(
        id=row["id"], low=_side(row, "l"), high=_side(row, "h"), score=row["score"], parts=_json(row["parts"]) or {},
        origin=row["origin"], state=row["state"], decided_by_id=row["decided_by_id"],
        decided_by=Author(row["by_name"], row["by_shown"], row["by_role"]) if row["by_name"] else None,
        decided_at=decided_at, reason=row["reason"], contest_count=row["contest_count"],
        suggestion_count=row["suggestion_count"], can_be_undone=recent and _json(row["before"]) is not None,
        version=row["version"],
    )


async def visible_pairs(viewer: Actor, pair_ids: Sequence[int]) -> list[OpenPair]:
    """Of these pairs those whose two threads the viewer may read, by their ids."""
    found = await database.rows(
        "SELECT p.id, p.version, p.state, p.contest_count, p.decided_by_id, p.decided_at, p.before"
        f"{_FROM} WHERE p.id IN ({database.id_list(pair_ids)}) AND {readable(viewer)} ORDER BY p.id"
    )
    return [
        OpenPair(
            row["id"], row["version"], row["state"], row["contest_count"], row["decided_by_id"],
            database.moment(row["decided_at"]), _json(row["before"]) is not None,
        )
        for row in found
    ]


async def pair_of(viewer: Actor, one: int, other: int) -> int | None:
    """The id of the pair of two threads, as far as the viewer may know of it."""
    found = await database.value(
        f"SELECT p.id{_FROM} WHERE p.low_thread_id = $1 AND p.high_thread_id = $2 AND {readable(viewer)}",
        min(one, other), max(one, other),
    )
    return None if found is None else int(found)


async def queue(viewer: Actor, wanted: Wanted, size: int = QUEUE_SIZE) -> Queue:
    """What the viewer may decide, the most pressing first: contested, then suggested, then by score.

    Pairs of one hub stand together, so that whoever decides reads the hub once. The count ends at `COUNTED`.
    """
    parts = _parts(viewer, wanted)
    most = int(size) * 3
    narrowed = _narrowed(wanted)
    wheres = [" AND ".join([readable(viewer), condition, *narrowed]) for condition, _order in parts]
    selects = [
        f"SELECT * FROM (SELECT {number} AS part, {_LINE}{_FROM} WHERE {where} ORDER BY {order} LIMIT {most}) AS s{number}"
        for number, (where, (_condition, order)) in enumerate(zip(wheres, parts, strict=True))
    ]
    found = await database.rows_aside(" UNION ALL ".join(selects), *_bound(" ".join(wheres)))
    lines: list[PairLine] = []
    count = 0
    for number, where in enumerate(wheres):
        some = sorted((row for row in found if row["part"] == number), key=_order_of(wanted))
        lines += [_pair_line(row) for row in some]
        count += len(some) if len(some) < most else int((await database.rows_aside(
            f"SELECT count(*) AS n FROM (SELECT 1{_FROM} WHERE {where} LIMIT {COUNTED}) AS some", *_bound(where)
        ))[0]["n"])
    return Queue((_by_hub(lines) if wanted.only != "mine" else lines)[: int(size)], min(count, COUNTED))


def _bound(where: str) -> tuple[Any, ...]:
    return (clock.now(),) if "$1" in where else ()


def _order_of(wanted: Wanted) -> Callable[[Any], Any]:
    """The order within a part of the queue, once more: what is put together need not stay in order."""
    if wanted.only == "mine":
        return lambda row: (-_at(row["decided_at"]).timestamp(), -row["id"])
    return lambda row: (-row["contest_count"], -row["score"], -row["id"])


async def words_on(pair: PairView) -> list[Word]:
    """What people said of a pair that the caller has loaded through permission: suggestions and contests, the latest first."""
    ids = database.id_list((pair.low.id, pair.high.id))
    suggested = await database.rows(
        "SELECT s.note AS text, s.created_at, NULL AS settled_at, a.name, a.display_name, a.role, 'suggested' AS kind"
        " FROM duplicate_suggestions s JOIN people a ON a.id = s.person_id"
        f" WHERE s.thread_id IN ({ids}) AND s.target_id IN ({ids})"
        " UNION ALL SELECT c.reason, c.created_at, c.settled_at, a.name, a.display_name, a.role, 'contested'"
        " FROM duplicate_contests c JOIN people a ON a.id = c.person_id"
        f" WHERE c.thread_id IN ({ids})"
    )
    said = [
        Word(
            row["kind"], Author(row["name"], row["display_name"], row["role"]), row["text"],
            _at(row["created_at"]), row["settled_at"] is None,
        )
        for row in suggested
    ]
    return sorted(said, key=lambda word: word.at, reverse=True)


async def is_contested(thread_id: int) -> bool:
    """Whether the asker's word against a mark is still to be looked at; for a thread that the caller has loaded."""
    return await database.value(
        "SELECT 1 FROM duplicate_contests WHERE thread_id = $1 AND settled_at IS NULL", thread_id
    ) is not None


async def about(person_id: int) -> dict[str, Any]:
    """Everything this flat keeps about a person, for their download."""
    decided = await database.rows_aside(
        "SELECT low_thread_id, high_thread_id, state, decided_at, reason FROM duplicate_pairs WHERE decided_by_id = $1"
        " ORDER BY id", person_id,
    )
    suggested = await database.rows_aside(
        "SELECT thread_id, target_id, note, created_at FROM duplicate_suggestions WHERE person_id = $1 ORDER BY id", person_id
    )
    contested = await database.rows_aside(
        "SELECT thread_id, canonical_id, reason, created_at FROM duplicate_contests WHERE person_id = $1 ORDER BY id", person_id
    )
    return {
        name: [{column: row[column] for column in row.keys()} for row in found]  # noqa: SIM118
        for name, found in (("decided", decided), ("suggested", suggested), ("contested", contested))
    }


def readable(viewer: Actor) -> str:
    """SQL, true for pairs (with l, h, cl, ch joined) whose two threads the viewer may read."""
    return (
        "l.deleted_at IS NULL AND h.deleted_at IS NULL AND l.unlisted_at IS NULL AND h.unlisted_at IS NULL"
        f" AND {categories.visible_condition(viewer, 'cl')} AND {categories.visible_condition(viewer, 'ch')}"
    )


def _parts(viewer: Actor, wanted: Wanted) -> list[tuple[str, str]]:
    """The parts of the queue, one after the other, each with its order: an index gives each in order already."""
    contested = "p.contest_count > 0"
    if not viewer.is_moderator:
        contested += f" AND p.contest_count < {MODERATORS_FROM}"
    waiting = f"p.state = 'suspected' AND p.contest_count = 0 AND {_APART}"
    by_score = "p.score DESC, p.id DESC"
    match wanted.only:
        case "contested":
            return [(contested, "p.contest_count DESC, p.id")]
        case "suggested":
            return [("p.state = 'suspected' AND p.suggestion_count > 0", by_score)]
        case "snoozed":
            return [("p.state = 'snoozed'", by_score)]
        case "mine":
            return [(f"p.decided_by_id = {int(viewer.id)}", "p.decided_at DESC, p.id DESC")]
        case _ if wanted.thread_id:
            thread = int(wanted.thread_id)
            return [(f"(p.low_thread_id = {thread} OR p.high_thread_id = {thread})", by_score)]
        case _:
            return [
                (contested, "p.contest_count DESC, p.id"),
                (f"{waiting} AND p.suggestion_count > 0", by_score),
                (f"{waiting} AND p.suggestion_count = 0", by_score),
                ("p.state = 'snoozed' AND p.contest_count = 0 AND p.snoozed_until <= $1", by_score),
            ]


def _narrowed(wanted: Wanted) -> list[str]:
    where = []
    if wanted.category_ids:
        ids = database.id_list(wanted.category_ids)
        where.append(f"(l.category_id IN ({ids}) OR h.category_id IN ({ids}))")
    if wanted.least > 0:
        # What people brought up needs no score.
        where.append(f"(p.score >= {float(wanted.least)!r} OR p.suggestion_count > 0 OR p.contest_count > 0)")
    return where


def _pair_line(row: Any) -> PairLine:
    return PairLine(
        id=row["id"], score=row["score"], state=row["state"], low_id=row["low_thread_id"],
        high_id=row["high_thread_id"], low_title=row["low_title"], low_lang=row["low_lang"],
        high_title=row["high_title"], high_lang=row["high_lang"], category_name=row["category_name"],
        contest_count=row["contest_count"], suggestion_count=row["suggestion_count"],
        decided_at=database.moment(row["decided_at"]),
    )


def _by_hub(lines: Sequence[PairLine]) -> list[PairLine]:
    """The same lines, those that share a hub one after the other from where the first of them stood."""
    degree: Counter[int] = Counter()
    for line in lines:
        degree.update((line.low_id, line.high_id))
    hubs = {
        line.id: max((line.low_id, line.high_id), key=lambda thread: (degree[thread], -thread)) for line in lines
    }
    sizes = Counter(hubs.values())
    grouped: dict[int, list[PairLine]] = {}
    for line in lines:
        hub = hubs[line.id]
        grouped.setdefault(hub, []).append(replace(line, hub_id=hub, hub_count=sizes[hub]))
    return [line for group in grouped.values() for line in group]


def _side(row: Any, a: str) -> PairSide:
    return PairSide(
        id=row[f"{a}_id"], title=row[f"{a}_title"], slug=row[f"{a}_slug"], lang=row[f"{a}_lang"], type=row[f"{a}_type"],
        status=row[f"{a}_status"], category_name=row[f"{a}_shelf"], category_slug=row[f"{a}_shelf_slug"],
        category_colour=row[f"{a}_colour"], tags=tuple(row[f"{a}_tags"].split(",")) if row[f"{a}_tags"] else (),
        author=Author(row[f"{a}_by"], row[f"{a}_by_shown"], row[f"{a}_by_role"]), created_at=_at(row[f"{a}_created"]),
        reply_count=row[f"{a}_replies"], view_count=row[f"{a}_views"], same_problem_count=row[f"{a}_same"],
        answer_excerpt=row[f"{a}_answer_line"], text=row[f"{a}_text"] or "", answer=row[f"{a}_answer"] or "",
        duplicate_count=int(row[f"{a}_duplicates"]), response_count=row[f"{a}_responses"],
    )


def _json(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored


def _at(stored: Any) -> Any:
    return database.moment(stored)
