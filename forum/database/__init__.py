"""The connection to the database: the only way to open a transaction (`transaction`) and to read by SQL (`rows`).

Words: the *writer* is Tortoise's connection (SQLite) or pool (PostgreSQL); the *reader* is a second, read-only SQLite
connection of the process, so that reading never waits for a transaction that is open.
"""

from forum.database.connection import (
    Row,
    after_commit,
    close,
    collect_first,
    connect,
    counting,
    engine,
    execute,
    in_transaction,
    is_connected,
    lock_row,
    transaction,
)
from forum.database.reading import TookTooLong, id_list, moment, row, rows, rows_aside, rows_within, value

__all__ = [
    "Row",
    "TookTooLong",
    "after_commit",
    "close",
    "collect_first",
    "connect",
    "counting",
    "engine",
    "execute",
    "id_list",
    "in_transaction",
    "is_connected",
    "lock_row",
    "moment",
    "row",
    "rows",
    "rows_aside",
    "rows_within",
    "transaction",
    "value",
]
