"""Reading the clocks: the beats of one thing folded, and how long people usually wait."""

from datetime import datetime, timedelta

from forum import clock, database
from forum.tickets import clocks
from forum.tickets.clocks import Beat, Measures
from forum.tickets.queries.access import at
from forum.tickets.views import UsualWait

#: The days whose waits are called usual, and the fewest of them that say anything.
USUAL_DAYS = 28
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
    (deleted, merged away) are left out; a team narrows it to its own tickets.
    """
    now = clock.now()
    narrowed = (
        f" AND EXISTS (SELECT 1 FROM tickets t WHERE t.id = f.subject_id AND t.group_id = {int(group_id)})"
        if group_id else ""
    )
    found = await database.rows_aside(
        "SELECT f.subject_id, min(b.time) AS begun_at, min(f.time) AS replied_at FROM metric_events f"
        " JOIN metric_events b ON b.subject_type = f.subject_type AND b.subject_id = f.subject_id"
        " AND b.metric = 'status' AND b.deleted_at IS NULL"
        " WHERE f.metric = 'reply_time' AND f.type = 'fulfill' AND f.time > $1 AND f.subject_type = $2"
        " AND f.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM metric_events x WHERE x.subject_type = f.subject_type"
        " AND x.subject_id = f.subject_id AND x.metric = 'reply_time' AND x.type = 'fulfill' AND x.deleted_at IS NULL"
        " AND x.id < f.id) AND COALESCE((SELECT y.status FROM metric_events y WHERE y.subject_type = f.subject_type"
        " AND y.subject_id = f.subject_id AND y.metric = 'status' AND y.deleted_at IS NULL ORDER BY y.id DESC LIMIT 1), '')"
        f" <> 'gone'{narrowed} GROUP BY f.subject_id",
        now - timedelta(days=USUAL_DAYS), subject_type,
    )
    spans = [max(timedelta(), at(row["replied_at"]) - at(row["begun_at"])) for row in found]
    median, most = clocks.percentile(spans, 0.5), clocks.percentile(spans, 0.9)
    if len(spans) < LEAST_WAITS or median is None or most is None:
        return None
    return UsualWait(clocks.minutes(median) or 0, clocks.minutes(most) or 0, len(spans))
