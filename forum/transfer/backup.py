"""A copy of everything, taken while the server serves, looked through once it is written; and putting it back.

A backup is a folder: the database (`kotae.db`, a whole SQLite file, or `kotae.dump`, PostgreSQL's own archive), the
uploads, and last of all `manifest.json` with a checksum for every file. A folder without a manifest is no backup.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import asyncpg

from forum import clock
from forum.database import migrate
from forum.transfer.direct import engine_of, open_postgres, open_sqlite, sqlite_file
from forum.transfer.trouble import TransferError

MANIFEST = "manifest.json"
#: Of the manifest and the names of the files.
VERSION = 1
FILES = {"sqlite": "kotae.db", "postgres": "kotae.dump"}
UPLOADS = "uploads"
_CHUNK = 1 << 20

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is: of which engine and schema, when it was begun, its files and the rows of every table."""

    engine: str
    migration: int
    made_at: str
    files: tuple[tuple[str, int, str], ...]
    rows: dict[str, int]

    def text(self) -> str:
        """As it stands in the folder."""
        return json.dumps({
            "format": "kotae backup", "version": VERSION, "made_at": self.made_at, "engine": self.engine,
            "migration": self.migration,
            "files": [{"name": name, "bytes": size, "sha256": digest} for name, size, digest in self.files],
            "rows": self.rows,
        }, indent=2) + "\n"


async def backup(url: str, folder: Path, uploads: Path, *, say: Say = lambda _step: None) -> Manifest:
    """Copy the community at `url` and the folder of its uploads into `folder`, which must be new or empty.

    Whatever was acknowledged before the call is in the copy. Raises TransferError; what was begun is removed then.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TransferError(f"{folder} is not empty: every backup has a folder of its own.")
    made_at = clock.now().isoformat()
    made_here = not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        copy = folder / FILES[engine_of(url)]
        say("Copying the database")
        if engine_of(url) == "sqlite":
            migration, rows = await asyncio.to_thread(_copy_sqlite, sqlite_file(url), copy)
        else:
            migration, rows = await _dump_postgres(url, copy)
        if uploads.is_dir():
            say("Copying the uploads")
            # After the database: a file that its rows know is there.
            await asyncio.to_thread(shutil.copytree, uploads, folder / UPLOADS)
        say("Looking through the copy")
        files = await asyncio.to_thread(_digests, folder)
        manifest = Manifest(engine_of(url), migration, made_at, files, rows)
        _write_through(folder / MANIFEST, manifest.text())
    except BaseException:
        for part in folder.iterdir():
            shutil.rmtree(part) if part.is_dir() else part.unlink()
        if made_here:
            folder.rmdir()
        raise
    return manifest


async def restore(
    url: str, folder: Path, uploads: Path, *, replace: bool = False, say: Say = lambda _step: None
) -> Manifest:
    """Put a backup back into the database at `url`, all of it or nothing. The server must not be running meanwhile.

    Raises TransferError for a backup that is not whole, of another engine or of a newer Kotae, and for a database or
    uploads that are not empty, unless `replace`.
    """
    manifest = read_manifest(folder)
    if manifest.engine != engine_of(url):
        raise TransferError(
            f"This backup is of a {_ENGINE_NAMES[manifest.engine]} database and DATABASE_URL names a"
            f" {_ENGINE_NAMES[engine_of(url)]} one. Between engines, take `export` and `import kotae`."
        )
    newest = max(step.number for step in migrate.history())
    if manifest.migration > newest:
        raise TransferError(
            f"This backup was made by a newer Kotae (migration {manifest.migration}; this one knows {newest})."
        )
    say("Looking through the backup")
    await asyncio.to_thread(_verify, folder, manifest)
    copy = folder / FILES[manifest.engine]
    if not replace:
        if await (_is_used_sqlite(sqlite_file(url)) if manifest.engine == "sqlite" else _is_used_postgres(url)):
            raise TransferError("The community is not empty. To put the backup in its place, say --replace.")
        if uploads.is_dir() and any(uploads.iterdir()):
            raise TransferError(f"{uploads} is not empty. To put the backup in its place, say --replace.")
    say("Restoring the database")
    if manifest.engine == "sqlite":
        await asyncio.to_thread(_restore_sqlite, copy, sqlite_file(url))
        rows = await asyncio.to_thread(_sqlite_rows, sqlite_file(url))
    else:
        await _restore_postgres(url, copy)
        rows = await _postgres_rows(url)
    if rows != manifest.rows:
        raise TransferError("The restored tables do not have the rows that the manifest names.")
    if (folder / UPLOADS).is_dir():
        say("Restoring the uploads")
        await asyncio.to_thread(_restore_uploads, folder / UPLOADS, uploads)
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the backup in `folder`. Raises TransferError when there is none that can be read."""
    try:
        kept: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TransferError(f"{folder} holds no backup: it has no {MANIFEST}.") from None
    except (OSError, ValueError) as error:
        raise TransferError(f"{folder / MANIFEST} cannot be read: {error}") from error
    if not isinstance(kept, dict) or kept.get("format") != "kotae backup" or kept.get("version") != VERSION:
        raise TransferError(f"{folder / MANIFEST} is not of a backup that this Kotae can read.")
    try:
        files = tuple((str(file["name"]), int(file["bytes"]), str(file["sha256"])) for file in kept["files"])
        rows = {str(table): int(count) for table, count in kept["rows"].items()}
        manifest = Manifest(str(kept["engine"]), int(kept["migration"]), str(kept["made_at"]), files, rows)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise TransferError(f"{folder / MANIFEST} is damaged: {error!r}") from error
    if manifest.engine not in FILES or FILES[manifest.engine] not in {name for name, _size, _digest in files}:
        raise TransferError(f"{folder / MANIFEST} is damaged: it names no database.")
    return manifest


def _verify(folder: Path, manifest: Manifest) -> None:
    """Every file as the manifest says, and none besides. Raises TransferError."""
    found = {name: (size, digest) for name, size, digest in _digests(folder)}
    for name, size, digest in manifest.files:
        if name not in found:
            raise TransferError(f"The backup is not whole: {name} is missing.")
        if found.pop(name) != (size, digest):
            raise TransferError(f"The backup is damaged: {name} is not the file that was written.")
    if found:
        raise TransferError(f"{min(found)} is no part of this backup.")


def _digests(folder: Path) -> tuple[tuple[str, int, str], ...]:
    made = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST):
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        made.append((path.relative_to(folder).as_posix(), path.stat().st_size, digest.hexdigest()))
    return tuple(made)


def _write_through(path: Path, text: str) -> None:
    """Write a file and its folder to the disk: the manifest says that everything else is there."""
    for other in path.parent.rglob("*"):
        if other.is_file():
            with other.open("rb") as file:
                os.fsync(file.fileno())
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


# --- SQLite


def _copy_sqlite(source: Path, copy: Path) -> tuple[int, dict[str, int]]:
    if not source.exists():
        raise TransferError(f"There is no database at {source}.")
    copy.touch(mode=0o600)
    try:
        with closing(open_sqlite(source)) as live, closing(sqlite3.connect(copy, isolation_level=None)) as copied:
            # All pages in one read transaction: writers go on, and nothing of theirs gets in halfway.
            live.backup(copied, pages=-1)
            # The copy is one file that needs no companions.
            copied.execute("PRAGMA journal_mode=DELETE")
            _look_through(copied)
            return _sqlite_migration(copied), _counted(copied)
    except sqlite3.Error as error:
        raise TransferError(f"The database could not be copied: {error}") from error


def _look_through(connection: sqlite3.Connection) -> None:
    answers = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)")]
    if answers != ["ok"]:
        raise TransferError(f"The database file is damaged: {'; '.join(answers)}")


def _sqlite_tables(connection: sqlite3.Connection) -> list[str]:
    found = [str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return sorted(name for name in found if not name.startswith("sqlite_"))


def _counted(connection: sqlite3.Connection) -> dict[str, int]:
    return {
        table: int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])
        for table in _sqlite_tables(connection)
    }


def _sqlite_rows(path: Path) -> dict[str, int]:
    with closing(open_sqlite(path)) as connection:
        return _counted(connection)


def _sqlite_migration(connection: sqlite3.Connection) -> int:
    if "schema_migrations" not in _sqlite_tables(connection):
        raise TransferError("This is no database of Kotae.")
    return int(connection.execute("SELECT max(number) FROM schema_migrations").fetchone()[0] or 0)


async def _is_used_sqlite(path: Path) -> bool:
    if not path.exists():
        return False
    with closing(open_sqlite(path)) as connection:
        rows = _counted(connection)
    return _is_used(rows)


def _restore_sqlite(copy: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(open_sqlite(copy)) as copied, closing(open_sqlite(target)) as live:
            copied.execute("PRAGMA query_only=ON")
            # One transaction on the target: cut off anywhere, it is as it was before.
            copied.backup(live, pages=-1)
            live.execute("PRAGMA journal_mode=WAL")
            _look_through(live)
    except sqlite3.Error as error:
        raise TransferError(f"The database could not be restored: {error}") from error


# --- PostgreSQL


async def _dump_postgres(url: str, copy: Path) -> tuple[int, dict[str, int]]:
    connection = await open_postgres(url)
    try:
        # The dump reads the snapshot in which the rows are counted.
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            tables = await _postgres_tables(connection)
            if "schema_migrations" not in tables:
                raise TransferError("This is no database of Kotae.")
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            copy.touch(mode=0o600)
            await asyncio.to_thread(
                _run, "pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
                f"--file={copy}",
            )
            migration = int(await connection.fetchval("SELECT max(number) FROM schema_migrations") or 0)
            rows = await _count_postgres(connection, tables)
    finally:
        await connection.close()
    listed = await asyncio.to_thread(_run, "pg_restore", None, "--list", str(copy))
    for table in tables:
        if f" TABLE DATA public {table} " not in listed:
            raise TransferError(f"The dump does not hold the table {table}.")
    return migration, rows


async def _postgres_tables(connection: asyncpg.Connection) -> list[str]:
    found = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return sorted(str(row[0]) for row in found)


async def _count_postgres(connection: asyncpg.Connection, tables: list[str]) -> dict[str, int]:
    return {table: int(await connection.fetchval(f'SELECT count(*) FROM "{table}"')) for table in tables}


async def _postgres_rows(url: str) -> dict[str, int]:
    connection = await open_postgres(url)
    try:
        return await _count_postgres(connection, await _postgres_tables(connection))
    finally:
        await connection.close()


async def _is_used_postgres(url: str) -> bool:
    return _is_used(await _postgres_rows(url))


async def _restore_postgres(url: str, copy: Path) -> None:
    tables = list(await _postgres_rows(url))
    await asyncio.to_thread(_run, "pg_restore", None, "--list", str(copy))
    await asyncio.to_thread(_replay, url, copy, tables)


#: The functions behind triggers stay when their tables go; an extension's own are not ours to drop.
_DROP_FUNCTIONS = b"""
DO $$
DECLARE ours regprocedure;
BEGIN
    FOR ours IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE 'DROP FUNCTION ' || ours || ' CASCADE';
    END LOOP;
END $$;
"""


def _replay(url: str, copy: Path, old_tables: list[str]) -> None:
    """Drop what is there and play the dump, in one transaction that ends only when all of the dump was read."""
    with (
        _started(
            "pg_restore", None, "--no-owner", "--no-privileges", "--file=-", str(copy), stdout=subprocess.PIPE
        ) as reader,
        _started(
            "psql", url, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        ) as writer,
    ):
        assert reader.stdout is not None and writer.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            writer.stdin.write(b"BEGIN;\n")
            for table in old_tables:
                writer.stdin.write(f'DROP TABLE "{table}" CASCADE;\n'.encode())
            writer.stdin.write(_DROP_FUNCTIONS)
            shutil.copyfileobj(reader.stdout, writer.stdin, _CHUNK)
            if reader.wait() == 0:
                writer.stdin.write(b"\nCOMMIT;\n")
        # psql that hears the end without a COMMIT takes everything back.
        with contextlib.suppress(BrokenPipeError):
            writer.stdin.close()
        reader.stdout.close()
        for process, name in ((writer, "psql"), (reader, "pg_restore")):
            complaint = process.stderr.read().decode(errors="replace").strip() if process.stderr else ""
            if process.wait() != 0:
                raise TransferError(f"{name} could not restore the database, which is as it was: {complaint[-600:]}")


def _run(program: str, url: str | None, *arguments: str) -> str:
    with _started(program, url, *arguments, stdout=subprocess.PIPE) as process:
        said, complaint = process.communicate()
    if process.returncode != 0:
        raise TransferError(f"{program} failed: {complaint.decode(errors='replace').strip()[-600:]}")
    return str(said.decode(errors="replace"))


def _started(program: str, url: str | None, *arguments: str, **pipes: Any) -> subprocess.Popen[bytes]:
    try:
        environment = {**os.environ, **(_connection(url) if url else {})}
        return subprocess.Popen([program, *arguments], env=environment, stderr=subprocess.PIPE, **pipes)
    except FileNotFoundError:
        raise TransferError(
            f"PostgreSQL's {program} is not installed here (Debian: apt-get install postgresql-client)."
        ) from None


def _connection(url: str) -> dict[str, str]:
    """How PostgreSQL's own programs find the database. In their environment: a command line is read by everybody."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    found = {
        "PGHOST": query.get("host", "") or parts.hostname or "localhost",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or "postgres"),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.lstrip("/"),
        "PGCLIENTENCODING": "UTF8",
        "PGOPTIONS": "-c client_min_messages=warning",
    }
    return {name: value for name, value in found.items() if value}


def _is_used(rows: dict[str, int]) -> bool:
    """Whether anybody is there besides the system, or anything that they left."""
    return rows.get("people", 0) > 1 or any(rows.get(table, 0) for table in ("threads", "categories", "tags", "events"))


# --- uploads


def _restore_uploads(kept: Path, uploads: Path) -> None:
    """The kept folder in place of the one that is there, which goes only when the new one is whole."""
    uploads.parent.mkdir(parents=True, exist_ok=True)
    fresh, old = uploads.with_name(f"{uploads.name}.new"), uploads.with_name(f"{uploads.name}.old")
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(kept, fresh)
    if uploads.exists():
        uploads.rename(old)
    fresh.rename(uploads)
    shutil.rmtree(old, ignore_errors=True)


_ENGINE_NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
