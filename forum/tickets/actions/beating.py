"""Writing down what the clocks do. Beats are only ever added; one that was taken back is marked, not deleted."""

from collections.abc import Iterable

from forum import database
from forum.tickets.clocks import Beat


async def beat(subject_type: str, subject_id: int, beats: Iterable[Beat], cause: str) -> None:
    """Write beats into the running transaction; the same cause beats once."""
    for one in beats:
        await database.execute(
            "INSERT INTO metric_events (subject_type, subject_id, metric, instance_id, type, status, time, cause)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (subject_type, subject_id, metric, type, cause) DO NOTHING",
            subject_type, subject_id, one.metric, one.instance, one.type, one.status, one.time, cause,
        )

