"""Reading the record: the log for everyone, with permission in its SQL, and the trail for administrators."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from forum import database
from forum.accounts import names
from forum.accounts.actor import STAFF, SYSTEM, Actor
from forum.accounts.policy import may_manage_people
from forum.categories.queries import visible_condition
from forum.record import wording
from forum.record.forms import Narrowed
from forum.record.views import LogLine, TrailLine
from forum.threads.views import post_path, thread_path

PAGE_SIZE = 50
#: Rows fetched at a time for a file.
BATCH = 1_000


async def log(viewer: Actor, part: str = "", before: int = 0) -> tuple[list[LogLine], int | None]:
    """What was decided, the newest first, as far as the viewer may read about it; and the id to go on from.

    What people do with their own posts and threads is no decision about them and does not stand here.
    """
    chosen = wording.PARTS.get(part, wording.PUBLIC)
    size = PAGE_SIZE + 1
    # Each name is read by itself, newest first, so that a million votes between two decisions cost nothing.
    newest = " UNION ALL ".join(
        f"SELECT * FROM ({_source(viewer, name)} AND e.id < $1 ORDER BY e.id DESC LIMIT {size}) AS n{place}"
        for place, name in enumerate(chosen)
    )
    found = await database.rows_aside(f"SELECT * FROM ({newest}) AS u ORDER BY id DESC LIMIT {size}", before or 2**62)
    lines = [_line(row) for row in found[:PAGE_SIZE]]
    return lines, lines[-1].id if len(found) > PAGE_SIZE else None


async def trail(
    viewer: Actor, narrowed: Narrowed, before: int = 0, size: int = PAGE_SIZE
) -> tuple[list[TrailLine], int | None]:
    """Events, the newest first, and the id to go on from. Raises Forbidden for who is no administrator."""
    may_manage_people(viewer).require()
    where, params = await _where(narrowed, "e.id <", before or 2**62)
    found = await database.rows_aside(f"{_TRAIL} WHERE {where} ORDER BY e.id DESC LIMIT {int(size) + 1}", *params)
    lines = [_trail_line(row) for row in found[:size]]
    return lines, lines[-1].id if len(found) > size else None


async def trail_count(viewer: Actor, narrowed: Narrowed) -> int:
    """How many events that are. Raises Forbidden."""
    may_manage_people(viewer).require()
    where, params = await _where(narrowed, "e.id >", 0)
    found = await database.rows_aside(
        f"SELECT count(*) AS count FROM events e LEFT JOIN people a ON a.id = e.actor_id WHERE {where}", *params
    )
    return int(found[0]["count"])


async def whole_trail(viewer: Actor, narrowed: Narrowed) -> AsyncIterator[list[TrailLine]]:
    """All of it, the oldest first, a batch at a time. Raises Forbidden."""
    may_manage_people(viewer).require()
    after = 0
    while True:
        where, params = await _where(narrowed, "e.id >", after)
        found = await database.rows_aside(f"{_TRAIL} WHERE {where} ORDER BY e.id LIMIT {BATCH}", *params)
        if found:
            yield [_trail_line(row) for row in found]
            after = found[-1]["id"]
        if len(found) < BATCH:
            return


def _source(viewer: Actor, name: str) -> str:
    """Events of one of our own names that the viewer may read about."""
    about = name.partition(".")[0]
    columns = "e.id, e.name, e.at, e.data, e.actor_id"
    if about in ("person", "appeal"):
        nothing = (
            "NULL AS thread_id, NULL AS title, NULL AS slug, NULL AS lang, 0 AS hidden, NULL AS post_id, 0 AS position,"
            " 0 AS gone"
        )
        return f"SELECT {columns}, {_typed(nothing)} FROM events e WHERE e.name = '{name}'"
    if about == "thread":
        joins = "JOIN threads t ON t.id = e.subject_id"
        post, author = "CAST(NULL AS BIGINT) AS post_id, 0 AS position, 0 AS gone", "t.author_id"
    else:
        joins = "JOIN posts p ON p.id = e.subject_id JOIN threads t ON t.id = p.thread_id"
        post = "p.id AS post_id, p.position, CASE WHEN p.deleted_at IS NOT NULL THEN 1 ELSE 0 END AS gone"
        author = "p.author_id"
    hidden = "t.deleted_at IS NOT NULL OR t.unlisted_at IS NOT NULL"
    others = "1 = 1" if name in wording.SHARED else f"e.actor_id <> {author}"
    if name == "post.shown":
        # What a moderator let through before anybody saw it was never out of sight to those who read this.
        others += (
            " AND EXISTS (SELECT 1 FROM events h WHERE h.subject_type = 'post' AND h.subject_id = e.subject_id"
            " AND h.id < e.id AND h.name = 'post.hidden')"
        )
    return (
        f"SELECT {columns}, t.id AS thread_id, t.title, t.slug, t.lang, CASE WHEN {hidden} THEN 1 ELSE 0 END AS hidden,"
        f" {post} FROM events e {joins} JOIN categories c ON c.id = t.category_id WHERE e.name = '{name}'"
        f" AND e.actor_id IS NOT NULL AND {others} AND {visible_condition(viewer, 'c')}"
    )


def _typed(nothing: str) -> str:
    """Nulls of the types that the other branches have."""
    for column in ("thread_id", "post_id"):
        nothing = nothing.replace(f"NULL AS {column}", f"CAST(NULL AS BIGINT) AS {column}")
    for column in ("title", "slug", "lang"):
        nothing = nothing.replace(f"NULL AS {column}", f"CAST(NULL AS VARCHAR(200)) AS {column}")
    return nothing


def _line(row: Any) -> LogLine:
    data, name = _data(row), row["name"]
    at = _at(row["at"])
    path = ""
    if row["thread_id"] is not None and not row["hidden"]:
        path = thread_path(row["thread_id"], row["slug"])
        if row["position"] and not row["gone"]:
            path = post_path(row["thread_id"], row["slug"], row["post_id"], row["position"])
    return LogLine(
        id=row["id"], part=next(part for part, names in wording.PARTS.items() if name in names),
        sentence=wording.told(name, data), reason=wording.reason(name, data),
        length=wording.length(name, data, at),
        by_system=row["actor_id"] in (None, SYSTEM.id), title=row["title"] if path else "", path=path,
        lang=row["lang"] or "", at=at,
    )


_TRAIL = (
    "SELECT e.id, e.name, e.at, e.actor_id, e.subject_type, e.subject_id, e.data, a.name AS actor_name,"
    " s.name AS subject_name FROM events e LEFT JOIN people a ON a.id = e.actor_id"
    " LEFT JOIN people s ON e.subject_type = 'person' AND s.id = e.subject_id"
)


async def _where(narrowed: Narrowed, bound: str, number: int) -> tuple[str, list[Any]]:
    where, params = [f"{bound} $1"], [number]

    def add(condition: str, value: Any) -> None:
        params.append(value)
        where.append(condition.replace("?", f"${len(params)}"))

    if narrowed["who"] != "everybody":
        where.append(f"a.role IN ({', '.join(repr(role) for role in sorted(STAFF))})")
    if narrowed["actor"]:
        add("e.actor_id = ?", await _person(narrowed["actor"]))
    if narrowed["person"]:
        add(
            "((e.subject_type = 'person' AND e.subject_id = ?)"
            " OR (e.subject_type = 'thread' AND e.subject_id IN (SELECT id FROM threads WHERE author_id = ?))"
            " OR (e.subject_type = 'post' AND e.subject_id IN (SELECT id FROM posts WHERE author_id = ?)))",
            await _person(narrowed["person"]),
        )
    if narrowed["kind"]:
        exact = "." in narrowed["kind"]
        # The form lets nothing but letters, a dot and "_" through, of which "_" would stand for any sign.
        start = narrowed["kind"].replace("_", "!_")
        add("e.name = ?" if exact else "e.name LIKE ? ESCAPE '!'", narrowed["kind"] if exact else f"{start}%")
    if narrowed["since"]:
        add("e.at >= ?", narrowed.day("since"))
    if narrowed["until"]:
        add("e.at < ?", narrowed.day("until"))
    return " AND ".join(where), params


async def _person(handle: str) -> int:
    """Whose handle it is; 0, who did nothing, for nobody's."""
    key = names.handle_key(handle.removeprefix("@"))[: names.KEY_LENGTH]
    return int(await database.value("SELECT id FROM people WHERE name_key = $1", key) or 0)


def _trail_line(row: Any) -> TrailLine:
    before, after, rest = wording.change(_data(row))
    return TrailLine(
        id=row["id"], name=row["name"], at=_at(row["at"]), actor_id=row["actor_id"], actor_name=row["actor_name"] or "",
        subject_type=row["subject_type"], subject_id=row["subject_id"], subject_name=row["subject_name"] or "",
        before=before, after=after, rest=rest,
    )


def _data(row: Any) -> dict[str, Any]:
    return json.loads(row["data"]) if isinstance(row["data"], str) else dict(row["data"])


def _at(stored: Any) -> datetime:
    moment = database.moment(stored)
    assert moment is not None
    return moment
