"""Told to stop twenty times under load, alone and with two workers: whoever had asked is answered.

The short form is in `tests/operations/test_stopping.py`.
"""

from pathlib import Path

import pytest

from tests.operations.running import Server
from tests.reliability.faults import Record, community, stop_under_load
from tests.world import World


async def stopped(server: Server, world: World, cycles: int, record: Record, name: str) -> None:
    try:
        figures = await stop_under_load(await community(world, server), cycles)
        figures.trial = name
        record(figures)
        assert figures.is_clean(), figures
    finally:
        server.end()


@pytest.mark.soak
@pytest.mark.parametrize("workers", [1, 2])
async def test_stopping_twenty_times(
    db: str, engine: str, workers: int, tmp_path: Path, world: World, record: Record
) -> None:
    name = f"SIGTERM, {'SQLite' if engine == 'sqlite' else 'PostgreSQL'}{', two workers' if workers == 2 else ''}"
    await stopped(Server(tmp_path, db, workers=workers), world, 20, record, name)
