"""Letting go of what nobody needs any more."""

from datetime import timedelta

from forum import clock, database

#: Notifications are kept this long, read or not.
KEPT = timedelta(days=180)
_BATCH = 1_000


async def forget_person(person_id: int) -> None:
    """Reaction: a person is gone, and with them all that says what they watched and were told."""
    for table in ("watches", "notifications", "notification_preferences"):
        await database.execute(f"DELETE FROM {table} WHERE person_id = $1", person_id)


async def forget_old() -> int:
    """Delete notifications of long ago, a batch in each transaction; returns how many."""
    before = clock.now() - KEPT
    deleted = 0
    while True:
        # They are written in the order of time, so the oldest stand first.
        oldest = await database.rows(f"SELECT n.id, n.created_at FROM notifications n ORDER BY n.id LIMIT {_BATCH}")
        old = [row["id"] for row in oldest if (at := database.moment(row["created_at"])) is not None and at < before]
        if old:
            ids = database.id_list(old)
            deleted += await _delete(ids)
        if len(old) < _BATCH:
            return deleted


async def _delete(ids: str) -> int:
    return await database.transaction(lambda: database.execute(f"DELETE FROM notifications WHERE id IN ({ids})"))
