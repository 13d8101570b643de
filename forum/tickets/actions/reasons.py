"""Saying what a question in the forum is about."""

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.threads import queries as threads
from forum.tickets import policy
from forum.tickets.actions import checking
from forum.tickets.events import ThreadReasonChanged
from forum.tickets.models import ThreadReason


async def set_thread_reason(actor: Actor, thread_id: int, reason_id: int | None) -> None:
    """Give a question its contact reason, another one or (None) none; what it has already is not told again.

    Raises NotFound, Forbidden, SignInNeeded, or Invalid for a reason that is not there or was put away.
    """
    thread = await threads.visible_thread(actor, thread_id)
    policy.may_give_reason(actor, thread).require()

    async def work() -> None:
        await database.lock_row("threads", thread.id)
        row = await ThreadReason.get_or_none(thread_id=thread.id)
        before = row.reason_id if row is not None else None
        await checking.checked({"reason_id": reason_id}, before={"reason_id": before})
        if reason_id == before:
            return
        if reason_id is None:
            await ThreadReason.filter(thread_id=thread.id).delete()
        elif row is None:
            await ThreadReason.create(thread_id=thread.id, reason_id=reason_id, set_at=clock.now(), set_by_id=actor.id)
        else:
            await ThreadReason.filter(thread_id=thread.id).update(
                reason_id=reason_id, set_at=clock.now(), set_by_id=actor.id
            )
        # Whoever changes many at once has seen it as it was.
        await database.execute("UPDATE threads SET version = version + 1 WHERE id = $1", thread.id)
        await events.record(ThreadReasonChanged(
            actor_id=actor.id, subject_id=thread.id, reason_id=reason_id, before=before
        ))

    await database.transaction(work)
