"""Communities to measure with: made once for each size and kept under `var/bench`, copied for each run."""

import asyncio
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

from bench.server import ROOT
from forum import database
from forum.accounts.actions.sessions import start_session
from forum.accounts.browsers import Browser
from forum.database.registry import MODELS
from forum.demo import bulk
from forum.threads.views import thread_path

T = TypeVar("T")

KEPT = ROOT / "var" / "bench"
#: As many people as there are connections write and read with an account.
MEMBERS = 16


@dataclass(frozen=True, slots=True)
class Community:
    """A community, and where in it a benchmark looks. Paths are percent-encoded."""

    size: int
    url: str
    #: Threads with a full page of replies, and threads to reply to.
    full_paths: tuple[str, ...]
    reply_ids: tuple[int, ...]
    long_path: str
    #: Session secrets of members.
    secrets: tuple[str, ...]

    def ask(self, work: Callable[[], Awaitable[T]]) -> T:
        """The answer of `work`, connected to this community."""
        return connected(self.url, work)

    def posts(self) -> int:
        """How many posts there are."""
        return int(self.ask(lambda: database.value("SELECT count(*) FROM posts")))

    def settle(self, most: float = 120.0) -> None:
        """Wait until the server has told everybody of what happened."""

        async def waiting() -> int:
            until = time.monotonic() + most
            while left := int(await database.value("SELECT count(*) FROM deliveries WHERE stuck_at IS NULL")):
                if time.monotonic() > until:
                    return left
                await asyncio.sleep(0.2)
            return 0

        if left := self.ask(waiting):
            raise RuntimeError(f"{left} deliveries are still waiting")


def on_sqlite(size: int, folder: Path) -> Community:
    """A fresh copy of the community of this size."""
    template = KEPT / f"{size}-{_fingerprint()}.db"
    if not template.exists():
        aside = template.with_suffix(".making")
        for left in KEPT.glob(f"{size}-*"):
            left.unlink()
        make(size, f"sqlite://{aside}")
        for left in ("-wal", "-shm"):
            aside.with_name(aside.name + left).unlink(missing_ok=True)
        aside.rename(template)
    copy = folder / f"{size}.db"
    shutil.copyfile(template, copy)
    return look_around(size, f"sqlite://{copy}")


def on_postgres(size: int, server_url: str) -> Community:
    """A fresh community of this size, in a database of its own on the server."""
    name = f"kotae_bench_{size}"

    async def create() -> None:
        await database.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await database.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')

    connected(server_url, create)
    url = urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    make(size, url)
    return look_around(size, url)


def make(size: int, url: str) -> None:
    """Have `run.py` prepare the database at `url` and write the community into it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "DATABASE_URL": url}
    for command in (["migrate"], ["bench", "data", "--threads", str(size)]):
        subprocess.run([sys.executable, str(ROOT / "run.py"), *command], env=environment, cwd=ROOT, check=True)


def look_around(size: int, url: str) -> Community:
    """Find the threads that are measured, and sign members in."""

    async def work() -> Community:
        full = await database.rows(
            "SELECT t.id, t.slug FROM threads t JOIN categories c ON c.id = t.category_id"
            " WHERE t.id <= $1 AND t.id <> $2 AND c.see = 'everyone' ORDER BY t.id",
            bulk.FULL_THREADS, bulk.LONG_THREAD,
        )
        others = await database.rows(
            "SELECT t.id FROM threads t JOIN categories c ON c.id = t.category_id"
            " WHERE t.status = 'open' AND c.see = 'everyone' AND t.id <> $1 ORDER BY t.id DESC LIMIT 1000",
            bulk.LONG_THREAD,
        )
        long_slug = await database.value("SELECT slug FROM threads WHERE id = $1", bulk.LONG_THREAD)
        people = await database.rows(f"SELECT id FROM people WHERE id > 1 ORDER BY id LIMIT {MEMBERS}")
        secrets = [await start_session(row["id"], Browser("127.0.0.1", "bench")) for row in people]
        return Community(
            size, url, tuple(_path(row["id"], row["slug"]) for row in full), tuple(row["id"] for row in others),
            _path(bulk.LONG_THREAD, long_slug), tuple(secrets),
        )

    return connected(url, work)


def connected(url: str, work: Callable[[], Awaitable[Any]]) -> Any:
    """The answer of `work`, run with the database at `url` connected."""

    async def visit() -> Any:
        await database.connect(url, MODELS, pool=2)
        try:
            return await work()
        finally:
            await database.close()

    return asyncio.run(visit())


def _path(thread_id: int, slug: str) -> str:
    return quote(thread_path(thread_id, slug))


def _fingerprint() -> str:
    """Another schema, or other made-up people, make another community."""
    made_by = [ROOT / "forum/demo/bulk.py", *sorted((ROOT / "forum/database/migrations").glob("m*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in made_by)).hexdigest()[:12]
