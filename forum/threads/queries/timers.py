"""What the clock will do to a thread."""

from datetime import timedelta

from forum import database
from forum.threads.views import ThreadView, TimerLine


async def timers_of(thread: ThreadView) -> list[TimerLine]:
    """The timers of a visible thread, the next one first; what waits for the last reply as it stands now."""
    found = await database.rows(
        "SELECT m.id, m.kind, m.due_at, m.days, m.reason, a.name, a.display_name FROM thread_timers m"
        " LEFT JOIN people a ON a.id = m.set_by_id WHERE m.thread_id = $1", thread.id,
    )
    lines = []
    for row in found:
        due_at = database.moment(row["due_at"])
        assert due_at is not None
        if row["days"] is not None:
            due_at = max(due_at, thread.last_activity_at + timedelta(days=row["days"]))
        lines.append(TimerLine(
            row["id"], row["kind"], due_at, row["days"], row["reason"], row["name"] or "", row["display_name"] or ""
        ))
    return sorted(lines, key=lambda line: (line.due_at, line.id))
