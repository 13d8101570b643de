"""Made-up later migrations, for trying what real ones will do one day. Run alone, it applies one to a database.

python -m tests.database.histories URL NAME     prints each migration's number as it is applied
"""

import asyncio
import sqlite3
import sys
from contextlib import closing

from forum.database import migrate
from forum.database.migrate import Migration, Rebuild

#: Long enough to be killed in the middle of.
SLOW_SQLITE = (
    "CREATE TABLE slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000000)"
    " SELECT count(*) AS c FROM n"
)
SLOW_POSTGRES = "SELECT pg_sleep(60)"


def creating(url: str, table: str) -> str:
    """The statement that makes a table of a SQLite database as it is now."""
    with closing(sqlite3.connect(url.removeprefix("sqlite://"))) as connection:
        found = connection.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", [table]
        ).fetchone()
    return str(found[0])


def growing(url: str) -> list[Migration]:
    """Three that a forum will need: a wider column of a table with children, a new column, a new index."""
    wider = ()
    if url.startswith("sqlite"):
        wider = (Rebuild("threads", creating(url, "threads").replace('"title" VARCHAR(200)', '"title" VARCHAR(400)')),)
    column = "ALTER TABLE people ADD COLUMN pronouns VARCHAR(40) NOT NULL DEFAULT ''"
    index = "CREATE INDEX idx_posts_edited ON posts (edited_at, id)"
    return [
        Migration(9001, "wider_titles", wider, ("ALTER TABLE threads ALTER COLUMN title TYPE VARCHAR(400)",)),
        Migration(9002, "pronouns", (column,), (column,)),
        Migration(9003, "edited_posts", (index,), (index,)),
    ]


def slow(url: str, *, hanging: bool) -> list[Migration]:
    """One that is done at once, and one that changes a lot and (when `hanging`) does not end."""
    column = "ALTER TABLE people ADD COLUMN pronouns VARCHAR(40) NOT NULL DEFAULT ''"
    change = "UPDATE people SET pronouns = 'they'"
    rebuild = (Rebuild("threads", creating(url, "threads")),) if url.startswith("sqlite") else ()
    return [
        Migration(9001, "a_quick_one", (column,), (column,)),
        Migration(
            9002,
            "a_slow_one",
            (change, *rebuild, *([SLOW_SQLITE] if hanging else [])),
            (change, *([SLOW_POSTGRES] if hanging else [])),
        ),
    ]


async def main(url: str, name: str) -> None:
    real = migrate.history()
    later = {"real": list, "slow": lambda: slow(url, hanging=True), "growing": lambda: growing(url)}[name]()
    migrate.history = lambda: real + later
    await migrate.apply(url, tell=lambda one: print(one.number, flush=True))  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
