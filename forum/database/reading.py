"""Reading by SQL. One text serves both engines: parameters are $1, $2 …, and rows answer `row["column"]`.

Inside a transaction reads see its own writes. Outside, SQLite is read on a connection of its own without leaving the
event loop, which is quickest for reads by key that end within a fraction of a millisecond; whatever may scan goes to
`rows_aside`, which reads in a thread.
"""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, overload

import asyncpg
from tortoise.exceptions import IntegrityError

from forum.database.connection import (
    Row,
    client,
    count,
    engine,
    in_transaction,
    open_reader,
    reader,
    reader_path,
    sqlite_param,
    sqlite_text,
)

_threads = threading.local()


async def rows(sql: str, *params: Any) -> list[Any]:
    """Every row that the query gives. For bounded reads by key; see `rows_aside` for others."""
    if engine() == "sqlite":
        bound = [sqlite_param(param) for param in params]
        if in_transaction():
            # The writer's connection does not convert, so it hands over what `moment` can read.
            _, found = await client().execute_query(sqlite_text(sql), bound)
            return list(found)
        count(sql)
        return reader().execute(sqlite_text(sql), bound).fetchall()
    count(sql)
    try:
        async with client().acquire_connection() as connection:
            return list(await connection.fetch(sql, *params))
    except asyncpg.IntegrityConstraintViolationError as error:
        # INSERT … RETURNING reads too; actions know this refusal by one name on both engines.
        raise IntegrityError(error) from error


async def rows_aside(sql: str, *params: Any) -> list[Any]:
    """As `rows`, in a thread on SQLite, so that a scan does not hold up other people's pages."""
    if engine() == "sqlite" and not in_transaction():
        count(sql)
        bound = [sqlite_param(param) for param in params]
        return await asyncio.to_thread(_read_in_thread, reader_path(), sqlite_text(sql), bound)
    return await rows(sql, *params)


class TookTooLong(Exception):
    """A read that was given up when its time was over."""


async def rows_within(seconds: float, sql: str, *params: Any) -> list[Any]:
    """As `rows_aside`, given up after so many seconds. Raises TookTooLong. Not for use inside a transaction."""
    if engine() == "sqlite":
        count(sql)
        bound = [sqlite_param(param) for param in params]
        return await asyncio.to_thread(_read_in_thread, reader_path(), sqlite_text(sql), bound, seconds)
    count(sql)
    try:
        async with client().acquire_connection() as connection:
            # asyncpg cancels what it gives up, also on the server.
            return list(await connection.fetch(sql, *params, timeout=seconds))
    except TimeoutError as error:
        raise TookTooLong from error


async def row(sql: str, *params: Any) -> Any | None:
    """The first row, or None."""
    found = await rows(sql, *params)
    return found[0] if found else None


async def value(sql: str, *params: Any) -> Any:
    """The first column of the first row, or None."""
    found = await rows(sql, *params)
    return found[0][0] if found else None


@overload
def moment(stored: None) -> None: ...
@overload
def moment(stored: str | datetime) -> datetime: ...
def moment(stored: str | datetime | None) -> datetime | None:
    """A moment as either engine hands it over (also from expressions such as max(created_at)), aware, in UTC."""
    if stored is None or isinstance(stored, datetime):
        return stored
    parsed = datetime.fromisoformat(stored)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def id_list(ids: Iterable[int]) -> str:
    """Ids as text for `IN (…)`; an empty list gives one that matches nothing. Only whole numbers pass."""
    return ",".join(str(int(number)) for number in ids) or "NULL"


def _read_in_thread(path: str, sql: str, params: list[Any], seconds: float | None = None) -> list[Row]:
    kept: sqlite3.Connection | None = getattr(_threads, "connection", None)
    if kept is None or _threads.path != path:
        if kept is not None:
            kept.close()
        kept = _threads.connection = open_reader(path)
        _threads.path = path
    if seconds is None:
        return kept.execute(sql, params).fetchall()
    ends = time.monotonic() + seconds
    # SQLite asks after every so many steps of its own whether to go on.
    kept.set_progress_handler(lambda: time.monotonic() > ends, 5_000)
    try:
        return kept.execute(sql, params).fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise TookTooLong from error
        raise
    finally:
        kept.set_progress_handler(None, 0)
