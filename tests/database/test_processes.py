"""Two processes on one database: a transaction that reads and then writes waits its turn and never says "locked"."""

import asyncio
import os
import sys

from forum import clock, database
from forum.accounts.models import Group
from tests.architecture.house import ROOT

ROUNDS = 300


async def count_up(url: str, rounds: int) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.database.counting_up",
        url,
        str(rounds),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_two_processes_read_and_write_by_turns(db: str) -> None:
    await Group.create(id=1, name="counter", name_key="counter", description="0", created_at=clock.now())
    results = await asyncio.gather(count_up(db, ROUNDS), count_up(db, ROUNDS))
    assert [code for code, _ in results] == [0, 0], "\n".join(said for _, said in results)
    assert await database.value("SELECT description FROM groups WHERE id = 1") == str(2 * ROUNDS)


async def test_a_process_reads_what_another_has_just_written(db: str) -> None:
    await Group.create(id=1, name="counter", name_key="counter", description="0", created_at=clock.now())
    assert await database.value("SELECT description FROM groups WHERE id = 1") == "0"
    code, said = await count_up(db, 1)
    assert code == 0, said
    assert await database.value("SELECT description FROM groups WHERE id = 1") == "1"
    assert (await Group.get(id=1)).description == "1"
