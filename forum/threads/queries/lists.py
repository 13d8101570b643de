"""Lists of threads: one keyset query for each view, with every filter and the permission inside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.threads.policy import STATUSES, TYPES
from forum.threads.views import ThreadRow

#: The views a list may have: the sort key (newest first) and what belongs to it.
VIEWS: dict[str, tuple[tuple[str, ...], str]] = {
    "latest": (("t.last_activity_at", "t.id"), "1 = 1"),
    "newest": (("t.created_at", "t.id"), "1 = 1"),
    "unanswered": (
        ("t.created_at", "t.id"),
        "t.response_count = 0 AND t.status IN ('open', 'needs_info') AND t.type IN ('question', 'problem')",
    ),
    "unsolved": (("t.last_activity_at", "t.id"), "t.status IN ('open', 'needs_info') AND t.type IN ('question', 'problem')"),
    "needs-info": (("t.last_activity_at", "t.id"), "t.status = 'needs_info'"),
    "solved": (("t.status_at", "t.id"), "t.status = 'solved'"),
    "popular": (("t.same_problem_count", "t.view_count", "t.id"), "1 = 1"),
    "mine": (("t.created_at", "t.id"), "t.author_id = {me}"),
    "bookmarks": (("k.created_at", "t.id"), "k.person_id = {me}"),
}

_COLUMNS = (
    "t.id, t.title, t.slug, t.lang, t.type, t.status, t.status_at, t.tag_names, t.reply_count, t.same_problem_count,"
    " t.view_count, t.created_at, t.waiting_since, t.last_activity_at, t.last_position, t.answer_excerpt, t.excerpt,"
    " t.pinned_until, t.locked_at, c.name AS category_name, c.slug AS category_slug, c.colour AS category_colour,"
    " a.name AS author_name, a.display_name AS author_display_name"
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows. Empty fields do not narrow it; `category_ids` comes from `categories.queries`."""

    view: str = "latest"
    category_ids: tuple[int, ...] = ()
    tag_id: int = 0
    type: str = ""
    status: str = ""
    author_id: int = 0
    pinned_first: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. The keys say where the pages beside it begin; None at either end."""

    rows: Sequence[ThreadRow]
    older: tuple[str, ...] | None
    newer: tuple[str, ...] | None


async def list_threads(
    viewer: Actor, wanted: Filter, *, older_than: tuple[str, ...] | None = None, newer_than: tuple[str, ...] | None = None,
    size: int = 30,
) -> Page:
    """The threads of a list that the viewer may see, newest first by the view's key.

    `older_than` and `newer_than` are keys of an earlier answer; a key that makes no sense gives the first page.
    """
    keys, condition = VIEWS[wanted.view]
    if viewer.is_guest and "{me}" in condition:
        return Page((), None, None)
    where = [
        condition.format(me=int(viewer.id)), "t.deleted_at IS NULL",
        # The unary plus keeps the planner from fetching whole categories and sorting them: the list's own index is
        # in order already, and most of what it gives is visible.
        f"+t.category_id IN (SELECT v.id FROM categories v WHERE {categories.visible_condition(viewer, 'v')})",
    ]
    source = "threads t"
    if wanted.tag_id:
        source = f"thread_tags g JOIN threads t ON t.id = g.thread_id AND g.tag_id = {int(wanted.tag_id)}"
        keys = tuple("g.last_activity_at" if key == "t.last_activity_at" else key for key in keys)
    if wanted.view == "bookmarks":
        source = "bookmarks k JOIN threads t ON t.id = k.thread_id" + (
            f" JOIN thread_tags g ON g.thread_id = t.id AND g.tag_id = {int(wanted.tag_id)}" if wanted.tag_id else ""
        )
    if wanted.category_ids:
        where.append(f"t.category_id IN ({database.id_list(wanted.category_ids)})")
    if wanted.type in TYPES:
        where.append(f"t.type = '{wanted.type}'")
    if wanted.status in STATUSES:
        where.append(f"t.status = '{wanted.status}'")
    if wanted.author_id:
        where.append(f"t.author_id = {int(wanted.author_id)}")
    params: list[Any] = []
    backwards = newer_than is not None
    bounds = _bounds(keys, newer_than if backwards else older_than)
    if bounds is not None:
        places = [f"${number}" for number in range(1, len(bounds) + 1)]
        where.append(f"({', '.join(keys)}) {'>' if backwards else '<'} ({', '.join(places)})")
        params = bounds
    direction = "ASC" if backwards and bounds is not None else "DESC"
    order = ", ".join(f"{key} {direction}" for key in keys)
    if wanted.pinned_first and bounds is None:
        pinned = await _pinned(viewer, source, where)
    else:
        pinned = []
    found = await database.rows(
        f"SELECT {_COLUMNS}{_key_columns(keys)}{_mine(viewer)} FROM {source} JOIN categories c ON c.id = t.category_id"
        f" JOIN people a ON a.id = t.author_id WHERE {' AND '.join(where)} ORDER BY {order} LIMIT {int(size) + 1}",
        *params,
    )
    more = len(found) > size
    found = found[:size]
    if direction == "ASC":
        found.reverse()
    first, last = (_key(found[0], keys), _key(found[-1], keys)) if found else (None, None)
    has_older, has_newer = (True, more) if direction == "ASC" else (more, bounds is not None)
    rows = [_row(viewer, row) for row in found]
    if pinned:
        on_top = {row["id"] for row in pinned}
        rows = [_row(viewer, row) for row in pinned] + [row for row in rows if row.id not in on_top]
    return Page(rows, last if has_older else None, first if has_newer else None)


async def sitemap_chunks(size: int) -> int:
    """How many sitemaps of `size` threads the public threads take, by the highest id."""
    highest = await database.value("SELECT max(id) FROM threads")
    return -(-int(highest or 0) // size)


async def sitemap_threads(chunk: int, size: int) -> list[tuple[int, str, datetime]]:
    """Id, slug and last change of the threads of one sitemap (numbered from 0) that everyone may see."""
    found = await database.rows_aside(
        "SELECT t.id, t.slug, t.last_activity_at FROM threads t JOIN categories c ON c.id = t.category_id"
        " WHERE t.id > $1 AND t.id <= $2 AND t.deleted_at IS NULL AND c.see = 'everyone' ORDER BY t.id",
        chunk * size, (chunk + 1) * size,
    )
    return [(row["id"], row["slug"], database.moment(row["last_activity_at"])) for row in found]


async def _pinned(viewer: Actor, source: str, where: list[str]) -> list[Any]:
    now = "$1"
    return await database.rows(
        f"SELECT {_COLUMNS}{_mine(viewer)} FROM {source} JOIN categories c ON c.id = t.category_id"
        f" JOIN people a ON a.id = t.author_id WHERE t.pinned_until > {now} AND {' AND '.join(where)}"
        " ORDER BY t.pinned_until DESC LIMIT 5",
        clock.now(),
    )


def _mine(viewer: Actor) -> str:
    if viewer.is_guest:
        return ""
    return f", (SELECT r.position FROM read_marks r WHERE r.thread_id = t.id AND r.person_id = {int(viewer.id)}) AS read_position"


def _key_columns(keys: tuple[str, ...]) -> str:
    return "".join(f", {key} AS key_{number}" for number, key in enumerate(keys))


def _key(row: Any, keys: tuple[str, ...]) -> tuple[str, ...]:
    parts = []
    for number in range(len(keys)):
        part = row[f"key_{number}"]
        parts.append(part.isoformat() if isinstance(part, datetime) else str(part))
    return tuple(parts)


def _bounds(keys: tuple[str, ...], key: tuple[str, ...] | None) -> list[Any] | None:
    """A cursor's parts as parameters of the columns' kinds, or None for one that does not fit this list."""
    if key is None or len(key) != len(keys):
        return None
    bounds: list[Any] = []
    for column, part in zip(keys, key, strict=True):
        try:
            bounds.append(database.moment(part) if column.endswith("_at") else int(part))
        except ValueError:
            return None
    if any(isinstance(bound, int) and not -(2**63) <= bound < 2**63 for bound in bounds):
        return None
    return bounds


def _row(viewer: Actor, row: Any) -> ThreadRow:
    moment = database.moment
    activity = moment(row["last_activity_at"])
    pinned_until = moment(row["pinned_until"])
    assert activity is not None
    read = None if viewer.is_guest else row["read_position"]
    new = not viewer.is_guest and read is None and viewer.last_visit_at is not None and activity > viewer.last_visit_at
    return ThreadRow(
        id=row["id"], title=row["title"], slug=row["slug"], lang=row["lang"], type=row["type"], status=row["status"],
        category_name=row["category_name"], category_slug=row["category_slug"], category_colour=row["category_colour"],
        tags=row["tag_names"].split(",") if row["tag_names"] else [], author_name=row["author_name"],
        author_display_name=row["author_display_name"], reply_count=row["reply_count"],
        same_problem_count=row["same_problem_count"], view_count=row["view_count"], created_at=moment(row["created_at"]),
        waiting_since=moment(row["waiting_since"]) if row["status"] in ("open", "needs_info") else None,
        last_activity_at=activity, answer_excerpt=row["answer_excerpt"], excerpt=row["excerpt"], is_new=new,
        is_unread=read is not None and read < row["last_position"],
        is_pinned=pinned_until is not None and pinned_until > clock.now(), is_locked=row["locked_at"] is not None,
    )
