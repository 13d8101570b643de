"""An upgrade that kills itself before its n-th statement: `python -m tests.reliability.dying_upgrade URL N`."""

import asyncio
import os
import signal
import sqlite3
import sys
from typing import Any

import asyncpg

from forum.database import migrate

_left = int(sys.argv[2])


def count() -> None:
    """One more statement is about to run."""
    global _left
    _left -= 1
    if _left < 0:
        os.kill(os.getpid(), signal.SIGKILL)


class Counting(sqlite3.Connection):
    """SQLite's connection, counted."""

    def execute(self, *args: Any) -> sqlite3.Cursor:
        count()
        return super().execute(*args)


_connect, _execute = sqlite3.connect, asyncpg.Connection.execute


def connect(*args: Any, **kwargs: Any) -> sqlite3.Connection:
    """`sqlite3.connect`, counted."""
    return _connect(*args, factory=Counting, **kwargs)


async def execute(self: asyncpg.Connection, *args: Any, **kwargs: Any) -> Any:
    """asyncpg's `execute`, counted."""
    count()
    return await _execute(self, *args, **kwargs)


if __name__ == "__main__":
    sqlite3.connect = connect  # type: ignore[assignment]
    asyncpg.Connection.execute = execute
    asyncio.run(migrate.apply(sys.argv[1]))
