"""Telling a database in trouble (away, busy, out of room) from a mistake of ours in asking it."""

import sqlite3

import asyncpg
from tortoise.exceptions import DBConnectionError

FULL = "full"
AWAY = "away"

_SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)
#: Classes of SQLSTATE: connection, resources, operator intervention, system error; and a deadlock or a race too many.
_POSTGRES_AWAY = ("08", "53", "57", "58", "40")
_POSTGRES_FULL = ("53100",)


def trouble(error: BaseException | None) -> str:
    """FULL when there is no room to write, AWAY when the database cannot serve now, "" for anything else.

    Looks through what wraps the driver's error.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if found := _trouble(error):
            return found
        inner = error.args[0] if error.args and isinstance(error.args[0], BaseException) else None
        error = inner or error.__cause__
    return ""


def _trouble(error: BaseException) -> str:
    match error:
        case sqlite3.Error():
            # Extended codes carry the plain one in their low byte.
            code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
            return FULL if code == sqlite3.SQLITE_FULL else AWAY if code in _SQLITE_AWAY else ""
        case asyncpg.PostgresError():
            state = error.sqlstate or ""
            return FULL if state in _POSTGRES_FULL else AWAY if state[:2] in _POSTGRES_AWAY else ""
        case asyncpg.InterfaceError() | DBConnectionError() | ConnectionError():
            return AWAY
    return ""
