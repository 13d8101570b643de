"""Many rows at once, inside a transaction: ids taken in advance, rows by the driver's own many-at-a-time way."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from forum import database
from forum.database.connection import client, sqlite_param

_NAME = re.compile(r"[a-z_]+")


async def take_ids(table: str, count: int) -> list[int]:
    """`count` ids for new rows of `table` that nobody else will be given."""
    if count == 0:
        return []
    if database.engine() == "postgres":
        found = await database.rows(
            f"SELECT nextval(pg_get_serial_sequence('{_name(table)}', 'id')) AS id"
            " FROM generate_series(1, CAST($1 AS int))", count
        )
        return sorted(row["id"] for row in found)
    # SQLite's transactions take turns, so nobody takes these meanwhile.
    last = await database.value("SELECT seq FROM sqlite_sequence WHERE name = $1", table) or 0
    return list(range(int(last) + 1, int(last) + 1 + count))


async def insert(table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    """Write rows, inside a transaction; values stand in the order of `columns` (names separated by spaces)."""
    if not rows:
        return
    names = [_name(column) for column in columns.split()]
    async with client().acquire_connection() as connection:
        if database.engine() == "postgres":
            # COPY: one stream of rows and one answer, instead of a statement bound anew for each row.
            await connection.copy_records_to_table(_name(table), records=[tuple(row) for row in rows], columns=names)
        else:
            places = ", ".join("?" * len(names))
            await connection.executemany(
                f"INSERT INTO {_name(table)} ({', '.join(names)}) VALUES ({places})",
                [tuple(map(sqlite_param, row)) for row in rows],
            )


async def known(source: str, kind: str, outside_ids: Iterable[str]) -> dict[str, int]:
    """Outside id → id here, of those that were imported already."""
    wanted = sorted(set(outside_ids))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 400):
        some = wanted[start : start + 400]
        if database.engine() == "postgres":
            # Each is looked up by itself: with a list of them PostgreSQL reads all that was imported of this kind.
            rows = await database.rows(
                "SELECT i.external_id, i.local_id FROM unnest(CAST($3 AS text[])) w(id) CROSS JOIN LATERAL"
                " (SELECT external_id, local_id FROM imported WHERE source = $1 AND kind = $2 AND external_id = w.id LIMIT 1) i",
                source, kind, some,
            )
        else:
            places = ", ".join(f"${number}" for number in range(3, len(some) + 3))
            rows = await database.rows(
                f"SELECT external_id, local_id FROM imported WHERE source = $1 AND kind = $2 AND external_id IN ({places})",
                source, kind, *some,
            )
        found |= {row["external_id"]: row["local_id"] for row in rows}
    return found


def _name(word: str) -> str:
    if not _NAME.fullmatch(word):
        raise ValueError(word)
    return word
