"""A throw-away PostgreSQL: the cluster of the tests, made to keep its promises once it is filled."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from tests import postgres

#: What a server has unless somebody decides otherwise; all of these take effect without another start.
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}


@contextmanager
def server() -> Iterator[str]:
    """The address of a server's maintenance database, for as long as the block lasts. Raises postgres.Unavailable."""
    postgres.prepare()
    try:
        yield postgres.server_url()
    finally:
        postgres.remove()


def make_durable(url: str) -> None:
    """Turn off what makes tests quick: from now on what is committed is on the disk."""
    asyncio.run(_make_durable(url))


async def _make_durable(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for name, value in _DURABLE.items():
            await connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        await connection.execute("SELECT pg_reload_conf()")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()
