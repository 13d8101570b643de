"""What this flat does when threads announce something."""

from forum.solutions import actions
from forum.threads.events import (
    MergeReverted,
    PostDeleted,
    ReplyPosted,
    SplitReverted,
    ThreadMerged,
    ThreadSplit,
)


async def note_reply(event: ReplyPosted) -> None:
    """A reply may have solved it: ask the asker in some days."""
    await actions.expect_answer(event.subject_id)


async def withdraw_deleted(event: PostDeleted) -> None:
    """A deleted reply solves nothing."""
    await actions.withdraw_deleted(event.subject_id, event.thread_id)


async def follow_split(event: ThreadSplit) -> None:
    """A solution that was split off is another thread's, or none."""
    await actions.follow_moved(event.subject_id)
    await actions.forget_official(event.new_thread_id)


async def follow_unsplit(event: SplitReverted) -> None:
    """A solution that came back is the thread's own again."""
    await actions.follow_moved(event.new_thread_id)


async def follow_merged(event: ThreadMerged) -> None:
    """A solution that was merged into another thread is that one's, or none."""
    await actions.follow_moved(event.subject_id)


async def follow_unmerged(event: MergeReverted) -> None:
    """A solution that came along goes back with its thread."""
    await actions.follow_moved(event.into_id)
