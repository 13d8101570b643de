"""What the bridge does when replies are written, clusters grow, articles are published, and people leave."""

from forum import database
from forum.accounts.events import PersonAnonymised
from forum.duplicates.events import ClusterGrew
from forum.kb.events import ArticlePublished
from forum.kb_bridge.actions import answering, linking, proposing
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


async def consider_cluster(event: ClusterGrew) -> None:
    """More threads ask the same: perhaps it deserves an article now."""
    await proposing.consider(event.subject_id)


async def note_published(event: ArticlePublished) -> None:
    """Readers have an article: the people of the threads it came from hear of it, once."""
    await answering.note_published(event.subject_id)


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: which questions they were writing, what they wished for and had taken is nobody's; what they typed goes."""
    await database.execute("UPDATE composings SET person_id = NULL, typed = '' WHERE person_id = $1", event.subject_id)
    await answering.forget_person(event.subject_id)
