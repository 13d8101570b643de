"""What this flat does by the clock."""

from datetime import timedelta

from forum import clock, database, events, settings
from forum.accounts.actor import SYSTEM
from forum.moderation.events import ReviewGrewOld


async def remind_moderators() -> None:
    """Tell moderators, once, of what waits in the queue for longer than the setting REVIEW_REMINDER_HOURS."""
    hours = settings.current().review_reminder_hours
    if not hours:
        return
    now = clock.now()
    before = now - timedelta(hours=hours)

    async def work() -> None:
        reminded = await database.execute(
            "UPDATE review_items SET reminded_at = $1 WHERE decided_at IS NULL AND opened_at <= $2 AND reminded_at IS NULL",
            now, before,
        )
        if not reminded:
            return
        found = await database.row(
            "SELECT count(*) AS waiting, min(opened_at) AS oldest FROM review_items"
            " WHERE decided_at IS NULL AND opened_at <= $1", before,
        )
        assert found is not None
        oldest = database.moment(found["oldest"])
        assert oldest is not None
        await events.record(ReviewGrewOld(
            actor_id=SYSTEM.id, subject_id=0, count=found["waiting"], oldest=oldest.isoformat()
        ))

    await database.transaction(work)
