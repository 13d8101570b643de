"""Killed in the middle of everything: what was acknowledged is there once, whole, and told once; and soon it is back.

The suite kills a few times, `make torture` a hundred times.
"""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.operations.running import Server
from tests.reliability.faults import Record, community, die_under_load, workers_die_under_load
from tests.world import World


@pytest.fixture
async def server(db: str, tmp_path: Path) -> AsyncIterator[Server]:
    """The program beside the test, on the same database; not started yet."""
    made = Server(tmp_path, db)
    yield made
    made.end()


async def killed(
    server: Server, world: World, cycles: int, record: Record, name: str, *, wait: bool = False, soon: float = 20.0
) -> None:
    figures = await die_under_load(await community(world, server), cycles, wait=wait)
    figures.trial = name
    record(figures)
    assert figures.is_clean(), figures
    # On a quiet machine two seconds; this one may be busy with other tests.
    assert figures.away < soon


async def test_a_server_that_is_killed_has_lost_nothing_it_acknowledged(
    server: Server, world: World, record: Record
) -> None:
    await killed(server, world, 2, record, "SIGKILL")


@pytest.mark.soak
async def test_dying_a_hundred_times(server: Server, engine: str, world: World, record: Record) -> None:
    name = "SQLite" if engine == "sqlite" else "PostgreSQL"
    await killed(server, world, 100, record, f"SIGKILL, {name}", wait=True)


@pytest.mark.soak
async def test_all_workers_die_twenty_times(db: str, engine: str, tmp_path: Path, world: World, record: Record) -> None:
    name = "SQLite" if engine == "sqlite" else "PostgreSQL"
    server = Server(tmp_path, db, workers=2)
    try:
        await killed(server, world, 20, record, f"SIGKILL, two workers, {name}", wait=True, soon=60)
    finally:
        server.end()


@pytest.mark.soak
async def test_workers_die_and_are_replaced(db: str, engine: str, tmp_path: Path, world: World, record: Record) -> None:
    if sys.platform != "linux":
        pytest.skip("whose processes they are is read from /proc")
    server = Server(tmp_path, db, workers=2)
    try:
        figures = await workers_die_under_load(await community(world, server), 40, wait=True)
        figures.trial = f"SIGKILL for one worker of two, then for both, {'SQLite' if engine == 'sqlite' else 'PostgreSQL'}"
        record(figures)
        assert figures.is_clean(), figures
    finally:
        server.end()
