"""Rows that refer to nothing, and ids that would be given twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum import database
from forum.transfer.checking.drift import Drift

_TARGETS = {"thread": "threads", "category": "categories", "tag": "tags"}


@dataclass(frozen=True, slots=True)
class _Stray:
    drift: Drift
    sql: str
    params: tuple[Any, ...]


async def look(repair: bool) -> tuple[list[Drift], int]:
    """Every stray, and how many were mended: by what the foreign key would have done."""
    strays = [*await _references(), *await _watches(), *await _counters()]
    if not repair or not strays:
        return [stray.drift for stray in strays], 0

    async def work() -> int:
        mended = 0
        for stray in strays:
            if stray.drift.mendable:
                if stray.sql.startswith("SELECT"):
                    await database.rows(stray.sql, *stray.params)
                else:
                    await database.execute(stray.sql, *stray.params)
                mended += 1
        return mended

    return [stray.drift for stray in strays], await database.transaction(work)


async def _references() -> list[_Stray]:
    """Rows whose foreign key leads nowhere. PostgreSQL keeps none; SQLite does not look in files written without it."""
    if database.engine() == "postgres":
        return []
    found = []
    for table, rowid, parent, number in [tuple(row) for row in await database.rows_aside("PRAGMA foreign_key_check")]:
        keys: Sequence[Any] = await database.rows_aside(f'PRAGMA foreign_key_list("{table}")')
        key = next(key for key in keys if key["id"] == number)
        value = await database.value(f'SELECT "{key["from"]}" FROM "{table}" WHERE rowid = $1', rowid)
        verb = key["on_delete"]
        sql = (
            f'DELETE FROM "{table}" WHERE rowid = $1' if verb == "CASCADE"
            else f'UPDATE "{table}" SET "{key["from"]}" = NULL WHERE rowid = $1'
        )
        right = {"CASCADE": "no such row", "SET NULL": None}.get(verb, f"{parent} {value}")
        found.append(_Stray(
            Drift(table, rowid, key["from"], value, right, mendable=verb in ("CASCADE", "SET NULL")), sql, (rowid,)
        ))
    return sorted(found, key=lambda stray: (stray.drift.kind, stray.drift.id, stray.drift.what))


async def _watches() -> list[_Stray]:
    """Watches of what is not there any more: no foreign key binds them."""
    found = []
    for kind, table in _TARGETS.items():
        for row in await database.rows_aside(
            "SELECT w.id, w.target_id FROM watches w WHERE w.target_type = $1"
            f" AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = w.target_id) ORDER BY w.id",
            kind,
        ):
            drift = Drift("watch", row["id"], f"{kind} it is on", row["target_id"], "no such row")
            found.append(_Stray(drift, "DELETE FROM watches WHERE id = $1", (row["id"],)))
    return found


async def _counters() -> list[_Stray]:
    """Counters of ids that stand behind the rows, as a copy made by hand leaves them on PostgreSQL."""
    if database.engine() == "sqlite":
        return []
    counted = await database.rows(
        "SELECT name, counter FROM ("
        "SELECT c.relname AS name, pg_get_serial_sequence(quote_ident(c.relname), 'id') AS counter FROM pg_class c"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id' AND NOT a.attisdropped"
        " WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace OFFSET 0"
        ") s WHERE counter IS NOT NULL ORDER BY name"
    )
    # In one statement: rows are those of its beginning, and counters only go on.
    figures = await database.row("SELECT " + ", ".join(
        f"""(SELECT max(id) FROM "{row['name']}"), pg_sequence_last_value('{row['counter']}'::regclass)""" for row in counted
    ))
    assert figures is not None
    found = []
    for row, highest, last in zip(counted, figures[::2], figures[1::2], strict=True):
        if (last or 0) < (highest or 0):
            found.append(_Stray(
                Drift(row["name"], highest, "last id given", last or 0, highest),
                f"""SELECT setval('{row['counter']}', greatest((SELECT max(id) FROM "{row['name']}"),"""
                f" pg_sequence_last_value('{row['counter']}'::regclass)))", (),
            ))
    return found
