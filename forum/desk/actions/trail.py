"""The trail: which articles signed-in readers opened and what they looked for, for whoever helps them afterwards.

Noticed while a page is served, written together a moment later, so that reading writes nothing. Nothing is kept of guests and
of staff, of those who refuse, or where READER_TRAIL_DAYS is 0; and nothing longer than that many days.
"""

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta

from forum import clock, database, events, settings
from forum.accounts.actor import Actor
from forum.database.trouble import trouble
from forum.desk.events import TrailChosen
from forum.desk.policy import may_choose_trail

logger = logging.getLogger(__name__)

#: Seconds for which notes wait.
PAUSE = 2.0
#: Steps kept of one person; the oldest give way.
MOST_STEPS = 100
_MOST_NOTES = 5_000
_BATCH = 1_000

_notes: dict[tuple[int, str, int, str], datetime] = {}


def note_article(viewer: Actor, article_id: int) -> None:
    """Note that somebody opened an article."""
    _note(viewer, "article", article_id, "")


def note_search(viewer: Actor, typed: str) -> None:
    """Note what somebody looked for."""
    _note(viewer, "search", 0, typed[:300])


async def keep_flushing(stopping: asyncio.Event) -> None:
    """Write what this process noticed every few seconds until `stopping` is set, and what is left then."""
    while not stopping.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PAUSE)
        try:
            await flush()
        except Exception:
            logger.exception("steps of the last seconds could not be written")


async def flush() -> None:
    """Write what was noted, in one transaction, but for those who refuse."""
    if not _notes:
        return
    notes = dict(sorted(_notes.items()))
    _notes.clear()

    async def work() -> None:
        for (person_id, kind, article_id, text), at in notes.items():
            await database.execute(
                "INSERT INTO trail_steps (person_id, kind, article_id, text, at) SELECT p.id, $2, $3, $4, $5 FROM people p"
                " WHERE p.id = $1 AND NOT EXISTS (SELECT 1 FROM trail_refusals r WHERE r.person_id = p.id)",
                person_id, kind, article_id, text, at,
            )
        for person_id in sorted({key[0] for key in notes}):
            await database.execute(
                "DELETE FROM trail_steps WHERE person_id = $1 AND id NOT IN (SELECT s.id FROM trail_steps s"
                " WHERE s.person_id = $1 ORDER BY s.at DESC, s.id DESC LIMIT $2)", person_id, MOST_STEPS,
            )

    try:
        await database.transaction(work)
    except Exception as error:
        if trouble(error):
            # The disk is full, or the database away: what was noticed waits for it.
            for key, at in notes.items():
                _notes.setdefault(key, at)
        raise


def forget() -> None:
    """Let go of what was noticed and not written (tests: ids come again in the next database)."""
    _notes.clear()


async def choose_trail(actor: Actor, kept: bool) -> None:
    """Say whether my steps are kept. Saying no deletes those that are."""
    may_choose_trail(actor).require()

    async def work() -> None:
        if kept:
            changed = await database.execute("DELETE FROM trail_refusals WHERE person_id = $1", actor.id)
        else:
            changed = await database.execute(
                "INSERT INTO trail_refusals (person_id, refused_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                actor.id, clock.now(),
            )
            await database.execute("DELETE FROM trail_steps WHERE person_id = $1", actor.id)
        if changed:
            await events.record(TrailChosen(actor_id=actor.id, subject_id=actor.id, kept=kept))

    for key in [key for key in _notes if key[0] == actor.id and not kept]:
        del _notes[key]
    await database.transaction(work)


async def forget_person(person_id: int) -> None:
    """Reaction: a person is gone, and with them what they read, looked for and saved for themselves."""
    for table in ("trail_steps", "trail_refusals"):
        await database.execute(f"DELETE FROM {table} WHERE person_id = $1", person_id)
    await database.execute("DELETE FROM desk_views WHERE owner_id = $1 AND scope = 'me'", person_id)


async def forget_old() -> int:
    """Delete steps older than READER_TRAIL_DAYS, a batch in each transaction; returns how many."""
    before = clock.now() - timedelta(days=settings.current().reader_trail_days)
    deleted = 0
    while True:
        found = await database.rows(f"SELECT id FROM trail_steps WHERE at <= $1 ORDER BY at, id LIMIT {_BATCH}", before)
        deleted += await _delete(database.id_list(row["id"] for row in found))
        if len(found) < _BATCH:
            return deleted


async def _delete(ids: str) -> int:
    return await database.transaction(lambda: database.execute(f"DELETE FROM trail_steps WHERE id IN ({ids})"))


def _note(viewer: Actor, kind: str, article_id: int, text: str) -> None:
    if viewer.is_guest or viewer.is_staff or not settings.current().reader_trail_days or len(_notes) >= _MOST_NOTES:
        return
    _notes[viewer.id, kind, article_id, text] = clock.now()
