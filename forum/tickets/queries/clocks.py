"""Reading the clocks: the beats of one thing folded, and how long people usually wait."""

from datetime import datetime, timedelta

from forum import clock, database
from forum.tickets import clocks
from forum.tickets.clocks import Beat, Measures
from forum.tickets.queries.access import at
from forum.tickets.views import UsualWait

#: The days whose waits are called usual, and the fewest of them that say anything.
USUAL_DAYS = 28
#: No more than the latest of them are looked at: people wait for this page.
MOST_WAITS = 3_000
LEAST_WAITS = 10


async def beats(subject_type: str, subject_id: int) -> list[Beat]:
    """What the clocks of a ticket or thread wrote down and that still holds, in order."""
    return [
        Beat(row["metric"], row["type"], at(row["time"]), row["instance_id"], row["status"])
        for row in await database.rows(
            "SELECT metric, type, time, instance_id, status FROM metric_events WHERE subject_type = $1 AND subject_id = $2"
            " AND deleted_at IS NULL ORDER BY time, id",
            subject_type, subject_id,
        )
    ]


async def measures(subject_type: str, subject_id: int, until: datetime | None = None) -> Measures:
    """What they add up to at this moment. For whoever may see the thing itself."""
    return clocks.fold(await beats(subject_type, subject_id), until or clock.now())


async def usual_wait(subject_type: str = "ticket", group_id: int | None = None) -> UsualWait | None:
    """How long first replies took that came in the last 28 days, from the opening on; None when there were too few.

    By the moment of the reply, so that what still waits is not counted as quick. Things that left every denominator
    (deleted, merged away, made talk of) are left out; a team narrows it to its own tickets. Read from the summaries of
    tickets and threads, which the same transactions keep as the beats, because people wait for this page.
    """
    since = clock.now() - timedelta(days=USUAL_DAYS)
    narrowed = f" AND t.group_id = {int(group_id)}" if group_id else ""
    sql = {
        "ticket": "SELECT t.created_at, t.first_reply_at AS replied_at FROM tickets t WHERE t.first_reply_at > $1"
        f" AND t.merged_into_id IS NULL{narrowed} ORDER BY t.first_reply_at DESC LIMIT {MOST_WAITS}",
        "thread": "SELECT t.created_at, t.first_response_at AS replied_at FROM threads t WHERE t.first_response_at > $1"
        " AND t.deleted_at IS NULL AND t.type IN ('question', 'problem')"
        f" ORDER BY t.first_response_at DESC LIMIT {MOST_WAITS}",
    }[subject_type]
    spans = [
        max(timedelta(), at(row["replied_at"]) - at(row["created_at"])) for row in await database.rows_aside(sql, since)
    ]
    median, most = clocks.percentile(spans, 0.5), clocks.percentile(spans, 0.9)
    if len(spans) < LEAST_WAITS or median is None or most is None:
        return None
    return UsualWait(clocks.minutes(median) or 0, clocks.minutes(most) or 0, len(spans))
