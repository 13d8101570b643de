"""What this flat does when clusters grow, articles are published and people leave."""

from forum.accounts.events import PersonAnonymised
from forum.duplicates.events import ClusterGrew
from forum.kb.events import ArticlePublished
from forum.kb_bridge.actions import answering, proposing


async def consider_cluster(event: ClusterGrew) -> None:
    """More threads ask the same: perhaps it deserves an article now."""
    await proposing.consider(event.subject_id)


async def note_published(event: ArticlePublished) -> None:
    """Readers have an article: the people of the threads it came from hear of it, once."""
    await answering.note_published(event.subject_id)


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: what they wished for and had taken is nobody's."""
    await answering.forget_person(event.subject_id)
