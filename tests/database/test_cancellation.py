"""A storm of cancelled tasks. Whoever waits may be cancelled at any moment; the database must never notice.

Cancelled inside Tortoise's own transaction, one task leaves SQLite's lock held for ever, and the site hangs until it is
restarted. `make soak` storms for longer.
"""

import asyncio
import random

import pytest

from forum import clock, database
from forum.accounts.models import Group
from forum.categories.models import Tag
from forum.database import connection
from tests.database.test_transactions import nothing_is_open

pytestmark = pytest.mark.usefixtures("db")

TASKS = 5
CANCELLED = 0.6
PATIENCE = 5.0


async def write_pair(key: str) -> None:
    """Two rows that belong together."""

    async def work() -> None:
        await Group.create(name=key, name_key=key, created_at=clock.now())
        await asyncio.sleep(random.random() * 0.002)
        await Tag.create(name=key, name_key=key, created_at=clock.now())

    await database.transaction(work)


async def write_pair_in_time(key: str) -> None:
    """The same, given up by a timeout instead of from outside."""
    try:
        async with asyncio.timeout(random.random() * 0.004):
            await write_pair(key)
    except TimeoutError:
        pass


async def read_and_touch(key: str) -> None:
    """Reads and single statements, which are outside of any transaction of ours."""
    await database.rows_aside("SELECT count(*) FROM groups")
    await database.execute("UPDATE groups SET description = $1 WHERE name_key = $2", "x", key)
    await Group.filter(name_key=key).count()


async def storm(rounds: int) -> tuple[int, int]:
    """Start tasks, cancel most of them, and look after each round; returns how many ended well and how many did not."""
    chance = random.Random(20260303)
    ended = cancelled = 0
    for number in range(rounds):
        kinds = (write_pair, write_pair, write_pair_in_time, write_pair, read_and_touch)
        tasks = [asyncio.create_task(kind(f"{number}-{index}")) for index, kind in enumerate(kinds[:TASKS])]
        await asyncio.sleep(chance.random() * 0.004)
        for task in tasks:
            if chance.random() < CANCELLED:
                task.cancel()
        done, stuck = await asyncio.wait(tasks, timeout=PATIENCE)
        assert not stuck, f"round {number}: {len(stuck)} tasks hang"
        for task in done:
            if task.cancelled():
                cancelled += 1
            else:
                assert task.exception() is None
                ended += 1
        running = set(connection._running)
        if running:
            _, stuck = await asyncio.wait(running, timeout=PATIENCE)
            assert not stuck, f"round {number}: {len(stuck)} transactions hang"
        assert await nothing_is_open(), f"round {number}: a transaction was left open"
    return ended, cancelled


async def check_pairs(rounds: int, ended: int, cancelled: int) -> None:
    assert cancelled > rounds, "too few were cancelled for this to be a storm"
    assert ended > rounds / 2
    groups = {row["name_key"] for row in await database.rows("SELECT name_key FROM groups")}
    tags = {row["name_key"] for row in await database.rows("SELECT name_key FROM tags")}
    assert groups == tags
    # And the site serves on.
    await asyncio.wait_for(write_pair("after the storm"), PATIENCE)
    assert await database.value("SELECT count(*) FROM tags WHERE name_key = 'after the storm'") == 1


async def test_a_storm_of_cancelled_tasks() -> None:
    await check_pairs(80, *await storm(80))


@pytest.mark.soak
async def test_a_long_storm_of_cancelled_tasks() -> None:
    await check_pairs(400, *await storm(400))


async def test_what_a_cancelled_caller_began_is_finished() -> None:
    started = asyncio.Event()

    async def work() -> None:
        await Group.create(name="a", name_key="a", created_at=clock.now())
        started.set()
        await asyncio.sleep(0.02)
        await Tag.create(name="a", name_key="a", created_at=clock.now())

    task = asyncio.create_task(database.transaction(work))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait(set(connection._running))
    assert await Tag.filter(name_key="a").exists()


async def test_a_group_of_tasks_that_fails_leaves_whole_transactions() -> None:
    async def fail() -> None:
        await asyncio.sleep(0.003)
        raise ValueError

    for number in range(10):
        with pytest.raises(ExceptionGroup):
            async with asyncio.TaskGroup() as tasks:
                for index in range(3):
                    tasks.create_task(write_pair(f"{number}-{index}"))
                tasks.create_task(fail())
    if running := set(connection._running):
        await asyncio.wait(running, timeout=PATIENCE)
    assert await Group.all().count() == await Tag.all().count()
    assert await nothing_is_open()
