"""How long it takes to remove all that a spammer posted: `python -m bench.cleaning [--posts 3000] [--postgres URL]`.

Fills an empty database with threads of others in which one member posted so many replies, and opened a tenth as many
threads; removes all of it as the clock does, and brings it back, while somebody else goes on writing. Tells how long
both take, how long one batch holds the database, and how long the other's replies take meanwhile and before.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import typer

from forum import clock, database, events, settings
from forum.accounts import queries as people
from forum.accounts.models import Person
from forum.app import running
from forum.categories.models import Category
from forum.database import migrate
from forum.sanctions import actions
from forum.sanctions.actions import cleaning
from forum.sanctions.forms import CleanUpForm
from forum.threads import actions as threads
from forum.threads import screening
from forum.threads.forms import Ask, Reply
from forum.transfer.checking.ledgers import LEDGERS

#: Replies of the spammer in one thread of somebody else's.
PER_THREAD = 10


async def measure(url: str, posts: int) -> None:
    """Fill the database at `url`, remove and bring back, and print what it took."""
    await migrate.apply(url)
    configured = settings.read({"DATABASE_URL": url, "SECRET_KEY": "a key for measurements", "RATE_LIMITS": "off"})
    settings.use(configured)
    async with running(configured, work=False):
        # What one spammer posts this often would be held.
        screening.ask_of(screening.show_as_it_is)
        spammer, moderator, writer, thread_id = await _fill(posts)
        # News of how it came here is not what is measured.
        await database.execute("DELETE FROM deliveries")
        await _told("before", _nothing, writer, thread_id)
        made = await actions.clean_up(await people.actor(moderator), spammer, CleanUpForm.read({
            "words": "You posted advertising.", "reason": "spam", "seen": "0",
        }))
        await _told("removing", lambda: _through(made), writer, thread_id)
        left = await database.value("SELECT count(*) FROM posts WHERE author_id = $1 AND deleted_at IS NULL", spammer)
        await _news()
        await actions.undo_clean_up(await people.actor(moderator), made)
        await _told("bringing back", lambda: _through(made), writer, thread_id)
        back = await database.value("SELECT count(*) FROM posts WHERE author_id = $1 AND deleted_at IS NULL", spammer)
        await _news()
        # Indexes were never filled; everything that is counted must be right.
        drifts = sum([len(await ledger.drifts("BETWEEN 1 AND 1000000")) for ledger in LEDGERS])
        typer.echo(f"shown of the spammer's after removing: {left}, after bringing back: {back}; drifts: {drifts}")


async def _through(clean_up_id: int) -> list[float]:
    """All batches, with the pauses that the clock's job makes; gives how long each held the database, in milliseconds."""
    held = []
    more = True
    while more:
        began = time.perf_counter()
        more = await cleaning.work_on(clean_up_id)
        held.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(cleaning.PAUSE)
    return held


async def _news() -> None:
    """Let everybody hear of it, as a server does meanwhile."""
    began, count = time.perf_counter(), await database.value("SELECT count(*) FROM deliveries")
    await events.settle(100_000)
    typer.echo(f"  {count} pieces of news of it told in {time.perf_counter() - began:.1f} s")


async def _nothing() -> list[float]:
    await asyncio.sleep(5)
    return []


async def _told(what: str, work: Callable[[], Awaitable[list[float]]], writer: int, thread_id: int) -> None:
    waits: list[float] = []
    writing = asyncio.create_task(_write_on(writer, thread_id, waits))
    began = time.perf_counter()
    held = await work()
    took = time.perf_counter() - began
    writing.cancel()
    with suppress(asyncio.CancelledError):
        await writing
    batches = f"; {len(held)} batches, median {statistics.median(held):.0f} ms, slowest {max(held):.0f} ms" if held else ""
    typer.echo(
        f"{what}: {took:.1f} s{batches}; somebody else's replies meanwhile: n={len(waits)},"
        f" median {statistics.median(waits):.0f} ms, slowest {max(waits):.0f} ms"
    )


async def _write_on(writer: int, thread_id: int, waits: list[float]) -> None:
    actor = await people.actor(writer)
    number = 0
    while True:
        number += 1
        began = time.perf_counter()
        form = Reply.read({"body": f"Word number {number} of {time.time_ns()}, written while others work."})
        await threads.reply(actor, thread_id, form)
        waits.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(0.1)


async def _fill(posts: int) -> tuple[int, int, int, int]:
    """Everything by the real actions; gives the spammer, a moderator, another writer, and a thread to write in."""
    now = clock.now()
    made = [
        await Person.create(
            name=name, name_key=name, display_name=name.title(), role=role, email=f"{name}@example.com",
            email_key=f"{name}@example.com", email_verified_at=now, created_at=now,
        )
        for name, role in (("eve", "member"), ("chika", "moderator"), ("ben", "helper"))
    ]
    category = await Category.create(
        name="Devices", slug="devices", position=1, see="everyone", ask="members", answer="members", created_at=now
    )

    async def ask(person: Person, number: int) -> int:
        posted = await threads.ask(await people.actor(person.id), Ask.read({
            "type": "question", "category": str(category.id), "title": f"Question {number} of {person.name}",
            "body": f"What is it about number {number}? I have looked everywhere and found nothing.",
        }))
        return posted.thread_id

    host = 0
    for number in range(posts // PER_THREAD):
        host = await ask(made[2], number)
        for place in range(PER_THREAD - 1):
            body = f"Buy lamp {number * PER_THREAD + place} at lamps.example, it is cheap and bright."
            await threads.reply(await people.actor(made[0].id), host, Reply.read({"body": body}))
        await ask(made[0], number)
    return made[0].id, made[1].id, made[2].id, host


def main() -> None:
    """Measure as the command line says."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--posts", type=int, default=3_000)
    wanted.add_argument("--postgres", default="", help="an empty database to fill, instead of a SQLite file of its own")
    given = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.postgres or f"sqlite://{Path(folder) / 'cleaning.db'}"
        asyncio.run(measure(url, given.posts))


if __name__ == "__main__":
    main()
