"""Writing the whole community as JSON lines: one snapshot, in a fixed order, in constant memory.

Two exports of the same data differ in their first line only. docs/export-format.md describes the lines.
"""

import asyncio
import gzip
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from forum import clock
from forum.transfer.direct import Snapshot, require_schema, snapshot
from forum.transfer.kinds import FORMAT, KINDS, VERSION, Field, Kind
from forum.transfer.trouble import TransferError

Tell = Callable[[str, int, int], None]


async def export(
    url: str, path: Path, *, with_passwords: bool = False, replace: bool = False, uploads: Path | None = None,
    tell: Tell = lambda _kind, _done, _all: None,
) -> dict[str, int]:
    """Write the community at `url` to `path` (gzipped when it ends in .gz), and return how many lines of each kind.

    `uploads`, if there are any, are copied into a folder beside the file. The file takes its name when it is whole.
    `tell(kind, done, all)` hears of the progress. Raises TransferError when the file is there already (unless
    `replace`) or the schema is not this version's.
    """
    if path.exists() and not replace:
        raise TransferError(f"{path} is there already: choose another name, or say --replace.")
    if not path.parent.is_dir():
        raise TransferError(f"There is no folder {path.parent}.")
    beside = uploads_beside(path)
    if beside.exists() and not replace:
        raise TransferError(f"{beside} is there already: choose another name, or say --replace.")
    await require_schema(url)
    async with snapshot(url) as source:
        with _writing(path) as file:
            counts = await _write(source, file, with_passwords, tell)
            if beside.exists():
                await asyncio.to_thread(shutil.rmtree, beside)
            if uploads is not None and uploads.is_dir():
                # After the snapshot was taken: a file that its rows know is there.
                await asyncio.to_thread(shutil.copytree, uploads, beside)
            return counts


def uploads_beside(path: Path) -> Path:
    """The folder of the uploads that belong to an export: `forum.jsonl.uploads` for `forum.jsonl` (and `.jsonl.gz`)."""
    return path.with_name(f"{path.name.removesuffix('.gz')}.uploads")


async def _write(source: Snapshot, file: io.BufferedIOBase, with_passwords: bool, tell: Tell) -> dict[str, int]:
    total = sum([int(await source.value(_count_sql(kind))) for kind in KINDS])
    # First of all, because PostgreSQL's counters stand outside of the snapshot and go on.
    last_ids = {kind.name: await _last_id(source, kind.table) for kind in KINDS if kind.counts}
    counts: dict[str, int] = {}
    done = 0
    file.write(_line({
        "kind": "meta", "format": FORMAT, "version": VERSION, "exported_at": _moment(clock.now()),
        "passwords": with_passwords,
    }))
    for kind in KINDS:
        written = 0
        async for some in source.batches(_sql(kind)):
            file.write(b"".join(_line(_as_line(kind, row, with_passwords)) for row in some))
            written += len(some)
            done += len(some)
            tell(kind.name, done, total)
        counts[kind.name] = written
    for name, last in last_ids.items():
        file.write(_line({"kind": "sequence", "of": name, "last": last}))
    file.write(_line({"kind": "end", "lines": counts}))
    return counts


def _sql(kind: Kind) -> str:
    columns = [f'r."{column}"' for column in kind.columns]
    if kind.inner is None:
        where = f" WHERE r.{kind.only}" if kind.only else ""
        return f'SELECT {", ".join(columns)} FROM "{kind.table}" r{where} ORDER BY r."{kind.key}"'
    inner = kind.inner[1]
    columns += [f'i."{column}"' for column in inner.columns]
    return (
        f'SELECT {", ".join(columns)} FROM "{kind.table}" r LEFT JOIN "{inner.table}" i'
        f' ON i.thread_id = r.id AND i.{inner.only} ORDER BY r."{kind.key}"'
    )


def _count_sql(kind: Kind) -> str:
    return f'SELECT count(*) FROM "{kind.table}"' + (f" WHERE {kind.only}" if kind.only else "")


async def _last_id(source: Snapshot, table: str) -> int:
    """The last id that the table gave away, so that the ids of what was erased are given to nobody again."""
    if source.engine == "sqlite":
        given = await source.value(f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'")
    else:
        given = await source.value(
            "SELECT last_value FROM pg_sequences WHERE schemaname = current_schema()"
            f" AND quote_ident(schemaname) || '.' || quote_ident(sequencename) = pg_get_serial_sequence('{table}', 'id')"
        )
    return max(given or 0, await source.value(f'SELECT max(id) FROM "{table}"') or 0)


def _as_line(kind: Kind, row: Sequence[Any], with_passwords: bool) -> dict[str, Any]:
    line: dict[str, Any] = {"kind": kind.name}
    _fill(line, kind.fields, row, with_passwords)
    if kind.inner is not None:
        name, inner = kind.inner
        rest = row[len(kind.fields):]
        line[name] = _fill({}, inner.fields, rest, with_passwords) if rest[0] is not None else None
    return line


def _fill(line: dict[str, Any], fields: Sequence[Field], row: Sequence[Any], with_passwords: bool) -> dict[str, Any]:
    for field, value in zip(fields, row, strict=False):
        if field.type != "secret" or with_passwords:
            line[field.name] = _ENCODE[field.type](value) if value is not None else None
    return line


def _moment(stored: str | datetime) -> str:
    at = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _day(stored: str | date) -> str:
    return stored if isinstance(stored, str) else stored.isoformat()


def _json(stored: str) -> Any:
    return sorted_keys(json.loads(stored))


def sorted_keys(value: Any) -> Any:
    """The value with every object's keys in order: the engines keep them in orders of their own."""
    if isinstance(value, dict):
        return {key: sorted_keys(value[key]) for key in sorted(value)}
    return [sorted_keys(part) for part in value] if isinstance(value, list) else value


def _same(value: Any) -> Any:
    return value


_ENCODE: dict[str, Callable[[Any], Any]] = {
    "int": _same, "float": _same, "text": _same, "html": _same, "article_html": _same, "secret": _same, "bool": bool,
    "moment": _moment, "day": _day, "json": _json,
}


def _line(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@contextmanager
def _writing(path: Path) -> Iterator[io.BufferedIOBase]:
    """A file that takes its name when it is whole and on the disk; what it holds is for its owner's eyes."""
    aside = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            if path.suffix == ".gz":
                # Neither name nor time go into the header: the same data gives the same bytes.
                with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6) as packed:
                    yield packed
            else:
                yield raw
            raw.flush()
            os.fsync(raw.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
