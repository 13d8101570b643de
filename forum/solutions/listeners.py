"""What this flat does when threads announce something."""

from forum.solutions import actions
from forum.threads.events import PostDeleted, ReplyPosted


async def note_reply(event: ReplyPosted) -> None:
    """A reply may have solved it: ask the asker in some days."""
    await actions.expect_answer(event.subject_id)


async def withdraw_deleted(event: PostDeleted) -> None:
    """A deleted reply solves nothing."""
    await actions.withdraw_deleted(event.subject_id, event.thread_id)
