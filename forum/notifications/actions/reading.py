"""Marking notifications read: one line, all of them, or those of a thread that was opened."""

import asyncio
import contextlib
import logging
from datetime import datetime

from forum import clock, database
from forum.accounts.actor import Actor
from forum.notifications import opened, queries
from forum.notifications.policy import may_choose
from forum.notifications.views import NewsLine

logger = logging.getLogger(__name__)

#: Seconds for which openings wait, so that many are written in one transaction.
PAUSE = 2.0
#: Openings looked up in one statement.
_CHUNK = 100


async def mark_read(actor: Actor, notification_id: int) -> NewsLine:
    """Mark a notification read, with the older ones in its line. Returns the line as it stood. Raises NotFound."""
    line = await queries.news_line(actor, notification_id)
    await _write(
        "person_id = $2 AND kind = $3 AND id <= $4 AND (id = $4 OR thread_id = $5)",
        actor.id, line.kind, notification_id, line.thread_id or 0,
    )
    return line


async def mark_all_read(actor: Actor, newest: int) -> None:
    """Mark everything read up to the notification `newest`: what came since was not on the page."""
    may_choose(actor).require()
    await _write("person_id = $2 AND id <= $3", actor.id, newest)


async def mark_thread_read(actor: Actor, thread_id: int) -> None:
    """Mark all that tells of a thread read."""
    may_choose(actor).require()
    await _write("person_id = $2 AND thread_id = $3", actor.id, thread_id)


def note_opened(viewer: Actor, thread_id: int) -> None:
    """Note that a signed-in reader has the thread before their eyes; `flush` marks its notifications read."""
    if not viewer.is_guest:
        opened.note(viewer.id, thread_id)


def note_ticket_opened(viewer: Actor, ticket_id: int) -> None:
    """As `note_opened`, for a ticket: its number is noted below zero, where no thread has one."""
    if not viewer.is_guest:
        opened.note(viewer.id, -ticket_id)


async def flush() -> None:
    """Mark read what the people of this process opened, as far as it had happened by then."""
    noted = opened.take()
    try:
        for start in range(0, len(noted), _CHUNK):
            await _flush(noted[start : start + _CHUNK])
    except Exception:
        opened.put_back(noted)
        raise


async def keep_flushing(stopping: asyncio.Event) -> None:
    """Flush every few seconds until `stopping` is set, and what is left then.

    No job of the schedule: those are leased to one host at a time, and every process has its own notes.
    """
    while not stopping.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PAUSE)
        try:
            await flush()
        except Exception:
            logger.exception("the notifications of opened threads could not be marked read")


async def _flush(noted: list[tuple[int, int, datetime]]) -> None:
    pairs = " OR ".join(
        f"(n.person_id = {person} AND {f'n.thread_id = {what}' if what > 0 else f'n.ticket_id = {-what}'})"
        for person, what, _at in noted
    )
    moments = {(person, thread): at for person, thread, at in noted}
    # Most openings have nothing to mark, and then no transaction is worth its while.
    found = await database.rows(
        "SELECT n.id, n.person_id, COALESCE(n.thread_id, -n.ticket_id) AS what, n.created_at FROM notifications n"
        f" WHERE n.read_at IS NULL AND ({pairs})"
    )
    seen = []
    for row in found:
        created_at = database.moment(row["created_at"])
        assert created_at is not None
        if created_at <= moments[row["person_id"], row["what"]]:
            seen.append(row["id"])
    if seen:
        await _write(f"id IN ({database.id_list(seen)})")


async def _write(which: str, *params: object) -> None:
    # What was read before a letter told of it needs none.
    await database.transaction(lambda: database.execute(
        "UPDATE notifications SET read_at = $1, lettered_at = COALESCE(lettered_at, $1)"
        f" WHERE read_at IS NULL AND {which}",
        clock.now(), *params,
    ))
