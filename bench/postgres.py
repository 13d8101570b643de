"""A throw-away PostgreSQL that keeps its promises: the tests' cluster, with what makes tests quick turned off again."""

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
        url = postgres.server_url()
        asyncio.run(_make_durable(url))
        yield url
    finally:
        postgres.remove()


async def _make_durable(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for name, value in _DURABLE.items():
            await connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        await connection.execute("SELECT pg_reload_conf()")
    finally:
        await connection.close()
