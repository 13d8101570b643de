"""SQLite's files as a crash of the machine may leave them: the log of writes torn anywhere, or scribbled upon.

Whatever is left, the database opens, is whole, and holds the first writes up to some point, each of them entirely. And
an upgrade that is killed after any of its statements leaves the schema before or after a step, never between.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from forum import database
from forum.database import migrate
from tests.browser.served import ROOT
from tests.database.shape import applied, fill, prints, run, shape
from tests.reliability.faults import Figures, Record
from tests.world import World

WRITES = 40


async def torn(db: str, world: World, tmp_path: Path, tears: int, record: Record) -> None:
    """Write, copy the files while they are open, and tear the copy's log at `tears` places."""
    thread = await world.a_thread("aiko")
    path = Path(db.removeprefix("sqlite://"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for _ in range(WRITES):
        await world.a_reply(thread.thread_id)
    log = path.with_name(path.name + "-wal").read_bytes()
    chance = random.Random(13)
    figures = Figures("SQLite's log torn or scribbled upon", tears, WRITES, WRITES, note="a beginning is left, whole")
    copy = tmp_path / "copy.db"
    longest = 0
    for number in range(tears):
        for ending in ("", "-wal", "-shm"):
            copy.with_name(copy.name + ending).unlink(missing_ok=True)
        shutil.copyfile(path, copy)
        cut = chance.randrange(len(log) + 1)
        left = log[:cut]
        if number % 3 == 1:
            # A sector that was never written, somewhere.
            at = chance.randrange(max(1, len(left) - 512))
            left = left[:at] + bytes(512) + left[at + 512:]
        elif number % 3 == 2:
            left += chance.randbytes(4096)
        copy.with_name(copy.name + "-wal").write_bytes(left)
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            found = [at for (at,) in connection.execute("SELECT position FROM posts WHERE position > 0 ORDER BY position")]
            assert found == list(range(1, len(found) + 1))
            summary = connection.execute("SELECT reply_count, last_position FROM threads").fetchone()
            assert summary == (len(found), len(found))
            told = connection.execute("SELECT count(*) FROM events WHERE name = 'reply.posted'").fetchone()
            assert told == (len(found),)
        longest = max(longest, len(found))
    assert longest > WRITES // 2
    record(figures)


async def test_a_torn_log(db: str, engine: str, world: World, tmp_path: Path, record: Record) -> None:
    if engine == "postgres":
        pytest.skip("PostgreSQL's log is its own business")
    await torn(db, world, tmp_path, 15, record)


@pytest.mark.soak
async def test_two_hundred_torn_logs(db: str, engine: str, world: World, tmp_path: Path, record: Record) -> None:
    if engine == "postgres":
        pytest.skip("PostgreSQL's log is its own business")
    await torn(db, world, tmp_path, 200, record)
    assert await database.value("SELECT count(*) FROM posts WHERE position > 0") == WRITES


def killed_after(url: str, statement: int) -> int:
    """Upgrade in a process of its own, which kills itself before its n-th statement; returns its code."""
    return subprocess.run(
        [sys.executable, "-m", "tests.reliability.dying_upgrade", url, str(statement)], cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False, timeout=120,
    ).returncode


def upgrade_and_die(url: str, places: list[int], record: Record, engine: str) -> None:
    """Kill the upgrade of a filled database of the first schema before each of these statements, one after the other."""
    run(migrate.apply(url, upto=1))
    fill(url, shape(url))
    columns = {name: list(table.columns) for name, table in shape(url).items()}
    rows = prints(url, columns)
    kills = 0
    for place in places:
        code = killed_after(url, place)
        if code == 0:
            break
        assert code == -signal.SIGKILL, f"statement {place}: {code}"
        kills += 1
        done = applied(url)
        assert done == list(range(1, len(done) + 1))
    run(migrate.apply(url))
    assert run(migrate.pending(url)) == []
    after = shape(url)
    kept = {name: [one for one in names if one in after[name].columns] for name, names in columns.items() if name in after}
    found = prints(url, kept)
    assert {name: count for name, (count, _) in found.items()} == {name: rows[name][0] for name in kept}
    whole = [name for name in kept if kept[name] == columns[name]]
    assert {name: found[name] for name in whole} == {name: rows[name] for name in whole}
    name = "SQLite" if engine == "sqlite" else "PostgreSQL"
    record(Figures(f"SIGKILL between an upgrade's statements, {name}", kills, note="the next start finishes it"))
    assert kills


def test_an_upgrade_that_dies(empty_database_url: str, engine: str, record: Record) -> None:
    upgrade_and_die(empty_database_url, [6], record, engine)


@pytest.mark.soak
def test_an_upgrade_that_dies_before_every_fifth_statement(empty_database_url: str, engine: str, record: Record) -> None:
    upgrade_and_die(empty_database_url, list(range(1, 1_000, 5)), record, engine)
