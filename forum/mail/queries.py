"""Reading the outbox of letters: what waits and what is stuck, for those who run the forum."""

from dataclasses import dataclass
from datetime import datetime

from forum import clock, database
from forum.mail.delivery import TRIES


@dataclass(frozen=True, slots=True)
class LettersUnderWay:
    """How many letters wait and are stuck. `oldest_due_at` is when the first that is overdue should have gone."""

    waiting: int
    stuck: int
    oldest_due_at: datetime | None


async def under_way() -> LettersUnderWay:
    """How many letters have not gone out."""
    found = await database.rows_aside(
        "SELECT COALESCE(SUM(CASE WHEN attempts < $1 THEN 1 ELSE 0 END), 0) AS waiting,"
        " COALESCE(SUM(CASE WHEN attempts < $1 THEN 0 ELSE 1 END), 0) AS stuck,"
        " MIN(CASE WHEN attempts < $1 AND send_after < $2 THEN send_after END) AS oldest"
        " FROM letters WHERE sent_at IS NULL",
        TRIES, clock.now(),
    )
    row = found[0]
    return LettersUnderWay(row["waiting"], row["stuck"], database.moment(row["oldest"]))
