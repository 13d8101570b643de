"""What this flat does when something happens: it tells whom it concerns, and lets those who take part watch.

Each bears being told twice: an event tells a person once, and a watch that is there stays as it is.
"""

from forum import database, events
from forum.accounts.events import PersonAnonymised
from forum.categories.events import TagDeleted, TagMerged
from forum.duplicates.events import DuplicateMarked, DuplicateRemoved
from forum.kb_bridge.events import SourcesAnswered
from forum.notifications import actions
from forum.notifications.actions import News
from forum.notifications.events import NewsPartlyTold
from forum.solutions.events import AskerReminded, ReplyMadeOfficial, SolutionAccepted
from forum.threads.events import (
    PostDeleted,
    PostEdited,
    PostRedacted,
    ReplyPosted,
    SameProblemMarked,
    StatusChanged,
    ThreadArchived,
    ThreadClosed,
    ThreadDeleted,
    ThreadLocked,
    ThreadMoved,
    ThreadOpened,
    ThreadReopened,
    ThreadUnlisted,
)

# -- Following --------------------------------------------------------------------------------------------------------


async def follow_asked(event: ThreadOpened) -> None:
    """Whoever opens a thread watches it."""
    await actions.follow(event.actor_id, event.subject_id, "asked")


async def follow_replied(event: ReplyPosted) -> None:
    """Whoever replies watches the thread."""
    await actions.follow(event.actor_id, event.subject_id, "replied")


async def follow_same_problem(event: SameProblemMarked) -> None:
    """Whoever has the same problem watches the thread, until they take it back."""
    await actions.follow_same_problem(event.actor_id, event.subject_id)


async def follow_duplicate(event: DuplicateMarked) -> None:
    """Whoever watches a duplicate watches the thread that it is one of, and no other for that reason."""
    await actions.follow_duplicates(event.canonical_id)
    await actions.follow_duplicates(event.subject_id)
    if event.before_id is not None:
        await actions.follow_duplicates(event.before_id)


async def unfollow_duplicate(event: DuplicateRemoved) -> None:
    """A thread stands alone again: whoever watched another for its sake does not any more."""
    await actions.follow_duplicates(event.canonical_id)
    await actions.follow_duplicates(event.subject_id)


# -- Telling ----------------------------------------------------------------------------------------------------------


async def tell_opened(event: ThreadOpened) -> None:
    """Tell who is mentioned, and who watches the category or a tag."""
    news = News(events.told_id(), event.actor_id, event.subject_id, event.post_id)
    await actions.tell_mentioned(news, event.mentions)
    await actions.tell_watchers(news, "thread", "shelves")


async def tell_replied(event: ReplyPosted) -> None:
    """Tell who is mentioned, whose post was replied to, and who watches the thread."""
    news = News(events.told_id(), event.actor_id, event.subject_id, event.post_id)
    await actions.tell_mentioned(news, event.mentions)
    if event.reply_to_id is not None:
        await actions.tell(news, "quote", [await _author(event.reply_to_id)])
    await actions.tell_watchers(news, "reply", "thread")


async def tell_mentioned_anew(event: PostEdited) -> None:
    """Tell whom an edit mentions for the first time."""
    news = News(events.told_id(), event.actor_id, event.thread_id, event.subject_id)
    await actions.tell_mentioned(news, event.mentions, once_per_post=True)


async def tell_accepted(event: SolutionAccepted) -> None:
    """Tell the reply's author, the asker, and who watches the thread."""
    news = News(events.told_id(), event.actor_id, event.subject_id, event.post_id)
    await actions.tell(news, "accepted", [event.author_id, await _asker(event.subject_id)])
    await actions.tell_watchers(news, "accepted", "thread")


async def tell_official(event: ReplyMadeOfficial) -> None:
    """Tell the reply's author, the asker, and who watches the thread that somebody stands behind the reply."""
    if event.official:
        news = News(events.told_id(), event.actor_id, event.thread_id, event.subject_id)
        await actions.tell(news, "official", [event.author_id, await _asker(event.thread_id)])
        await actions.tell_watchers(news, "official", "thread")


async def tell_duplicate(event: DuplicateMarked) -> None:
    """Tell the asker that their question was asked before."""
    if event.before_id is None:
        news = News(events.told_id(), event.actor_id, event.subject_id, None)
        await actions.tell(news, "duplicate", [await _asker(event.subject_id)])


async def tell_asked_back(event: StatusChanged) -> None:
    """Tell the asker that somebody needs to know more."""
    if event.after == "needs_info":
        news = News(events.told_id(), event.actor_id, event.subject_id, None)
        await actions.tell(news, "needs_info", [await _asker(event.subject_id)])


async def tell_reminded(event: AskerReminded) -> None:
    """Ask the asker whether it is solved."""
    await actions.tell(News(events.told_id(), event.actor_id, event.subject_id, None), "reminder", [event.asker_id])


async def tell_removed(event: PostDeleted) -> None:
    """Tell the author of a reply that somebody else deleted it, and why."""
    news = News(events.told_id(), event.actor_id, event.thread_id, event.subject_id)
    await actions.tell(news, "removed", [event.author_id])


async def tell_thread_removed(event: ThreadDeleted) -> None:
    """Tell the author of a thread that somebody else deleted it, and why."""
    await actions.tell(News(events.told_id(), event.actor_id, event.subject_id, None), "removed", [event.author_id])


async def tell_answered(event: SourcesAnswered) -> None:
    """Tell the askers of an article's sources, whose words it uses, and who has the problem or watches; each once."""
    for thread_id in event.thread_ids:
        news = News(events.told_id(), event.actor_id, thread_id, None)
        await actions.tell(news, "article", [await _asker(thread_id)])
    for thread_id in event.thread_ids:
        news = News(events.told_id(), event.actor_id, thread_id, None)
        await actions.tell(news, "article", await _concerned(thread_id, event.subject_id))
        await actions.tell_watchers(news, "article", "thread")
async def tell_curated(
    event: ThreadClosed | ThreadReopened | ThreadLocked | ThreadUnlisted | ThreadArchived | ThreadMoved,
) -> None:
    """Tell the author of a thread what a moderator did with it, and why."""
    news = News(events.told_id(), event.actor_id, event.subject_id, None)
    await actions.tell(news, "curated", [await _asker(event.subject_id)])


async def tell_redacted(event: PostRedacted) -> None:
    """Tell the author of a post that a moderator took words out of it, and why."""
    news = News(events.told_id(), event.actor_id, event.thread_id, event.subject_id)
    await actions.tell(news, "curated", [event.author_id])


async def tell_more(event: NewsPartlyTold) -> None:
    """Tell the next of many watchers."""
    news = News(event.subject_id, event.actor_id, event.thread_id, event.post_id)
    await actions.tell_watchers(news, event.kind, event.audience, event.after)


# -- Forgetting -------------------------------------------------------------------------------------------------------


async def forget_person(event: PersonAnonymised) -> None:
    """Whoever is gone watches nothing and is told nothing."""
    await actions.forget_person(event.subject_id)


async def move_watches(event: TagMerged) -> None:
    """What people said of a tag holds for the one it was merged into."""
    await actions.move_tag(event.subject_id, event.into_id)


async def forget_tag(event: TagDeleted) -> None:
    """Nobody watches a tag that is gone."""
    await actions.forget_tag(event.subject_id)


async def _concerned(thread_id: int, article_id: int) -> list[int]:
    """Who has the thread's problem too, and whose words from it an article uses."""
    found = await database.rows(
        "SELECT person_id FROM same_problems WHERE thread_id = $1 UNION SELECT y.person_id FROM article_credits y"
        " JOIN posts p ON p.id = y.post_id WHERE p.thread_id = $1 AND y.article_id = $2", thread_id, article_id,
    )
    return [row["person_id"] for row in found]


async def _author(post_id: int) -> int | None:
    return await database.value("SELECT author_id FROM posts WHERE id = $1", post_id)


async def _asker(thread_id: int) -> int | None:
    return await database.value("SELECT author_id FROM threads WHERE id = $1", thread_id)
