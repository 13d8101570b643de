"""What was looked for: noticed while the page is made, written together a moment later, so that searching writes nothing.

For a person, their own latest searches. For staff, words that found nothing, and nothing of who typed them; what looks
like an address or a number of somebody's is not kept at all.
"""

import asyncio
import contextlib
import logging
import re
from datetime import datetime

from forum import clock, database
from forum.accounts.actor import Actor
from forum.database.trouble import trouble
from forum.search.policy import MOST_RECENT
from forum.search.query import Query
from forum.text.normalize import clean_line, fold

logger = logging.getLogger(__name__)

#: Seconds for which notes wait.
PAUSE = 2.0
#: Characters of a miss that are kept: a longer one is no search but a story.
LONGEST_MISS = 100
_MOST = 5_000
_MISSES_KEPT = 10_000
# An e-mail address, a web address, or a number as of a telephone or an account; error codes hold letters, or are shorter.
_PERSONAL = re.compile(r"\S@\S+\.\S|https?:|www\.|(?<!\w)\+?\d(?:[\s().-]{0,2}\d){7,}(?!\w)")

_recent: dict[tuple[int, str], datetime] = {}
_missed: dict[str, tuple[int, datetime]] = {}


def note(viewer: Actor, query: Query, found: int) -> None:
    """Note that somebody searched, and how much was found."""
    now = clock.now()
    if not viewer.is_guest and len(_recent) < _MOST:
        _recent[viewer.id, query.typed] = now
    words = miss_of(query)
    if not found and words and len(_missed) < _MOST:
        _missed[words] = (_missed.get(words, (0, now))[0] + 1, now)


def miss_of(query: Query) -> str:
    """What is kept of a search that found nothing: its words; "" when nothing of it should be."""
    words = fold(clean_line(query.text))
    return "" if not query.terms or len(words) > LONGEST_MISS or _PERSONAL.search(words) else words


async def keep_flushing(stopping: asyncio.Event) -> None:
    """Write what this process noticed every few seconds until `stopping` is set, and what is left then."""
    while not stopping.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PAUSE)
        try:
            await flush()
        except Exception:
            logger.exception("searches of the last seconds could not be written")


async def flush() -> None:
    """Write what was noted, in one transaction."""
    if not _recent and not _missed:
        return
    recent, missed = dict(sorted(_recent.items())), dict(sorted(_missed.items()))
    forget()

    async def work() -> None:
        for (person_id, query), at in recent.items():
            await database.execute(
                "INSERT INTO recent_searches (person_id, query, searched_at) SELECT id, $2, $3 FROM people WHERE id = $1"
                " ON CONFLICT (person_id, query) DO UPDATE SET searched_at = excluded.searched_at",
                person_id, query, at,
            )
        for person_id in sorted({person_id for person_id, _query in recent}):
            await database.execute(
                "DELETE FROM recent_searches WHERE person_id = $1 AND id NOT IN (SELECT r.id FROM recent_searches r"
                " WHERE r.person_id = $1 ORDER BY r.searched_at DESC, r.id DESC LIMIT $2)",
                person_id, MOST_RECENT,
            )
        for words, (count, at) in missed.items():
            await database.execute(
                "INSERT INTO missed_searches (query, count, first_at, last_at) VALUES ($1, $2, $3, $3)"
                " ON CONFLICT (query) DO UPDATE SET count = missed_searches.count + excluded.count,"
                " last_at = excluded.last_at",
                words, count, at,
            )
        if missed:
            # Somebody who types nonsense for days fills no disk.
            await database.execute(
                "DELETE FROM missed_searches WHERE id NOT IN"
                " (SELECT m.id FROM missed_searches m ORDER BY m.last_at DESC, m.id DESC LIMIT $1)", _MISSES_KEPT,
            )

    try:
        await database.transaction(work)
    except Exception as error:
        if trouble(error):
            # The disk is full, or the database away: what was noticed waits for it.
            for key, at in recent.items():
                _recent.setdefault(key, at)
            for words, (count, at) in missed.items():
                _missed[words] = (_missed.get(words, (0, at))[0] + count, at)
        raise


def forget() -> None:
    """Let go of what was noticed and not written (tests: ids come again in the next database)."""
    _recent.clear()
    _missed.clear()
