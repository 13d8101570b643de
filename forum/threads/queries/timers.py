"""What the clock will do to one thread, and to all of them."""

import json
from datetime import datetime, timedelta
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories.queries import visible_condition
from forum.threads.policy import may_see_timers
from forum.threads.views import RunningTimer, ThreadView, TimerLine, thread_path

#: Timers on the desk's page, the next ones first.
MOST = 200


async def timers_of(thread: ThreadView) -> list[TimerLine]:
    """The timers of a visible thread, the next one first; what waits for the last reply as it stands now."""
    found = await database.rows(
        "SELECT m.id, m.kind, m.due_at, m.days, m.reason, a.name, a.display_name FROM thread_timers m"
        " LEFT JOIN people a ON a.id = m.set_by_id WHERE m.thread_id = $1", thread.id,
    )
    return sorted((_line(row, thread.last_activity_at) for row in found), key=lambda line: (line.due_at, line.id))


async def running_timers(viewer: Actor) -> tuple[list[RunningTimer], int]:
    """What the clock will do to threads that the viewer sees, the next first, and how much of it there is.

    The end of a pin counts in. Raises Forbidden for whom it is not for.
    """
    may_see_timers(viewer).require()
    now = clock.now()
    thread = "t.id AS thread_id, t.slug, t.title, t.lang, t.last_activity_at"
    seen = f"t.deleted_at IS NULL AND {visible_condition(viewer, 'c')}"
    timers = (
        "FROM thread_timers m JOIN threads t ON t.id = m.thread_id JOIN categories c ON c.id = t.category_id"
        f" LEFT JOIN people a ON a.id = m.set_by_id WHERE {seen}"
    )
    pins = (
        "FROM threads t JOIN categories c ON c.id = t.category_id LEFT JOIN events e ON e.id = (SELECT max(p.id) FROM events p"
        " WHERE p.subject_type = 'thread' AND p.subject_id = t.id AND p.name = 'thread.pinned')"
        f" LEFT JOIN people a ON a.id = e.actor_id WHERE t.pinned_until > $1 AND {seen}"
    )
    lines = [_running(row, row["reason"]) for row in await database.rows(
        f"SELECT m.id, m.kind, m.due_at, m.days, m.reason, a.name, a.display_name, {thread} {timers}"
        f" ORDER BY m.due_at, m.id LIMIT {MOST}"
    )]
    lines += [_running(row, _why(row["data"])) for row in await database.rows(
        "SELECT 0 AS id, 'unpin' AS kind, t.pinned_until AS due_at, NULL AS days, e.data, a.name, a.display_name,"
        f" {thread} {pins} ORDER BY t.pinned_until, t.id LIMIT {MOST}", now,
    )]
    lines.sort(key=lambda one: (one.line.due_at, one.line.id, one.thread_id))
    count = len(lines)
    if count >= MOST:
        count = int(await database.value(f"SELECT (SELECT count(*) {timers}) + (SELECT count(*) {pins})", now))
    return lines[:MOST], count


def _running(row: Any, reason: str) -> RunningTimer:
    last = database.moment(row["last_activity_at"])
    assert last is not None
    return RunningTimer(
        _line(row, last, reason), row["thread_id"], thread_path(row["thread_id"], row["slug"]), row["title"], row["lang"]
    )


def _line(row: Any, last_activity_at: datetime, reason: str | None = None) -> TimerLine:
    due_at = database.moment(row["due_at"])
    assert due_at is not None
    if row["days"] is not None:
        due_at = max(due_at, last_activity_at + timedelta(days=row["days"]))
    return TimerLine(
        row["id"], row["kind"], due_at, row["days"], row["reason"] if reason is None else reason, row["name"] or "",
        row["display_name"] or "",
    )


def _why(data: Any) -> str:
    """The reason for everyone that an event gives."""
    kept = json.loads(data) if isinstance(data, str) else data or {}
    return str(kept.get("public_reason") or "")
