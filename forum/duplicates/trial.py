"""A trial of the detector on texts from a file: they become threads of a temporary database, and are looked for there.

What is tried is what the forum runs: the same index, the same candidates, features and scores, on either engine.
"""

import dataclasses
import gzip
import json
import secrets
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from forum import clock, database, settings
from forum.accounts.actor import SYSTEM
from forum.database import migrate
from forum.database.connection import postgres_credentials
from forum.database.registry import MODELS
from forum.duplicates import embedding, meaning
from forum.duplicates.actions.indexing import BATCH, Entry, write
from forum.duplicates.analysis import analyse, readable
from forum.duplicates.queries.candidates import read
from forum.duplicates.queries.similar import Asked, asked, asked_by, matches

Tell = Callable[[str, int, int], None]

_THREAD = (
    "type, title, slug, category_id, author_id, lang, status, status_reason, status_at, answers, tag_names, answer_excerpt,"
    " excerpt, created_at, last_activity_at, last_position, reply_count, response_count, view_count, imported_views,"
    " same_problem_count, deleted_reason, version"
)


class BadInput(Exception):
    """A file or a choice that cannot be used; the message says what is wrong, and in which line."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text of a corpus."""

    id: str | int
    title: str
    body: str
    lang: str | None


@dataclass(frozen=True, slots=True)
class Query:
    """One question to be looked for: a text of its own (title not None), or one of the corpus; among `candidates` if given."""

    id: str | int
    title: str | None
    body: str
    candidates: tuple[str | int, ...] | None


def documents(path: Path) -> list[Document]:
    """The corpus in a file of JSON lines. Raises BadInput."""
    found: list[Document] = []
    seen: set[str | int] = set()
    for number, line in _lines(path):
        made = Document(_id(line, number), _text(line, "title", number), _text(line, "body", number), _lang(line, number))
        if made.id in seen:
            raise BadInput(f"line {number}: the id {made.id!r} stands there twice")
        seen.add(made.id)
        found.append(made)
    return found


def queries(path: Path, known: set[str | int]) -> list[Query]:
    """The queries in a file of JSON lines, for a corpus with these ids. Raises BadInput."""
    found: list[Query] = []
    for number, line in _lines(path):
        own = _id(line, number)
        candidates = line.get("candidates")
        if candidates is not None and not (
            isinstance(candidates, list) and all(_is_id(candidate) for candidate in candidates)
        ):
            raise BadInput(f"line {number}: candidates must be a list of ids")
        title = None if line.get("title") is None else _text(line, "title", number)
        if title is None and own not in known:
            raise BadInput(f"line {number}: {own!r} is not in the corpus and has no title")
        found.append(
            Query(own, title, _text(line, "body", number), None if candidates is None else tuple(candidates))
        )
    return found


@asynccontextmanager
async def trial(url: str, embedder: str) -> AsyncIterator[None]:
    """A temporary database, connected: of its own on the PostgreSQL server of `url`, or a SQLite file when that is empty.

    `embedder` "" leaves the setting as it is. The database goes when the block ends. Raises BadInput for an embedder that
    cannot be had.
    """
    try:
        embedding.named(embedder or "none")
    except (embedding.EmbedderUnavailable, ValueError) as error:
        raise BadInput(str(error)) from error
    before = settings.current()
    with tempfile.TemporaryDirectory(prefix="kotae-trial-") as folder:
        own = await _created(url) if url else f"sqlite://{folder}/trial.db"
        try:
            changed = dataclasses.replace(before, database_url=own)
            settings.use(dataclasses.replace(changed, duplicates_embedder=embedder) if embedder else changed)
            await migrate.apply(own)
            await database.connect(own, MODELS, pool=2)
            try:
                yield
            finally:
                await database.close()
        finally:
            settings.use(before)
            if url:
                await _dropped(url, own)


async def fill(found: Sequence[Document], tell: Tell) -> dict[str | int, int]:
    """Make a thread of each document and index it; returns the threads' numbers by the documents' ids."""
    async def shelf() -> int:
        await database.execute(
            "INSERT INTO categories (name, slug, description, colour, position, see, ask, answer, types, template, created_at,"
            " version) VALUES ('Trial', 'trial', '', '', 0, 'everyone', 'members', 'members', '', '[]', $1, 1)", clock.now(),
        )
        return int(await database.value("SELECT id FROM categories WHERE slug = 'trial'"))

    category = await database.transaction(shelf)
    numbers: dict[str | int, int] = {}
    for start in range(0, len(found), BATCH):
        some = found[start : start + BATCH]
        texts = [analyse(one.title, one.body, one.lang) for one in some]
        meant = await meaning.meanings([(one.title, readable(one.body)) for one in some])
        entries = [
            Entry(start + at + 1, text, what) for at, (text, what) in enumerate(zip(texts, meant, strict=True))
        ]

        async def work(start: int = start, some: Sequence[Document] = some, entries: Sequence[Entry] = entries) -> None:
            rows = ", ".join(
                f"({start + at + 1}, 'question', $1, '', {category}, {SYSTEM.id}, '', 'open', '', $2, '[]', '', '', '', $2, $2,"
                " 0, 0, 0, 0, 0, 0, '', 1)"
                for at in range(len(some))
            )
            await database.execute(f"INSERT INTO threads (id, {_THREAD}) VALUES {rows}", "", clock.now())
            await write(entries)

        await database.transaction(work)
        numbers.update((one.id, start + at + 1) for at, one in enumerate(some))
        tell("indexing", start + len(some), len(found))
    # Without statistics PostgreSQL guesses; a forum that grew has them from its server's own housekeeping.
    if database.engine() == "postgres":
        await _on_server(settings.current().database_url, "ANALYZE")
    return numbers


async def ranked(query: Query, numbers: dict[str | int, int], ids: Sequence[str | int], top: int) -> list[dict[str, Any]]:
    """The documents most like a query, best first, as {"id", "score"}; never the query itself."""
    own = numbers.get(query.id, 0)
    question = await _question(query, own)
    among = None
    if query.candidates is not None:
        among = [numbers[candidate] for candidate in query.candidates if candidate in numbers]
    best = await matches(SYSTEM, question, except_id=own, among=among, most=top if among is None else None)
    return [{"id": ids[match.thread_id - 1], "score": round(match.score, 6)} for match in best]


async def _question(query: Query, own: int) -> Asked:
    if query.title is not None:
        return await asked(query.title, query.body)
    return asked_by((await read(SYSTEM, [own], meaning.name()))[0])


async def _created(url: str) -> str:
    name = f"kotae_trial_{secrets.token_hex(6)}"
    await _on_server(url, f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def _dropped(url: str, own: str) -> None:
    await _on_server(url, f'DROP DATABASE IF EXISTS "{urlsplit(own).path[1:]}" WITH (FORCE)')


async def _on_server(url: str, statement: str) -> None:
    credentials = postgres_credentials(url, 1)
    for pool_only in ("minsize", "maxsize"):
        del credentials[pool_only]
    connection = await asyncpg.connect(**credentials)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with (gzip.open(path, "rt", encoding="utf-8") if _is_compressed(path) else path.open(encoding="utf-8")) as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    found = json.loads(line)
                except ValueError as error:
                    raise BadInput(f"line {number}: this is not JSON ({error})") from error
                if not isinstance(found, dict):
                    raise BadInput(f"line {number}: each line must be an object such as {{\"id\": \"1\", \"title\": \"…\"}}")
                yield number, found
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile) as error:
        raise BadInput(f"the file cannot be read: {error}") from error


def _is_compressed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _id(line: dict[str, Any], number: int) -> str | int:
    if not _is_id(line.get("id")):
        raise BadInput(f"line {number}: id must be a text or a whole number")
    found: str | int = line["id"]
    return found


def _is_id(found: Any) -> bool:
    return isinstance(found, str | int) and not isinstance(found, bool) and found != ""


def _text(line: dict[str, Any], name: str, number: int) -> str:
    found = line.get(name)
    if found is None:
        if name == "title":
            raise BadInput(f"line {number}: title is missing")
        return ""
    if not isinstance(found, str):
        raise BadInput(f"line {number}: {name} must be a text")
    return found


def _lang(line: dict[str, Any], number: int) -> str | None:
    found = line.get("lang")
    if found is None or isinstance(found, str):
        return found[:5] if found else None
    raise BadInput(f"line {number}: lang must be a text such as en")
