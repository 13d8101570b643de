"""Marking a thread as a duplicate, and taking that back exactly.

Marks are flat: whoever is a duplicate of a thread that becomes a duplicate itself is moved on to the end, and back again
when that is undone (`Mark.path`). Called by `deciding`, inside its transaction.
"""

from forum import clock, database, events
from forum.accounts.actor import SYSTEM, Actor
from forum.duplicates.events import DuplicateMarked, DuplicateRemoved
from forum.duplicates.models import Mark
from forum.errors import Conflict
from forum.i18n import gettext as _
from forum.solutions import actions as solutions
from forum.threads import actions as threads
from forum.threads.models import Thread
from forum.threads.policy import ASKING_TYPES

#: The reason that a thread's status has for being a duplicate.
DUPLICATE = "duplicate"


async def mark(actor: Actor, thread_id: int, canonical_id: int) -> int:
    """Make the thread a duplicate; of the canonical thread's own canonical thread, if it has one. Returns that thread's id.

    Raises Conflict when the canonical thread is (by now) a duplicate of this one.
    """
    await _hold(thread_id, canonical_id)
    end = await canonical_of(canonical_id)
    if end == thread_id:
        raise Conflict(_("The other thread was marked as a duplicate of this one meanwhile."))
    await _hold(end)
    before = await Mark.get_or_none(thread_id=thread_id)
    if before is not None:
        if before.canonical_id == end:
            return end
        await unmark(actor, thread_id)
    for follower in await Mark.filter(canonical_id=thread_id).order_by("thread_id"):
        follower.path = [*follower.path, thread_id]
        follower.canonical_id = end
        await follower.save(update_fields=["path", "canonical_id"])
        await events.record(DuplicateMarked(
            actor_id=actor.id, subject_id=follower.thread_id, canonical_id=end, before_id=thread_id
        ))
    kept = await Mark.create(
        thread_id=thread_id, canonical_id=end, marked_by_id=actor.id, marked_at=clock.now(),
        status_before=await _status_to_keep(thread_id),
    )
    await _settle_status(actor, kept)
    await carry(thread_id)
    await carry(end)
    await events.record(DuplicateMarked(actor_id=actor.id, subject_id=thread_id, canonical_id=end, before_id=None))
    await follow_status(end, actor)
    return end


async def unmark(actor: Actor, thread_id: int) -> bool:
    """Let the thread stand alone again, with its status, and its own duplicates with it. Says whether it was marked."""
    known = await Mark.get_or_none(thread_id=thread_id)
    if known is None:
        return False
    await _hold(thread_id, known.canonical_id)
    kept = await Mark.get_or_none(thread_id=thread_id)
    if kept is None:
        return False
    await kept.delete()
    for follower in await Mark.filter(canonical_id=kept.canonical_id).order_by("thread_id"):
        if thread_id in follower.path:
            follower.path = follower.path[: follower.path.index(thread_id)]
            follower.canonical_id = thread_id
            await follower.save(update_fields=["path", "canonical_id"])
            await events.record(DuplicateMarked(
                actor_id=actor.id, subject_id=follower.thread_id, canonical_id=thread_id, before_id=kept.canonical_id
            ))
    await _restore_status(actor, kept)
    await carry(kept.canonical_id)
    await carry(thread_id)
    await follow_status(thread_id, actor)
    await events.record(DuplicateRemoved(actor_id=actor.id, subject_id=thread_id, canonical_id=kept.canonical_id))
    return True


async def canonical_of(thread_id: int) -> int:
    """The thread itself, or the one it is a duplicate of."""
    found = await database.value("SELECT canonical_id FROM duplicate_marks WHERE thread_id = $1", thread_id)
    return thread_id if found is None else int(found)


async def follow_status(canonical_id: int, actor: Actor = SYSTEM) -> None:
    """Duplicates whose status the mark set are solved as long as their canonical thread is, and closed otherwise."""
    for kept in await Mark.filter(canonical_id=canonical_id, status_before__isnull=False).order_by("thread_id"):
        row = await Thread.get(id=kept.thread_id)
        if row.status_reason == DUPLICATE and row.status in ("closed", "solved"):
            await _settle_status(actor, kept)


async def carry(canonical_id: int) -> None:
    """Whoever has a duplicate's problem, its asker too, has the canonical thread's; nobody who does not any more.

    People who marked the canonical thread themselves are left alone, and so are those who took that back.
    """
    wanted = await _sharing(canonical_id)
    carried = {
        row["person_id"]: row["declined_at"]
        for row in await database.rows(
            "SELECT person_id, declined_at FROM duplicate_carried WHERE canonical_id = $1", canonical_id
        )
    }
    gone = sorted(person for person in carried if person not in wanted)
    if gone:
        ids = database.id_list(gone)
        counted = database.id_list(person for person in gone if carried[person] is None)
        await database.execute(
            f"DELETE FROM same_problems WHERE thread_id = $1 AND person_id IN ({counted})", canonical_id
        )
        await database.execute(
            f"DELETE FROM duplicate_carried WHERE canonical_id = $1 AND person_id IN ({ids})", canonical_id
        )
    now = clock.now()
    for person in sorted(wanted - carried.keys()):
        added = await database.execute(
            "INSERT INTO same_problems (thread_id, person_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            canonical_id, person, now,
        )
        if added:
            await database.execute(
                "INSERT INTO duplicate_carried (canonical_id, person_id, declined_at) VALUES ($1, $2, NULL)",
                canonical_id, person,
            )
    await database.execute(
        "UPDATE threads SET same_problem_count = (SELECT count(*) FROM same_problems s WHERE s.thread_id = threads.id),"
        " version = version + 1 WHERE id = $1", canonical_id,
    )


async def keep_carried(thread_id: int, into_id: int) -> None:
    """Whoever had a thread's problem because of a duplicate that was merged into it has it for their own now."""
    await database.execute(
        "DELETE FROM duplicate_carried WHERE canonical_id = $2 AND declined_at IS NULL AND person_id IN"
        " (SELECT s.person_id FROM same_problems s WHERE s.thread_id = $1"
        " UNION SELECT t.author_id FROM threads t WHERE t.id = $1)", thread_id, into_id,
    )


async def decline(person_id: int, canonical_id: int) -> None:
    """Somebody who was carried along said that this is not their problem: they are not carried along again."""
    await database.execute(
        "UPDATE duplicate_carried SET declined_at = $1 WHERE canonical_id = $2 AND person_id = $3 AND declined_at IS NULL",
        clock.now(), canonical_id, person_id,
    )


async def _sharing(canonical_id: int) -> set[int]:
    found = await database.rows(
        "SELECT s.person_id FROM duplicate_marks m JOIN same_problems s ON s.thread_id = m.thread_id"
        " WHERE m.canonical_id = $1"
        " UNION SELECT t.author_id FROM duplicate_marks m JOIN threads t ON t.id = m.thread_id"
        " WHERE m.canonical_id = $1 AND t.deleted_at IS NULL AND t.type IN ('question', 'problem')", canonical_id,
    )
    author = await database.value("SELECT author_id FROM threads WHERE id = $1", canonical_id)
    return {row["person_id"] for row in found} - {author, SYSTEM.id}


async def _hold(*thread_ids: int) -> None:
    """Hold these threads' rows, in the order in which everybody does."""
    for thread_id in sorted(set(thread_ids)):
        await database.lock_row("threads", thread_id)


async def _status_to_keep(thread_id: int) -> dict[str, object] | None:
    """What the mark puts aside; None for a thread that was solved or closed by itself."""
    row = await Thread.get(id=thread_id)
    if row.status not in ("open", "needs_info"):
        return None
    return {
        "status": row.status, "reason": row.status_reason, "by": row.status_by_id, "at": row.status_at.isoformat(),
    }


async def _settle_status(actor: Actor, kept: Mark) -> None:
    """Solved when the canonical thread is solved, closed until then; what had a status of its own keeps it."""
    if kept.status_before is None:
        return
    canonical, row = await Thread.get(id=kept.canonical_id), await Thread.get(id=kept.thread_id)
    if canonical.status == "solved" and row.type in ASKING_TYPES:
        await solutions.solve_elsewhere(actor, row.id)
    elif row.status != "closed":
        await solutions.withdraw_elsewhere(row.id)
        await threads.set_aside(actor, row.id, "closed", DUPLICATE)


async def _restore_status(actor: Actor, kept: Mark) -> None:
    """The status from before, unless somebody gave the thread another one meanwhile."""
    before = kept.status_before
    row = await Thread.get(id=kept.thread_id)
    if before is None or row.status_reason != DUPLICATE or row.status not in ("closed", "solved"):
        return
    await solutions.withdraw_elsewhere(row.id)
    await threads.set_aside(
        actor, row.id, str(before["status"]), str(before["reason"]), by_id=before["by"],
        at=database.moment(before["at"]),
    )

