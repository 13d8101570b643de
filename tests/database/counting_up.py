"""A process of its own that reads and then writes, again and again. Run by test_processes with a URL and a number."""

import asyncio
import sys
import time

from forum import database
from forum.database.registry import MODELS


async def main(url: str, rounds: int) -> None:
    await database.connect(url, MODELS, pool=2)
    slowest = 0.0

    async def work() -> None:
        await database.lock_row("groups", 1)
        seen = await database.value("SELECT description FROM groups WHERE id = 1")
        await database.execute("UPDATE groups SET description = $1 WHERE id = 1", str(int(seen) + 1))

    for _ in range(rounds):
        begun = time.perf_counter()
        await database.transaction(work)
        slowest = max(slowest, time.perf_counter() - begun)
    await database.close()
    print(f"{slowest:.3f}")  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
