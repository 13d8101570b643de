"""Connections of a transfer's own, past the pool: for reading one snapshot and writing one transaction.

A transfer holds its connection for minutes, streams through it, and must not be in the way of anybody who is served.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import asyncpg

from forum.database import migrate
from forum.database.connection import postgres_credentials
from forum.transfer.trouble import TransferError

#: Milliseconds to wait for another process's transaction.
PATIENCE = 30_000
#: Rows that are held in memory at once.
BATCH = 500


class Snapshot(Protocol):
    """The database as it stood at one moment, however long the reading takes."""

    engine: str

    async def value(self, sql: str) -> Any:
        """The first column of the first row, or None."""
        ...

    def batches(self, sql: str) -> AsyncIterator[Sequence[Sequence[Any]]]:
        """The query's rows, some at a time."""
        ...


def engine_of(url: str) -> str:
    """"sqlite" or "postgres"."""
    return "sqlite" if url.startswith("sqlite://") else "postgres"


def sqlite_file(url: str) -> Path:
    """The file of a sqlite:// address."""
    return Path(url.removeprefix("sqlite://"))


def open_sqlite(path: Path) -> sqlite3.Connection:
    """A connection that begins and ends its transactions by hand, with foreign keys in force."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=PATIENCE / 1000)
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


async def open_postgres(url: str) -> asyncpg.Connection:
    """A connection on which JSON is text. Raises TransferError when the server does not answer."""
    credentials = postgres_credentials(url, 1)
    for pool_only in ("minsize", "maxsize"):
        del credentials[pool_only]
    try:
        connection = await asyncpg.connect(**credentials)
    except (OSError, asyncpg.PostgresError) as error:
        raise TransferError(f"The database does not answer: {error}") from error
    # In the wire's binary form, for COPY speaks no other: a version byte, then the text.
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", format="binary",
        encoder=lambda text: b"\x01" + text.encode(), decoder=lambda raw: raw[1:].decode(),
    )
    return connection


async def require_schema(url: str) -> None:
    """Raises TransferError unless the database has the schema of this version."""
    if engine_of(url) == "sqlite" and not sqlite_file(url).exists():
        raise TransferError("There is no database yet: run `python run.py migrate` first.")
    try:
        waiting = await migrate.pending(url)
    except (OSError, asyncpg.PostgresError) as error:
        raise TransferError(f"The database does not answer: {error}") from error
    if waiting:
        raise TransferError(f"The database needs {len(waiting)} migration(s): run `python run.py migrate` first.")


@asynccontextmanager
async def snapshot(url: str) -> AsyncIterator[Snapshot]:
    """Read the database at `url` as it is now while others go on writing."""
    if engine_of(url) == "sqlite":
        connection = open_sqlite(sqlite_file(url))
        try:
            connection.execute("PRAGMA query_only=ON")
            connection.execute("BEGIN")
            # A deferred transaction sees the moment of its first read.
            connection.execute("SELECT count(*) FROM schema_migrations").fetchone()
            yield _SqliteSnapshot(connection)
        finally:
            connection.close()
    else:
        server = await open_postgres(url)
        try:
            async with server.transaction(isolation="repeatable_read", readonly=True):
                await server.fetchval("SELECT count(*) FROM schema_migrations")
                yield _PostgresSnapshot(server)
        finally:
            await server.close()


class _SqliteSnapshot:
    engine = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    async def value(self, sql: str) -> Any:
        found = await asyncio.to_thread(lambda: self.connection.execute(sql).fetchone())
        return found[0] if found else None

    async def batches(self, sql: str) -> AsyncIterator[Sequence[Sequence[Any]]]:
        cursor = await asyncio.to_thread(self.connection.execute, sql)
        while some := await asyncio.to_thread(cursor.fetchmany, BATCH):
            yield some


class _PostgresSnapshot:
    engine = "postgres"

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection

    async def value(self, sql: str) -> Any:
        return await self.connection.fetchval(sql)

    async def batches(self, sql: str) -> AsyncIterator[Sequence[Sequence[Any]]]:
        cursor = await self.connection.cursor(sql)
        while some := await cursor.fetch(BATCH):
            yield some
