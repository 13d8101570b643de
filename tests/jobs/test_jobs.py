"""Jobs: each runs when it is due, in one process at a time; a failure is written down and tried at the next turn."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from types import ModuleType

import pytest

from forum import clock as forum_clock
from forum import jobs
from forum.jobs import Job, runner
from forum.jobs.models import JobRun

pytestmark = pytest.mark.usefixtures("db")

HOUR = timedelta(hours=1)


class Counted:
    """A job that counts its runs, and fails or dawdles when told to."""

    def __init__(self, name: str = "sweep", every: timedelta = HOUR) -> None:
        self.runs = 0
        self.fails = False
        self.dawdles = 0.0
        self.job = Job(name, every, self._run)

    async def _run(self) -> None:
        self.runs += 1
        if self.dawdles:
            await asyncio.sleep(self.dawdles)
        if self.fails:
            raise RuntimeError("the broom broke")


async def test_it_works(clock: ModuleType) -> None:
    sweep = Counted()
    assert await jobs.run_due([sweep.job]) == ["sweep"]
    kept = await JobRun.get(name="sweep")
    assert (kept.finished_at, kept.due_at) == (clock.now(), clock.now() + HOUR)
    assert (kept.leased_until, kept.error) == (None, None)


async def test_it_runs_again_when_it_is_due_and_not_before(clock: ModuleType) -> None:
    sweep = Counted()
    for minutes, runs in ((0, 1), (1, 1), (58, 1), (1, 2), (59, 2), (60, 3)):
        clock.advance(timedelta(minutes=minutes))
        await jobs.run_due([sweep.job])
        assert sweep.runs == runs


async def test_a_failure_is_written_down_and_tried_at_the_next_turn(clock: ModuleType) -> None:
    sweep, dust = Counted(), Counted("dust")
    sweep.fails = True
    assert await jobs.run_due([sweep.job, dust.job]) == ["sweep", "dust"]
    assert dust.runs == 1
    kept = await JobRun.get(name="sweep")
    assert "the broom broke" in (kept.error or "")
    assert kept.leased_until is None
    sweep.fails = False
    clock.advance(HOUR)
    await jobs.run_due([sweep.job])
    assert (await JobRun.get(name="sweep")).error is None


async def test_two_runners_run_it_once(clock: ModuleType) -> None:
    sweep = Counted()
    sweep.dawdles = 0.02
    ran = await asyncio.gather(*(jobs.run_due([sweep.job]) for _ in range(6)))
    assert sum(map(len, ran)) == sweep.runs == 1
    clock.advance(HOUR)
    await asyncio.gather(*(jobs.run_due([sweep.job]) for _ in range(6)))
    assert sweep.runs == 2


async def test_the_lease_of_a_host_that_died_lapses(clock: ModuleType) -> None:
    sweep = Counted()
    assert await runner._lease(sweep.job)
    clock.advance(runner.LEASE - timedelta(seconds=1))
    assert await jobs.run_due([sweep.job]) == []
    clock.advance(timedelta(seconds=2))
    assert await jobs.run_due([sweep.job]) == ["sweep"]


async def test_a_job_that_is_stopped_in_the_middle_lets_go(clock: ModuleType) -> None:
    """Another host, or the next start, takes it over without waiting for the lease to lapse."""
    sweep = Counted()
    sweep.dawdles = 30
    task = asyncio.create_task(jobs.run_due([sweep.job]))
    await until(lambda: sweep.runs == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    sweep.dawdles = 0
    assert await jobs.run_due([sweep.job]) == ["sweep"]


async def test_a_job_that_outlived_its_lease_does_not_end_the_next_ones(clock: ModuleType) -> None:
    slow, fast = Counted(), Counted()
    slow.dawdles = 0.1
    task = asyncio.create_task(jobs.run_due([slow.job]))
    await until(lambda: slow.runs == 1)
    clock.advance(runner.LEASE + timedelta(seconds=1))
    fast.dawdles = 0.3
    second = asyncio.create_task(jobs.run_due([fast.job]))
    await until(lambda: fast.runs == 1)
    await task
    assert (await JobRun.get(name="sweep")).leased_until is not None, "the second host's lease was given away"
    await second
    assert (await JobRun.get(name="sweep")).leased_until is None


async def test_it_looks_again_and_again_until_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "TICK", 0.02)
    sweep = Counted(every=timedelta(milliseconds=1))
    stopping = asyncio.Event()
    task = asyncio.create_task(jobs.run_jobs([sweep.job], stopping))
    await until(lambda: sweep.runs >= 3)
    stopping.set()
    await asyncio.wait_for(task, 2)
    runs = sweep.runs
    await asyncio.sleep(0.06)
    assert sweep.runs == runs


async def test_it_outlives_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "TICK", 0.02)
    lease, away = runner._lease, True

    async def sometimes(job: Job) -> datetime | None:
        if away:
            raise ConnectionError("no route")
        return await lease(job)

    monkeypatch.setattr(runner, "_lease", sometimes)
    sweep, stopping = Counted(), asyncio.Event()
    task = asyncio.create_task(jobs.run_jobs([sweep.job], stopping))
    await asyncio.sleep(0.1)
    assert sweep.runs == 0
    away = False
    await until(lambda: sweep.runs == 1)
    stopping.set()
    await asyncio.wait_for(task, 2)


async def test_a_clock_that_was_set_back_does_not_stop_the_jobs(clock: ModuleType) -> None:
    sweep = Counted()
    clock.advance(timedelta(days=365))
    await jobs.run_due([sweep.job])
    clock.advance(timedelta(days=-365))
    clock.advance(HOUR)
    assert await jobs.run_due([sweep.job]) == ["sweep"]
    assert forum_clock.now() == clock.now()


async def until(true: Callable[[], bool], patience: float = 5.0) -> None:
    ends = time.perf_counter() + patience
    while not true():
        assert time.perf_counter() < ends, f"nothing happened within {patience} s"
        await asyncio.sleep(0.005)
