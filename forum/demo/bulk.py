"""A large made-up community for benchmarks, written row by row without events: `run.py bench data`.

Every counter and summary agrees with the rows, so that pages, lists and `check` meet what a grown forum has. Words are
drawn with a fixed seed: the same size gives the same community.
"""

import hashlib
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from forum import clock, database
from forum.accounts.models import Person
from forum.categories.models import Category, Tag
from forum.database.connection import client, reader_path
from forum.text.markdown import render_safely

_ENGLISH = (
    "printer hub update pairing account invoice backup folder sync error screen restart cable network router password"
    " battery light button sensor message calendar window export import filter colour paper tray storage device window"
    " after before during every second never always slowly quickly again without while"
).split()
_JAPANESE = (
    "プリンタ 設定 更新 接続 請求書 バックアップ フォルダ 同期 エラー 画面 再起動 ケーブル ネットワーク ルーター パスワード 電池 ランプ ボタン"
    " センサー 通知 カレンダー 書き出し 読み込み 用紙 保存 端末 昨日から 毎回 急に ときどき"
).split()

#: Replies of the long page, and of the thread that shows how far pages reach.
PAGE_REPLIES = 20
LONG_REPLIES = 5_000
#: Replies of an ordinary thread, in turn: four on average, as in grown forums.
_REPLIES = (0, 1, 2, 3, 4, 5, 6, 11)
_BODIES = 400
_BATCH = 5_000

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """Where a benchmark looks: a thread with a full page of replies, and one with thousands."""

    page_thread_id: int
    long_thread_id: int
    threads: int
    posts: int


@dataclass(frozen=True, slots=True)
class _Body:
    source: str
    html: str
    plain: str
    lang: str
    version: int


async def make(threads: int, tell: Callable[[int, int], None] = lambda _done, _all: None) -> Made:
    """Write `threads` threads into an empty, migrated, connected database; `tell(done, all)` hears of the progress."""
    chance = random.Random(20_260_303)
    people = await _people(max(50, min(20_000, threads // 10)))
    categories = await _categories()
    tags = await _tags()
    long_bodies = [await _body(chance, 600, number % 3 == 0) for number in range(_BODIES)]
    short_bodies = [await _body(chance, 180, number % 3 == 0) for number in range(_BODIES)]
    now = clock.now()
    writer = _Writer()
    await writer.open()
    post_id = 0
    tag_counts: dict[int, int] = {}
    try:
        for thread_id in range(1, threads + 1):
            replies = {1: PAGE_REPLIES, 2: LONG_REPLIES}.get(thread_id, _REPLIES[thread_id % len(_REPLIES)])
            bodies = long_bodies if thread_id <= 50 else short_bodies
            if 2 < thread_id <= 50:
                replies = PAGE_REPLIES
            created = now - timedelta(minutes=(threads - thread_id) * 3 + 60)
            made = _thread(chance, thread_id, post_id, replies, bodies, people, categories, tags, created)
            writer.add(made)
            post_id += replies + 1
            for tag in made["thread_tags"]:
                tag_counts[tag[1]] = tag_counts.get(tag[1], 0) + 1
            if thread_id % _BATCH == 0 or thread_id == threads:
                await writer.flush()
                tell(thread_id, threads)
        for tag_id, count in tag_counts.items():
            await writer.run(f"UPDATE tags SET thread_count = {count} WHERE id = {tag_id}")
        await writer.finish()
    finally:
        await writer.close()
    return Made(1, 2, threads, post_id)


def _thread(
    chance: random.Random, thread_id: int, last_post_id: int, replies: int, bodies: Sequence[_Body], people: Sequence[int],
    categories: Sequence[int], tags: Sequence[tuple[int, str]], created: datetime,
) -> dict[str, list[Row]]:
    asker = chance.choice(people)
    opening = bodies[chance.randrange(len(bodies))]
    title = " ".join(chance.sample(_JAPANESE if opening.lang == "ja" else _ENGLISH, 6))
    solved = replies > 0 and thread_id % 5 < 3
    chosen = sorted(chance.sample(tags, chance.randrange(1, 4)), key=lambda tag: tag[1])
    posts: list[Row] = []
    revisions: list[Row] = []
    authors = []
    for position in range(replies + 1):
        body = opening if position == 0 else bodies[chance.randrange(len(bodies))]
        author = asker if position == 0 else chance.choice(people)
        authors.append(author)
        at = created + timedelta(minutes=position)
        number = last_post_id + 1 + position
        print_of = hashlib.sha256(f"{thread_id}-{position}".encode()).hexdigest()
        posts.append((number, thread_id, position, author, "member", body.source, body.html, body.version, body.plain,
                      body.lang, print_of, None, None, at, None, None, 1, 0, None, None, None, "", 1))
        revisions.append((number, 1, title if position == 0 else "", body.source, author, "", at))
    responses = [position for position, author in enumerate(authors) if position and author != asker]
    last = created + timedelta(minutes=replies)
    solution = last_post_id + 1 + responses[0] if solved and responses else None
    status = "solved" if solution else "open"
    after = max(responses, default=-1)
    waits = next((position for position, author in enumerate(authors) if author == asker and position > after), None)
    thread = (
        thread_id, "question", title, title.replace(" ", "-"), opening.lang, status, "asker_accepted" if solution else "",
        last, "[]", ",".join(name for _id, name in chosen), solution, opening.plain[:200] if solution else "",
        opening.plain[:250], created, last, replies, replies, len(responses), 0, 0,
        created + timedelta(minutes=responses[0]) if responses else None,
        created + timedelta(minutes=waits) if waits is not None and not solution else None,
        None, None, None, "", 1, asker, categories[thread_id % len(categories)], None, None, asker if solution else None,
    )
    return {
        "threads": [thread], "posts": posts, "revisions": revisions,
        "thread_tags": [(thread_id, tag_id, last) for tag_id, _name in chosen],
        "solutions": [(thread_id, solution, "asker_accepted", asker, last, "")] if solution else [],
    }


#: The columns in the order of the rows above. `reply_to_id` and `submit_key` are empty throughout.
_COLUMNS: dict[str, str] = {
    "threads": (
        "id type title slug lang status status_reason status_at answers tag_names solution_post_id answer_excerpt excerpt"
        " created_at last_activity_at last_position reply_count response_count view_count same_problem_count"
        " first_response_at waiting_since pinned_until locked_at deleted_at deleted_reason version author_id category_id"
        " deleted_by_id locked_by_id status_by_id"
    ),
    "posts": (
        "id thread_id position author_id author_role source html html_version plain lang fingerprint submit_key reply_to_id"
        " created_at edited_at edited_by_id revision_count helpful_count official_at deleted_at deleted_by_id deleted_reason"
        " version"
    ),
    "revisions": "post_id number title source author_id reason created_at",
    "thread_tags": "thread_id tag_id last_activity_at",
    "solutions": "thread_id post_id source accepted_by_id accepted_at note",
}


class _Writer:
    """Rows in bulk, past the ORM: SQLite by executemany, PostgreSQL by COPY."""

    def __init__(self) -> None:
        self.waiting: dict[str, list[Row]] = {table: [] for table in _COLUMNS}
        self.sqlite: sqlite3.Connection | None = None
        self.postgres: asyncpg.Connection | None = None

    async def open(self) -> None:
        if database.engine() == "sqlite":
            self.sqlite = sqlite3.connect(reader_path(), isolation_level=None)
            self.sqlite.execute("PRAGMA synchronous=OFF")
        else:
            self.postgres = await client()._pool.acquire()
            await self.postgres.set_type_codec("jsonb", encoder=str, decoder=str, schema="pg_catalog")

    def add(self, rows: dict[str, list[Row]]) -> None:
        for table, some in rows.items():
            self.waiting[table] += some

    async def flush(self) -> None:
        if self.sqlite is not None:
            self.sqlite.execute("BEGIN IMMEDIATE")
        for table, some in self.waiting.items():
            names = _COLUMNS[table].split()
            if self.sqlite is not None:
                marks = ", ".join("?" * len(names))
                self.sqlite.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", map(_as_text, some))
            elif self.postgres is not None:
                await self.postgres.copy_records_to_table(table, records=some, columns=names)
            some.clear()
        if self.sqlite is not None:
            self.sqlite.execute("COMMIT")

    async def run(self, sql: str) -> None:
        if self.sqlite is not None:
            self.sqlite.execute(sql)
        elif self.postgres is not None:
            await self.postgres.execute(sql)

    async def finish(self) -> None:
        if self.postgres is not None:
            for table in ("threads", "posts"):
                await self.postgres.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        await self.run("ANALYZE")

    async def close(self) -> None:
        if self.sqlite is not None:
            self.sqlite.close()
        elif self.postgres is not None:
            await client()._pool.release(self.postgres)


def _as_text(row: Row) -> Row:
    return tuple(str(part) if isinstance(part, datetime) else part for part in row)


async def _people(count: int) -> list[int]:
    now = clock.now()
    rows: Iterator[Person] = (
        Person(
            name=f"person{number}", name_key=f"person{number}", display_name=f"Person {number}",
            email=f"person{number}@example.com", email_key=f"person{number}@example.com", email_verified_at=now,
            role="member", created_at=now - timedelta(days=900),
        )
        for number in range(count)
    )
    await Person.bulk_create(list(rows), batch_size=500)
    return [row["id"] for row in await database.rows("SELECT id FROM people WHERE id > 1 ORDER BY id")]


async def _categories() -> list[int]:
    made = []
    for number, name in enumerate(("Hub", "Print", "Vault", "Notes", "Account", "日本語")):
        category = await Category.create(
            name=name, slug=name.lower(), description="", position=number, created_at=clock.now(), template=[]
        )
        made.append(category.id)
    return made


async def _tags() -> list[tuple[int, str]]:
    made = []
    for word in sorted({*_ENGLISH[:30], *_JAPANESE[:10]}):
        tag = await Tag.create(name=word, name_key=word, created_at=clock.now())
        made.append((tag.id, word))
    return made


async def _body(chance: random.Random, length: int, japanese: bool) -> _Body:
    words, text = (_JAPANESE, "") if japanese else (_ENGLISH, "")
    while len(text) < length:
        sentence = "".join(chance.choices(words, k=9)) + "。" if japanese else " ".join(chance.choices(words, k=11)).capitalize() + ". "
        text += sentence + ("\n\n" if chance.random() < 0.2 else "")
    rendered = await render_safely(text.strip())
    return _Body(text.strip(), rendered.html, rendered.plain, "ja" if japanese else "en", rendered.version)
