"""What the bridge does when replies are written, and when people leave."""

from forum import database
from forum.accounts.events import PersonAnonymised
from forum.kb_bridge.actions import linking
from forum.threads.events import PostEdited, PostRedacted, ReplyPosted


async def link_reply(event: ReplyPosted) -> None:
    """A reply was posted: the articles that it answers with count."""
    await linking.link(event.post_id)


async def link_edited(event: PostEdited) -> None:
    """A reply answers with other articles now."""
    await linking.link(event.subject_id)


async def link_redacted(event: PostRedacted) -> None:
    """Part of a reply was taken out: what it answers with may have gone with it."""
    await linking.link(event.subject_id)


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: which questions they were writing is nobody's any more, and what they typed goes."""
    await database.execute("UPDATE composings SET person_id = NULL, typed = '' WHERE person_id = $1", event.subject_id)
