"""What the bridge does when replies are written, and when people leave."""

from forum import database
from forum.accounts.events import PersonAnonymised
from forum.kb_bridge.actions import linking
from forum.threads.events import (
    MergeReverted,
    PostEdited,
    PostRedacted,
    ReplyPosted,
    SplitReverted,
    ThreadMerged,
    ThreadSplit,
)


async def link_reply(event: ReplyPosted) -> None:
    """A reply was posted: the articles that it answers with count."""
    await linking.link(event.post_id)


async def link_edited(event: PostEdited) -> None:
    """A reply answers with other articles now."""
    await linking.link(event.subject_id)


async def link_redacted(event: PostRedacted) -> None:
    """Part of a reply was taken out: what it answers with may have gone with it."""
    await linking.link(event.subject_id)


async def follow_moved(event: ThreadSplit | SplitReverted | ThreadMerged | MergeReverted) -> None:
    """Posts stand in another thread now: so do the answers that they give with articles."""
    threads = [event.subject_id, event.into_id if isinstance(event, ThreadMerged | MergeReverted) else event.new_thread_id]
    await database.execute(
        "UPDATE article_answers SET thread_id = (SELECT p.thread_id FROM posts p WHERE p.id = article_answers.post_id)"
        f" WHERE thread_id IN ({database.id_list(threads)})"
    )


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: which questions they were writing is nobody's any more, and what they typed goes."""
    await database.execute("UPDATE composings SET person_id = NULL, typed = '' WHERE person_id = $1", event.subject_id)
