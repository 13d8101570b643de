"""A disk that fills up under a real server: writing is refused with words, reading goes on, and room heals it unaided.

The disk is a small file system in memory, which root may mount on Linux; where that cannot be had the trial is skipped
aloud. Of PostgreSQL the tables are on it, in a tablespace: with its log there as well it would end rather than refuse.
What SQLite does when a file may not grow is tried everywhere, in `tests/operations/test_full_disk.py`.
"""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from tests import postgres
from tests.conftest import MISSING, missing
from tests.databases import Databases, migrated
from tests.operations.running import Client, Server
from tests.reliability.cluster import Cluster
from tests.reliability.faults import Figures, Load, Record, community, reckon, settled
from tests.world import World

#: Bytes of the whole disk.
SIZE = {"sqlite": 12_000_000, "postgres": 48_000_000}
#: Seconds of room after which writing must work again: five on a quiet machine; this one may be busy with other tests.
HEALED = 20.0


class Disk:
    """A small file system and the file that fills it up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ballast = folder / "ballast"

    def fill(self) -> None:
        """Leave not one page."""
        with self.ballast.open("ab", buffering=0) as file:
            for piece in (65_536, 4_096):
                try:
                    while file.write(b"\0" * piece) == piece:
                        pass
                except OSError:
                    continue

    def empty(self) -> None:
        """Give the room back."""
        self.ballast.unlink(missing_ok=True)


@pytest.fixture
def disk(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    if engine == "postgres" and request.node.get_closest_marker("soak") is None:
        pytest.skip("the long trial does it on PostgreSQL too; its error is told as 507 in tests/web")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE[engine]}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode != 0:
        pytest.skip(f"{MISSING}a small file system (root may mount one on Linux)")
    yield Disk(folder)
    subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


@pytest.fixture
def database_url(engine: str, disk: Disk, databases: Databases) -> Iterator[str]:
    """A fresh database on the small disk."""
    if engine == "sqlite":
        yield databases.sqlite(disk.folder / "kotae.db")
        return
    try:
        cluster = Cluster()
    except postgres.Unavailable as reason:
        missing(f"PostgreSQL: {reason}")
    try:
        yield on_small_disk(cluster, disk)
    finally:
        cluster.remove()


def on_small_disk(cluster: Cluster, disk: Disk) -> str:
    """The address of a fresh database whose tables are on the small disk."""
    account = postgres._account()
    subprocess.run(["chmod", "a+x", *map(str, (disk.folder, *list(disk.folder.parents)[:3]))], check=True)
    place = disk.folder / "tables"
    place.mkdir()
    if account is not None:
        os.chown(place, account.pw_uid, account.pw_gid)

    async def create(connection: asyncpg.Connection) -> None:
        await connection.execute(f"CREATE TABLESPACE small LOCATION '{place}'")
        await connection.execute("CREATE DATABASE kotae TEMPLATE template0 TABLESPACE small")

    postgres.on_server(create, cluster.url)
    url = cluster.url.replace("@/postgres?", "@/kotae?")
    migrated(url)
    return url


async def fill_up(database_url: str, disk: Disk, world: World, folder: Path, cycles: int) -> Figures:
    """Fill the disk and empty it again and again while people write."""
    server = Server(folder, database_url)
    figures = Figures(f"disk full, {'SQLite' if database_url.startswith('sqlite') else 'PostgreSQL'}", cycles)
    within = await community(world, server)
    account, refused = within.account, 0
    try:
        await asyncio.to_thread(server.start)
        guest = Client(server.url)
        for cycle in range(cycles):
            load = Load(within, f"c{cycle}")
            await load.is_under_way()
            await asyncio.to_thread(disk.fill)
            ends = time.monotonic() + 60
            while account.strange.count(507) < 20:
                assert time.monotonic() < ends, f"the disk does not fill up: {account.strange[-5:]}"
                await asyncio.sleep(0.02)
            for path in (within.path, "/threads", "/", "/healthz", "/readyz"):
                asked = await guest.get(path)
                assert asked.status in (200, 301, 303), f"{path}: {asked.status} while the disk is full"
            words = next(asked.body.decode() for asked in account.asked if asked.status == 507)
            assert "There is no room left to save this." in words
            room_at = time.monotonic()
            await asyncio.to_thread(disk.empty)
            while account.last_at < room_at:
                assert time.monotonic() - room_at < 30, f"it does not heal: {account.strange[-5:]}"
                await asyncio.sleep(0.01)
            figures.away = max(figures.away, account.last_at - room_at)
            await load.is_under_way()
            await load.end()
            assert server.is_alive()
            assert set(account.strange) == {507}
            refused += len(account.strange)
            account.strange.clear()
            await within.retry()
            within.hang_up()
        await settled(20)
        guest.close()
        await reckon(within, figures)
    finally:
        disk.empty()
        server.end()
    figures.note = f"{refused} refused with words (507); pages were served meanwhile; healed unaided"
    return figures


async def test_a_disk_that_fills_up(db: str, disk: Disk, world: World, tmp_path: Path, record: Record) -> None:
    figures = await fill_up(db, disk, world, tmp_path, 1)
    record(figures)
    assert figures.is_clean(), figures
    assert figures.away < HEALED


@pytest.mark.soak
async def test_a_disk_that_fills_up_five_times(
    db: str, disk: Disk, world: World, tmp_path: Path, record: Record
) -> None:
    figures = await fill_up(db, disk, world, tmp_path, 5)
    record(figures)
    assert figures.is_clean(), figures
    assert figures.away < HEALED
