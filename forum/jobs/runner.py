"""Running what `schedule.py` lists. Hosts share the work: a job's lease is taken by compare-and-swap."""

import asyncio
import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum import clock, database
from forum.database.trouble import trouble
from forum.jobs.models import JobRun
from forum.jobs.steadiness import Steadiness

logger = logging.getLogger(__name__)

#: Seconds between looks at the schedule.
TICK = 5.0
#: A host that died in the middle of a job lets go of it after this long.
LEASE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Job:
    """A function that bears running twice, and how often it is wanted.

    `irrevocable`: what it deletes or sends because time has passed cannot be undone when it had not; such a job waits
    while the clock is in doubt.
    """

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]
    irrevocable: bool = False


async def run_due(schedule: Sequence[Job], *, in_doubt: bool = False) -> list[str]:
    """Run every job that is due and free (`in_doubt`: that bears a wrong clock); returns the names of those that ran."""
    ran = []
    for job in schedule:
        if in_doubt and job.irrevocable:
            continue
        lease = await _lease(job)
        if lease is not None:
            await _run(job, lease)
            ran.append(job.name)
    return ran


async def run_jobs(schedule: Sequence[Job], stopping: asyncio.Event) -> None:
    """Look at the schedule every few seconds until `stopping` is set."""
    steadiness: Steadiness | None = None
    while not stopping.is_set():
        try:
            if steadiness is None:
                steadiness = Steadiness(await _last_sign_of_life())
            await run_due(schedule, in_doubt=steadiness.in_doubt())
        except Exception as error:
            if trouble(error):
                logger.warning("the schedule could not be read: %s", error)
            else:
                logger.exception("the schedule could not be read")
        try:
            await asyncio.wait_for(stopping.wait(), TICK)
        except TimeoutError:
            continue


async def _last_sign_of_life() -> datetime | None:
    """When a job last ended, on any host; None before the first."""
    return database.moment(await database.value("SELECT max(finished_at) FROM job_runs"))


async def _lease(job: Job) -> datetime | None:
    """Until when the job is ours, or None when it is not due or another host has it."""
    now = clock.now()
    # No two leases are alike, so that a host whose lease lapsed does not end the next one's.
    until = now + LEASE + timedelta(microseconds=secrets.randbelow(1_000_000))
    # Due further ahead than its interval, it was planned by a clock that has been set back since.
    taken = await database.execute(
        "UPDATE job_runs SET leased_until = $1 WHERE name = $2 AND (due_at <= $3 OR due_at > $4)"
        " AND (leased_until IS NULL OR leased_until < $3 OR leased_until > $5)",
        until, job.name, now, now + job.every, now + 2 * LEASE,
    )
    if taken:
        return until
    # A job that never ran has no row yet; the primary key settles who makes it.
    made = await database.execute(
        "INSERT INTO job_runs (name, due_at, leased_until) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
        job.name, now, until,
    )
    return until if made else None


async def _run(job: Job, lease: datetime) -> None:
    error = None
    try:
        await job.run()
    except Exception as failure:
        logger.exception("job %s failed", job.name)
        error = "".join(traceback.format_exception(failure))[-4000:]
    except asyncio.CancelledError:
        # The process is being stopped: the next start, or another host, takes the job over at once.
        await asyncio.shield(_let_go(job, lease))
        raise
    now = clock.now()
    await JobRun.filter(name=job.name, leased_until=lease).update(
        leased_until=None, finished_at=now, due_at=now + job.every, error=error,
    )


async def _let_go(job: Job, lease: datetime) -> None:
    await JobRun.filter(name=job.name, leased_until=lease).update(leased_until=None)
