"""Views: noticed while a page is served, written together a moment later, so that reading writes nothing.

A view counts once per viewer, article and day (UTC), without robots, staff and the writer. What a process noticed in the
last seconds is lost if it is killed; nobody was promised it.
"""

import asyncio
import contextlib
import logging

from forum import clock, database
from forum.accounts.actor import Actor
from forum.database.trouble import trouble
from forum.kb.readers import is_robot, reader_key
from forum.kb.views import ArticleView

logger = logging.getLogger(__name__)

#: Seconds for which notes wait, so that many are written in one transaction.
PAUSE = 2.0
#: Beyond this many pending notes the process stops noticing until they are written.
_MOST = 20_000

_views: set[tuple[int, str]] = set()


def count_view(viewer: Actor, article: ArticleView, address: str, user_agent: str) -> None:
    """Note that somebody looked at an article, unless it is not the kind of look that counts."""
    if viewer.is_staff or (viewer.id and viewer.id == article.writer_id) or is_robot(user_agent):
        return
    if len(_views) < _MOST:
        _views.add((article.id, reader_key(viewer, f"views {clock.now().date()}", address, user_agent)))


async def keep_flushing(stopping: asyncio.Event) -> None:
    """Write what this process noticed every few seconds until `stopping` is set, and what is left then."""
    while not stopping.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PAUSE)
        try:
            await flush()
        except Exception:
            logger.exception("views of articles of the last seconds could not be written")


async def flush() -> None:
    """Write what was noted, in one transaction."""
    if not _views:
        return
    views = sorted(_views)
    _views.clear()

    async def work() -> None:
        today = clock.now().date()
        day = today if database.engine() == "postgres" else today.isoformat()
        gained: dict[int, int] = {}
        for article_id, key in views:
            gained[article_id] = gained.get(article_id, 0) + await database.execute(
                "INSERT INTO article_views (article_id, viewer_key, day) SELECT id, $2, $3 FROM articles WHERE id = $1"
                " ON CONFLICT DO NOTHING",
                article_id, key, day,
            )
        for article_id, count in gained.items():
            if count:
                await database.execute("UPDATE articles SET view_count = view_count + $1 WHERE id = $2", count, article_id)

    try:
        await database.transaction(work)
    except Exception as error:
        if trouble(error):
            # The disk is full, or the database away: what was noticed waits for it.
            _views.update(views[: max(0, _MOST - len(_views))])
        raise


def forget() -> None:
    """Let go of what was noticed and not written (tests: ids come again in the next database)."""
    _views.clear()
