"""What the bridge does when replies are written, clusters grow, articles are published, tickets solved, and people leave."""

from forum import database
from forum.accounts.events import PersonAnonymised
from forum.categories.events import CategoryEdited
from forum.duplicates.events import ClusterGrew
from forum.kb.events import ArticlePublished
from forum.kb_bridge.actions import answering, carrying, following, linking, proposing, publishing_back, reaching
from forum.solutions.events import SolutionAccepted
from forum.threads.events import (
    MergeReverted,
    PostDeleted,
    PostEdited,
    PostRedacted,
    ReplyPosted,
    SplitReverted,
    ThreadMerged,
    ThreadMoved,
    ThreadSplit,
)
from forum.tickets.events import TicketCommented, TicketStatusChanged


async def link_reply(event: ReplyPosted) -> None:
    """A reply was posted: the articles that it answers with count."""
    await linking.link(event.post_id)


async def link_answer(event: TicketCommented) -> None:
    """Staff answered in a ticket: the articles that they answered with count."""
    if event.public and event.reply:
        await linking.link_comment(event.comment_id)


async def link_edited(event: PostEdited) -> None:
    """A reply answers with other articles now."""
    await linking.link(event.subject_id)


async def link_redacted(event: PostRedacted) -> None:
    """Part of a reply was taken out: what it answers with may have gone with it."""
    await linking.link(event.subject_id)


async def follow_moved(event: ThreadSplit | SplitReverted | ThreadMerged | MergeReverted) -> None:
    """Posts stand in another thread now: so do the answers that they give with articles, what tickets answered there, and
    what went on in private."""
    threads = [event.subject_id, event.into_id if isinstance(event, ThreadMerged | MergeReverted) else event.new_thread_id]
    for table in ("article_answers", "published_replies", "continued_posts"):
        await database.execute(
            f"UPDATE {table} SET thread_id = (SELECT p.thread_id FROM posts p WHERE p.id = {table}.post_id)"
            f" WHERE thread_id IN ({database.id_list(threads)})"
        )
    await reaching.keep_in_step(thread_ids=threads)


async def keep_in_step(event: ThreadMoved | CategoryEdited) -> None:
    """A thread stands elsewhere, or a category is for others: so are the tickets that were made of it."""
    if isinstance(event, ThreadMoved):
        await reaching.keep_in_step(thread_ids=[event.subject_id])
    elif "see" in event.after or "see_group_id" in event.after:
        await reaching.keep_in_step(category_id=event.subject_id)


async def forget_published(event: PostDeleted) -> None:
    """A reply was deleted that had been published from a ticket: the ticket's answer stands nowhere any more."""
    await publishing_back.forget_deleted(event.subject_id)


async def solve_ticket(event: SolutionAccepted) -> None:
    """A reply was accepted: if a ticket's answer was published as that, the ticket may be solved."""
    await publishing_back.solve_by_acceptance(event.subject_id, event.post_id)


async def solve_thread(event: TicketStatusChanged) -> None:
    """A ticket was solved: what was published from it may be its thread's solution."""
    if event.after == "solved":
        await publishing_back.accept_by_solving(event.subject_id)


async def consider_cluster(event: ClusterGrew) -> None:
    """More threads ask the same: perhaps it deserves an article now."""
    await proposing.consider(event.subject_id)


async def note_published(event: ArticlePublished) -> None:
    """Readers have an article: the people of the threads it came from hear of it, once."""
    await answering.note_published(event.subject_id)


async def follow_merged(event: ThreadMerged) -> None:
    """A thread stands in another one: there everybody reads that it is with support; two tickets of one are related."""
    await following.follow_merged(event.subject_id, event.into_id)


async def carry_merged(event: ThreadMerged) -> None:
    """A thread stands in another one: so do the articles it became, its proposal, and the article that answered it."""
    await carrying.follow_merged(event.move_id, event.subject_id, event.into_id)


async def carry_back(event: MergeReverted) -> None:
    """They stand apart again: each has its own."""
    await carrying.follow_unmerged(event.move_id, event.subject_id, event.into_id)


async def carry_split(event: ThreadSplit) -> None:
    """Replies are a thread of their own: whichever article uses their words came from that one as well."""
    await carrying.follow_split(event.move_id, event.subject_id, event.new_thread_id)


async def carry_unsplit(event: SplitReverted) -> None:
    """The replies are back: there is no other thread that the article came from."""
    await carrying.follow_unsplit(event.move_id)


async def follow_reverted(event: MergeReverted) -> None:
    """Two threads stand apart again: that one is with support is that one's alone."""
    await following.follow_reverted(event.subject_id, event.into_id)


async def forget_person(event: PersonAnonymised) -> None:
    """Somebody left: which questions they were writing is nobody's any more, and what they typed goes."""
    await database.execute("UPDATE composings SET person_id = NULL, typed = '' WHERE person_id = $1", event.subject_id)
    await answering.forget_person(event.subject_id)
