"""Reading how the scheduled work went, for those who run the forum."""

from dataclasses import dataclass
from datetime import datetime

from forum import database


@dataclass(frozen=True, slots=True)
class LastRun:
    """When a job last ended, and whether it failed then."""

    name: str
    finished_at: datetime
    failed: bool


async def last_runs() -> list[LastRun]:
    """The last run of every job that has ended at least once."""
    found = await database.rows(
        "SELECT name, finished_at, error IS NOT NULL AS failed FROM job_runs"
        " WHERE finished_at IS NOT NULL ORDER BY name"
    )
    return [LastRun(row["name"], database.moment(row["finished_at"]), bool(row["failed"])) for row in found]


async def next_run(name: str) -> datetime | None:
    """When a job is due next; None for one that never ran. A moment that is past: it is about to run, or runs."""
    return database.moment(await database.value("SELECT due_at FROM job_runs WHERE name = $1", name))
