"""Tortoise's SQLite client with the three mends that a busy server needs.

`BEGIN IMMEDIATE` instead of `BEGIN`: a deferred transaction that reads and then writes fails at once with "database is
locked" beside a second process. A transaction whose `BEGIN` fails gives the client's lock back. And a transaction that
was not opened by `database.transaction` is refused, for a task cancelled inside it would leave the lock held for ever.
"""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

from forum.database.connection import in_transaction


class ImmediateWrapper(SqliteTransactionWrapper):
    """A transaction that takes SQLite's write lock when it begins, waiting up to `busy_timeout` for it."""

    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as exc:
            raise OperationalError(exc) from exc


class ImmediateContext(SqliteTransactionContext):
    """Opens an `ImmediateWrapper`, and leaves nothing locked when that fails."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            self.token = get_connections().set(self.connection_name, self.connection)
            try:
                await self.connection.begin()
            except BaseException:
                get_connections().reset(self.token)
                raise
        except BaseException:
            self._trxlock.release()
            raise
        return self.connection

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        try:
            if exc_type:
                await self.connection.rollback()
            else:
                try:
                    await self.connection.commit()
                except BaseException as exc:
                    # A commit that failed (a full disk) leaves the transaction open on the shared connection.
                    await self.connection._connection.rollback()
                    if isinstance(exc, sqlite3.OperationalError):
                        raise OperationalError(exc) from exc
                    raise
        finally:
            get_connections().reset(self.token)
            self._trxlock.release()


class ImmediateClient(SqliteClient):
    """The client that `forum.database.connect` names for SQLite."""

    def _in_transaction(self) -> TransactionContext:
        if not in_transaction():
            raise RuntimeError("transactions are opened by forum.database.transaction only")
        return ImmediateContext(ImmediateWrapper(self), self._lock)


client_class = ImmediateClient

# Moments are compared as text, so they are all written in UTC; Tortoise's own adapter leaves a filter's zone as it is.
sqlite3.register_adapter(datetime, lambda moment: str(moment.astimezone(UTC)))
