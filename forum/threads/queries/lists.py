"""Lists of threads: one keyset query for each view, with every filter and the permission inside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.threads.policy import STATUSES, TYPES
from forum.threads.queries.ways import Narrowing, Way, having, shelved, tagged, ways
from forum.threads.views import ThreadRow

#: The views a list may have: the sort key (newest first) and what belongs to it.
VIEWS: dict[str, tuple[tuple[str, ...], str]] = {
    "latest": (("t.last_activity_at", "t.id"), "1 = 1"),
    "newest": (("t.created_at", "t.id"), "1 = 1"),
    "unanswered": (
        ("t.created_at", "t.id"),
        "t.response_count = 0 AND t.status IN ('open', 'needs_info') AND t.type IN ('question', 'problem')",
    ),
    "unsolved": (
        ("t.last_activity_at", "t.id"),
        "t.status IN ('open', 'needs_info') AND t.type IN ('question', 'problem')",
    ),
    "needs-info": (("t.last_activity_at", "t.id"), "t.status = 'needs_info'"),
    "solved": (("t.status_at", "t.id"), "t.status = 'solved'"),
    "popular": (("t.same_problem_count", "t.view_count", "t.id"), "1 = 1"),
    "mine": (("t.created_at", "t.id"), "t.author_id = {me}"),
    "bookmarks": (("k.created_at", "t.id"), "k.person_id = {me}"),
    "archived": (("t.last_activity_at", "t.id"), "t.archived_at IS NOT NULL AND t.unlisted_at IS NULL"),
    "unlisted": (("t.last_activity_at", "t.id"), "t.unlisted_at IS NOT NULL"),
}
#: Views that hold threads which stand in no ordinary list; the last is for moderators.
_OTHER_VIEWS = ("mine", "bookmarks", "archived", "unlisted")

#: SQL, true for threads (t) that ordinary lists, boards and feeds show.
LISTED = "t.unlisted_at IS NULL AND t.archived_at IS NULL"

_COLUMNS = (
    "t.id, t.title, t.slug, t.lang, t.type, t.status, t.status_at, t.tag_names, t.reply_count, t.same_problem_count,"
    " t.view_count, t.created_at, t.waiting_since, t.last_activity_at, t.last_position, t.answer_excerpt, t.excerpt,"
    " t.pinned_until, t.locked_at, c.name AS category_name, c.slug AS category_slug, c.colour AS category_colour,"
    " a.name AS author_name, a.display_name AS author_display_name"
)


#: Pinned threads above a list.
MOST_PINNED = 5


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows. Empty fields do not narrow it; `category_ids` comes from `categories.queries`."""

    view: str = "latest"
    category_ids: tuple[int, ...] = ()
    tag_id: int = 0
    type: str = ""
    status: str = ""
    author_id: int = 0
    #: The author by the folded form of their name; somebody who is not there wrote nothing.
    author_key: str = ""
    pinned_first: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """A short list beside others: `condition` is SQL over `threads t` without anybody's words in it."""

    keys: tuple[str, ...]
    condition: str
    size: int
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. The keys say where the pages beside it begin; None at either end."""

    rows: Sequence[ThreadRow]
    older: tuple[str, ...] | None
    newer: tuple[str, ...] | None


async def list_threads(
    viewer: Actor, wanted: Filter, *, older_than: tuple[str, ...] | None = None,
    newer_than: tuple[str, ...] | None = None, size: int = 30,
) -> Page:
    """The threads of a list that the viewer may see, newest first by the view's key.

    `older_than` and `newer_than` are keys of an earlier answer; a key that makes no sense gives the first page.
    """
    keys, condition = VIEWS[wanted.view]
    if viewer.is_guest and "{me}" in condition:
        return Page((), None, None)
    if wanted.view == "unlisted" and not viewer.is_moderator:
        return Page((), None, None)
    where = [condition.format(me=int(viewer.id)), *_shown(viewer)]
    if wanted.view not in _OTHER_VIEWS:
        where.append(LISTED)
    params: list[Any] = [wanted.author_key] if wanted.author_key else []
    narrowings = _narrowings(wanted)
    if "{me}" in condition:
        # One's own threads are few: they are found first, whatever else is asked of them.
        source = "bookmarks k JOIN threads t ON t.id = k.thread_id" if wanted.view == "bookmarks" else "threads t"
        parts = [Way(source, tuple(narrowing.fits for narrowing in narrowings.values()), keys)]
    else:
        parts = await ways(narrowings, keys)
    backwards = newer_than is not None
    bounds = _bounds(keys, newer_than if backwards else older_than)
    ascending = backwards and bounds is not None
    places = [f"${len(params) + number}" for number in range(1, len(keys) + 1)] if bounds is not None else []
    params += bounds or []
    selects = []
    for way in parts:
        beyond = [f"({', '.join(way.keys)}) {'>' if backwards else '<'} ({', '.join(places)})"] if places else []
        selects.append(_select(viewer, way, [*where, *beyond], int(size) + 1, ascending=ascending))
    on_top = wanted.pinned_first and bounds is None
    if on_top:
        params.append(clock.now())
        # Few are pinned: they are found by that, and sorted afterwards.
        fits = [narrowing.fits for narrowing in narrowings.values()]
        pinned = Way("threads t", (*fits, f"t.pinned_until > ${len(params)}"), ("t.pinned_until", "t.id"))
        selects.append(_select(viewer, pinned, where, MOST_PINNED, name="pinned"))
    sql = " UNION ALL ".join(f"SELECT * FROM ({part}) AS s{number}" for number, part in enumerate(selects))
    read = database.rows if all(way.in_order for way in parts) else database.rows_aside
    answer = await read(sql, *params)
    found = _sorted([row for row in answer if row["board"] == ""], keys, ascending=ascending)
    more = len(found) > size
    found = found[:size]
    if ascending:
        found.reverse()
    first, last = (_key(found[0], keys), _key(found[-1], keys)) if found else (None, None)
    has_older, has_newer = (True, more) if ascending else (more, bounds is not None)
    rows = [thread_row(viewer, row) for row in found]
    if on_top:
        tops = _sorted([row for row in answer if row["board"] == "pinned"], keys, ascending=False)
        above = [thread_row(viewer, row) for row in tops]
        ids = {row.id for row in above}
        rows = above + [row for row in rows if row.id not in ids]
    return Page(rows, last if has_older else None, first if has_newer else None)


async def list_boards(viewer: Actor, boards: Mapping[str, Board], *params: object) -> dict[str, list[ThreadRow]]:
    """Several short lists in one statement: for each name, the threads of its board that the viewer may see."""
    parts = [
        _select(
            viewer, Way("threads t", (board.condition, LISTED), board.keys), _shown(viewer), board.size,
            name=name, ascending=board.oldest_first,
        )
        for name, board in boards.items()
    ]
    sql = " UNION ALL ".join(f"SELECT * FROM ({part}) AS b{number}" for number, part in enumerate(parts))
    answer = await database.rows(sql, *params)
    lists: dict[str, list[ThreadRow]] = {}
    for name, board in boards.items():
        found = [row for row in answer if row["board"] == name]
        lists[name] = [thread_row(viewer, row) for row in _sorted(found, board.keys, ascending=board.oldest_first)]
    return lists


async def threads_in_order(viewer: Actor, ids: Sequence[int]) -> list[ThreadRow]:
    """These threads as rows, in the order given, without those the viewer may not see."""
    found = await database.rows(
        f"{_rows(viewer, 'threads t')} WHERE t.id IN ({database.id_list(ids)}) AND {' AND '.join(_shown(viewer))}"
    )
    by_id = {row["id"]: row for row in found}
    return [thread_row(viewer, by_id[number]) for number in ids if number in by_id]


async def sitemap_chunks(size: int) -> int:
    """How many sitemaps of `size` threads the public threads take, by the highest id among them."""
    found = await database.rows_aside(
        "SELECT t.id FROM threads t WHERE t.deleted_at IS NULL AND t.unlisted_at IS NULL AND +t.category_id IN"
        " (SELECT v.id FROM categories v WHERE v.see = 'everyone') ORDER BY t.id DESC LIMIT 1"
    )
    return -(-int(found[0]["id"]) // size) if found else 0


async def sitemap_threads(chunk: int, size: int) -> list[tuple[int, str, datetime]]:
    """Id, slug and last change of the threads of one sitemap (numbered from 0) that everyone may see."""
    found = await database.rows_aside(
        "SELECT t.id, t.slug, t.last_activity_at FROM threads t JOIN categories c ON c.id = t.category_id"
        " WHERE t.id > $1 AND t.id <= $2 AND t.deleted_at IS NULL AND t.unlisted_at IS NULL AND c.see = 'everyone'"
        # What was asked before is found where it was asked.
        " AND t.status_reason <> 'duplicate' ORDER BY t.id",
        chunk * size, (chunk + 1) * size,
    )
    return [(row["id"], row["slug"], _at(row["last_activity_at"])) for row in found]


def _shown(viewer: Actor) -> list[str]:
    return [
        "t.deleted_at IS NULL",
        # The unary plus keeps the planner from fetching whole categories and sorting them: the list's own index is
        # in order already, and most of what it gives is visible.
        f"+t.category_id IN (SELECT v.id FROM categories v WHERE {categories.visible_condition(viewer, 'v')})",
    ]


def _narrowings(wanted: Filter) -> dict[str, Narrowing]:
    """What a list is narrowed to, from what fits fewest threads, as a rule, to what fits most."""
    found: dict[str, Narrowing] = {}
    if wanted.author_key:
        found["author"] = having("t.author_id = (SELECT w.id FROM people w WHERE w.name_key = $1)")
    elif wanted.author_id:
        found["author"] = having(f"t.author_id = {int(wanted.author_id)}")
    if wanted.tag_id:
        found["tag"] = tagged(wanted.tag_id)
    if wanted.category_ids:
        found["category"] = shelved(wanted.category_ids)
    if wanted.type in TYPES:
        found["type"] = having(f"t.type = '{wanted.type}'")
    if wanted.status in STATUSES:
        found["status"] = having(f"t.status = '{wanted.status}'")
    return found


def _select(
    viewer: Actor, way: Way, where: list[str], size: int, *, name: str = "", ascending: bool = False,
) -> str:
    direction = "ASC" if ascending else "DESC"
    # A bookmark's own time is no column of threads; the rows carry it for the cursor.
    others = [f", {key} AS key_{number}" for number, key in enumerate(way.keys) if key.startswith("k.")]
    columns = f", '{name}' AS board{''.join(others)}"
    conditions = " AND ".join([*way.conditions, *where])
    order = ", ".join(f"{key} {direction}" for key in way.keys)
    if not way.sorts:
        return f"{_rows(viewer, way.source, columns)} WHERE {conditions} ORDER BY {order} LIMIT {size}"
    # What is sorted are ids; only a page of them is filled out. SQLite is kept from walking the order's index.
    held = ", ".join(f"{'+' if database.engine() == 'sqlite' else ''}{key} {direction}" for key in way.keys)
    few = f"(SELECT t.id FROM {way.source} WHERE {conditions} ORDER BY {held} LIMIT {size}) AS f"
    return _rows(viewer, f"{few} JOIN threads t ON t.id = f.id", columns)


def _rows(viewer: Actor, source: str, columns: str = "") -> str:
    return (
        # Every thread has a category and an author; LEFT keeps planners from beginning with those.
        f"SELECT {_COLUMNS}{columns}{_mine(viewer)} FROM {source} LEFT JOIN categories c ON c.id = t.category_id"
        " LEFT JOIN people a ON a.id = t.author_id"
    )


def _mine(viewer: Actor) -> str:
    if viewer.is_guest:
        return ""
    mine = f"r.thread_id = t.id AND r.person_id = {int(viewer.id)}"
    return f", (SELECT r.position FROM read_marks r WHERE {mine}) AS read_position"


def _sorted(rows: list[Any], keys: tuple[str, ...], *, ascending: bool) -> list[Any]:
    """A UNION promises no order, though both engines keep it."""
    return sorted(rows, key=lambda row: _values(row, keys), reverse=not ascending)


def _values(row: Any, keys: tuple[str, ...]) -> tuple[Any, ...]:
    """What the keys are in this row; those of other tables than threads have a column of their own."""
    return tuple(
        row[key.removeprefix("t.")] if key[0] == "t" else row[f"key_{number}"] for number, key in enumerate(keys)
    )


def _key(row: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.isoformat() if isinstance(part, datetime) else str(part) for part in _values(row, keys))


def _bounds(keys: tuple[str, ...], key: tuple[str, ...] | None) -> list[Any] | None:
    """A cursor's parts as parameters of the columns' kinds, or None for one that does not fit this list."""
    if key is None or len(key) != len(keys):
        return None
    try:
        bounds = [_bound(column, part) for column, part in zip(keys, key, strict=True)]
    except (ValueError, OverflowError):
        return None
    return bounds


def _at(stored: Any) -> datetime:
    """A moment that is always there."""
    found = database.moment(stored)
    assert found is not None
    return found


def _bound(column: str, part: str) -> datetime | int:
    if column.endswith("_at"):
        return _at(part).astimezone(UTC)
    number, bits = int(part), 63 if column.endswith("id") else 31
    if not -(2**bits) <= number < 2**bits:
        raise OverflowError
    return number


def thread_row(viewer: Actor, row: Any) -> ThreadRow:
    """A row of the columns above as a value."""
    moment = database.moment
    activity = _at(row["last_activity_at"])
    pinned_until = moment(row["pinned_until"])
    read = None if viewer.is_guest else row["read_position"]
    new = not viewer.is_guest and read is None and viewer.last_visit_at is not None and activity > viewer.last_visit_at
    return ThreadRow(
        id=row["id"], title=row["title"], slug=row["slug"], lang=row["lang"], type=row["type"], status=row["status"],
        category_name=row["category_name"], category_slug=row["category_slug"], category_colour=row["category_colour"],
        tags=tuple(row["tag_names"].split(",")) if row["tag_names"] else (), author_name=row["author_name"],
        author_display_name=row["author_display_name"], reply_count=row["reply_count"],
        same_problem_count=row["same_problem_count"], view_count=row["view_count"],
        created_at=_at(row["created_at"]),
        waiting_since=moment(row["waiting_since"]) if row["status"] in ("open", "needs_info") else None,
        last_activity_at=activity, answer_excerpt=row["answer_excerpt"], excerpt=row["excerpt"], is_new=new,
        is_unread=read is not None and read < row["last_position"],
        is_pinned=pinned_until is not None and pinned_until > clock.now(), is_locked=row["locked_at"] is not None,
    )
