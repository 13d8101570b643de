"""What the search does when threads, posts and articles change beneath it.

Deletions need nothing, nor does an article's archive, audience or section: searches join the living rows.
"""

from forum import database
from forum.accounts.events import PersonAnonymised
from forum.categories.events import TagMerged
from forum.kb.events import ArticleDetailsChanged, ArticlePublished, ArticleRestored
from forum.search import actions
from forum.threads.events import (
    MergeReverted,
    PostEdited,
    PostRedacted,
    ReplyPosted,
    SplitReverted,
    ThreadMerged,
    ThreadMoved,
    ThreadOpened,
    ThreadRetagged,
    ThreadSplit,
)


async def index_opened(event: ThreadOpened) -> None:
    """A thread was opened: its first post can be found."""
    await actions.index_post(event.post_id)


async def index_reply(event: ReplyPosted) -> None:
    """A reply was posted: it can be found."""
    await actions.index_post(event.post_id)


async def index_edited(event: PostEdited) -> None:
    """A post (or a thread's title) says something else now."""
    await actions.index_post(event.subject_id)


async def index_redacted(event: PostRedacted) -> None:
    """Words were taken out of a post: it is found by what is left of it."""
    await actions.index_post(event.subject_id)
    await actions.tidy()


async def index_retagged(event: ThreadRetagged) -> None:
    """A thread has other tags now."""
    await actions.index_thread(event.subject_id)


async def index_merged(event: TagMerged) -> None:
    """A tag became another spelling of one: threads are found by the name they carry now."""
    found = await database.rows("SELECT thread_id FROM thread_tags WHERE tag_id = $1 ORDER BY thread_id", event.into_id)
    for row in found:
        await actions.index_thread(row["thread_id"])


async def spell_moved(event: ThreadMoved) -> None:
    """A thread stands in another category: its words are known to those who read there."""
    await actions.spell_thread(event.subject_id)


async def index_article(event: ArticlePublished | ArticleRestored | ArticleDetailsChanged) -> None:
    """Readers get another text of an article, or it bears other labels."""
    await actions.index_article(event.subject_id)


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: what they looked for goes with them."""
    await actions.forget_person(event.subject_id)


async def index_split(event: ThreadSplit) -> None:
    """Posts stand in a thread of their own: they are found there."""
    await actions.index_strayed(event.subject_id)


async def index_unsplit(event: SplitReverted) -> None:
    """Posts stand in their thread again: they are found there."""
    await actions.index_strayed(event.new_thread_id)


async def index_joined(event: ThreadMerged) -> None:
    """A thread stands in another one: it is found there."""
    await actions.index_strayed(event.subject_id)


async def index_parted(event: MergeReverted) -> None:
    """A thread stands by itself again: it is found there."""
    await actions.index_strayed(event.into_id)
