"""How long the server takes for the desk in a large community: `python -m bench.desk [--engine postgres]`.

It makes the community in a database of its own (threads with their questions, tickets with their first comments, teams, tags,
saved views), then asks for pages of the inbox as one of the staff, one after the other, through the whole application without
a socket. Told are milliseconds of wall time, and of this process's own work, which leaves out PostgreSQL's.
"""

import argparse
import asyncio
import dataclasses
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from rich.console import Console

from bench import postgres as throw_away
from forum import clock, database, settings
from forum.accounts.actor import Actor
from forum.accounts.models import Person
from forum.app import create_app
from forum.categories.models import Category, Tag
from forum.database import migrate
from forum.database.registry import MODELS
from forum.demo.bulk import ENGLISH, JAPANESE
from forum.desk import actions
from forum.desk.forms import ViewForm
from forum.tickets.models import SupportGroup, SupportMember
from tests.databases import Databases
from tests.visits import visit

console = Console(highlight=False, width=150)

Row = tuple[Any, ...]
_BATCH = 20_000
_WORDS = (*ENGLISH, *JAPANESE)

_COLUMNS = {
    "threads": (
        "id type title slug lang status status_reason status_at answers tag_names answer_excerpt excerpt created_at"
        " last_activity_at last_position reply_count response_count view_count imported_views same_problem_count"
        " waiting_since deleted_reason version author_id category_id"
    ),
    "posts": (
        "id thread_id position author_id author_role source html html_version plain lang fingerprint created_at"
        " revision_count helpful_count imported_score deleted_reason version"
    ),
    "thread_tags": "thread_id tag_id last_activity_at",
    "tickets": (
        "id subject lang status priority priority_rank type requester_id submitter_id assignee_id group_id via tag_names"
        " is_public waiting_since created_at updated_at public_updated_at status_updated_at reply_count reopen_count"
        " assignee_stations group_stations comment_count version"
    ),
    "ticket_audits": "id ticket_id author_id via events created_at",
    "ticket_comments": (
        "id ticket_id audit_id author_id author_role is_public is_reply source html html_version plain lang fingerprint via"
        " created_at"
    ),
    "ticket_tags": "ticket_id name",
}

#: What is asked for, by what it is called here.
PAGES = {
    "inbox": "/desk", "… page 10": "/desk?page=10", "my work": "/desk?view=mine", "my teams": "/desk?view=teams",
    "unassigned": "/desk?view=unassigned", "tickets": "/desk?view=tickets", "late and tagged": "/desk?view=1",
    "any of three": "/desk?view=2", "by category": "/desk?view=3", "by status, all": "/desk?view=4",
    "an open question": "/desk?item=thread-777", "an open ticket": "/desk?item=ticket-777",
}
_VIEWS: tuple[dict[str, str], ...] = (
    {"name": "Late", "older": "72", "tag": "printer", "lang_en": "1"},
    {"name": "Any", "match": "any", "assignee": "me", "priority_urgent": "1", "tag": "vault, hub, printer"},
    {"name": "Shelves", "grouping": "category", "kind_thread": "1", "order": "oldest"},
    {"name": "Solved", "status_solved": "1", "status_pending": "1", "grouping": "status", "order": "newest"},
)


async def make(threads: int, tickets: int) -> Person:
    """Fill an empty, connected database; gives one of its staff."""
    chance = random.Random(20_260_303)
    now = clock.now()
    people = [
        Person(
            name=f"person{number}", name_key=f"person{number}", display_name=f"Person {number}", role="member",
            email_verified_at=now, created_at=now,
        )
        for number in range(5_000)
    ]
    await Person.bulk_create(people, batch_size=500)
    staff = [
        await Person.create(
            name=f"staff{number}", name_key=f"staff{number}", display_name=f"Staff {number}", role="specialist",
            email_verified_at=now, created_at=now,
        )
        for number in range(40)
    ]
    members = [row["id"] for row in await database.rows_aside("SELECT id FROM people WHERE role = 'member' ORDER BY id")]
    shelves = [
        (await Category.create(
            name=f"Shelf {number}", slug=f"shelf-{number}", position=number, created_at=now,
            see="staff" if number == 11 else "everyone",
        )).id
        for number in range(12)
    ]
    tags = [(await Tag.create(name=word, name_key=word, created_at=now)).id for word in ENGLISH[:30]]
    teams = [(await SupportGroup.create(name=f"Team {n}", name_key=f"team {n}", created_at=now)).id for n in range(6)]
    for number, one in enumerate(staff):
        await SupportMember.create(group_id=teams[number % 6], person_id=one.id, added_at=now)
    begins = now - timedelta(minutes=threads + 10)
    kept: dict[str, list[Row]] = {table: [] for table in _COLUMNS}
    async with _writing() as write:
        for number in range(1, threads + 1):
            _thread(kept, chance, number, begins + timedelta(minutes=number), members, shelves, tags)
            if number % _BATCH == 0:
                await write(kept)
        for number in range(1, tickets + 1):
            at = begins + timedelta(minutes=number * threads // tickets)
            _ticket(kept, chance, number, at, members, [one.id for one in staff], teams)
            if number % _BATCH == 0:
                await write(kept)
        await write(kept)
    # As a server that has run for a while: PostgreSQL cleans up after many new rows by itself.
    await database.execute("VACUUM ANALYZE" if database.engine() == "postgres" else "ANALYZE")
    return staff[0]


async def _views(person: Person) -> None:
    """The saved views, once."""
    if await database.value("SELECT count(*) FROM desk_views"):
        return
    actor = Actor(person.id, person.name, person.display_name, person.role, email_verified=True)
    for view in _VIEWS:
        await actions.save_view(actor, ViewForm.read({"match": "all", "order": "hurts", "scope": "me"} | view))


def _thread(
    kept: dict[str, list[Row]], chance: random.Random, number: int, at: datetime, members: Sequence[int],
    shelves: Sequence[int], tags: Sequence[int],
) -> None:
    """A question; a quarter of them wait."""
    title, author = " ".join(chance.sample(_WORDS, 6)), chance.choice(members)
    fate = chance.random()
    status = "solved" if fate < 0.6 else "closed" if fate < 0.65 else "needs_info" if fate < 0.7 else "open"
    tag = chance.randrange(len(tags))
    kept["threads"].append((
        number, "question", title, f"thread-{number}", "en" if number % 3 else "ja", status, "", at, "[]", ENGLISH[tag], "",
        title, at, at, 0, 0, 0, 0, 0, 0, at if status == "open" and fate < 0.95 else None, "", 1, author,
        chance.choice(shelves),
    ))
    kept["posts"].append((
        number, number, 0, author, "member", title, f"<p>{title}</p>", 1, title, "en", f"{number:064x}", at, 1, 0, 0, "", 1,
    ))
    kept["thread_tags"].append((number, tags[tag], at))


def _ticket(
    kept: dict[str, list[Row]], chance: random.Random, number: int, at: datetime, members: Sequence[int],
    staff: Sequence[int], teams: Sequence[int],
) -> None:
    """A ticket; an eighth of them wait."""
    subject, requester = " ".join(chance.sample(_WORDS, 5)), chance.choice(members)
    fate = chance.random()
    status = next(name for name, upto in (
        ("closed", 0.7), ("solved", 0.8), ("pending", 0.85), ("on_hold", 0.88), ("open", 0.94), ("new", 1.1),
    ) if fate < upto)
    rank = chance.choice((0, 0, 1, 2, 2, 3, 4))
    tag = chance.choice(ENGLISH[:30])
    kept["tickets"].append((
        number, subject, "en" if number % 3 else "ja", status, ("", "low", "normal", "high", "urgent")[rank], rank, "",
        requester, requester, None if status == "new" else chance.choice(staff), chance.choice(teams), "web", tag, True,
        at if status in ("new", "open") and number % 4 else None, at, at, at, at, 0, 0, 0, 0, 1, 1,
    ))
    kept["ticket_audits"].append((number, number, requester, "web", "[]", at))
    kept["ticket_comments"].append((
        number, number, number, requester, "member", True, False, subject, f"<p>{subject}</p>", 1, subject, "en",
        f"{number:064x}", "web", at,
    ))
    kept["ticket_tags"].append((number, tag))


class _writing:
    """Rows in bulk, past the ORM: SQLite by executemany, PostgreSQL by COPY."""

    async def __aenter__(self) -> Any:
        url = settings.current().database_url
        self.postgres = await asyncpg.connect(url) if database.engine() == "postgres" else None
        self.sqlite = None if self.postgres else sqlite3.connect(url.removeprefix("sqlite://"), isolation_level=None)
        if self.postgres is not None:
            # COPY is binary, and jsonb on the wire is its version and the text.
            await self.postgres.set_type_codec(
                "jsonb", encoder=lambda text: b"\x01" + text.encode(), decoder=lambda raw: raw[1:].decode(),
                schema="pg_catalog", format="binary",
            )
        return self.write

    async def write(self, kept: dict[str, list[Row]]) -> None:
        if self.sqlite is not None:
            self.sqlite.execute("BEGIN IMMEDIATE")
        for table, rows in kept.items():
            names = _COLUMNS[table].split()
            if self.postgres is not None:
                await self.postgres.copy_records_to_table(table, records=rows, columns=names)
            elif self.sqlite is not None:
                places = ", ".join("?" * len(names))
                self.sqlite.executemany(
                    f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})",
                    ([str(part) if isinstance(part, datetime) else part for part in row] for row in rows),
                )
            rows.clear()
        if self.sqlite is not None:
            self.sqlite.execute("COMMIT")

    async def __aexit__(self, *_: object) -> None:
        if self.postgres is not None:
            await self.postgres.close()
        if self.sqlite is not None:
            self.sqlite.close()


async def measure(url: str, threads: int, tickets: int, rounds: int) -> None:
    """Make the community, ask for the pages, and print a line for each."""
    settings.use(dataclasses.replace(settings.read({}), database_url=url, rate_limits=False))
    await migrate.apply(url)
    await database.connect(url, MODELS)
    try:
        if await database.value("SELECT count(*) FROM threads"):
            threads = int(await database.value("SELECT count(*) FROM threads"))
            tickets = int(await database.value("SELECT count(*) FROM tickets"))
            person = await Person.get(name="staff0")
        else:
            person = await make(threads, tickets)
        await _views(person)
        one = await visit(create_app(settings.current(), work=False), person)
        console.print(f"{database.engine()}: {threads:,} threads, {tickets:,} tickets, n = {rounds} of each page")
        console.print(f"{'page':20}{'median':>9}{'95 %':>9}{'most':>9} ms  {'own CPU':>8} ms  {'statements':>10}")
        for name, path in PAGES.items():
            for _ in range(3):
                first = await one.get(path)
                assert first.status == 200, (path, first.status)
            with database.counting() as statements:
                await one.get(path)
            times, busy = [], 0.0
            for _ in range(rounds):
                started, worked = time.perf_counter(), time.process_time()
                await one.get(path)
                times.append((time.perf_counter() - started) * 1000)
                busy += (time.process_time() - worked) * 1000
            times.sort()
            at = [times[min(len(times) - 1, int(len(times) * part))] for part in (0.5, 0.95, 1)]
            figures = "".join(f"{one:9.1f}" for one in at)
            console.print(f"{name:20}{figures}     {busy / rounds:8.1f}     {len(statements):10}")
        await one.client.aclose()
    finally:
        await database.close()


@contextmanager
def _database(engine: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        if engine == "sqlite":
            yield f"sqlite://{folder}/kotae.db"
            return
        with throw_away.server():
            databases = Databases(Path(folder), "bench")
            yield databases.empty_postgres()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--threads", type=int, default=200_000)
    parser.add_argument("--tickets", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--database", help="one that an earlier run filled, or an empty one to be kept")
    given = parser.parse_args()
    with nullcontext(given.database) if given.database else _database(given.engine) as url:
        asyncio.run(measure(url, given.threads, given.tickets, given.rounds))


if __name__ == "__main__":
    main()
