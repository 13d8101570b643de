"""Caring for threads: closed, locked, pinned, unlisted, archived, slowed down, each with its reason.

`set_…` change a row that is held already, and say so in an event; a moderator and the clock use them alike.
"""

from datetime import timedelta
from typing import Any

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.errors import Invalid
from forum.i18n import gettext as _
from forum.threads import queries
from forum.threads.actions.status import set_status
from forum.threads.actions.summary import load_for_change
from forum.threads.actions.tagging import recount_tags
from forum.threads.events import (
    SlowModeSet,
    ThreadArchived,
    ThreadClosed,
    ThreadLocked,
    ThreadPinned,
    ThreadReopened,
    ThreadUnlisted,
)
from forum.threads.forms import Archive, Lock, Pin, SlowMode, Unlist
from forum.threads.models import Thread, ThreadTag
from forum.threads.policy import may_care, may_lock, may_pin

#: How far ahead a thread may be pinned.
LONGEST_PIN = timedelta(days=366)


async def lock(actor: Actor, thread_id: int, form: Lock) -> None:
    """Stop replies, or allow them again. Raises NotFound, Forbidden, Invalid."""
    thread = await queries.visible_thread(actor, thread_id)
    may_lock(actor).require()
    form.check()

    async def work() -> None:
        await set_locked(await load_for_change(thread.id), actor.id, form["locked"], form.why)

    await database.transaction(work)


async def pin(actor: Actor, thread_id: int, form: Pin, zone: str = "UTC") -> None:
    """Put a thread at the top of its lists for some days or until a moment in `zone`, or take it down (0 days).

    Raises NotFound, Forbidden, Invalid.
    """
    thread = await queries.visible_thread(actor, thread_id)
    may_pin(actor).require()
    form.check()
    until = clock.now() + timedelta(days=form["days"]) if form["days"] else None
    if form["until"] is not None:
        until = Pin.until.in_zone(form["until"], zone)
        if not clock.now() < until <= clock.now() + LONGEST_PIN:
            raise Invalid({"until": _("Please choose a moment within the next year.")})

    async def work() -> None:
        row = await load_for_change(thread.id)
        before, row.pinned_until = row.pinned_until, until
        row.version += 1
        await row.save(update_fields=["pinned_until", "version"])
        await events.record(ThreadPinned(
            actor_id=actor.id, subject_id=row.id, until=until.isoformat() if until else "",
            before=before.isoformat() if before else "", **form.why,
        ))

    await database.transaction(work)


async def unlist(actor: Actor, thread_id: int, form: Unlist) -> None:
    """Take a thread out of every list, search, suggestion and feed, or put it back. Raises NotFound, Forbidden, Invalid."""
    thread = await queries.visible_thread(actor, thread_id)
    may_care(actor).require()
    form.check()

    async def work() -> None:
        await set_unlisted(await load_for_change(thread.id), actor.id, form["unlisted"], form.why)

    await database.transaction(work)


async def archive(actor: Actor, thread_id: int, form: Archive) -> None:
    """Let a thread be read and no longer written in, or bring it back. Raises NotFound, Forbidden, Invalid."""
    thread = await queries.visible_thread(actor, thread_id)
    may_care(actor).require()
    form.check()

    async def work() -> None:
        row = await load_for_change(thread.id)
        if (row.archived_at is not None) == form["archived"]:
            return
        row.archived_at = clock.now() if form["archived"] else None
        row.archived_by_id = actor.id if form["archived"] else None
        row.archived_reason = form["reason"] if form["archived"] else None
        row.version += 1
        await row.save(update_fields=["archived_at", "archived_by_id", "archived_reason", "version"])
        await events.record(ThreadArchived(
            actor_id=actor.id, subject_id=row.id, archived=form["archived"], **form.why
        ))

    await database.transaction(work)


async def slow_down(actor: Actor, thread_id: int, form: SlowMode) -> None:
    """Let some minutes pass between two replies of one person, or none again. Raises NotFound, Forbidden, Invalid."""
    thread = await queries.visible_thread(actor, thread_id)
    may_care(actor).require()
    form.check()

    async def work() -> None:
        await set_slow(await load_for_change(thread.id), actor.id, form["minutes"] * 60, form.why)

    await database.transaction(work)


async def set_closed(
    row: Thread, actor: Actor, closed: bool, why: dict[str, str], *, timer_set_by: int | None = None
) -> None:
    """Close the held thread, or open it again; one that is solved, or so already, stays as it is."""
    before, after = row.status, "closed" if closed else "open"
    if (before not in ("open", "needs_info")) if closed else (before != "closed"):
        return
    # Whoever reads a status without a reason is told at least that it was the clock.
    by_clock = "timer" if timer_set_by is not None and not why["public_reason"] else ""
    await set_status(row, actor, after, by_clock, why["public_reason"])
    told = ThreadClosed if closed else ThreadReopened
    await events.record(told(actor_id=actor.id, subject_id=row.id, before=before, timer_set_by=timer_set_by, **why))


async def set_locked(
    row: Thread, actor_id: int, locked: bool, why: dict[str, str], *, timer_set_by: int | None = None
) -> None:
    """Lock the held thread, or unlock it; again is as once."""
    if (row.locked_at is not None) == locked:
        return
    row.locked_at = clock.now() if locked else None
    row.locked_by_id = actor_id if locked else None
    row.locked_reason = why["public_reason"] if locked else None
    row.version += 1
    await row.save(update_fields=["locked_at", "locked_by_id", "locked_reason", "version"])
    await events.record(ThreadLocked(
        actor_id=actor_id, subject_id=row.id, locked=locked, timer_set_by=timer_set_by, **why
    ))


async def set_unlisted(
    row: Thread, actor_id: int, unlisted: bool, why: dict[str, str], *, timer_set_by: int | None = None
) -> None:
    """Take the held thread out of the lists, or put it back; again is as once. Its tags are counted without it."""
    if (row.unlisted_at is not None) == unlisted:
        return
    row.unlisted_at = clock.now() if unlisted else None
    row.unlisted_by_id = actor_id if unlisted else None
    row.version += 1
    await row.save(update_fields=["unlisted_at", "unlisted_by_id", "version"])
    await recount_tags([tag.tag_id for tag in await ThreadTag.filter(thread_id=row.id)])
    await events.record(ThreadUnlisted(
        actor_id=actor_id, subject_id=row.id, unlisted=unlisted, timer_set_by=timer_set_by, **why
    ))


async def set_slow(
    row: Thread, actor_id: int, seconds: int, why: dict[str, str], *, timer_set_by: int | None = None
) -> None:
    """Say how far apart one person's replies to the held thread stand; 0 for as they like."""
    before = row.slow_seconds or 0
    if before == seconds:
        return
    row.slow_seconds = seconds or None
    row.version += 1
    await row.save(update_fields=["slow_seconds", "version"])
    more: dict[str, Any] = {"timer_set_by": timer_set_by, **why}
    await events.record(SlowModeSet(actor_id=actor_id, subject_id=row.id, before=before, after=seconds, **more))
