"""Noting that a thread changed, in the transaction of whoever says so; `pairing` compares it a little later."""

from forum import clock, database


async def note_due(thread_id: int) -> None:
    """Have a thread's pairs scored again soon. Again is as once."""
    when = "CAST($2 AS TIMESTAMPTZ)" if database.engine() == "postgres" else "$2"
    await database.execute(
        f"INSERT INTO duplicate_dues (thread_id, due_at) SELECT t.id, {when} FROM threads t WHERE t.id = $1"
        " ON CONFLICT (thread_id) DO UPDATE SET due_at = excluded.due_at", thread_id, clock.now(),
    )
