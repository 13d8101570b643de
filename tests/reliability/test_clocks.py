"""A clock that stands still, jumps a day back or a year ahead, or changes to summer time: nothing is broken for good.

While the clock is wrong, dates are. Sessions, limits, locks, news, letters and scheduled work go on, and once it is right
again nothing hangs on the time that never was.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from forum import clock as forum_clock
from forum import database, events
from forum.accounts.actions import guesses
from forum.accounts.middleware import actor_of, hash_secret
from forum.accounts.models import Person, Session
from forum.errors import Locked
from forum.events import dispatch
from forum.events.models import Delivery
from forum.jobs import Job, run_due
from forum.jobs.steadiness import LEAP, PROBATION, Steadiness
from forum.mail import delivery as letters
from forum.notifications.actions.lettering import latest_morning
from forum.schedule import SCHEDULE
from forum.web import ratelimit
from tests.browser.served import ROOT
from tests.operations.running import Server, reply
from tests.reliability.faults import Figures, Record, community, reckon, settled
from tests.world import World

DAY, YEAR = timedelta(days=1), timedelta(days=365)


# -- One by one, with a stopped clock ----------------------------------------------------------------------------------


async def test_news_of_a_time_that_never_was_is_told(clock: ModuleType, world: World) -> None:
    clock.advance(YEAR)
    await world.a_thread()
    clock.advance(-YEAR)
    await world.settle()
    assert await Delivery.all().count() == 0


async def test_a_claim_of_a_time_that_never_was_lapses(clock: ModuleType, world: World) -> None:
    await world.a_thread()
    waiting = await Delivery.all()
    clock.advance(YEAR)
    for one in waiting:
        assert await dispatch._claim(one.id)
    clock.advance(-YEAR)
    await world.settle()
    assert await Delivery.all().count() == 0


async def test_a_pause_of_a_time_that_never_was_ends(clock: ModuleType, world: World) -> None:
    await world.a_thread()
    await Delivery.all().update(attempts=3, due_at=clock.now() + DAY)
    await events.settle()
    assert await Delivery.all().count() == 0


async def test_a_letter_of_a_time_that_never_was_goes_out(clock: ModuleType, world: World) -> None:
    clock.advance(YEAR)
    thread = await world.a_thread()
    await world.a_reply(thread.thread_id)
    await world.settle()
    await database.execute("UPDATE letters SET claimed_until = $1", clock.now() + timedelta(minutes=5))
    posted = await database.value("SELECT count(*) FROM letters")
    clock.advance(-YEAR)
    await letters.deliver_due()
    assert await database.value("SELECT count(*) FROM letters WHERE sent_at IS NOT NULL") == posted


async def test_a_session_of_a_time_that_never_was_ends_in_time(clock: ModuleType, world: World) -> None:
    clock.advance(YEAR)
    now = clock.now()
    await Session.create(
        person_id=world.cast.ben.id, secret_hash=hash_secret("s"), created_at=now, last_used_at=now,
        expires_at=now + timedelta(days=30), address="127.0.0.1",
    )
    clock.advance(-YEAR)
    assert await actor_of("s") is not None
    assert (await Session.get()).expires_at == clock.now() + timedelta(days=30)
    clock.advance(timedelta(days=31))
    assert await actor_of("s") is None


@pytest.mark.usefixtures("db")
async def test_a_lock_of_a_time_that_never_was_opens(clock: ModuleType) -> None:
    clock.advance(YEAR)
    for _ in range(guesses.tries()):
        await guesses.pay(["login:x"])
    with pytest.raises(Locked):
        await guesses.pay(["login:x"])
    clock.advance(-YEAR)
    await guesses.pay(["login:x"])


async def test_counts_of_a_time_that_never_was_are_forgotten(clock: ModuleType) -> None:
    await ratelimit.reset()
    await ratelimit._mind_the_clock()
    rule = ratelimit.RULES["ask"][0][0]
    for _ in range(rule.amount):
        assert await ratelimit._limiter.hit(rule, "ask", "p1")
    assert not await ratelimit._limiter.hit(rule, "ask", "p1")
    clock.advance(timedelta(seconds=-30))
    await ratelimit._mind_the_clock()
    assert not await ratelimit._limiter.hit(rule, "ask", "p1")
    clock.advance(-DAY)
    await ratelimit._mind_the_clock()
    assert await ratelimit._limiter.hit(rule, "ask", "p1")
    await ratelimit.reset()


def test_a_clock_that_leaps_ahead_is_in_doubt_until_it_has_run_evenly(clock: ModuleType) -> None:
    ticks = [0.0]

    def passes(seconds: float) -> None:
        ticks[0] += seconds
        clock.advance(timedelta(seconds=seconds))

    steadiness = Steadiness(None, lambda: ticks[0])
    for _ in range(100):
        passes(3600)
        assert not steadiness.in_doubt()
    clock.advance(YEAR)
    assert steadiness.in_doubt()
    passes(600)
    assert steadiness.in_doubt()
    # Put right again: it is believed at once.
    clock.advance(-YEAR)
    assert not steadiness.in_doubt()
    clock.advance(-DAY)
    assert not steadiness.in_doubt()
    # A day ahead of where it was set back to: that was so before, but who knows.
    clock.advance(DAY)
    assert steadiness.in_doubt()
    passes(PROBATION + 1)
    assert not steadiness.in_doubt()
    # Each further leap begins anew.
    clock.advance(2 * LEAP)
    assert steadiness.in_doubt()
    passes(PROBATION - 1)
    clock.advance(2 * LEAP)
    assert steadiness.in_doubt()
    passes(PROBATION - 1)
    assert steadiness.in_doubt()
    passes(2)
    assert not steadiness.in_doubt()


@pytest.mark.usefixtures("db")
async def test_what_cannot_be_undone_waits_while_the_clock_is_in_doubt() -> None:
    ran: list[str] = []

    async def sweep() -> None:
        ran.append("sweep")

    async def tell() -> None:
        ran.append("tell")

    schedule = [Job("sweep", DAY, sweep, irrevocable=True), Job("tell", DAY, tell)]
    assert await run_due(schedule, in_doubt=True) == ["tell"]
    assert await run_due(schedule) == ["sweep"]
    assert ran == ["tell", "sweep"]
    irrevocable = {job.name for job in SCHEDULE if job.irrevocable}
    assert {"accounts.sweep", "forget_sent_letters", "forget_old_notifications", "remind_askers"} <= irrevocable


def test_after_a_long_stop_the_clock_is_in_doubt(clock: ModuleType) -> None:
    assert Steadiness(clock.now() - YEAR, lambda: 0.0).in_doubt()
    assert not Steadiness(clock.now() - timedelta(minutes=10), lambda: 0.0).in_doubt()
    # It was wrong before the stop, and is right now.
    assert not Steadiness(clock.now() + YEAR, lambda: 0.0).in_doubt()


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Tokyo"])
def test_every_day_has_one_morning_whatever_the_season(zone: str) -> None:
    """Through two years, a look every 17 minutes: mornings never go back and are about a day apart."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    mornings = [latest_morning(at, zone)]
    while at < datetime(2028, 1, 1, tzinfo=UTC):
        at += timedelta(minutes=17)
        morning = latest_morning(at, zone)
        assert morning <= at
        if morning != mornings[-1]:
            assert timedelta(hours=22) < morning - mornings[-1] < timedelta(hours=26)
            mornings.append(morning)
    assert len(mornings) in (730, 731)


# -- The real program --------------------------------------------------------------------------------------------------


def set_clock(file: Path, move: str) -> None:
    """Move the clock of whoever reads it from `file`; they read at any moment, and must never find half a word."""
    aside = file.with_suffix(".new")
    aside.write_text(move)
    aside.replace(file)


async def live_through(server: Server, world: World, file: Path, rounds: int) -> Figures:
    """Move a running server's clock about; after each move people write, are told, and stay signed in."""
    figures = Figures("clock stopped, a day back, a year ahead, summer time")
    within = await community(world, server)
    account, writers = within.account, within.writers
    before = await Session.all().count()
    # To the last half minute before summer time begins in Berlin.
    spring = (datetime(2027, 3, 28, 0, 59, 58, tzinfo=UTC) - forum_clock.now()).total_seconds()
    await asyncio.to_thread(server.start)
    for cycle in range(rounds):
        moves = [f"stopped {time.time()}", str(-DAY.total_seconds()), "0", str(YEAR.total_seconds()), "0", str(spring), "0"]
        for number, move in enumerate(moves):
            set_clock(file, move)
            figures.faults += 1
            await asyncio.sleep(5.2 if move == str(YEAR.total_seconds()) else 0.5)
            for who, writer in enumerate(writers):
                key = f"m{cycle}.{number}-{who}-1"
                asked = await writer.post(f"{within.path}/replies", reply(key))
                account.asked.append(asked)
                if asked.status == 303:
                    account.acknowledged.add(key)
                else:
                    # Months ahead their sessions have ended; and only there.
                    assert asked.status == 401, f"{move}: {asked.status} {asked.trouble}"
                    assert float(move.split()[-1]) in (YEAR.total_seconds(), spring), f"{move}: signed out"
            await settled(20)
    assert await Session.all().count() == before, "sessions were ended by a clock that was wrong"
    assert [(await writer.get("/settings")).status for writer in writers] == [200] * len(writers)
    ran = {row["name"] for row in await database.rows("SELECT name FROM job_runs WHERE finished_at IS NOT NULL")}
    assert {"send_letters", "render_again"} <= ran
    # Scheduled work goes on by the right clock.
    ends = time.monotonic() + 20
    while database.moment(await database.value("SELECT finished_at FROM job_runs WHERE name = 'send_letters'")) > (
        forum_clock.now() + timedelta(minutes=1)
    ):
        assert time.monotonic() < ends, "scheduled work waits for the wrong clock"
        await asyncio.sleep(0.2)
    ends = time.monotonic() + 20
    while await database.value("SELECT count(*) FROM letters WHERE sent_at IS NULL"):
        assert time.monotonic() < ends, "letters wait for the wrong clock"
        await asyncio.sleep(0.2)
    figures.note = "no session ended, no news or letter left behind"
    return await reckon(within, figures)


async def run_through(db: str, tmp_path: Path, world: World, record: Record, rounds: int) -> None:
    file = tmp_path / "clock"
    set_clock(file, "0")
    server = Server(
        tmp_path, db, program=(sys.executable, "-m", "tests.reliability.wrong_clock", str(file)),
        PYTHONPATH=str(ROOT), TZ="Europe/Berlin",
    )
    await Person.all().update(time_zone="Europe/Berlin")
    try:
        figures = await live_through(server, world, file, rounds)
    finally:
        server.end()
    record(figures)
    assert figures.is_clean(), figures


async def test_the_program_lives_through_wrong_clocks(
    db: str, engine: str, tmp_path: Path, world: World, record: Record
) -> None:
    if engine == "postgres":
        pytest.skip("the long trial does it on PostgreSQL too")
    await run_through(db, tmp_path, world, record, 1)


@pytest.mark.soak
async def test_the_program_lives_through_wrong_clocks_again_and_again(
    db: str, tmp_path: Path, world: World, record: Record
) -> None:
    await run_through(db, tmp_path, world, record, 3)
