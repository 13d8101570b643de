"""Views and read marks: noticed while a page is served, written together a moment later, so that reading writes nothing.

A view counts once per viewer, thread and day (UTC), without robots, staff and the author. What a process noticed in the
last seconds is lost if it is killed; nobody was promised it.
"""

import asyncio
import contextlib
import hmac
import logging
import re
from datetime import date
from functools import lru_cache

from forum import clock, database, settings
from forum.accounts.actor import Actor
from forum.database.trouble import trouble
from forum.threads.views import ThreadView

logger = logging.getLogger(__name__)

_ROBOT = re.compile(
    "bot|crawl|spider|slurp|archiver|preview|fetch|monitor|curl|wget|python|httpx|headless|lighthouse", re.IGNORECASE
)
#: Seconds for which notes wait, so that many are written in one transaction.
PAUSE = 2.0
#: Beyond this many pending notes the process stops noticing until they are written.
_MOST = 20_000

_views: set[tuple[int, str]] = set()
_reads: dict[tuple[int, int], int] = {}


def count_view(viewer: Actor, thread: ThreadView, address: str, user_agent: str) -> None:
    """Note that somebody looked at a thread, unless it is not the kind of look that counts."""
    if viewer.is_staff or viewer.id == thread.author_id or not user_agent or _ROBOT.search(user_agent):
        return
    if len(_views) < _MOST:
        _views.add((thread.id, f"p:{viewer.id}" if not viewer.is_guest else _visitor_key(address, user_agent)))


def note_read(viewer: Actor, thread: ThreadView, position: int) -> None:
    """Note how far a signed-in reader has come in a thread."""
    if viewer.is_guest or (thread.read_position is not None and thread.read_position >= position):
        return
    key = (viewer.id, thread.id)
    if len(_reads) < _MOST:
        _reads[key] = max(position, _reads.get(key, -1))


def pending_read(viewer: Actor, thread_id: int) -> int | None:
    """What `note_read` has noted and not written yet."""
    return _reads.get((viewer.id, thread_id))


async def keep_flushing(stopping: asyncio.Event) -> None:
    """Write what this process noticed every few seconds until `stopping` is set, and what is left then.

    No job of the schedule: those are leased to one host at a time, and every process has its own notes.
    """
    while not stopping.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PAUSE)
        try:
            await flush()
        except Exception:
            logger.exception("views and read marks of the last seconds could not be written")


async def flush() -> None:
    """Write what was noted, in one transaction."""
    if not _views and not _reads:
        return
    views, reads = sorted(_views), sorted(_reads.items())
    _views.clear()
    _reads.clear()

    async def work() -> None:
        now = clock.now()
        today = now.date()
        day = today if database.engine() == "postgres" else today.isoformat()
        gained: dict[int, int] = {}
        for thread_id, key in views:
            # A thread may have been erased meanwhile, hence the SELECT.
            gained[thread_id] = gained.get(thread_id, 0) + await database.execute(
                "INSERT INTO views (thread_id, viewer_key, day) SELECT id, $2, $3 FROM threads WHERE id = $1"
                " ON CONFLICT DO NOTHING",
                thread_id, key, day,
            )
        for thread_id, count in gained.items():
            if count:
                await database.execute("UPDATE threads SET view_count = view_count + $1 WHERE id = $2", count, thread_id)
        for (person_id, thread_id), position in reads:
            await database.execute(
                "INSERT INTO read_marks (person_id, thread_id, position, read_at)"
                " SELECT p.id, t.id, $3, $4 FROM people p, threads t WHERE p.id = $1 AND t.id = $2"
                " ON CONFLICT (person_id, thread_id) DO UPDATE SET position = excluded.position, read_at = excluded.read_at"
                " WHERE excluded.position > read_marks.position",
                person_id, thread_id, position, now,
            )

    try:
        await database.transaction(work)
    except Exception as error:
        if trouble(error):
            # The disk is full, or the database away: what was noticed waits for it.
            _views.update(views[: max(0, _MOST - len(_views))])
            for key, position in reads:
                _reads[key] = max(position, _reads.get(key, -1))
        raise


def forget() -> None:
    """Let go of what was noticed and not written (tests: ids come again in the next database)."""
    _views.clear()
    _reads.clear()


def _visitor_key(address: str, user_agent: str) -> str:
    """A visitor without an account, known again for one day and by nobody: a keyed hash with the day in it."""
    key = _key_of_the_day(clock.now().date(), settings.current().secret_key)
    return hmac.digest(key, f"{address}\0{user_agent}".encode(), "sha256").hex()[:32]


@lru_cache(maxsize=2)
def _key_of_the_day(day: date, configured: str) -> bytes:
    # Kept, because a key that nobody configured stands in a file, which no page should have to read.
    return hmac.digest(settings.secret_key(), f"views {day.isoformat()}".encode(), "sha256")
