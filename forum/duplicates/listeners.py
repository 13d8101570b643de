"""What this flat does when threads and solutions change beneath it: pairs are scored again, duplicates follow."""

from forum import database
from forum.accounts.actor import SYSTEM
from forum.duplicates.actions import deciding, marking, noting
from forum.duplicates.models import Mark
from forum.solutions.events import SolutionAccepted, SolutionWithdrawn
from forum.threads.events import (
    MergeReverted,
    PostEdited,
    SameProblemMarked,
    SplitReverted,
    StatusChanged,
    ThreadDeleted,
    ThreadMerged,
    ThreadMoved,
    ThreadOpened,
    ThreadRestored,
    ThreadRetagged,
    ThreadRetyped,
    ThreadSplit,
)


async def note_thread(
    event: ThreadOpened | ThreadRetagged | ThreadMoved | ThreadRetyped | ThreadRestored | SolutionAccepted | SolutionWithdrawn,
) -> None:
    """What is known of a thread changed: its pairs are scored soon."""
    await noting.note_due(event.subject_id)


async def note_edit(event: PostEdited) -> None:
    """The text of an opening post changed: its thread's pairs are scored soon."""
    if await database.value("SELECT 1 FROM posts WHERE id = $1 AND position = 0", event.subject_id) is not None:
        await noting.note_due(event.thread_id)


async def note_deleted(event: ThreadDeleted) -> None:
    """A thread that is gone leaves the index, and its duplicates stand alone again."""
    await noting.note_due(event.subject_id)
    if await database.value("SELECT 1 FROM threads WHERE id = $1 AND deleted_at IS NOT NULL", event.subject_id) is None:
        return
    for follower in await Mark.filter(canonical_id=event.subject_id).order_by("thread_id"):
        await deciding.release(follower.thread_id)


async def follow_merged(event: ThreadMerged) -> None:
    """A thread that was merged is no duplicate any more and has none: they are duplicates of the thread that took it in."""
    await marking.keep_carried(event.subject_id, event.into_id)
    into_id = await database.value("SELECT merged_into_id FROM threads WHERE id = $1", event.subject_id)
    if into_id != event.into_id:
        return
    await deciding.release(event.subject_id)
    if await marking.canonical_of(event.into_id) == event.subject_id:
        await deciding.release(event.into_id)
    for follower in await Mark.filter(canonical_id=event.subject_id).order_by("thread_id"):
        await marking.mark(SYSTEM, follower.thread_id, event.into_id)
    await noting.note_due(event.subject_id)
    await noting.note_due(event.into_id)


async def note_parted(event: MergeReverted | ThreadSplit | SplitReverted) -> None:
    """Threads were parted: what is like each of them is looked for again."""
    await noting.note_due(event.subject_id)
    await noting.note_due(event.into_id if isinstance(event, MergeReverted) else event.new_thread_id)


async def follow_status(event: StatusChanged) -> None:
    """Duplicates are solved with their canonical thread, and one that was opened again is none any more."""
    await deciding.lift_reopened(event.actor_id, event.subject_id)
    await marking.follow_status(event.subject_id, SYSTEM)


async def follow_same_problem(event: SameProblemMarked) -> None:
    """Whoever has a duplicate's problem has the canonical thread's, unless they say that they do not."""
    canonical = await marking.canonical_of(event.subject_id)
    if canonical != event.subject_id:
        await marking.carry(canonical)
    elif not event.marked and event.actor_id is not None:
        await marking.decline(event.actor_id, event.subject_id)
