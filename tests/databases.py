"""Fresh databases for tests, on either engine, quickly.

The schema is built once and copied: on SQLite the file of each test is a copy; on PostgreSQL each worker has one
database, which is brought back to the state after the migrations before each test. Only rows are brought back: a test
that changes the schema takes an empty database of its own.
"""

import asyncio
import os
import shutil
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import asyncpg

from forum.database import migrate
from tests import postgres

T = TypeVar("T")

_TABLES = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
_COUNTERS = "SELECT quote_ident(sequencename) AS name, last_value FROM pg_sequences WHERE schemaname = 'public'"


class Databases:
    """What one worker of a run needs to hand out fresh databases; `folder` is its own."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.folder = folder
        # A given server may serve several runs at once: the process tells their databases apart.
        self.prefix = f"kotae_test_{os.getpid()}_{worker}"
        self._sqlite_template: Path | None = None
        self._postgres_template: str | None = None
        self._postgres: _RewoundDatabase | None = None
        self._made: list[str] = []

    def sqlite(self, path: Path) -> str:
        """The address of a migrated SQLite database at `path`."""
        if self._sqlite_template is None:
            template = self.folder / "template.db"
            migrated(f"sqlite://{template}")
            self._sqlite_template = template
        shutil.copyfile(self._sqlite_template, path)
        return f"sqlite://{path}"

    def postgres(self) -> str:
        """The address of the worker's PostgreSQL database, as it was after the migrations."""
        if self._postgres is None:
            self._postgres = _RewoundDatabase(self._copied_postgres())
        else:
            self._postgres.rewind()
        return self._postgres.url

    def keep(self, engine: str, url: str) -> None:
        """Remember all rows of a test's database, in place of what was kept before."""
        if engine == "postgres":
            assert self._postgres is not None and url == self._postgres.url
            self._postgres.keep()
        else:
            _copy(Path(url.removeprefix("sqlite://")), self.folder / "kept.db")

    def bring_back(self, engine: str, url: str) -> None:
        """Fill a test's fresh database, which may be connected, with what was kept."""
        if engine == "postgres":
            assert self._postgres is not None and url == self._postgres.url
            self._postgres.bring_back()
        else:
            _copy(self.folder / "kept.db", Path(url.removeprefix("sqlite://")))

    def own(self, engine: str, path: Path) -> str:
        """The address of a migrated database that nobody else touches, for a server of its own."""
        return self.sqlite(path) if engine == "sqlite" else self._copied_postgres()

    def empty(self, engine: str, path: Path) -> str:
        """The address of a database without a table in it."""
        return f"sqlite://{path}" if engine == "sqlite" else self.empty_postgres()

    def empty_postgres(self) -> str:
        """The address of a PostgreSQL database without a table in it."""
        return postgres.create_database(self._name())

    def _copied_postgres(self) -> str:
        if self._postgres_template is None:
            name = self._name()
            migrated(postgres.create_database(name))
            self._postgres_template = name
        return postgres.create_database(self._name(), template=self._postgres_template)

    def _name(self) -> str:
        name = f"{self.prefix}_{len(self._made)}"
        self._made.append(name)
        return name

    def remove(self) -> None:
        """Drop what was made on the server (the files go with their folder)."""
        if self._postgres is not None:
            self._postgres.leave()
        if os.environ.get("TEST_DATABASE_URL"):
            for name in self._made:
                postgres.drop_database(name)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as filled, closing(sqlite3.connect(target)) as other:
        filled.backup(other)


def migrated(url: str) -> None:
    """Bring the database at `url` to the present schema."""

    async def apply() -> None:
        await migrate.apply(url)

    # In a thread: the caller may be a fixture of a test that has an event loop already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, apply()).result()


@dataclass(frozen=True, slots=True)
class _State:
    """All rows, in PostgreSQL's binary form for each table that has any, and the counters' last values."""

    rows: dict[str, bytes]
    counters: dict[str, int | None]


class _RewoundDatabase:
    """A migrated PostgreSQL database and the rows it had then.

    One connection stays open for all tests of a worker, in an event loop and a thread of its own: what the server has
    learned of a hundred tables on it would cost more than the rows.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection: asyncpg.Connection | None = None
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._first = self._do(self._state)
        self._kept = self._first

    def rewind(self) -> None:
        """Bring every row and every counter back; waits for no one who still holds a lock."""
        self._do(self._rewind)

    def keep(self) -> None:
        """Remember how it is now."""
        self._kept = self._do(self._state)

    def bring_back(self) -> None:
        """Make it what it was when it was kept."""
        self._do(lambda connection: self._fill(connection, self._kept))

    def leave(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            asyncio.run_coroutine_threadsafe(self._connection.close(), self._loop).result()

    def _do(self, work: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
        async def visit() -> T:
            if self._connection is None or self._connection.is_closed():
                self._connection = await asyncpg.connect(self.url)
                names = [row[0] for row in await self._connection.fetch(_TABLES)]
                probes = ", ".join(f"CASE WHEN EXISTS (SELECT FROM {name}) THEN '{name}' END" for name in names)
                # The tables that hold a row: asking is far cheaper than emptying them all.
                self._filled = await self._connection.prepare(f"SELECT array_remove(ARRAY[{probes}], NULL)")
            return await work(self._connection)

        return asyncio.run_coroutine_threadsafe(visit(), self._loop).result()

    async def _state(self, connection: asyncpg.Connection) -> _State:
        rows: dict[str, bytes] = {}
        for table in await self._filled.fetchval():
            copy = BytesIO()
            await connection.copy_from_table(table, output=copy, format="binary")
            rows[table] = copy.getvalue()
        return _State(rows, {row["name"]: row["last_value"] for row in await connection.fetch(_COUNTERS)})

    async def _rewind(self, connection: asyncpg.Connection) -> None:
        # A test that failed may have left a connection in the middle of something.
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await self._fill(connection, self._first)

    async def _fill(self, connection: asyncpg.Connection, state: _State) -> None:
        async with connection.transaction():
            # Without foreign keys and triggers, the order of the tables does not matter.
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute("; ".join(f"DELETE FROM {table}" for table in await self._filled.fetchval()))
            for table, rows in state.rows.items():
                await connection.copy_to_table(table, source=BytesIO(rows), format="binary")
            for counter in await connection.fetch(_COUNTERS):
                value = state.counters.get(counter["name"])
                if counter["last_value"] != value:
                    await connection.execute(
                        "SELECT setval($1::text::regclass, $2, $3)", counter["name"], value or 1, value is not None
                    )
