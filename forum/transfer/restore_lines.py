"""Reading what `export` wrote into an empty database: looked through first, then written in one transaction.

A file with a bad line, a missing end or another version changes nothing, and neither does an import that is cut off.
"""

import asyncio
import gzip
import io
import json
import math
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

import asyncpg

from forum.kb import dressing
from forum.moderation.actions.casework import CAUSE_WEIGHTS
from forum.text.sanitising import sanitise
from forum.transfer.direct import BATCH, engine_of, open_postgres, open_sqlite, require_schema, sqlite_file
from forum.transfer.export import Tell, sorted_keys, uploads_beside
from forum.transfer.kinds import BY_NAME, FILLED_IN, FORMAT, KINDS, VERSION, Field, Kind
from forum.transfer.trouble import TransferError

#: How many bad lines are told one by one; all are counted.
MOST_TOLD = 20
#: Bytes a line may have: a post with its HTML and a long history of nothing else stays far below.
MOST_BYTES = 20_000_000
_WHOLE = 2**63

Row = tuple[Any, ...]


class BadLines(TransferError):
    """A file that cannot be taken in: the first bad lines with their numbers, and how many there are."""

    def __init__(self, told: list[tuple[int, str]], count: int) -> None:
        super().__init__(f"The file has {count} bad line(s); nothing was imported.")
        self.told = told
        self.count = count


@dataclass(slots=True)
class _Looked:
    """What the first reading found."""

    counts: dict[str, int] = field(default_factory=lambda: {kind.name: 0 for kind in KINDS})
    told: list[tuple[int, str]] = field(default_factory=list)
    bad: int = 0
    ended: bool = False
    has_system: bool = False

    def complain(self, number: int, sentence: str) -> None:
        self.bad += 1
        if len(self.told) < MOST_TOLD:
            self.told.append((number, sentence))


async def import_lines(
    url: str, path: Path, *, uploads: Path | None = None, tell: Tell = lambda _kind, _done, _all: None
) -> dict[str, int]:
    """Write the lines of `path` (gzipped when it ends in .gz) into the empty database at `url`; returns their numbers.

    Raises BadLines with every line that cannot be, and TransferError for a database that is not empty, a file of
    another kind or version, and rows that the database refuses. Nothing is written then. The uploads beside the file
    are copied into the folder `uploads`, which must be empty.
    """
    await require_schema(url)
    beside = uploads_beside(path)
    if uploads is not None and beside.is_dir() and uploads.is_dir() and any(uploads.iterdir()):
        raise TransferError(f"{uploads} is not empty: an export goes into an empty community only.")
    looked = await asyncio.to_thread(_look, path)
    if looked.bad:
        raise BadLines(looked.told, looked.bad)
    total = sum(looked.counts.values())
    target: _Target = _Sqlite(sqlite_file(url)) if engine_of(url) == "sqlite" else _Postgres(url)
    await target.open()
    try:
        await _require_empty(target)
        await _write(target, path, total, tell)
        if uploads is not None and beside.is_dir():
            await asyncio.to_thread(shutil.copytree, beside, uploads, dirs_exist_ok=True)
        await target.commit()
    finally:
        # Without the commit, everything is taken back.
        await target.close()
    return looked.counts


def _look(path: Path) -> _Looked:
    """Read the file once without writing: every line, its kind, its fields, the order, the end and the counts."""
    looked = _Looked()
    order = {kind.name: place for place, kind in enumerate(KINDS)}
    place = 0
    number = 0
    for number, raw in _lines(path):
        try:
            line = _parse(raw)
            kind = line.get("kind")
            if number == 1:
                _check_meta(line)
                continue
            if looked.ended:
                raise ValueError("there is something after the end")
            if kind == "end":
                looked.ended = True
                if line.get("lines") != looked.counts:
                    raise ValueError("the numbers of lines that it names are not those of the file")
            elif kind == "sequence":
                _sequence(line)
            elif not isinstance(kind, str) or kind not in BY_NAME:
                raise ValueError(f"there is no kind {kind!r}")
            else:
                looked.counts[kind] += 1
                if order[kind] < place:
                    raise ValueError(f"a {kind} stands after a {KINDS[place].name}: kinds have an order")
                place = order[kind]
                _rows_of(BY_NAME[kind], line)
                looked.has_system |= kind == "user" and line["id"] == 1 and line["role"] == "system"
        except ValueError as error:
            looked.complain(number, str(error))
    if number == 0:
        raise TransferError(f"{path} is empty.")
    if not looked.ended:
        looked.complain(number, "the file breaks off here: its last line is not the end")
    elif not looked.has_system and not looked.bad:
        looked.complain(number, "the system's own account (user 1) is not in the file")
    return looked


def _check_meta(line: dict[str, Any]) -> None:
    if line.get("kind") != "meta" or line.get("format") != FORMAT:
        raise TransferError("This is no export of Kotae: its first line does not say so.")
    if line.get("version") != VERSION:
        raise TransferError(
            f"The file has version {line.get('version')} of the format; this Kotae reads version {VERSION}."
            " Import it with the Kotae that wrote it, bring that up to date, and export again."
        )


#: Appeals that wait stand in the review queue; a file from before they did brings them without their place in it.
_QUEUE_APPEALS = (
    'INSERT INTO "review_items" ("kind", "subject_id", "cause", "weight", "opened_at", "decision", "version")'
    f" SELECT 'appeal', a.\"id\", 'appeal', {CAUSE_WEIGHTS['appeal']}, a.\"made_at\", '', 1 FROM \"appeals\" a"
    " WHERE a.\"answered_at\" IS NULL AND a.\"outcome\" = '' AND NOT EXISTS (SELECT 1 FROM \"review_items\" i"
    " WHERE i.\"kind\" = 'appeal' AND i.\"subject_id\" = a.\"id\")"
)


async def _write(target: "_Target", path: Path, total: int, tell: Tell) -> None:
    done = 0
    waiting: dict[str, list[Row]] = {}
    first = 0
    current = ""
    late: list[tuple[str, str, int, int]] = []
    sequences: list[tuple[str, int]] = []

    async def flush(upto: int) -> None:
        try:
            for table, rows in waiting.items():
                await target.insert(table, _columns(current, table), rows)
        except (sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, OverflowError, ValueError) as error:
            raise TransferError(
                f"The database refuses a {current} of the lines {first} to {upto}: {error}. Nothing was imported."
            ) from error
        waiting.clear()

    number = 0
    for number, raw in _lines(path):
        line = _parse(raw)
        kind = line["kind"]
        if kind != current or sum(map(len, waiting.values())) >= BATCH:
            await flush(number - 1)
            tell(current, done, total)
            current, first = kind, number
        if kind == "sequence":
            sequences.append(_sequence(line))
        elif kind in BY_NAME:
            for table, row in _rows_of(BY_NAME[kind], line, late, target.engine):
                waiting.setdefault(table, []).append(row)
            done += 1
    await flush(number)
    for table, column, row_id, refers_to in late:
        await target.point(table, column, row_id, refers_to)
    for table, last in sequences:
        await target.count_on(table, last)
    await target.value(_QUEUE_APPEALS)
    tell(current, done, total)


def _columns(kind_name: str, table: str) -> tuple[str, ...]:
    kind = BY_NAME[kind_name]
    columns = kind.columns if kind.table == table else kind.inner[1].columns if kind.inner else ()
    return (*columns, *(column for column, _value in FILLED_IN.get(table, ())))


def _rows_of(
    kind: Kind, line: dict[str, Any], late: list[tuple[str, str, int, int]] | None = None, engine: str = ""
) -> list[tuple[str, Row]]:
    """The rows that a line stands for. What refers to a row that is not there yet goes into `late`.

    Raises ValueError for a field that is missing, unknown, or not of its type. Without an engine the line is only
    looked through: its rows are for nobody.
    """
    allowed = {"kind", kind.inner[0]} if kind.inner else {"kind"}
    rows = [(kind.table, _row(kind, line, allowed, late, engine))]
    if kind.inner is not None:
        name, inner = kind.inner
        if name not in line:
            raise ValueError(f"the field {name} is missing")
        inside = line[name]
        if inside is not None:
            if not isinstance(inside, dict):
                raise ValueError(f"{name} is no object")
            if inside.get("position") != 0 or inside.get("thread_id") != line["id"]:
                raise ValueError(f"{name} is not the first post of this {kind.name}")
            rows.append((inner.table, _row(inner, inside, set(), late, engine)))
    elif kind.name == "reply" and line.get("position") == 0:
        raise ValueError("a reply has a position above 0")
    return rows


def _row(
    kind: Kind, line: dict[str, Any], allowed: set[str], late: list[tuple[str, str, int, int]] | None, engine: str
) -> Row:
    row: list[Any] = []
    known = len(line.keys() & allowed)
    for each in kind.fields:
        if each.name not in line:
            if each.type != "secret":
                raise ValueError(f"the field {each.name} is missing")
            row.append("")
            continue
        known += 1
        value = _decoded(each, line[each.name], engine)
        own = value is not None and each.refers_to == ("reply" if kind.name == "opening" else kind.name)
        if own and (kind.name == "opening" or value >= line["id"]):
            if late is not None:
                late.append((kind.table, each.column, line["id"], value))
            value = None
        row.append(value)
    if known != len(line):
        unknown = sorted(set(line) - {each.name for each in kind.fields} - allowed)
        raise ValueError(f"there is no field {unknown[0]} in a {kind.name}")
    row.extend(value for _column, value in FILLED_IN.get(kind.table, ()))
    return tuple(row)


def _decoded(each: Field, value: Any, engine: str) -> Any:
    if value is None:
        if not each.nullable:
            raise ValueError(f"{each.name} is null")
        return None
    try:
        # Cleaning HTML takes longer than all the rest, and once is enough.
        decode = _text if each.type in ("html", "article_html") and not engine else _DECODE[each.type]
        return decode(value, engine == "postgres")
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{each.name}: {error}") from None


def _whole(value: Any, _postgres: bool) -> int:
    if type(value) is not int or not -_WHOLE <= value < _WHOLE:
        raise ValueError("this is no whole number")
    return value


def _real(value: Any, _postgres: bool) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ValueError("this is no number")
    return float(value)


def _text(value: Any, _postgres: bool) -> str:
    if not isinstance(value, str):
        raise TypeError("this is no text")
    if "\0" in value:
        raise ValueError("the text has a NUL in it")
    value.encode()
    return value


def _html(value: Any, postgres: bool) -> str:
    # What the renderer wrote passes unchanged; what somebody else wrote into the file does not reach a reader.
    return sanitise(_text(value, postgres))


def _article_html(value: Any, postgres: bool) -> str:
    return dressing.clean(_text(value, postgres))


def _truth(value: Any, postgres: bool) -> bool | int:
    if type(value) is not bool:
        raise TypeError("this is neither true nor false")
    return value if postgres else int(value)


def _moment(value: Any, postgres: bool) -> datetime | str:
    at = datetime.fromisoformat(_text(value, postgres))
    if at.tzinfo is None:
        raise ValueError("this moment has no time zone")
    at = at.astimezone(UTC)
    return at if postgres else str(at)


def _day(value: Any, postgres: bool) -> date | str:
    day = date.fromisoformat(_text(value, postgres))
    return day if postgres else day.isoformat()


def _json(value: Any, postgres: bool) -> str:
    text = json.dumps(sorted_keys(value), ensure_ascii=False, separators=(",", ":"))
    return _text(text, postgres)


_DECODE: dict[str, Callable[[Any, bool], Any]] = {
    "int": _whole, "float": _real, "text": _text, "secret": _text, "html": _html,
    "article_html": _article_html, "bool": _truth, "moment": _moment, "day": _day,
    "json": _json,
}


def _sequence(line: dict[str, Any]) -> tuple[str, int]:
    kind = BY_NAME.get(str(line.get("of")))
    if kind is None or not kind.counts:
        raise ValueError(f"nothing is counted for {line.get('of')!r}")
    last = _whole(line.get("last"), False)
    if last < 0:
        raise ValueError("the last id is below zero")
    return kind.table, last


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"this is no JSON: {error}") from None
    if not isinstance(line, dict):
        raise ValueError("this is no JSON object")
    return line


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Every line with its number. Raises TransferError for a file that cannot be read to its end."""
    number = 0
    try:
        with _reading(path) as file:
            while raw := file.readline(MOST_BYTES):
                number += 1
                if not raw.endswith(b"\n") and len(raw) >= MOST_BYTES:
                    raise TransferError(f"Line {number} is longer than {MOST_BYTES:,} bytes.")
                yield number, raw
    except (EOFError, gzip.BadGzipFile, OSError) as error:
        raise TransferError(f"{path} cannot be read beyond line {number}: {error}") from error


@contextmanager
def _reading(path: Path) -> Iterator[io.BufferedIOBase]:
    if path.suffix == ".gz":
        with gzip.open(path, "rb") as packed:
            yield packed
    else:
        with path.open("rb") as file:
            yield file


async def _require_empty(target: "_Target") -> None:
    for table in dict.fromkeys(kind.table for kind in KINDS):
        besides = " WHERE id <> 1" if table == "people" else ""
        if await target.value(f'SELECT 1 FROM "{table}"{besides} LIMIT 1') is not None:
            raise TransferError(
                "The community is not empty: an export goes into an empty one only. Point DATABASE_URL at a new"
                " database and run `python run.py migrate`."
            )
    await target.value("DELETE FROM people WHERE id = 1")


class _Target(Protocol):
    """An open transaction on the database that is filled."""

    engine: str

    async def open(self) -> None: ...
    async def value(self, sql: str) -> Any: ...
    async def insert(self, table: str, columns: Sequence[str], rows: list[Row]) -> None: ...
    async def point(self, table: str, column: str, row_id: int, refers_to: int) -> None: ...
    async def count_on(self, table: str, last: int) -> None: ...
    async def commit(self) -> None: ...
    async def close(self) -> None: ...


class _Sqlite:
    engine = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path

    async def open(self) -> None:
        self.connection = open_sqlite(self.path)
        self.connection.execute("BEGIN IMMEDIATE")

    async def value(self, sql: str) -> Any:
        found = self.connection.execute(sql).fetchone()
        return found[0] if found else None

    async def insert(self, table: str, columns: Sequence[str], rows: list[Row]) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        sql = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})'
        # The cursor ends where it was made: handed to another thread and freed there, it would reset the statement
        # that the next call takes from the connection's cache.
        await asyncio.to_thread(lambda: self.connection.executemany(sql, rows).close())

    async def point(self, table: str, column: str, row_id: int, refers_to: int) -> None:
        try:
            self.connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?', (refers_to, row_id))
        except sqlite3.IntegrityError as error:
            raise _dangling(table, column, row_id, refers_to) from error

    async def count_on(self, table: str, last: int) -> None:
        # The rows have set it to the highest id in use.
        done = self.connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, table))
        if not done.rowcount and last:
            self.connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))

    async def commit(self) -> None:
        await asyncio.to_thread(lambda: self.connection.execute("COMMIT").close())

    async def close(self) -> None:
        self.connection.close()


class _Postgres:
    engine = "postgres"

    def __init__(self, url: str) -> None:
        self.url = url

    async def open(self) -> None:
        self.connection = await open_postgres(self.url)
        await self.connection.execute("BEGIN")

    async def value(self, sql: str) -> Any:
        return await self.connection.fetchval(sql)

    async def insert(self, table: str, columns: Sequence[str], rows: list[Row]) -> None:
        await self.connection.copy_records_to_table(table, records=rows, columns=list(columns))

    async def point(self, table: str, column: str, row_id: int, refers_to: int) -> None:
        try:
            await self.connection.execute(f'UPDATE "{table}" SET "{column}" = $1 WHERE id = $2', refers_to, row_id)
        except asyncpg.IntegrityConstraintViolationError as error:
            raise _dangling(table, column, row_id, refers_to) from error

    async def count_on(self, table: str, last: int) -> None:
        highest = await self.connection.fetchval(f'SELECT max(id) FROM "{table}"') or 0
        last = max(last, highest)
        counter = f"pg_get_serial_sequence('{table}', 'id')"
        await self.connection.execute(f"SELECT setval({counter}, $1, $2)", last or 1, last > 0)

    async def commit(self) -> None:
        await self.connection.execute("COMMIT")

    async def close(self) -> None:
        await self.connection.close()


def _dangling(table: str, column: str, row_id: int, refers_to: int) -> TransferError:
    return TransferError(
        f"{table} {row_id}: its {column} is {refers_to}, which is not in the file. Nothing was imported."
    )
