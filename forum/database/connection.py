"""Connecting, and the one door to a transaction.

A task that is cancelled inside Tortoise's own `in_transaction()` can leave the SQLite connection locked for ever, so a
transaction here runs in a task of its own behind `asyncio.shield`: whoever waits for it may be cancelled, the
transaction itself always ends, committed or rolled back.
"""

import asyncio
import logging
import os
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import asyncpg
from tortoise import Tortoise
from tortoise import models as tortoise_models
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connections
from tortoise.context import get_current_context
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.log import db_client_logger
from tortoise.transactions import in_transaction as tortoise_transaction

# Tortoise parses a module's source anew for each of its models, to have the comments of fields as descriptions of columns.
# Migrations are written by hand here, nobody reads those, and they are half of the time that the program takes to start.
tortoise_models._get_comments = lambda cls: {}

T = TypeVar("T")
Row = sqlite3.Row | asyncpg.Record

logger = logging.getLogger(__name__)

#: Milliseconds a writer waits for another process's transaction before it says "busy".
BUSY_TIMEOUT = 10_000
#: Seconds for opening a connection to PostgreSQL; a host that swallows packets would be waited for a minute.
REACH_SECONDS = 5.0
#: How often a transaction that PostgreSQL chose as a deadlock's victim is run again.
DEADLOCK_TRIES = 4
#: KiB that an index of PostgreSQL collects before it sorts them in (`collect_first`).
_COLLECTED = 16_384

_engine: str | None = None
_reader: sqlite3.Connection | None = None
_reader_path: str | None = None
_postgres_url: str | None = None
_hurried = False
_running: set[asyncio.Task[Any]] = set()
_hooks: ContextVar[list[Callable[[], None]] | None] = ContextVar("after_commit_hooks", default=None)


def engine() -> str:
    """"sqlite" or "postgres". Raises RuntimeError before `connect`."""
    if _engine is None:
        raise RuntimeError("the database is not connected")
    return _engine


def is_connected() -> bool:
    """Whether `connect` was called and `close` was not."""
    return _engine is not None


async def connect(
    url: str, models: list[str], *, pool: int = 10, everywhere: bool = True, hurried: bool = False
) -> None:
    """Connect the process to the database at `url` (sqlite://PATH or postgres://…) with the given model modules.

    `everywhere` lets request tasks find the connection that the server's start-up opened; tests leave it off.

    `hurried` is for work that a whole machine's failure may cut off anywhere, because it goes on where it was: commits of
    this process do not wait for the disk. Their order stays, so that what is lost is the last ones; `close` waits for all.
    """
    global _engine, _reader, _reader_path, _postgres_url, _hurried
    if _engine is not None:
        raise RuntimeError("the database is connected already")
    if url.startswith("sqlite://"):
        path = url.removeprefix("sqlite://")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        connection = {
            "engine": "forum.database.sqlite_client",
            "credentials": {
                "file_path": path,
                "journal_mode": "WAL",
                "synchronous": "NORMAL" if hurried else "FULL",
                "foreign_keys": "ON",
                "busy_timeout": BUSY_TIMEOUT,
                "journal_size_limit": 67_108_864,
            },
        }
    else:
        credentials = postgres_credentials(url, pool) | {"connect": _reach}
        if hurried:
            credentials["server_settings"]["synchronous_commit"] = "off"
        connection = {"engine": "tortoise.backends.asyncpg", "credentials": credentials}
    config = {
        "connections": {"default": connection},
        "apps": {"models": {"models": models, "default_connection": "default"}},
        "use_tz": True,
        "timezone": "UTC",
    }
    await Tortoise.init(config=config, _enable_global_fallback=everywhere)
    if url.startswith("sqlite://"):
        # The writer opens first: it makes the file and sets WAL, without which a read-only reader cannot start.
        await get_connections().get("default").execute_query("SELECT 1")
        _reader_path = path
        _reader = open_reader(path)
        _engine = "sqlite"
    else:
        _postgres_url = url
        _engine = "postgres"
    _hurried = hurried


async def close() -> None:
    """Wait for the transactions that are running, then disconnect."""
    global _engine, _reader, _reader_path, _postgres_url, _hurried
    if _engine is None:
        return
    while _running:
        await asyncio.wait(set(_running))
    if _hurried:
        await _reach_the_disk()
        _hurried = False
    if _reader is not None:
        _reader.close()
    _reader = _reader_path = _postgres_url = _engine = None
    await Tortoise.close_connections()
    # Tortoise keeps the statements of each model by table alone; the next database may be of the other engine.
    EXECUTOR_CACHE.clear()
    context = get_current_context()
    if context is not None:
        await Tortoise._reset_apps()


async def _reach_the_disk() -> None:
    """Wait until everything that was committed is on the disk."""
    version = 0
    if _engine == "sqlite":
        await client().execute_query("PRAGMA synchronous=FULL")
        version = (await client().execute_query_dict("PRAGMA user_version"))[0]["user_version"]

    async def work() -> None:
        # A commit that waits has all before it written, too, if it has anything to write itself.
        if _engine == "sqlite":
            await client().execute_query(f"PRAGMA user_version={int(version)}")
        else:
            await client().execute_query("SET LOCAL synchronous_commit = on")
            await client().execute_query("SELECT pg_logical_emit_message(true, 'kotae', '')")

    await transaction(work)


def postgres_credentials(url: str, pool: int) -> dict[str, Any]:
    """What asyncpg needs of a postgres:// URL; a unix socket's folder may be given as ?host=/path."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "host": unquote(query.get("host", "")) or parts.hostname or "localhost",
        "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password) if parts.password else None,
        "database": parts.path.lstrip("/"),
        "minsize": 1,
        "maxsize": pool,
        # Compiling a statement takes PostgreSQL longer than any of ours takes to run: they are short, and bound.
        "server_settings": {"timezone": "UTC", "jit": "off"},
    }


async def _reach(*args: Any, **kwargs: Any) -> asyncpg.Connection:
    """Connect for the pool. Raises ConnectionError when nobody is there, whatever the network calls that."""
    try:
        return await asyncpg.connect(*args, timeout=REACH_SECONDS, **kwargs)
    except (OSError, TimeoutError) as error:
        # A socket that is gone, a name that is not known and several addresses that refuse are plain OSErrors, which
        # further up would look like a file of ours that is missing.
        raise ConnectionError("the database cannot be reached") from error


async def open_aside() -> asyncpg.Connection:
    """On PostgreSQL, a connection outside of the pool, for whoever must keep one (to LISTEN). The caller closes it."""
    assert _postgres_url is not None
    credentials = postgres_credentials(_postgres_url, 1)
    for pool_only in ("minsize", "maxsize"):
        del credentials[pool_only]
    return await asyncpg.connect(**credentials)


def open_reader(path: str) -> sqlite3.Connection:
    """A read-only connection whose rows carry TIMESTAMP columns as aware datetimes."""
    # As a URI a path beginning with two slashes would name a host.
    absolute = Path("/" + os.path.abspath(path).lstrip("/"))
    reader = sqlite3.connect(
        f"{absolute.as_uri()}?mode=ro", uri=True, check_same_thread=False, isolation_level=None,
        detect_types=sqlite3.PARSE_DECLTYPES, cached_statements=512,
    )
    reader.row_factory = sqlite3.Row
    reader.execute("PRAGMA busy_timeout=2000")
    reader.execute("PRAGMA mmap_size=268435456")
    reader.execute("PRAGMA query_only=ON")
    return reader


def in_transaction() -> bool:
    """Whether the caller runs inside `transaction`."""
    return _hooks.get() is not None


async def transaction(work: Callable[[], Awaitable[T]]) -> T:
    """Run `work` in one transaction and return its answer; inside another transaction, as part of that one.

    `work` awaits nothing but the database, for it holds SQLite's only writer, and bears being run again from the start
    (PostgreSQL may pick it as a deadlock's victim). The caller may be cancelled; the transaction is not.
    """
    if in_transaction():
        return await work()
    task: asyncio.Task[T] = asyncio.create_task(_run(work))
    _running.add(task)
    task.add_done_callback(_finished)
    return await asyncio.shield(task)


async def _run(work: Callable[[], Awaitable[T]]) -> T:
    for attempt in range(1, DEADLOCK_TRIES + 1):
        hooks: list[Callable[[], None]] = []
        token = _hooks.set(hooks)
        try:
            async with tortoise_transaction("default"):
                answer = await work()
        except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
            if attempt == DEADLOCK_TRIES:
                raise
            await asyncio.sleep(0.01 * attempt)
            continue
        finally:
            _hooks.reset(token)
        for hook in hooks:
            try:
                hook()
            except Exception:
                # The rows are committed: whoever waits must hear so.
                logger.exception("a hook failed after its transaction had committed")
        return answer
    raise AssertionError("unreachable")


def _finished(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        # Retrieved here so that a caller who was cancelled meanwhile leaves no "never retrieved" noise behind.
        logger.debug("transaction rolled back: %s", type(error).__name__)


def after_commit(hook: Callable[[], None]) -> None:
    """Call `hook` once the running transaction has committed (at once, outside of one). It must not raise."""
    hooks = _hooks.get()
    if hooks is None:
        hook()
    else:
        hooks.append(hook)


async def lock_row(table: str, row_id: int) -> None:
    """Hold the row until the transaction ends, so that actions on it take turns; SQLite's transactions do anyway."""
    if engine() == "postgres":
        await client().execute_query(f'SELECT id FROM "{table}" WHERE id = $1 FOR UPDATE', [row_id])


async def collect_first(index: str, on: bool) -> None:
    """PostgreSQL: let an inverted index collect what is new, some megabytes of it, before it sorts it in, or end that.

    For when a whole community comes. Otherwise each row is sorted in at once, so that nobody's search has to read what
    was collected. Nothing on SQLite.
    """
    if engine() != "postgres":
        return
    if on:
        await execute(f"ALTER INDEX {index} SET (fastupdate = on, gin_pending_list_limit = {_COLLECTED})")
        return
    await execute(f"ALTER INDEX {index} SET (fastupdate = off)")
    await execute(f"ALTER INDEX {index} RESET (gin_pending_list_limit)")
    await client().execute_query("SELECT gin_clean_pending_list($1::regclass)", [index])


async def execute(sql: str, *params: Any) -> int:
    """Run one writing statement ($1, $2 … mark its parameters) and return how many rows it wrote.

    Rows that a foreign key's ON DELETE touched are not counted. Raises tortoise.exceptions.IntegrityError for a row
    that a constraint refuses.
    """
    count(sql)
    # Tortoise's own execute_query counts cascades on SQLite, and answers 0 for every INSERT on PostgreSQL.
    try:
        async with client().acquire_connection() as connection:
            if engine() == "postgres":
                done = (await connection.execute(sql, *params)).rpartition(" ")[2]
                return int(done) if done.isdecimal() else 0
            async with connection.execute(sqlite_text(sql), [sqlite_param(param) for param in params]) as cursor:
                return max(0, cursor.rowcount)
    except (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError) as error:
        raise IntegrityError(error) from error
    except sqlite3.OperationalError as error:
        raise OperationalError(error) from error


def client() -> Any:
    """Tortoise's client for the running transaction, or for the process outside of one."""
    return get_connections().get("default")


def reader() -> sqlite3.Connection:
    """The process's read-only SQLite connection."""
    assert _reader is not None
    return _reader


def reader_path() -> str:
    """The SQLite file's path."""
    assert _reader_path is not None
    return _reader_path


_texts: dict[str, str] = {}


def sqlite_text(sql: str) -> str:
    """The statement with $1 written as SQLite's ?1."""
    text = _texts.get(sql)
    if text is None:
        if len(_texts) > 2_000:
            _texts.clear()
        text = _texts[sql] = sql.replace("$", "?")
    return text


def sqlite_param(param: Any) -> Any:
    """A parameter as SQLite keeps it: moments as UTC text, the form that Tortoise writes."""
    if isinstance(param, datetime):
        return str(param.astimezone(UTC))
    if isinstance(param, bool):
        return int(param)
    return param


@contextmanager
def counting() -> Iterator[list[str]]:
    """Collect the statements that run meanwhile in this process (for tests of how many a page needs)."""
    seen: list[str] = []
    note = _Note(seen)
    level = db_client_logger.level
    _counters.append(seen)
    db_client_logger.addHandler(note)
    db_client_logger.setLevel(logging.DEBUG)
    try:
        yield seen
    finally:
        _counters.remove(seen)
        db_client_logger.removeHandler(note)
        db_client_logger.setLevel(level)


def count(sql: str) -> None:
    """Tell whoever counts of a statement that goes past Tortoise, which tells its own."""
    for seen in _counters:
        seen.append(sql)


class _Note(logging.Handler):
    """Takes the statements out of what Tortoise's clients log."""

    def __init__(self, seen: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.seen = seen

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == "%s: %s" and isinstance(record.args, tuple):
            self.seen.append(str(record.args[0]))


_counters: list[list[str]] = []

sqlite3.register_converter("TIMESTAMP", lambda raw: datetime.fromisoformat(raw.decode()))
