"""What counting a request and writing its line cost of a page: `python -m tests.reliability.cost_of_watching [ROUNDS]`.

One process, one community, the same pages with and without it, in short turns of changing order, so that whatever else
the machine does falls on both alike. What is told is the processor's time, and in how many rounds which was dearer.
"""

import asyncio
import contextlib
import dataclasses
import logging.config
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from forum import database, settings
from forum.app import create_app, running
from forum.database import migrate
from forum.demo import bulk
from forum.web import headers
from forum.web import logging as logs

PAGES = ("/threads/1", "/threads", "/")
TURN = 15

Tell = Callable[..., None]


async def ask(app: Any, path: str) -> int:
    """Ask the application for a page as a server does; returns the status."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "http", "server": ("testserver", 80),
        "client": ("127.0.0.1", 1), "headers": [(b"host", b"testserver"), (b"user-agent", b"Mozilla/5.0")],
    }
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    await app(scope, receive, send)
    return status


async def turn(app: Any, path: str, tell: Tell) -> float:
    """Microseconds of the processor for one page."""
    headers.SafeHeaders._tell = tell  # type: ignore[method-assign]
    begun = time.process_time()
    for _ in range(TURN):
        await ask(app, path)
    return (time.process_time() - begun) / TURN * 1e6


async def measure(rounds: int) -> None:
    configured = settings.current()
    await migrate.apply(configured.database_url)
    async with running(configured, work=False):
        await bulk.make(50, lambda done, all_: None)
        app = create_app(configured, work=False)
        watched = headers.SafeHeaders._tell
        for page in PAGES:
            path = page if page != "/threads/1" else str(
                await database.value("SELECT '/threads/' || id || '/' || slug FROM threads ORDER BY id LIMIT 1")
            )
            for _ in range(20):
                status = await ask(app, path)
            without: list[float] = []
            with_it: list[float] = []
            for number in range(rounds):
                order: list[tuple[list[float], Tell]] = [(with_it, watched), (without, _nothing)]
                for kept, tell in order if number % 2 else reversed(order):
                    kept.append(await turn(app, path, tell))
            differences = [a - b for a, b in zip(with_it, without, strict=True)]
            costs = statistics.median(differences)
            share = costs / statistics.median(without) * 100
            print(  # noqa: T201
                f"{path[:20]:20} {status} {statistics.median(without):8.0f} µs without, {costs:+6.1f} µs with"
                f" ({share:+.1f} %); dearer in {sum(one > 0 for one in differences)} of {rounds} rounds"
            )


def _nothing(*_: object) -> None:
    return None


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("w") as log:
        configured = settings.read({}, secret_key="x", rate_limits=False, mail_folder=folder)
        settings.use(dataclasses.replace(configured, database_url=f"sqlite://{folder}/kotae.db"))
        with contextlib.redirect_stderr(log):
            logging.config.dictConfig(logs.configuration("json", "info"))
            asyncio.run(measure(rounds))
        lines = log.tell() or os.stat(log.name).st_size
        assert lines > 0


if __name__ == "__main__":
    main()
