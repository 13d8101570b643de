"""What happens to threads by the clock: timers are set, cancelled, and run once when they are due."""

import logging
from datetime import datetime, timedelta

from forum import clock, database, events
from forum.accounts.actor import SYSTEM, Actor
from forum.errors import Invalid, NotFound
from forum.i18n import gettext as _
from forum.threads import queries
from forum.threads.actions import curating
from forum.threads.actions.summary import load_for_change
from forum.threads.events import TimerCancelled, TimerSet
from forum.threads.forms import Timer
from forum.threads.models import Thread, ThreadTimer
from forum.threads.policy import may_set_timer

logger = logging.getLogger(__name__)

#: How far ahead the clock may be told.
FARTHEST = timedelta(days=366)


async def set_timer(actor: Actor, thread_id: int, form: Timer, zone: str = "UTC") -> None:
    """Have the clock do something to a thread at a moment in `zone`, or some days after the last reply.

    A thread has one timer of each kind: another takes its place. Raises NotFound, Forbidden, Invalid.
    """
    thread = await queries.visible_thread(actor, thread_id)
    may_set_timer(actor, form.values.get("kind", "")).require()
    form.check()
    now = clock.now()
    at = None if form["at"] is None else Timer.at.in_zone(form["at"], zone)
    if at is not None and not now < at <= now + FARTHEST:
        raise Invalid({"at": _("Please choose a moment within the next year.")})

    async def work() -> None:
        row = await load_for_change(thread.id)
        due_at = at or max(row.last_activity_at + timedelta(days=form["days"]), now)
        await ThreadTimer.filter(thread_id=row.id, kind=form["kind"]).delete()
        await ThreadTimer.create(
            thread_id=row.id, kind=form["kind"], due_at=due_at, days=form["days"], reason=form["reason"],
            set_by_id=actor.id, set_at=now,
        )
        await events.record(TimerSet(
            actor_id=actor.id, subject_id=row.id, kind=form["kind"], due_at=due_at.isoformat(), days=form["days"],
            reason=form["reason"], public_reason=form["reason"],
        ))

    await database.transaction(work)


async def cancel_timer(actor: Actor, thread_id: int, timer_id: int) -> None:
    """Let what was to happen not happen. One that is gone already is no mistake. Raises NotFound or Forbidden."""
    thread = await queries.visible_thread(actor, thread_id)
    may_set_timer(actor, "close").require()

    async def work() -> None:
        await load_for_change(thread.id)
        timer = await ThreadTimer.get_or_none(id=timer_id, thread_id=thread.id)
        if timer is None:
            return
        may_set_timer(actor, timer.kind).require()
        await timer.delete()
        await events.record(TimerCancelled(
            actor_id=actor.id, subject_id=thread.id, kind=timer.kind, due_at=timer.due_at.isoformat()
        ))

    if timer_id <= 0:
        raise NotFound
    await database.transaction(work)


async def run_due_timers(most: int = 200) -> int:
    """Do what is due, the longest waiting first, each in a transaction of its own; returns how many could be looked at."""
    due = await ThreadTimer.filter(due_at__lte=clock.now()).order_by("due_at", "id").limit(most)
    done = 0
    for timer in due:
        try:
            await _run(timer.id, timer.thread_id)
            done += 1
        except Exception:
            # One that cannot be done must not keep back the others. It is tried again the next time.
            logger.exception("timer %s of thread %s could not be run", timer.id, timer.thread_id)
    return done


async def _run(timer_id: int, thread_id: int) -> None:
    async def work() -> None:
        row = await load_for_change(thread_id)
        # Another process may have run it, or somebody cancelled it, before the thread was held.
        timer = await ThreadTimer.get_or_none(id=timer_id)
        now = clock.now()
        if timer is None or timer.due_at > now:
            return
        put_off = _put_off(timer, row, now)
        if put_off is not None:
            timer.due_at = put_off
            await timer.save(update_fields=["due_at"])
            return
        await timer.delete()
        if row.deleted_at is None:
            await _do(timer, row)

    await database.transaction(work)


def _put_off(timer: ThreadTimer, row: Thread, now: datetime) -> datetime | None:
    """Until when the last reply puts the timer off; None for one that is due."""
    if timer.days is None:
        return None
    due_at = row.last_activity_at + timedelta(days=timer.days)
    return due_at if due_at > now else None


async def _do(timer: ThreadTimer, row: Thread) -> None:
    why = {"public_reason": timer.reason, "reason": timer.reason}
    # Whoever set it may be gone; that it was the clock is known all the same.
    by = timer.set_by_id or SYSTEM.id
    match timer.kind:
        case "close" | "reopen":
            await curating.set_closed(row, SYSTEM, timer.kind == "close", why, timer_set_by=by)
        case "lock" | "unlock":
            await curating.set_locked(row, SYSTEM.id, timer.kind == "lock", why, timer_set_by=by)
        case "relist":
            await curating.set_unlisted(row, SYSTEM.id, False, why, timer_set_by=by)
        case "unslow":
            await curating.set_slow(row, SYSTEM.id, 0, why, timer_set_by=by)
