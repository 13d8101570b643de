"""What a database looks like and what is in it: its shape for comparing, generic rows for filling, a print of the rows.

Works on any schema by asking the database itself, so that a table added tomorrow is filled and checked tomorrow.
"""

import asyncio
import hashlib
import json
import re
import sqlite3
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg

LEDGER = "schema_migrations"
FIRST_ID = 101
ROWS = 3


@dataclass
class Table:
    """A table's columns (type, whether it must be filled, default), keys, indexes and triggers."""

    columns: dict[str, tuple[str, bool, str | None]] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    #: column, table and column referred to, what happens on delete.
    foreign: set[tuple[str, str, str, str]] = field(default_factory=set)
    uniques: set[tuple[str, ...]] = field(default_factory=set)
    #: name → columns (and, where there is one, the condition).
    indexes: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, str] = field(default_factory=dict)


Shape = dict[str, Table]


def shape(url: str) -> Shape:
    """Every table of the database but the migrations' own."""
    return _sqlite_shape(_path(url)) if url.startswith("sqlite") else run(_postgres_shape(url))


def fill(url: str, found: Shape) -> None:
    """Put a few rows into every table: the first with every empty field empty, the others full, all of them linked."""
    rows = {name: _rows(found, name) for name in _in_order(found)}
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(_path(url))) as connection, connection:
            connection.execute("PRAGMA foreign_keys=ON")
            for name, made in rows.items():
                for row in made:
                    columns = ", ".join(f'"{column}"' for column in row)
                    marks = ", ".join("?" * len(row))
                    values = [_sqlite_value(value) for value in row.values()]
                    connection.execute(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', values)
    else:
        run(_fill_postgres(url, rows))


def prints(url: str, columns: Mapping[str, list[str]]) -> dict[str, tuple[int, str]]:
    """For each table, how many rows it has and a digest of what stands in the given columns."""
    queries = {
        table: f'SELECT {", ".join(f"""CAST("{name}" AS TEXT)""" for name in names)} FROM "{table}"'
        for table, names in columns.items()
    }
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(_path(url))) as connection:
            found = {table: connection.execute(query).fetchall() for table, query in queries.items()}
    else:
        found = run(_fetch(url, queries))
    return {
        table: (len(rows), hashlib.sha256(repr(sorted(map(repr, map(tuple, rows)))).encode()).hexdigest()[:16])
        for table, rows in found.items()
    }


def applied(url: str) -> list[int]:
    """The numbers in the migrations' ledger."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(_path(url))) as connection:
            return [row[0] for row in connection.execute(f"SELECT number FROM {LEDGER} ORDER BY number")]
    return [row[0] for row in run(_fetch(url, {"": f"SELECT number FROM {LEDGER} ORDER BY number"}))[""]]


def run(work: Any) -> Any:
    """The answer of a coroutine, in a thread and an event loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def execute(url: str, statements: list[str]) -> None:
    """Run statements, outside of the migrations."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(_path(url))) as connection, connection:
            for statement in statements:
                connection.execute(statement)
    else:
        run(_execute_postgres(url, statements))


def _path(url: str) -> str:
    return url.removeprefix("sqlite://")


def _sqlite_shape(path: str) -> Shape:
    found: Shape = {}
    with closing(sqlite3.connect(path)) as connection:
        # Tables for searching (FTS5) follow others by triggers: neither they nor what they consist of are filled.
        tables = connection.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND name <> ?",
            [LEDGER],
        )
        for (name,) in tables.fetchall():
            table = found[name] = Table()
            keys = {}
            for _, column, kind, filled, default, key in connection.execute(f'PRAGMA table_info("{name}")'):
                table.columns[column] = (kind, bool(filled), default)
                if key:
                    keys[key] = column
            table.key = tuple(keys[number] for number in sorted(keys))
            for row in connection.execute(f'PRAGMA foreign_key_list("{name}")'):
                table.foreign.add((row[3], row[2], row[4] or "id", row[6]))
            for _, index, unique, origin, _ in connection.execute(f'PRAGMA index_list("{name}")').fetchall():
                columns = tuple(row[2] for row in connection.execute(f'PRAGMA index_info("{index}")'))
                if origin in ("u", "pk"):
                    table.uniques.add(columns)
                else:
                    text = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [index]).fetchone()[0]
                    condition = text.partition(" WHERE ")[2]
                    table.indexes[index] = f"{'UNIQUE ' * unique}{', '.join(map(str, columns))} {condition}".strip()
            for trigger, text in connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", [name]
            ):
                table.triggers[trigger] = text
            # A key that counts up never gives an id twice, even when the last row was deleted.
            made = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name]).fetchone()[0]
            if "AUTOINCREMENT" in made:
                table.indexes["(counts up)"] = ", ".join(table.key)
    return found


_POSTGRES_COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1, a.attnum
"""
_POSTGRES_CONSTRAINTS = """
    SELECT c.relname, k.contype::text, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relnamespace = 'public'::regnamespace
"""
_POSTGRES_INDEXES = """
    SELECT t.relname, i.relname, pg_get_indexdef(x.indexrelid) FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE t.relnamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u'))
"""
_POSTGRES_TRIGGERS = """
    SELECT c.relname, g.tgname, pg_get_triggerdef(g.oid) FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
    WHERE NOT g.tgisinternal AND c.relnamespace = 'public'::regnamespace
"""


async def _postgres_shape(url: str) -> Shape:
    connection = await asyncpg.connect(url)
    try:
        found: Shape = {}
        for name, column, kind, filled, default in await connection.fetch(_POSTGRES_COLUMNS):
            found.setdefault(name, Table()).columns[column] = (kind, filled, default)
        for name, kind, text in await connection.fetch(_POSTGRES_CONSTRAINTS):
            columns = tuple(_unquoted(text.partition("(")[2].partition(")")[0]))
            match kind:
                case "p":
                    found[name].key = columns
                case "u":
                    found[name].uniques.add(columns)
                case "f":
                    match = re.search(r"REFERENCES (\S+)\((\S+)\)(?: ON DELETE (\w+(?: \w+)?))?", text)
                    assert match, text
                    target, theirs, action = match[1].strip('"'), match[2].strip('"'), match[3] or "NO ACTION"
                    found[name].foreign.add((columns[0], target, theirs, action))
                case _:
                    found[name].indexes[f"check {text}"] = text
        for name, index, text in await connection.fetch(_POSTGRES_INDEXES):
            found[name].indexes[index] = text.partition(" USING ")[2] + (" UNIQUE" if "UNIQUE" in text else "")
        for name, trigger, text in await connection.fetch(_POSTGRES_TRIGGERS):
            found[name].triggers[trigger] = text
        found.pop(LEDGER, None)
        return found
    finally:
        await connection.close()


def _unquoted(columns: str) -> list[str]:
    return [column.strip().strip('"') for column in columns.split(",")]


def _in_order(found: Shape) -> list[str]:
    """The tables, those that others need first."""
    done: list[str] = []
    left = sorted(found)
    while left:
        ready = [name for name in left if _needed(found, name) <= set(done)]
        assert ready, f"these tables need each other: {left}"
        done += ready
        left = [name for name in left if name not in ready]
    return done


def _needed(found: Shape, name: str) -> set[str]:
    return {target for _, target, _, _ in found[name].foreign if target != name}


def _rows(found: Shape, name: str) -> list[dict[str, Any]]:
    table = found[name]
    links = {column: target for column, target, _, _ in table.foreign}
    rows = []
    for number in range(ROWS):
        row: dict[str, Any] = {}
        for column, (kind, filled, _) in table.columns.items():
            empty = not filled and column not in table.key
            if number == 0 and empty:
                row[column] = None
            elif column in links and links[column] == name:
                # A row of the same table: the one before it.
                row[column] = FIRST_ID + number - 1 if number else None
            elif column in links:
                row[column] = _key_value(found, links[column], number)
            else:
                row[column] = _value(kind, column, number, column in table.key)
        rows.append(row)
    return _bound(name, rows)


def _bound(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows as the database's own rules allow them: a pair is of two, and a canonical thread is no duplicate."""
    first, second, third = (FIRST_ID + number for number in range(ROWS))
    if name == "duplicate_pairs":
        for row, (low, high) in zip(rows, ((first, second), (first, third), (second, third)), strict=True):
            row |= {"low_thread_id": low, "high_thread_id": high}
    if name == "duplicate_marks":
        rows = [row | {"canonical_id": third} for row in rows[:2]]
    return rows


def _key_value(found: Shape, table: str, number: int) -> Any:
    (key,) = found[table].key
    for column, target, _, _ in found[table].foreign:
        if column == key:
            return _key_value(found, target, number)
    return _value(found[table].columns[key][0], key, number, True)


def _value(kind: str, column: str, number: int, is_key: bool) -> Any:
    kind = kind.upper()
    if "INT" in kind or "SERIAL" in kind:
        return FIRST_ID + number if is_key else 7 * number + 1
    if kind.startswith(("TIMESTAMP", "DATETIME")):
        return datetime(2026, 1, 2, 3, 4, 5, 678901 * (number % 2), tzinfo=UTC) + timedelta(days=number)
    if kind == "DATE":
        return date(2026, 1, 2) + timedelta(days=number)
    if kind.startswith("BOOL"):
        return number % 2 == 1
    if kind.startswith("JSON"):
        return json.dumps({"答え": [number, None, 'it\'s "quoted"']}, ensure_ascii=False)
    if kind.startswith(("REAL", "DOUBLE", "NUMERIC", "DECIMAL")):
        return number + 0.5
    if kind == "TSVECTOR":
        return f"word{number}"
    if kind.startswith(("BLOB", "BYTEA")):
        return bytes([0, number, 255])
    size = int(match[1]) if (match := re.search(r"\((\d+)\)", kind)) else 60
    return f"{number}'é答👍 {column}"[:size]


def _sqlite_value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return str(value)
    return int(value) if isinstance(value, bool) else value


async def _fill_postgres(url: str, rows: dict[str, list[dict[str, Any]]]) -> None:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            for name, made in rows.items():
                for row in made:
                    columns = ", ".join(f'"{column}"' for column in row)
                    marks = ", ".join(f"${number}" for number in range(1, len(row) + 1))
                    await connection.execute(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', *row.values())
    finally:
        await connection.close()


async def _fetch(url: str, queries: dict[str, str]) -> dict[str, Any]:
    connection = await asyncpg.connect(url)
    try:
        return {name: await connection.fetch(query) for name, query in queries.items()}
    finally:
        await connection.close()


async def _execute_postgres(url: str, statements: list[str]) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
