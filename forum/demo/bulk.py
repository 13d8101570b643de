"""A large made-up community for benchmarks, written row by row without events: `run.py bench data`.

Every counter and summary agrees with the rows, so that pages and lists meet what a grown forum has. Words are drawn
with a fixed seed: the same size gives the same community.
"""

import hashlib
import random
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg

from forum import clock, database
from forum.accounts.models import Person
from forum.categories.models import Category, Tag
from forum.database.connection import client, reader_path
from forum.duplicates.actions import indexing as comparing
from forum.search import actions as search
from forum.solutions.actions import ACCEPTED_POINTS, ACCEPTING_POINTS
from forum.text.excerpt import excerpt
from forum.text.markdown import render_safely
from forum.threads.actions.asking import EXCERPT
from forum.threads.actions.voting import HELPFUL_POINTS
from forum.threads.policy import ASKING_TYPES

ENGLISH = (
    "printer hub update pairing account invoice backup folder sync error screen restart cable network router password"
    " battery light button sensor message calendar window export import filter colour paper tray storage device after"
    " before during every second never always slowly quickly again without while"
).split()
JAPANESE = (
    "プリンタ 設定 更新 接続 請求書 バックアップ フォルダ 同期 エラー 画面 再起動 ケーブル ルーター パスワード 電池"
    " ランプ ボタン センサー 通知 カレンダー 書き出し 読み込み 用紙 保存 端末 昨日から 毎回 急に ときどき"
).split()

#: The first threads have a full page of long replies; more of them than a server keeps ready-made parts for.
FULL_THREADS = 600
FULL_REPLIES = 20
#: This one, among them, shows how far pages reach.
LONG_THREAD = 2
LONG_REPLIES = 5_000
#: Replies of an ordinary thread, in turn: four on average, as in grown forums.
_REPLIES = (0, 1, 2, 3, 4, 5, 6, 11)
_TYPES = ("question",) * 6 + ("problem",) * 2 + ("discussion", "idea")
#: What becomes of threads that nobody solved.
_UNSOLVED = ("open",) * 5 + ("needs_info", "closed")
_BODIES = 400
_BATCH = 5_000
_BETWEEN_THREADS = timedelta(minutes=3)
_BETWEEN_REPLIES = timedelta(seconds=30)

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Body:
    source: str
    html: str
    plain: str
    lang: str
    version: int


@dataclass(frozen=True, slots=True)
class _World:
    """Whom and what the threads are made of."""

    chance: random.Random
    people: Sequence[int]
    categories: Sequence[int]
    tags: Sequence[tuple[int, str]]
    long_bodies: Sequence[_Body]
    short_bodies: Sequence[_Body]


async def make(threads: int, tell: Callable[[int, int], None] = lambda _done, _all: None) -> int:
    """Write `threads` threads into an empty, migrated, connected database; `tell(done, all)` hears of the progress.

    Returns how many posts they have.
    """
    chance = random.Random(20_260_303)
    world = _World(
        chance, await _people(max(50, min(20_000, threads // 10))), await _categories(), await _tags(),
        [await _body(chance, 600, number % 3 == 0) for number in range(_BODIES)],
        [await _body(chance, 180, number % 3 == 0) for number in range(_BODIES)],
    )
    # The youngest thread leaves room for the replies of the longest.
    first_at = clock.now() - threads * _BETWEEN_THREADS - (LONG_REPLIES + 10) * _BETWEEN_REPLIES
    post_id = 0
    writer = _Writer()
    await writer.open()
    try:
        for thread_id in range(1, threads + 1):
            replies = _replies(thread_id)
            writer.add(_thread(world, thread_id, post_id, replies, first_at + thread_id * _BETWEEN_THREADS))
            post_id += replies + 1
            if thread_id % _BATCH == 0 or thread_id == threads:
                await writer.flush()
                tell(thread_id, threads)
        await writer.finish()
    finally:
        await writer.close()
    # A grown forum's posts can be found and compared, and no job of the server that is measured has to take them up.
    await search.index_all()
    await comparing.index_all(lambda _what, _done, _all: None)
    return post_id


def _replies(thread_id: int) -> int:
    if thread_id == LONG_THREAD:
        return LONG_REPLIES
    return FULL_REPLIES if thread_id <= FULL_THREADS else _REPLIES[thread_id % len(_REPLIES)]


def _thread(world: _World, thread_id: int, last_post_id: int, replies: int, created: datetime) -> dict[str, list[Row]]:
    chance = world.chance
    bodies = world.long_bodies if thread_id <= FULL_THREADS else world.short_bodies
    authors = chance.choices(world.people, k=replies + 1)
    texts = chance.choices(bodies, k=replies + 1)
    asker, opening = authors[0], texts[0]
    title = " ".join(chance.sample(JAPANESE if opening.lang == "ja" else ENGLISH, 6))
    tags = sorted(chance.sample(world.tags, chance.randrange(1, 4)), key=lambda tag: tag[1])
    kind = chance.choice(_TYPES)
    times = [created + position * _BETWEEN_REPLIES for position in range(replies + 1)]
    last = times[-1]
    responses = [position for position, author in enumerate(authors) if position and author != asker]
    solution = responses[0] if responses and kind in ASKING_TYPES and thread_id % 5 < 3 else None
    status = "solved" if solution else chance.choice(_UNSOLVED)
    waits = next((at for at in range(max(responses, default=-1) + 1, replies + 1) if authors[at] == asker), None)
    waiting = kind in ASKING_TYPES and status != "solved" and waits is not None
    mates = chance.sample(world.people, chance.choice((0, 0, 0, 1, 1, 2, 5)))
    viewers = chance.sample(world.people, chance.randrange(3))

    posts: list[Row] = []
    revisions: list[Row] = []
    votes: list[Row] = []
    awards: list[Row] = []
    for position, (author, text, at) in enumerate(zip(authors, texts, times, strict=True)):
        post_id = last_post_id + 1 + position
        thanks = [one for one in chance.sample(world.people, 2) if one != author] if chance.random() < 0.1 else []
        votes += [(post_id, one, at) for one in thanks]
        awards += [(author, "helpful", post_id * 4_294_967_296 + one, HELPFUL_POINTS, at) for one in thanks]
        fingerprint = hashlib.sha256(f"{thread_id}-{position}".encode()).hexdigest()
        posts.append((
            post_id, thread_id, position, author, "member", text.source, text.html, text.version, text.plain, text.lang,
            fingerprint, None, None, at, None, None, 1, len(thanks), 0, None, None, None, "", 1,
        ))
        revisions.append((post_id, 1, title if position == 0 else "", text.source, author, "", at))
    solutions: list[Row] = []
    if solution:
        post_id = last_post_id + 1 + solution
        solutions = [(thread_id, post_id, "asker_accepted", asker, last, "")]
        awards += [
            (authors[solution], "accepted", post_id, ACCEPTED_POINTS, last),
            (asker, "accepting", post_id, ACCEPTING_POINTS, last),
        ]
    thread = (
        thread_id, kind, title, title.replace(" ", "-"), opening.lang, status, "asker_accepted" if solution else "",
        last, "[]", ",".join(name for _id, name in tags), last_post_id + 1 + solution if solution else None,
        excerpt(texts[solution].plain, EXCERPT) if solution else "", excerpt(opening.plain, EXCERPT),
        created, last, replies, replies,
        len(responses), len(viewers), 0, len(mates), times[responses[0]] if responses else None,
        times[waits] if waiting and waits is not None else None, None, None, None, "", 1, asker,
        world.categories[thread_id % len(world.categories)], None, None, asker if solution else None,
    )
    return {
        "threads": [thread],
        "posts": posts,
        "revisions": revisions,
        "thread_tags": [(thread_id, tag_id, last) for tag_id, _name in tags],
        "solutions": solutions,
        "helpful_votes": votes,
        "same_problems": [(thread_id, one, last) for one in mates],
        "views": [(thread_id, f"p:{one}", created.date()) for one in viewers],
        "reputation_entries": awards,
    }


#: The columns in the order of the rows above.
_COLUMNS: dict[str, str] = {
    "threads": (
        "id type title slug lang status status_reason status_at answers tag_names solution_post_id answer_excerpt"
        " excerpt created_at last_activity_at last_position reply_count response_count view_count imported_views"
        " same_problem_count"
        " first_response_at waiting_since pinned_until locked_at deleted_at deleted_reason version author_id"
        " category_id deleted_by_id locked_by_id status_by_id"
    ),
    "posts": (
        "id thread_id position author_id author_role source html html_version plain lang fingerprint submit_key"
        " reply_to_id created_at edited_at edited_by_id revision_count helpful_count imported_score official_at"
        " deleted_at"
        " deleted_by_id deleted_reason version"
    ),
    "revisions": "post_id number title source author_id reason created_at",
    "thread_tags": "thread_id tag_id last_activity_at",
    "solutions": "thread_id post_id source accepted_by_id accepted_at note",
    "helpful_votes": "post_id person_id created_at",
    "same_problems": "thread_id person_id created_at",
    "views": "thread_id viewer_key day",
    "reputation_entries": "person_id reason subject_id points at",
}

#: Sums over the rows, when all of them are there.
_SUMS = (
    "UPDATE people SET"
    " reputation = (SELECT COALESCE(sum(e.points), 0) FROM reputation_entries e WHERE e.person_id = people.id),"
    " accepted_count ="
    " (SELECT count(*) FROM reputation_entries e WHERE e.person_id = people.id AND e.reason = 'accepted'),"
    " helpful_count ="
    " (SELECT count(*) FROM reputation_entries e WHERE e.person_id = people.id AND e.reason = 'helpful')",
    "UPDATE tags SET thread_count = (SELECT count(*) FROM thread_tags g JOIN threads t ON t.id = g.thread_id"
    " JOIN categories c ON c.id = t.category_id WHERE g.tag_id = tags.id AND c.see = 'everyone')",
)


class _Writer:
    """Rows in bulk, past the ORM: SQLite by executemany, PostgreSQL by COPY."""

    def __init__(self) -> None:
        self.waiting: dict[str, list[Row]] = {table: [] for table in _COLUMNS}
        self.sqlite: sqlite3.Connection | None = None
        self.postgres: asyncpg.Connection | None = None

    async def open(self) -> None:
        if database.engine() == "sqlite":
            self.sqlite = sqlite3.connect(reader_path(), isolation_level=None)
            # What is lost in a crash is made again.
            self.sqlite.execute("PRAGMA synchronous=OFF")
            self.sqlite.execute("PRAGMA cache_size=-262144")
        else:
            self.postgres = await client()._pool.acquire()
            # COPY is binary, and jsonb on the wire is its version and the text.
            await self.postgres.set_type_codec(
                "jsonb", encoder=lambda text: b"\x01" + text.encode(), decoder=lambda raw: raw[1:].decode(),
                schema="pg_catalog", format="binary",
            )

    def add(self, rows: dict[str, list[Row]]) -> None:
        for table, some in rows.items():
            self.waiting[table] += some

    async def flush(self) -> None:
        if self.sqlite is not None:
            self.sqlite.execute("BEGIN IMMEDIATE")
        for table, some in self.waiting.items():
            names = _COLUMNS[table].split()
            if self.sqlite is not None:
                places = ", ".join("?" * len(names))
                self.sqlite.executemany(
                    f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", map(_as_text, some)
                )
            elif self.postgres is not None:
                await self.postgres.copy_records_to_table(table, records=some, columns=names)
            some.clear()
        if self.sqlite is not None:
            self.sqlite.execute("COMMIT")

    async def finish(self) -> None:
        if self.postgres is not None:
            # COPY leaves the counters of the ids that were given to it where they stood.
            for table in ("threads", "posts"):
                await self.run(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )
        # Without statistics PostgreSQL would read all rows for every sum.
        await self.run("ANALYZE")
        for sum_up in _SUMS:
            await self.run(sum_up)
        # PostgreSQL's own housekeeping would come to it within minutes; a measurement does not wait for that.
        await self.run("ANALYZE" if self.sqlite is not None else "VACUUM ANALYZE")
        if self.sqlite is not None:
            # Whoever copies the file copies everything.
            self.sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def run(self, sql: str) -> None:
        if self.sqlite is not None:
            self.sqlite.execute(sql)
        elif self.postgres is not None:
            await self.postgres.execute(sql)

    async def close(self) -> None:
        if self.sqlite is not None:
            self.sqlite.close()
        elif self.postgres is not None:
            await self.postgres.reset_type_codec("jsonb", schema="pg_catalog")
            await client()._pool.release(self.postgres)


def _as_text(row: Row) -> Row:
    return tuple(str(part) if isinstance(part, date) else part for part in row)


async def _people(count: int) -> list[int]:
    now = clock.now()
    people = [
        Person(
            name=f"person{number}", name_key=f"person{number}", display_name=f"Person {number}",
            email=f"person{number}@example.com", email_key=f"person{number}@example.com", email_verified_at=now,
            role="member", created_at=now - timedelta(days=900),
        )
        for number in range(count)
    ]
    await Person.bulk_create(people, batch_size=500)
    return [row["id"] for row in await database.rows_aside("SELECT id FROM people WHERE id > 1 ORDER BY id")]


async def _categories() -> list[int]:
    """Two levels, and one shelf that only staff see."""
    made: list[int] = []
    for number, name in enumerate(("Hub", "Print", "Vault", "Notes", "Account", "日本語", "Pairing", "Paper", "Staff")):
        category = await Category.create(
            name=name, slug=name.lower(), position=number, created_at=clock.now(),
            parent_id=made[number - 6] if name in ("Pairing", "Paper") else None,
            see="staff" if name == "Staff" else "everyone",
        )
        made.append(category.id)
    return made


async def _tags() -> list[tuple[int, str]]:
    made = []
    for word in sorted({*ENGLISH[:30], *JAPANESE[:10]}):
        tag = await Tag.create(name=word, name_key=word, created_at=clock.now())
        made.append((tag.id, word))
    return made


async def _body(chance: random.Random, length: int, japanese: bool) -> _Body:
    text = ""
    while len(text) < length:
        if japanese:
            text += "".join(chance.choices(JAPANESE, k=9)) + "。"
        else:
            text += " ".join(chance.choices(ENGLISH, k=11)).capitalize() + ". "
        text += "\n\n" if chance.random() < 0.2 else ""
    rendered = await render_safely(text.strip())
    return _Body(text.strip(), rendered.html, rendered.plain, "ja" if japanese else "en", rendered.version)
