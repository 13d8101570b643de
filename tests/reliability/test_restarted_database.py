"""PostgreSQL is stopped at once under load and started again: the forum never ends, says so meanwhile, and goes on.

What was acknowledged is there once, news has one effect, and a server that starts before its database waits for it.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from forum import database
from forum import settings as forum_settings
from forum.database.registry import MODELS
from tests import postgres
from tests.conftest import missing
from tests.databases import migrated
from tests.operations.running import Server
from tests.reliability.cluster import Cluster
from tests.reliability.faults import (
    Community,
    Figures,
    Load,
    Record,
    community,
    die_under_load,
    reckon,
    settled,
)
from tests.world import World

#: Seconds after which an answer must have come, whether or not the database is there.
AT_ONCE = 8.0


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this file's own, with an empty community."""
    try:
        made = Cluster()
    except postgres.Unavailable as reason:
        missing(f"PostgreSQL: {reason}")
    migrated(made.url)
    yield made
    made.remove()


@pytest.fixture
async def db(cluster: Cluster, settings: forum_settings.Settings) -> AsyncIterator[str]:
    """The database of this file's own server, connected and emptied."""
    await database.connect(cluster.url, MODELS, pool=5, everywhere=False)
    found = await database.rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND relname <> 'schema_migrations'"
    )
    tables = ", ".join(f'"{row["relname"]}"' for row in found)
    # The system's own person came with the migrations and stays.
    kept = await database.rows("SELECT * FROM people WHERE id = 1")
    await database.execute(f"TRUNCATE {tables} RESTART IDENTITY")
    columns = ", ".join(f'"{name}"' for name in dict(kept[0]))
    places = ", ".join(f"${number + 1}" for number in range(len(kept[0])))
    await database.execute(f"INSERT INTO people ({columns}) VALUES ({places})", *kept[0].values())
    await database.rows("SELECT setval(pg_get_serial_sequence('people', 'id'), 1)")
    yield cluster.url
    await database.close()


@pytest.fixture
async def server(db: str, tmp_path: Path) -> AsyncIterator[Server]:
    made = Server(tmp_path, db)
    yield made
    made.end()


async def restart_under_load(within: Community, cluster: Cluster, cycles: int) -> Figures:
    """Restart the database again and again while people write; the server is started once and stays."""
    server, account = within.server, within.account
    figures = Figures("", cycles)
    await asyncio.to_thread(server.start)
    refused = 0
    for cycle in range(cycles):
        load = Load(within, f"c{cycle}")
        await load.is_under_way()
        await asyncio.sleep(random.uniform(0.0, 0.8))
        stopped_at = time.monotonic()
        await asyncio.to_thread(cluster.restart)
        while account.last_at < stopped_at:
            assert time.monotonic() - stopped_at < 30, f"nobody could write: {account.strange[-5:]}"
            await asyncio.sleep(0.01)
        await load.is_under_way()
        figures.away = max(figures.away, account.last_at - stopped_at)
        await load.end()
        assert server.is_alive()
        # The database being away is told with its own status; nothing else goes wrong.
        assert set(account.strange) <= {503}
        refused += len(account.strange)
        account.strange.clear()
        await within.retry()
        within.hang_up()
    # Claims of a process that lives on are given back by it: nothing has to lapse.
    await settled(180)
    figures.note = f"the server never ended; {refused} told to try again (503)"
    return await reckon(within, figures)


async def test_the_database_is_restarted_under_load(
    server: Server, world: World, cluster: Cluster, record: Record
) -> None:
    figures = await restart_under_load(await community(world, server), cluster, 1)
    figures.trial = "PostgreSQL restarted at once"
    record(figures)
    assert figures.is_clean(), figures


async def test_the_database_is_away(server: Server, world: World, cluster: Cluster) -> None:
    """Who asks is answered at once and with words; the server stays, and serves again when the database does."""
    within = await community(world, server)
    await asyncio.to_thread(server.start)
    async with httpx.AsyncClient(base_url=server.url, timeout=AT_ONCE) as visitor:
        assert (await visitor.get(within.path, follow_redirects=True)).status_code == 200
        assert (await visitor.get("/readyz")).status_code == 200
        await asyncio.to_thread(cluster.stop)
        try:
            for _ in range(3):
                assert (await visitor.get("/healthz")).text == "ok"
                probe = await visitor.get("/readyz")
                assert (probe.status_code, probe.text) == (503, "The database does not answer.")
                metrics = await visitor.get("/metrics")
                assert metrics.status_code == 200
                assert "kotae_database_up 0.0" in metrics.text
                for path in (f"{within.path}/x", "/threads", "/"):
                    page = await visitor.get(path)
                    assert page.status_code == 503
                    assert "The database is busy" in page.text
                    assert "<h1" in page.text
                    assert page.headers["retry-after"] == "5"
        finally:
            await asyncio.to_thread(cluster.start)
        assert server.is_alive()
        assert (await visitor.get("/readyz")).status_code == 200
        assert (await visitor.get("/threads")).status_code == 200


async def test_a_server_that_starts_before_its_database_waits(server: Server, cluster: Cluster) -> None:
    await asyncio.to_thread(cluster.stop)
    server.launch()
    await asyncio.sleep(4)
    assert server.is_alive()
    await asyncio.to_thread(cluster.start, wait=False)
    await asyncio.to_thread(server.wait_until_up)
    async with httpx.AsyncClient(base_url=server.url, timeout=AT_ONCE) as visitor:
        assert (await visitor.get("/readyz")).status_code == 200
    assert "waiting for it" in server.log.read_text()


@pytest.mark.soak
async def test_the_database_is_restarted_ten_times(
    server: Server, world: World, cluster: Cluster, record: Record
) -> None:
    figures = await restart_under_load(await community(world, server), cluster, 10)
    figures.trial = "PostgreSQL restarted at once under load"
    record(figures)
    assert figures.is_clean(), figures


@pytest.mark.soak
async def test_both_die_together_ten_times(server: Server, world: World, cluster: Cluster, record: Record) -> None:
    """The whole machine fails: the server starts while its database still recovers."""

    async def fail() -> None:
        await asyncio.to_thread(cluster.stop)
        await asyncio.to_thread(cluster.start, wait=False)

    figures = await die_under_load(await community(world, server), 10, wait=True, meanwhile=fail)
    figures.trial = "SIGKILL and PostgreSQL restarted at once"
    record(figures)
    assert figures.is_clean(), figures
