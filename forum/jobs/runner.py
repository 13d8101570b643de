"""Running what `schedule.py` lists. Hosts share the work: a job's lease is taken by compare-and-swap."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from forum import clock, database
from forum.jobs.models import JobRun

logger = logging.getLogger(__name__)

#: Seconds between looks at the schedule.
TICK = 5.0
#: A host that died in the middle of a job lets go of it after this long.
LEASE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Job:
    """A function that bears running twice, and how often it is wanted."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


async def run_due(schedule: Sequence[Job]) -> list[str]:
    """Run every job that is due and free; returns the names of those that ran."""
    ran = []
    for job in schedule:
        if await _lease(job):
            await _run(job)
            ran.append(job.name)
    return ran


async def run_jobs(schedule: Sequence[Job], stopping: asyncio.Event) -> None:
    """Look at the schedule every few seconds until `stopping` is set."""
    while not stopping.is_set():
        try:
            await run_due(schedule)
        except Exception:
            logger.exception("the schedule could not be read")
        try:
            await asyncio.wait_for(stopping.wait(), TICK)
        except TimeoutError:
            continue


async def _lease(job: Job) -> bool:
    now = clock.now()
    taken = await database.execute(
        "UPDATE job_runs SET leased_until = $1 WHERE name = $2 AND due_at <= $3"
        " AND (leased_until IS NULL OR leased_until < $3)",
        now + LEASE, job.name, now,
    )
    if taken:
        return True
    # A job that never ran has no row yet; the primary key settles who makes it.
    made = await database.execute(
        "INSERT INTO job_runs (name, due_at, leased_until) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
        job.name, now, now + LEASE,
    )
    return made == 1


async def _run(job: Job) -> None:
    error = None
    try:
        await job.run()
    except Exception as failure:
        logger.exception("job %s failed", job.name)
        error = "".join(traceback.format_exception(failure))[-4000:]
    now = clock.now()
    await JobRun.filter(name=job.name).update(leased_until=None, finished_at=now, due_at=now + job.every, error=error)
