"""What came of showing articles and threads to whoever was about to ask.

What was shown and opened is noted while the page is made and written together a moment later, so that typing writes
nothing. What somebody decided (this solved it, none of these, posted all the same) is written at once.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forum import clock, database, settings
from forum.accounts.actor import Actor
from forum.database.trouble import trouble
from forum.duplicates.queries.writing import says_enough
from forum.errors import NotFound
from forum.i18n import current_locale
from forum.kb import queries as kb
from forum.kb.readers import is_robot
from forum.kb_bridge.composing import key_of
from forum.kb_bridge.queries.meeting import Evidence, evidence, find_beside
from forum.threads import queries as threads

logger = logging.getLogger(__name__)

#: Seconds for which notes wait, and writings that are noticed at a time.
PAUSE = 2.0
_MOST = 5_000

#: An article or a thread: its kind and its id.
Target = tuple[str, int]
KINDS = ("article", "thread")


@dataclass(slots=True)
class _Noted:
    """One writing of a question, as it was noticed since the last flush."""

    person_id: int | None
    lang: str
    started_at: datetime
    category_id: int = 0
    typed: str = ""
    #: Best rank and first moment of what was shown; when what was opened.
    shown: dict[Target, tuple[int, datetime]] = field(default_factory=dict)
    opened: dict[Target, datetime] = field(default_factory=dict)


_noted: dict[str, _Noted] = {}


async def show(viewer: Actor, values: Mapping[str, str], user_agent: str) -> Evidence:
    """What may spare somebody the question in the form `values`, noted as shown; nothing once they put it aside."""
    category = values.get("category", "")
    category_id = int(category) if category.isascii() and category.isdecimal() and len(category) < 19 else 0
    title, found = values.get("title", ""), Evidence()
    if not says_enough(title):
        return found
    if not values.get("dismissed"):
        found = await evidence(
            viewer, title, values.get("body", ""), category_id=category_id,
            tags=[tag.strip() for tag in values.get("tags", "").split(",")[:10] if tag.strip()],
        )
    note_shown(viewer, values.get("composing", ""), user_agent, found, typed=title, category_id=category_id)
    return found


def note_shown(
    viewer: Actor, carried: str, user_agent: str, evidence: Evidence, *, typed: str = "", category_id: int = 0
) -> None:
    """Note that somebody is writing a question, and what stood beside it. Robots do not count."""
    noted = _note(viewer, carried, user_agent)
    if noted is None:
        return
    noted.category_id = category_id or noted.category_id
    if settings.current().deflection_typed_hours:
        noted.typed = typed[:300] or noted.typed
    now = clock.now()
    targets: list[Target] = [("article", met.line.id) for met in evidence.articles]
    targets += [("thread", line.row.id) for line in evidence.threads]
    for rank, target in enumerate(targets, 1):
        before = noted.shown.get(target)
        noted.shown[target] = (min(rank, before[0]), before[1]) if before else (rank, now)


def note_opened(viewer: Actor, carried: str, user_agent: str, kind: str, target_id: int) -> None:
    """Note that somebody who is writing a question opened what was shown beside it."""
    noted = _note(viewer, carried, user_agent)
    if noted is not None:
        noted.opened.setdefault((kind, target_id), clock.now())


async def solve(viewer: Actor, carried: str, kind: str, target_id: int) -> None:
    """This solved it: nobody has to be asked. Raises NotFound for what the viewer may not read, or a strange form."""
    key = key_of(carried)
    if not key or kind not in KINDS:
        raise NotFound
    if kind == "thread":
        await threads.visible_thread(viewer, target_id)
    elif not await kb.lines(viewer, [target_id], current_locale()):
        raise NotFound
    await flush()
    now = clock.now()

    async def work() -> None:
        composing_id = await _composing(key, _Noted(_person(viewer), current_locale(), now))
        await database.execute(
            "UPDATE suggestions SET solved_at = NULL WHERE composing_id = $1 AND solved_at IS NOT NULL", composing_id
        )
        column = f"{kind}_id"
        await database.execute(
            f"INSERT INTO suggestions (composing_id, {column}, rank, shown_at, solved_at) VALUES ($1, $2, 0, $3, $3)"
            f" ON CONFLICT (composing_id, {column}) DO UPDATE SET solved_at = excluded.solved_at",
            composing_id, target_id, now,
        )

    await database.transaction(work)


async def unsolve(carried: str) -> None:
    """It did not solve it after all."""
    key = _known(carried)

    async def work() -> None:
        await database.execute(
            "UPDATE suggestions SET solved_at = NULL WHERE solved_at IS NOT NULL AND composing_id IN"
            " (SELECT c.id FROM composings c WHERE c.key = $1)", key,
        )

    await flush()
    await database.transaction(work)


async def dismiss(viewer: Actor, carried: str) -> None:
    """None of these helps."""
    await _decided(viewer, carried, "dismissed_at")


async def note_posted(viewer: Actor, carried: str, thread_id: int, category_id: int) -> None:
    """It was posted all the same. A form without our secret is nobody's."""
    if key_of(carried):
        await _decided(viewer, carried, "posted_at", thread_id, category_id)


async def sweep() -> None:
    """Forget what was typed, and later the whole writing, when its time is over."""
    configured, now = settings.current(), clock.now()
    await database.execute(
        "UPDATE composings SET typed = '' WHERE typed <> '' AND started_at < $1",
        now - timedelta(hours=configured.deflection_typed_hours),
    )
    await database.execute(
        "DELETE FROM composings WHERE started_at < $1", now - timedelta(days=configured.deflection_days)
    )


async def keep_flushing(stopping: asyncio.Event) -> None:
    """Write what this process noticed every few seconds until `stopping` is set, and what is left then."""
    while not stopping.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PAUSE)
        try:
            await flush()
            await find_beside()
        except Exception:
            logger.exception("what was shown in the last seconds could not be written")


async def flush() -> None:
    """Write what was noted, in one transaction. What is gone meanwhile is left out."""
    if not _noted:
        return
    noted = dict(sorted(_noted.items()))
    _noted.clear()

    async def work() -> None:
        there = {kind: await _there(kind, noted.values()) for kind in KINDS}
        for key, one in noted.items():
            composing_id = await _composing(key, one)
            for (kind, target_id), (rank, at) in sorted(one.shown.items()):
                if target_id in there[kind]:
                    await database.execute(
                        f"INSERT INTO suggestions (composing_id, {kind}_id, rank, shown_at) VALUES ($1, $2, $3, $4)"
                        f" ON CONFLICT (composing_id, {kind}_id) DO UPDATE SET rank ="
                        " CASE WHEN suggestions.rank = 0 OR excluded.rank < suggestions.rank THEN excluded.rank"
                        " ELSE suggestions.rank END",
                        composing_id, target_id, rank, at,
                    )
            for (kind, target_id), at in sorted(one.opened.items()):
                if target_id in there[kind]:
                    await database.execute(
                        f"INSERT INTO suggestions (composing_id, {kind}_id, rank, shown_at, opened_at)"
                        f" VALUES ($1, $2, 0, $3, $3) ON CONFLICT (composing_id, {kind}_id) DO UPDATE SET"
                        " opened_at = COALESCE(suggestions.opened_at, excluded.opened_at)",
                        composing_id, target_id, at,
                    )

    try:
        await database.transaction(work)
    except Exception as error:
        if trouble(error):
            # The disk is full, or the database away: what was noticed waits for it.
            for key, one in noted.items():
                _noted.setdefault(key, one)
        raise


def forget() -> None:
    """Let go of what was noticed and not written (tests: ids come again in the next database)."""
    _noted.clear()


async def _there(kind: str, noted: Iterable[_Noted]) -> set[int]:
    """Which of the articles, or threads, are there still."""
    ids = {id_ for one in noted for what, id_ in (*one.shown, *one.opened) if what == kind}
    found = await database.rows(f"SELECT id FROM {kind}s WHERE id IN ({database.id_list(ids)})")
    return {row["id"] for row in found}


def _note(viewer: Actor, carried: str, user_agent: str) -> _Noted | None:
    key = key_of(carried)
    if not key or is_robot(user_agent) or (key not in _noted and len(_noted) >= _MOST):
        return None
    return _noted.setdefault(key, _Noted(_person(viewer), current_locale(), clock.now()))


async def _decided(viewer: Actor, carried: str, column: str, thread_id: int = 0, category_id: int = 0) -> None:
    key = _known(carried)
    await flush()
    now = clock.now()

    async def work() -> None:
        composing_id = await _composing(key, _Noted(_person(viewer), current_locale(), now, category_id))
        await database.execute(
            f"UPDATE composings SET {column} = $2, thread_id = COALESCE($3, thread_id) WHERE id = $1",
            composing_id, now, thread_id or None,
        )

    await database.transaction(work)


async def _composing(key: str, one: _Noted) -> int:
    """The id of a writing, made when it is new. Inside a transaction."""
    await database.execute(
        "INSERT INTO composings (key, person_id, category_id, lang, typed, started_at)"
        " VALUES ($1, (SELECT p.id FROM people p WHERE p.id = $2), (SELECT c.id FROM categories c WHERE c.id = $3), $4, $5, $6)"
        " ON CONFLICT (key) DO UPDATE SET category_id = COALESCE(excluded.category_id, composings.category_id),"
        " typed = CASE WHEN excluded.typed = '' THEN composings.typed ELSE excluded.typed END",
        key, one.person_id or 0, one.category_id, one.lang, one.typed, one.started_at,
    )
    return int(await database.value("SELECT id FROM composings WHERE key = $1", key))


def _known(carried: str) -> str:
    key = key_of(carried)
    if not key:
        raise NotFound
    return key


def _person(viewer: Actor) -> int | None:
    return None if viewer.is_guest else viewer.id
