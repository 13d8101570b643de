"""Reading the outbox: what stands still and what waits, for those who run the forum."""

from dataclasses import dataclass
from datetime import datetime

from forum import clock, database


@dataclass(frozen=True, slots=True)
class StuckDelivery:
    """News that a listener failed on so often that it is not tried any more."""

    id: int
    listener: str
    event_name: str
    subject_type: str
    subject_id: int
    happened_at: datetime
    attempts: int
    stuck_at: datetime
    error: str

    @property
    def complaint(self) -> str:
        """The error's last line, which says what went wrong."""
        return next((line.strip() for line in reversed(self.error.splitlines()) if line.strip()), "")


@dataclass(frozen=True, slots=True)
class Outbox:
    """How much is under way. `oldest_due_at` is when the first of what is overdue should have been delivered."""

    waiting: int
    retrying: int
    stuck: int
    oldest_due_at: datetime | None


async def stuck_deliveries(limit: int = 100) -> list[StuckDelivery]:
    """What stands still, the latest first."""
    found = await database.rows(
        "SELECT d.id, d.listener, d.attempts, d.stuck_at, d.error, e.name, e.subject_type, e.subject_id, e.at"
        " FROM deliveries d JOIN events e ON e.id = d.event_id WHERE d.stuck_at IS NOT NULL"
        " ORDER BY d.stuck_at DESC, d.id DESC LIMIT $1",
        limit,
    )
    return [
        StuckDelivery(
            id=row["id"], listener=row["listener"], event_name=row["name"], subject_type=row["subject_type"],
            subject_id=row["subject_id"], happened_at=_at(row["at"]), attempts=row["attempts"],
            stuck_at=_at(row["stuck_at"]), error=row["error"] or "",
        )
        for row in found
    ]


async def outbox() -> Outbox:
    """How much waits, is tried again, and stands still."""
    found = await database.rows_aside(
        "SELECT COALESCE(SUM(CASE WHEN stuck_at IS NULL THEN 1 ELSE 0 END), 0) AS waiting,"
        " COALESCE(SUM(CASE WHEN stuck_at IS NULL AND attempts > 0 THEN 1 ELSE 0 END), 0) AS retrying,"
        " COALESCE(SUM(CASE WHEN stuck_at IS NULL THEN 0 ELSE 1 END), 0) AS stuck,"
        " MIN(CASE WHEN stuck_at IS NULL AND due_at < $1 THEN due_at END) AS oldest FROM deliveries",
        clock.now(),
    )
    row = found[0]
    return Outbox(row["waiting"], row["retrying"], row["stuck"], database.moment(row["oldest"]))


def _at(stored: str | datetime) -> datetime:
    moment = database.moment(stored)
    assert moment is not None
    return moment
