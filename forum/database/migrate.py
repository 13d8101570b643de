"""Upgrading the schema: numbered migrations, each in one transaction together with the row that says it was done.

Written by hand, one list of statements per engine, because generated ones lose data: an altered column on SQLite means a
rebuilt table, and dropping the old table with foreign keys on deletes every row that refers to it. A `Rebuild` step does
that work with foreign keys off, counts the rows before and after, and puts every index and trigger back.
"""

import asyncio
import importlib
import pkgutil
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import asyncpg

from forum import clock
from forum.database import migrations
from forum.database.connection import postgres_credentials

#: Any number; all hosts that migrate one PostgreSQL database wait for each other on it.
ADVISORY_LOCK = 7_221_904_113

#: Seconds to wait for another process that migrates the same SQLite file: rebuilding a large table takes its time.
PATIENCE = 600

_LEDGER = (
    "CREATE TABLE IF NOT EXISTS schema_migrations"
    " (number INT NOT NULL PRIMARY KEY, name VARCHAR(80) NOT NULL, applied_at {} NOT NULL)"
)


class MigrationError(Exception):
    """A migration that could not be finished; the database is as it was before it."""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """SQLite only: give a table another shape, keeping its rows, indexes and triggers.

    `create` is the new CREATE TABLE statement under the table's own name. `columns` maps each new column that is filled
    from something other than its namesake to an SQL expression over the old row; columns that are in both tables are
    copied, columns that are in neither are left out.
    """

    table: str
    create: str
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step of the schema's history."""

    number: int
    name: str
    sqlite: tuple[str | Rebuild, ...]
    postgres: tuple[str, ...]


def history() -> list[Migration]:
    """Every migration, in order."""
    found = []
    for module in pkgutil.iter_modules(migrations.__path__):
        match = re.fullmatch(r"m(\d{4})_(\w+)", module.name)
        if match:
            room: ModuleType = importlib.import_module(f"{migrations.__name__}.{module.name}")
            found.append(Migration(int(match[1]), match[2], tuple(room.SQLITE), tuple(room.POSTGRES)))
    return sorted(found, key=lambda migration: migration.number)


async def apply(url: str, upto: int | None = None, tell: Callable[[Migration], None] = lambda _: None) -> list[Migration]:
    """Bring the database at `url` up to date (or to number `upto`) and return what was applied. Raises MigrationError."""
    wanted = [migration for migration in history() if upto is None or migration.number <= upto]
    if url.startswith("sqlite://"):
        return await asyncio.to_thread(_apply_sqlite, url.removeprefix("sqlite://"), wanted, tell)
    return await _apply_postgres(url, wanted, tell)


async def pending(url: str) -> list[Migration]:
    """The migrations that the database at `url` has not seen."""
    if url.startswith("sqlite://"):
        path = Path(url.removeprefix("sqlite://"))
        if not path.exists():
            return history()
        with closing(sqlite3.connect(path)) as connection:
            has = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'schema_migrations'").fetchone()[0]
            done = {number for (number,) in connection.execute("SELECT number FROM schema_migrations")} if has else set()
    else:
        connection = await asyncpg.connect(**_plain(url))
        try:
            has = await connection.fetchval("SELECT to_regclass('schema_migrations') IS NOT NULL")
            done = {row["number"] for row in await connection.fetch("SELECT number FROM schema_migrations")} if has else set()
        finally:
            await connection.close()
    return [migration for migration in history() if migration.number not in done]


def _apply_sqlite(path: str, wanted: list[Migration], tell: Callable[[Migration], None]) -> list[Migration]:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    applied = []
    with closing(sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        # Foreign keys cannot be switched inside a transaction; they are checked by hand before each commit.
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(_LEDGER.format("TIMESTAMP"))
        for migration in wanted:
            try:
                connection.execute("BEGIN IMMEDIATE")
                if connection.execute("SELECT 1 FROM schema_migrations WHERE number = ?", [migration.number]).fetchone():
                    connection.execute("ROLLBACK")
                    continue
                for step in migration.sqlite:
                    if isinstance(step, Rebuild):
                        _rebuild(connection, step)
                    else:
                        connection.execute(step)
                broken = connection.execute("PRAGMA foreign_key_check").fetchall()
                if broken:
                    lost = f"{len(broken)} rows without the row they refer to"
                    raise MigrationError(f"migration {migration.number} would leave {lost}")
                connection.execute(
                    "INSERT INTO schema_migrations VALUES (?, ?, ?)", [migration.number, migration.name, str(clock.now())]
                )
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise MigrationError(f"migration {migration.number} ({migration.name}) failed: {error}") from error
                raise
            applied.append(migration)
            tell(migration)
    return applied


def _rebuild(connection: sqlite3.Connection, step: Rebuild) -> None:
    table = step.table
    attached = [
        sql for (sql,) in connection.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL", [table]
        )
    ]
    before = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
    old = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    # Renaming the old table away would rewrite what refers to it; so the new one is made aside and takes the name last.
    aside = f"{table}__new"
    connection.execute(re.sub(rf'CREATE TABLE\s+"?{table}"?', f'CREATE TABLE "{aside}"', step.create, count=1))
    given = dict(step.columns)
    new = [row[1] for row in connection.execute(f'PRAGMA table_info("{aside}")')]
    filled = [column for column in new if column in given or column in old]
    targets = ", ".join(f'"{column}"' for column in filled)
    sources = ", ".join(given.get(column, f'"{column}"') for column in filled)
    connection.execute(f'INSERT INTO "{aside}" ({targets}) SELECT {sources} FROM "{table}"')
    after = connection.execute(f'SELECT count(*) FROM "{aside}"').fetchone()[0]
    if after != before:
        raise MigrationError(f"rebuilding {table} would keep {after} of {before} rows")
    sequence = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table]).fetchone()
    connection.execute(f'DROP TABLE "{table}"')
    connection.execute("PRAGMA legacy_alter_table=ON")
    connection.execute(f'ALTER TABLE "{aside}" RENAME TO "{table}"')
    connection.execute("PRAGMA legacy_alter_table=OFF")
    if sequence:
        connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", [sequence[0], table])
    for sql in attached:
        connection.execute(sql)


async def _apply_postgres(url: str, wanted: list[Migration], tell: Callable[[Migration], None]) -> list[Migration]:
    applied = []
    connection = await asyncpg.connect(**_plain(url))
    try:
        await connection.fetchval("SELECT pg_advisory_lock($1)", ADVISORY_LOCK)
        await connection.execute(_LEDGER.format("TIMESTAMPTZ"))
        for migration in wanted:
            if await connection.fetchval("SELECT 1 FROM schema_migrations WHERE number = $1", migration.number):
                continue
            try:
                async with connection.transaction():
                    for step in migration.postgres:
                        await connection.execute(step)
                    await connection.execute(
                        "INSERT INTO schema_migrations VALUES ($1, $2, $3)", migration.number, migration.name, clock.now()
                    )
            except asyncpg.PostgresError as error:
                raise MigrationError(f"migration {migration.number} ({migration.name}) failed: {error}") from error
            applied.append(migration)
            tell(migration)
    finally:
        await connection.close()
    return applied


def _plain(url: str) -> dict[str, object]:
    credentials = postgres_credentials(url, 1)
    for pool_only in ("minsize", "maxsize"):
        del credentials[pool_only]
    return credentials
