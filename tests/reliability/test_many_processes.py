"""Two servers, a process that counts up and the command line, all writing to one SQLite file at once.

They take turns: nobody is told that the database is locked, whoever asks. The short form of this is two workers on one
file (`test_servers.py`) and two processes that read and then write (`tests/database/test_processes.py`).
"""

import asyncio
import sys
from pathlib import Path

import pytest

from forum import database
from forum.accounts.models import Group
from tests.browser.served import run_command
from tests.database.test_processes import count_up
from tests.operations.running import Server
from tests.reliability.faults import Figures, Load, Record, community, reckon, settled
from tests.world import World


async def command_line(folder: Path, url: str, stop: asyncio.Event) -> int:
    """Commands that write, one after the other, until told to stop; returns how many."""
    number = 0
    while not stop.is_set():
        number += 1
        account = (f"made{number}", f"made{number}@example.com")
        await asyncio.to_thread(
            run_command, folder, url, "user", "create", *account, "--password-stdin", stdin="correct horse 電池\n"
        )
        await asyncio.to_thread(run_command, folder, url, "backup", str(folder / f"copy{number}"))
    return number


async def all_at_once(db: str, folder: Path, world: World, seconds: float, rounds: int) -> Figures:
    """Everybody writes for so many seconds; the process of its own counts to `rounds`."""
    servers = [Server(folder, db), Server(folder / "second", db)]
    servers[1].folder.mkdir()
    figures = Figures("two servers, a process and commands on one SQLite file", 0)
    # The process counts in the group with the number 1, which is the cast's.
    await Group.filter(id=1).update(description="0")
    within = await community(world, *servers)
    stop = asyncio.Event()
    try:
        for server in servers:
            await asyncio.to_thread(server.start)
        load = Load(within, "c0")
        commands = asyncio.create_task(command_line(folder, db, stop))
        counting = asyncio.create_task(count_up(db, rounds))
        await asyncio.gather(counting, asyncio.sleep(seconds))
        stop.set()
        ran = await commands
        await load.end()
        code, said = counting.result()
        assert code == 0, said
        assert await database.value("SELECT description FROM groups WHERE id = 1") == str(rounds)
        await within.retry()
        await settled(60)
        await reckon(within, figures)
        locked = sum("locked" in server.log.read_text() for server in servers)
    finally:
        for server in servers:
            server.end()
    slowest = max(asked.answered_at - asked.sent_at for asked in within.account.asked if asked.status == 303)
    assert within.account.strange == [], "somebody was told of a database in trouble"
    assert locked == 0, "a server's log tells of a lock"
    figures.away = slowest
    figures.note = f"nobody was told of a lock; {rounds:,} read-then-write turns and {2 * ran} commands beside"
    return figures


@pytest.mark.soak
async def test_everybody_writes_to_one_file_for_long(
    db: str, engine: str, world: World, tmp_path: Path, record: Record
) -> None:
    if engine == "postgres":
        pytest.skip("one file is SQLite's")
    figures = await all_at_once(db, tmp_path, world, 60, 1_000)
    record(figures)
    assert figures.is_clean(), figures


def size_of(pid: int) -> tuple[int, int]:
    """Resident memory of a process in kilobytes, and how many files it holds open."""
    status = Path(f"/proc/{pid}/status").read_text()
    resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
    return resident, len(list(Path(f"/proc/{pid}/fd").iterdir()))


@pytest.mark.soak
async def test_nothing_grows_in_five_minutes(
    db: str, engine: str, world: World, tmp_path: Path, record: Record
) -> None:
    """After the first minute, in which memory fills what it may: memory, open files and SQLite's log stay."""
    if not sys.platform.startswith("linux"):
        pytest.skip("memory is read from /proc")
    server = Server(tmp_path, db)
    within = await community(world, server)
    sizes: list[tuple[int, int]] = []
    logs: list[int] = []
    try:
        await asyncio.to_thread(server.start)
        assert server.process is not None
        load = Load(within, "c0")
        for second in range(300):
            await asyncio.sleep(1)
            if second >= 60:
                sizes.append(size_of(server.process.pid))
                log = Path(db.removeprefix("sqlite://") + "-wal")
                logs.append(log.stat().st_size if log.exists() else 0)
        await load.end()
        await within.retry()
        await settled(60)
        figures = await reckon(within, Figures(f"five minutes of use, {engine}"))
    finally:
        server.end()
    first, last = (sorted(size for size, _ in part)[len(part) // 2] for part in (sizes[:30], sizes[-30:]))
    files = [count for _, count in sizes]
    figures.note = (
        f"memory {first / 1024:.0f} → {last / 1024:.0f} MB, files {min(files)}–{max(files)},"
        f" log at most {max(logs) / 1e6:.1f} MB"
    )
    record(figures)
    assert figures.is_clean(), figures
    assert last < first * 1.15, figures.note
    assert max(files[-30:]) <= max(files[:30]) + 10, figures.note
    assert max(logs) < 64_000_000, figures.note
