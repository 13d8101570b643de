"""Fresh databases for tests, on either engine, quickly.

The schema is built once and copied: on SQLite the file of each test is a copy; on PostgreSQL each worker has one
database, which is brought back to the state after the migrations before each test. Only rows are brought back: a test
that changes the schema takes an empty database of its own.
"""

import asyncio
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import asyncpg

from forum.database import migrate
from tests import postgres

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
            url = self.empty_postgres()
            migrated(url)
            self._postgres = _RewoundDatabase(url)
        else:
            self._postgres.rewind()
        return self._postgres.url

    def own(self, engine: str, path: Path) -> str:
        """The address of a migrated database that nobody else touches, for a server of its own."""
        if engine == "sqlite":
            return self.sqlite(path)
        url = self.empty_postgres()
        migrated(url)
        return url

    def empty(self, engine: str, path: Path) -> str:
        """The address of a database without a table in it."""
        return f"sqlite://{path}" if engine == "sqlite" else self.empty_postgres()

    def empty_postgres(self) -> str:
        """The address of a PostgreSQL database without a table in it."""
        name = f"{self.prefix}_{len(self._made)}"
        self._made.append(name)
        return postgres.create_database(name)

    def remove(self) -> None:
        """Drop what was made on the server (the files go with their folder)."""
        if os.environ.get("TEST_DATABASE_URL"):
            for name in self._made:
                postgres.drop_database(name)


def migrated(url: str) -> None:
    """Bring the database at `url` to the present schema."""

    async def apply() -> None:
        await migrate.apply(url)

    # In a thread: the caller may be a fixture of a test that has an event loop already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, apply()).result()


class _RewoundDatabase:
    """A migrated PostgreSQL database and the rows it had then."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.first_rows: dict[str, bytes] = {}
        self.first_counters: dict[str, int | None] = {}
        postgres.on_server(self._remember, url)

    def rewind(self) -> None:
        """Bring every row and every counter back; waits for no one who still holds a lock."""
        postgres.on_server(self._rewind, self.url)

    async def _remember(self, connection: asyncpg.Connection) -> None:
        for table in await _filled_tables(connection):
            copy = BytesIO()
            await connection.copy_from_table(table, output=copy, format="binary")
            self.first_rows[table] = copy.getvalue()
        self.first_counters = {row["name"]: row["last_value"] for row in await connection.fetch(_COUNTERS)}

    async def _rewind(self, connection: asyncpg.Connection) -> None:
        # A test that failed may have left a connection in the middle of something.
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        async with connection.transaction():
            # Without foreign keys and triggers, the order of the tables does not matter.
            await connection.execute("SET LOCAL session_replication_role = replica")
            for table in await _filled_tables(connection):
                await connection.execute(f"DELETE FROM {table}")
            for table, rows in self.first_rows.items():
                await connection.copy_to_table(table, source=BytesIO(rows), format="binary")
            for counter in await connection.fetch(_COUNTERS):
                first = self.first_counters.get(counter["name"])
                if counter["last_value"] != first:
                    await connection.execute(
                        "SELECT setval($1::text::regclass, $2, $3)", counter["name"], first or 1, first is not None
                    )


async def _filled_tables(connection: asyncpg.Connection) -> list[str]:
    """The tables that hold a row: asking is far cheaper than emptying them all."""
    names = [row[0] for row in await connection.fetch(_TABLES)]
    if not names:
        return []
    probes = ", ".join(f"CASE WHEN EXISTS (SELECT FROM {name}) THEN {index} END" for index, name in enumerate(names))
    found = await connection.fetchval(f"SELECT array_remove(ARRAY[{probes}], NULL)")
    return [names[index] for index in found]
