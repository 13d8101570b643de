"""Delivering: failures that stay alone, retries that end, two dispatchers that share, and news that wakes at once."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from types import ModuleType

import asyncpg
import pytest

from forum import clock as forum_clock
from forum import database, events
from forum.accounts.models import Group
from forum.events import dispatch
from forum.events.models import Delivery
from tests.events import news

pytestmark = pytest.mark.usefixtures("db")

SOON = 0.5


@pytest.fixture(autouse=True)
def sheet() -> Iterator[None]:
    news.heard.clear()
    news.broken.clear()
    events.listen({news.KettleBoiled: (news.pour, news.whistle)})
    yield
    events.listen({})


@pytest.fixture
async def dispatcher() -> AsyncIterator[asyncio.Event]:
    """A dispatcher that runs; setting the value stops it."""
    stopping = asyncio.Event()
    task = asyncio.create_task(events.run_dispatcher(stopping))
    await asyncio.sleep(0.1)
    yield stopping
    stopping.set()
    await asyncio.wait_for(task, 5)


async def until(true: Callable[[], bool], patience: float = 5.0) -> float:
    """Wait until something is true; returns how long it took, in seconds."""
    begun = time.perf_counter()
    while not true():
        assert time.perf_counter() - begun < patience, f"nothing happened within {patience} s"
        await asyncio.sleep(0.005)
    return time.perf_counter() - begun


async def test_a_failure_stays_alone(clock: ModuleType) -> None:
    news.broken.add("pour")
    await news.boil(1)
    await events.settle()
    assert news.heard_by("whistle") == 1
    assert await Group.all().count() == 0, "what a failed listener wrote was kept"
    (left,) = await Delivery.all()
    assert (left.listener, left.attempts, left.stuck_at, left.claimed_until) == (
        "tests.events.news.pour",
        1,
        None,
        None,
    )
    assert left.error is not None
    assert "the cup is cracked" in left.error
    assert left.due_at > clock.now()


async def test_it_is_tried_again_later_and_later_and_then_stands_still(clock: ModuleType) -> None:
    news.broken.add("pour")
    await news.boil(1)
    waits = []
    for attempt in range(1, dispatch.TRIES + 1):
        await events.settle()
        await events.settle()
        assert news.heard_by("pour") == attempt, "it was tried before it was due"
        left = await Delivery.get()
        waits.append(left.due_at - clock.now())
        clock.advance(left.due_at - clock.now())
    assert waits == sorted(waits)
    assert waits[0] <= timedelta(seconds=5) < timedelta(minutes=1) <= waits[-1] <= timedelta(hours=1)
    stuck = await Delivery.get()
    assert stuck.stuck_at is not None
    clock.advance(timedelta(days=30))
    await events.settle()
    assert news.heard_by("pour") == dispatch.TRIES

    news.broken.clear()
    await events.retry(stuck.id)
    await events.settle()
    assert news.heard_by("pour") == dispatch.TRIES + 1
    assert await Delivery.all().count() == 0
    assert await Group.all().count() == 1


async def test_one_that_stands_still_holds_up_no_other(clock: ModuleType) -> None:
    news.broken.add("pour")
    for number in range(60):
        await news.boil(number)
    await events.settle()
    news.broken.clear()
    await news.boil(99)
    await events.settle()
    assert ("pour", 99) in [(name, event.subject_id) for name, event in news.heard]


async def test_an_event_that_nobody_knows_any_more_stands_still_with_its_error(clock: ModuleType) -> None:
    await news.boil()
    events.listen({news.TeaPoured: (news.pour, news.whistle)})
    await events.settle()
    assert all("kettle.boiled" in (one.error or "") for one in await Delivery.all())
    assert await Delivery.all().count() == 2


async def test_news_for_a_listener_of_another_version_is_left_to_it() -> None:
    """While an upgrade is under way, an old process must not swallow what is meant for a new one."""
    await news.boil()
    events.listen({news.KettleBoiled: (news.whistle,)})
    await events.settle()
    assert [name for name, _ in news.heard] == ["whistle"]
    events.listen({news.KettleBoiled: (news.pour, news.whistle)})
    await events.settle()
    assert [name for name, _ in news.heard] == ["whistle", "pour"]


async def test_dispatchers_share_without_doubling() -> None:
    for number in range(25):
        await news.boil(number)
    await asyncio.gather(*(events.deliver_due(100) for _ in range(4)))
    await events.settle()
    said = [(name, event.subject_id) for name, event in news.heard]
    assert len(said) == len(set(said)) == 50
    assert await Group.all().count() == 25


async def test_only_one_dispatcher_wins_a_claim() -> None:
    await news.boil()
    (first, _) = await Delivery.all().order_by("id")
    claims = await asyncio.gather(*(dispatch._claim(first.id) for _ in range(8)))
    assert sum(claim is not None for claim in claims) == 1


async def test_the_claim_of_a_dispatcher_that_died_lapses(clock: ModuleType) -> None:
    await news.boil()
    for delivery in await Delivery.all():
        assert await dispatch._claim(delivery.id)
    await events.settle()
    assert news.heard == []
    clock.advance(dispatch.CLAIM + timedelta(seconds=2))
    await events.settle()
    assert len(news.heard) == 2


async def test_a_listener_so_slow_that_it_loses_its_claim_has_no_second_effect(clock: ModuleType) -> None:
    """Two dispatchers hold the same delivery, the first one's claim having lapsed: one of them takes effect."""
    events.listen({news.KettleBoiled: (news.dawdle,)})
    await news.boil()
    (delivery,) = await Delivery.all()
    first = await dispatch._claim(delivery.id)
    assert first is not None
    clock.advance(dispatch.CLAIM + timedelta(seconds=2))
    second = await dispatch._claim(delivery.id)
    assert second is not None
    name = delivery.listener
    await asyncio.gather(
        dispatch._deliver(delivery.id, first, name, delivery.event_id, 0),
        dispatch._deliver(delivery.id, second, name, delivery.event_id, 0),
    )
    assert news.heard_by("dawdle") == 1
    assert await Group.all().count() == 1
    assert await Delivery.all().count() == 0


async def test_whoever_lost_the_claim_does_not_put_it_back(clock: ModuleType) -> None:
    await news.boil()
    (delivery, _) = await Delivery.all().order_by("id")
    lost = await dispatch._claim(delivery.id)
    assert lost is not None
    clock.advance(dispatch.CLAIM + timedelta(seconds=2))
    held = await dispatch._claim(delivery.id)
    await dispatch._put_back(delivery.id, lost, 1, "too late")
    again = await Delivery.get(id=delivery.id)
    assert (again.attempts, again.claimed_until) == (0, held)


async def test_news_wakes_the_dispatcher_at_once(dispatcher: asyncio.Event) -> None:
    for number in range(3):
        await news.boil(number)
        assert await until(lambda: len(news.heard) == 2 * (number + 1)) < SOON  # noqa: B023


async def test_news_of_another_process_wakes_it_at_once(db: str, engine: str, dispatcher: asyncio.Event) -> None:
    if engine == "sqlite":
        pytest.skip("SQLite has no bell; other processes' news is found by looking every few seconds")
    elsewhere = await asyncpg.connect(db)
    try:
        for number in range(3):
            await _boil_elsewhere(elsewhere, number)
            assert await until(lambda: len(news.heard) == number + 1) < SOON  # noqa: B023
    finally:
        await elsewhere.close()


async def test_a_bell_that_broke_is_hung_again(db: str, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if engine == "sqlite":
        pytest.skip("SQLite has no bell")
    monkeypatch.setattr(dispatch, "POLL", 0.2)
    stopping = asyncio.Event()
    task = asyncio.create_task(events.run_dispatcher(stopping))
    await asyncio.sleep(0.1)
    elsewhere = await asyncpg.connect(db)
    try:
        gone = await elsewhere.fetchval(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid() AND datname = current_database()"
        )
        assert gone == 1
        await asyncio.sleep(0.5)
        monkeypatch.setattr(dispatch, "POLL", 30.0)
        await asyncio.sleep(0.3)
        await _boil_elsewhere(elsewhere, 1)
        assert await until(lambda: len(news.heard) == 1) < SOON
    finally:
        await elsewhere.close()
        stopping.set()
        events.wake()
        await asyncio.wait_for(task, 5)


async def test_what_a_stopped_dispatcher_left_the_next_one_delivers() -> None:
    await news.boil()
    for _ in range(2):
        stopping = asyncio.Event()
        task = asyncio.create_task(events.run_dispatcher(stopping))
        await until(lambda: len(news.heard) == 2)
        stopping.set()
        await asyncio.wait_for(task, 5)
    assert len(news.heard) == 2


async def test_the_dispatcher_outlives_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "POLL", 0.05)
    fetch = dispatch._due
    away = True

    async def sometimes(limit: int) -> list[tuple[int, str, int, int]]:
        if away:
            raise ConnectionError("no route")
        return await fetch(limit)

    monkeypatch.setattr(dispatch, "_due", sometimes)
    stopping = asyncio.Event()
    task = asyncio.create_task(events.run_dispatcher(stopping))
    await news.boil()
    await asyncio.sleep(0.2)
    assert news.heard == []
    away = False
    await until(lambda: len(news.heard) == 2)
    stopping.set()
    await asyncio.wait_for(task, 5)


async def test_the_dispatcher_rests_when_there_is_no_news(dispatcher: asyncio.Event) -> None:
    with database.counting() as seen:
        await asyncio.sleep(0.5)
    assert len(seen) <= 2


async def _boil_elsewhere(connection: asyncpg.Connection, number: int) -> None:
    """What another host's action writes, with its NOTIFY at the commit."""
    async with connection.transaction():
        event_id = await connection.fetchval(
            "INSERT INTO events (name, actor_id, subject_type, subject_id, data, at) VALUES"
            """ ('kettle.boiled', 1, 'kettle', $1, '{"litres": 1, "for_whom": []}', $2) RETURNING id""",
            number,
            forum_clock.now(),
        )
        await connection.execute(
            "INSERT INTO deliveries (event_id, listener, attempts, due_at)"
            " VALUES ($1, 'tests.events.news.whistle', 0, $2)",
            event_id,
            forum_clock.now(),
        )
        await connection.execute("SELECT pg_notify('kotae_news', '')")
