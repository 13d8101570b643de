"""How long the moderators' queue takes with a long history: `python -m bench.review [--items 50000] [--postgres URL]`.

Fills an empty database with decided items and 300 that wait, then asks for the queue's page, its filters and the history
as an administrator, through the whole application but without a socket. Tells medians and the slowest, in milliseconds of
wall and processor time, with how often each was asked.
"""

import argparse
import asyncio
import secrets
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import httpx
import typer

from forum import clock, database, settings
from forum.accounts.middleware import cookie_name, hash_secret
from forum.accounts.models import Person, Session
from forum.app import create_app, running
from forum.categories.models import Category
from forum.database import migrate
from forum.threads.models import Post, Thread

PAGES = (
    "/desk/review", "/desk/review?cause=held", "/desk/review?item=7", "/desk/review/history",
    "/desk/review/history?older=20000",
)
WAITING = 300


async def measure(url: str, items: int, times: int) -> None:
    """Fill the database at `url` and print a line for each page."""
    await migrate.apply(url)
    configured = settings.read({"DATABASE_URL": url, "SECRET_KEY": "a key for measurements", "RATE_LIMITS": "off"})
    settings.use(configured)
    async with running(configured, work=False):
        secret = await _fill(items)
        app = create_app(configured, work=False)
        transport = httpx.ASGITransport(app)
        headers = {"accept": "text/html", "sec-fetch-site": "same-origin", "user-agent": "Mozilla/5.0 Firefox/140.0"}
        async with httpx.AsyncClient(transport=transport, base_url=configured.site_url, headers=headers) as client:
            client.cookies.set(cookie_name(configured.secure), secret, domain=client.base_url.host, path="/")
            for path in PAGES:
                await _ask(client, path, times)


async def _ask(client: httpx.AsyncClient, path: str, times: int) -> None:
    walls, cpus = [], []
    for number in range(times + 3):
        wall, cpu = time.perf_counter(), time.process_time()
        answer = await client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        if number >= 3:
            walls.append((time.perf_counter() - wall) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
    typer.echo(
        f"{path:40} n={times} wall median {statistics.median(walls):.1f} ms, slowest {max(walls):.1f} ms;"
        f" processor median {statistics.median(cpus):.1f} ms"
    )


async def _fill(items: int) -> str:
    """A thread of replies, an item for each with a flag and a decision, the last ones waiting; gives a session's secret."""
    now = clock.now()
    person = await Person.create(
        name="ada", name_key="ada", display_name="Ada", role="administrator", email="ada@example.com",
        email_key="ada@example.com", email_verified_at=now, created_at=now,
    )
    writer = await Person.create(
        name="eve", name_key="eve", display_name="Eve", role="member", email="eve@example.com",
        email_key="eve@example.com", email_verified_at=now, created_at=now,
    )
    category = await Category.create(
        name="Devices", slug="devices", position=1, see="everyone", ask="members", answer="members", created_at=now
    )
    thread = await Thread.create(
        type="question", title="A thread of many replies", slug="many", category_id=category.id, author_id=writer.id,
        status_at=now, created_at=now, last_activity_at=now, last_position=items,
    )
    common = {
        "thread_id": thread.id, "author_id": writer.id, "author_role": "member", "source": "Words.", "html": "<p>Words.</p>",
        "html_version": 1, "plain": "Words.", "fingerprint": "x",
    }
    for start in range(0, items, 2_000):
        await Post.bulk_create([
            Post(position=number, created_at=now - timedelta(minutes=items - number), **common)
            for number in range(start, min(items, start + 2_000))
        ])
    await database.execute(
        "INSERT INTO review_items (kind, subject_id, cause, weight, opened_at, decided_at, decided_by_id, decision, version)"
        " SELECT 'post', p.id, CASE WHEN p.id % 3 = 0 THEN 'held' ELSE 'flags' END, 100 + p.id % 400, p.created_at,"
        f" CASE WHEN p.position < {int(items) - WAITING} THEN p.created_at END, {int(person.id)}, 'keep', 1 FROM posts p"
    )
    await database.execute(
        "INSERT INTO flags (item_id, person_id, reason, note, weight, created_at, outcome, settled_at)"
        f" SELECT i.id, {int(writer.id)}, 'spam', 'An advertisement', 100, i.opened_at, 'upheld', i.opened_at FROM review_items i"
    )
    await database.execute(
        "INSERT INTO review_decisions (item_id, cause, decision, note, decided_by_id, decided_at)"
        f" SELECT i.id, i.cause, 'keep', '', {int(person.id)}, i.opened_at FROM review_items i WHERE i.decided_at IS NOT NULL"
    )
    await database.execute("ANALYZE")
    secret = secrets.token_urlsafe(32)
    await Session.create(
        person_id=person.id, secret_hash=hash_secret(secret), created_at=now, last_used_at=now,
        expires_at=now + timedelta(days=30), address="127.0.0.1",
    )
    return secret


def main() -> None:
    """Measure as the command line says."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--items", type=int, default=50_000)
    wanted.add_argument("--times", type=int, default=30)
    wanted.add_argument("--postgres", default="", help="an empty database to fill, instead of a SQLite file of its own")
    given = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.postgres or f"sqlite://{Path(folder) / 'review.db'}"
        asyncio.run(measure(url, given.items, given.times))


if __name__ == "__main__":
    main()
