"""Delivering news: at least once, each listener in a transaction of its own, with retries and backoff.

Several processes or hosts may run dispatchers. A delivery is claimed by compare-and-swap on `claimed_until`, so that a
dispatcher that died lets go of its claims by itself; it is struck off in the transaction in which its listener works,
so that of two who hold the same delivery only one has an effect. A process leaves news for listeners that it does not
know to those that do (during an upgrade old and new run side by side). On PostgreSQL a NOTIFY wakes the other hosts;
SQLite's processes look every `POLL` seconds.
"""

import asyncio
import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from forum import clock, database
from forum.database.connection import open_aside
from forum.database.trouble import trouble
from forum.events.models import Delivery, EventRecord

Listener = Callable[[Any], Awaitable[None]]

logger = logging.getLogger(__name__)

#: Seconds between looks for deliveries that another process left behind, or that are due again.
POLL = 2.0
#: How long a claim holds before another dispatcher may take the delivery over.
CLAIM = timedelta(minutes=2)
#: The longest pause before the next try. What is due later than that was planned by a clock that has been set back.
LONGEST_PAUSE = timedelta(hours=1)
#: After so many failures a delivery stands still, with its error, on the administrators' page.
TRIES = 8

_listeners: dict[type, tuple[Listener, ...]] = {}
_by_name: dict[str, Listener] = {}
_told: ContextVar[int | None] = ContextVar("event_being_told", default=None)
#: Claims of ours that could not be given back, and until when they hold.
_held: dict[int, datetime] = {}
_wake: asyncio.Event | None = None
_CHANNEL = "kotae_news"


def listen(reactions: Mapping[type, Sequence[Listener]]) -> None:
    """Put the sheet of `reactions.py` in force."""
    _listeners.clear()
    _by_name.clear()
    for event, answering in reactions.items():
        _listeners[event] = tuple(answering)
        _by_name.update({name_of(listener): listener for listener in answering})


def listeners_of(event: type) -> tuple[Listener, ...]:
    """The functions that answer this kind of event."""
    return _listeners.get(event, ())


def name_of(listener: Listener) -> str:
    """A listener's name in the outbox: `threads.note_reply` for forum/threads/listeners.py: note_reply."""
    flat = listener.__module__.removeprefix("forum.").removesuffix(".listeners")
    return f"{flat}.{listener.__qualname__}"


def told_id() -> int:
    """The id of the event that the running listener is told of, for rows that refer to it.

    Raises RuntimeError outside of a listener.
    """
    event_id = _told.get()
    if event_id is None:
        raise RuntimeError("only a listener is told of an event")
    return event_id


def wake() -> None:
    """Tell this process's dispatcher that there is news."""
    if _wake is not None:
        _wake.set()


async def ring() -> None:
    """On PostgreSQL, wake every host's dispatcher when the running transaction commits."""
    if database.engine() == "postgres":
        await database.rows("SELECT pg_notify($1, '')", _CHANNEL)


async def deliver_due(limit: int = 50) -> int:
    """Deliver what is due, oldest first, at most `limit` of it; returns how many deliveries were tried.

    Raises the driver's error when the database is in trouble; what was under way then is tried again next time.
    """
    await _let_go()
    tried = 0
    for delivery_id, listener, event_id, attempts in await _due(limit):
        claim = await _claim(delivery_id)
        if claim is not None:
            await _deliver(delivery_id, claim, listener, event_id, attempts)
            tried += 1
    return tried


async def settle(rounds: int = 100) -> None:
    """Deliver until there is no more news (for tests and for loading the demo)."""
    for _ in range(rounds):
        if await deliver_due(500) == 0:
            return
    raise RuntimeError("the news does not settle: do two listeners answer each other?")


async def retry(delivery_id: int) -> None:
    """Make a delivery that stands still due again."""
    await Delivery.filter(id=delivery_id).update(stuck_at=None, attempts=0, due_at=clock.now(), claimed_until=None)
    wake()


async def run_dispatcher(stopping: asyncio.Event) -> None:
    """Deliver until `stopping` is set; what is left then is delivered after the next start."""
    global _wake
    _wake = asyncio.Event()
    bell: asyncpg.Connection | None = None
    try:
        while not stopping.is_set():
            _wake.clear()
            try:
                if bell is None or bell.is_closed():
                    # Opened before looking, so that no news comes unheard in between.
                    bell = await _open_bell()
                busy = await deliver_due()
            except Exception as error:
                # The database may be away for a while: news waits in it, and so do we.
                if trouble(error):
                    logger.warning("the dispatcher could not read the outbox: %s", error)
                else:
                    logger.exception("the dispatcher could not read the outbox")
                busy = 0
            if not busy:
                waiting = {asyncio.ensure_future(_wake.wait()), asyncio.ensure_future(stopping.wait())}
                _, pending = await asyncio.wait(waiting, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
                for task in pending:
                    task.cancel()
    finally:
        _wake = None
        if bell is not None:
            await bell.close()


async def _due(limit: int) -> list[tuple[int, str, int, int]]:
    now = clock.now()
    # What was never tried is due whatever the clock said when it was recorded: it may have been ahead of ours.
    found = await database.rows(
        "SELECT id, listener, event_id, attempts FROM deliveries"
        " WHERE (due_at <= $1 OR attempts = 0 OR due_at > $2) AND stuck_at IS NULL"
        " AND (claimed_until IS NULL OR claimed_until < $1 OR claimed_until > $3)"
        f" AND listener IN ({_known()}) ORDER BY due_at, id LIMIT $4",
        now, now + 2 * LONGEST_PAUSE, now + 2 * CLAIM, limit,
    )
    return [(row["id"], row["listener"], row["event_id"], row["attempts"]) for row in found]


def _known() -> str:
    """The names of this process's listeners, for `IN (…)`; they are names of our own functions."""
    return ",".join(f"'{name}'" for name in _by_name) or "NULL"


async def _claim(delivery_id: int) -> datetime | None:
    """Until when the delivery is ours, or None when another dispatcher has it."""
    now = clock.now()
    # No two claims are alike, so that whoever lost one (a slow listener, a stopped clock) can tell.
    until = now + CLAIM + timedelta(microseconds=secrets.randbelow(1_000_000))
    taken = await database.execute(
        "UPDATE deliveries SET claimed_until = $1 WHERE id = $2"
        " AND (claimed_until IS NULL OR claimed_until < $3 OR claimed_until > $4)",
        until, delivery_id, now, now + 2 * CLAIM,
    )
    return until if taken else None


async def _deliver(delivery_id: int, claim: datetime, listener_name: str, event_id: int, attempts: int) -> None:
    listener = _by_name[listener_name]

    async def tell() -> None:
        ours = await database.execute("DELETE FROM deliveries WHERE id = $1 AND claimed_until = $2", delivery_id, claim)
        if ours:
            # Set inside the transaction's own task, so that it ends with it.
            _told.set(event_id)
            await listener(_revive(await EventRecord.get(id=event_id)))

    try:
        await database.transaction(tell)
    except Exception as error:
        if trouble(error):
            # Not the listener's failure: a disk that is full for an hour must not use its tries up.
            _held[delivery_id] = claim
            raise
        logger.warning("listener %s failed on event %s: %s", listener_name, event_id, type(error).__name__)
        await _put_back(delivery_id, claim, attempts + 1, "".join(traceback.format_exception(error))[-4000:])


async def _let_go() -> None:
    """Give back the claims that the database's trouble left in our hands; raises when the trouble lasts."""
    for delivery_id, claim in list(_held.items()):
        await Delivery.filter(id=delivery_id, claimed_until=claim).update(claimed_until=None, due_at=clock.now())
        del _held[delivery_id]


async def _put_back(delivery_id: int, claim: datetime, attempts: int, error: str) -> None:
    now = clock.now()
    await Delivery.filter(id=delivery_id, claimed_until=claim).update(
        attempts=attempts, error=error, claimed_until=None,
        due_at=now + min(timedelta(seconds=2**attempts), LONGEST_PAUSE), stuck_at=now if attempts >= TRIES else None,
    )


def _revive(kept: EventRecord) -> Any:
    known: dict[str, Any] = {event.NAME: event for event in _listeners}  # type: ignore[attr-defined]
    return known[kept.name](actor_id=kept.actor_id, subject_id=kept.subject_id, **kept.data)


async def _open_bell() -> asyncpg.Connection | None:
    """On PostgreSQL, a connection of the dispatcher's own that hears of other hosts' commits."""
    if database.engine() != "postgres":
        return None
    try:
        bell = await open_aside()
        await bell.add_listener(_CHANNEL, lambda *_: wake())
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        # Without it (no connection to spare, a pooler between) other hosts' news is found by looking.
        logger.warning("the dispatcher could not listen for other hosts: %s", error)
        return None
    return bell
