"""What this flat does when something happens: it tells whom it concerns, and lets those who take part watch.

Each bears being told twice: an event tells a person once, and a watch that is there stays as it is.
"""

from forum import database, events
from forum.accounts import queries as people
from forum.accounts.events import PersonAdmitted, PersonAnonymised
from forum.categories.events import TagDeleted, TagMerged
from forum.duplicates.events import DuplicateMarked, DuplicateRemoved
from forum.kb_bridge.events import ProposalDecided, SourcesAnswered
from forum.kb_bridge.policy import HANDED_OVER
from forum.moderation.events import FlagSettled, ReviewGrewOld
from forum.notifications import actions
from forum.notifications.actions import News, TicketNews
from forum.notifications.events import NewsPartlyTold
from forum.sanctions import queries as sanctions
from forum.sanctions.events import AppealAnswered, PersonCleanedUp, PersonSanctioned, SanctionLifted
from forum.solutions.events import AskerReminded, ReplyMadeOfficial, SolutionAccepted
from forum.text.normalize import fold
from forum.threads.events import (
    MergeReverted,
    PostDeleted,
    PostEdited,
    PostHeld,
    PostHidden,
    PostRedacted,
    PostShown,
    ReplyPosted,
    SameProblemMarked,
    SplitReverted,
    StatusChanged,
    ThreadArchived,
    ThreadClosed,
    ThreadDeleted,
    ThreadLocked,
    ThreadMerged,
    ThreadMoved,
    ThreadOpened,
    ThreadReopened,
    ThreadSplit,
    ThreadUnlisted,
)
from forum.tickets import queries as tickets
from forum.tickets.events import (
    SideConversationOpened,
    SideMessagePosted,
    TicketAssigned,
    TicketChanged,
    TicketCommented,
    TicketCopied,
    TicketMerged,
    TicketOpened,
    TicketPromised,
    TicketStatusChanged,
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
    if await sanctions.went_with_all(event.subject_id):
        return
    news = News(events.told_id(), event.actor_id, event.thread_id, event.subject_id)
    await actions.tell(news, "removed", [event.author_id])


async def tell_thread_removed(event: ThreadDeleted) -> None:
    """Tell the author of a thread that somebody else deleted it, and why."""
    if await sanctions.opening_went_with_all(event.subject_id):
        return
    await actions.tell(News(events.told_id(), event.actor_id, event.subject_id, None), "removed", [event.author_id])


async def tell_waiting(event: PostHeld | PostHidden) -> None:
    """Tell an author that what they wrote waits for a moderator's look, and why."""
    news = News(events.told_id(), None, event.thread_id, event.subject_id)
    await actions.tell(news, "waiting", [event.author_id])


async def tell_shown(event: PostShown) -> None:
    """Tell an author that what they wrote is shown."""
    await actions.tell(News(events.told_id(), None, event.thread_id, event.subject_id), "shown", [event.author_id])


async def tell_flag_settled(event: FlagSettled) -> None:
    """Tell whoever flagged something what came of it."""
    if event.outcome != "withdrawn":
        await actions.tell_alone(events.told_id(), "flag", [event.person_id])


async def tell_admitted(event: PersonAdmitted) -> None:
    """Tell a new member that they are let in."""
    await actions.tell_alone(events.told_id(), "admitted", [event.subject_id])


async def tell_moderators(event: ReviewGrewOld) -> None:
    """Tell moderators that things wait for long."""
    found = await database.rows(
        "SELECT id FROM people WHERE role IN ('moderator', 'administrator') AND anonymised_at IS NULL"
    )
    await actions.tell_alone(events.told_id(), "review", [row["id"] for row in found])


async def tell_article(event: SourcesAnswered) -> None:
    """Tell the askers of an article's sources, whose words it uses, and who has the problem or watches; each once."""
    for thread_id in event.thread_ids:
        news = News(events.told_id(), event.actor_id, thread_id, None)
        await actions.tell(news, "article", [await _asker(thread_id)])
    for thread_id in event.thread_ids:
        news = News(events.told_id(), event.actor_id, thread_id, None)
        await actions.tell(news, "article", await _concerned(thread_id, event.subject_id))
        await actions.tell_watchers(news, "article", "thread")


async def tell_handed_over(event: ProposalDecided) -> None:
    """Tell somebody of the staff that a proposal of an article was handed to them, with the words that came with it."""
    if event.after == HANDED_OVER:
        await actions.tell(News(events.told_id(), event.actor_id, event.thread_id, None), "handed_over", [event.holder_id])


async def tell_curated(
    event: ThreadClosed | ThreadReopened | ThreadLocked | ThreadUnlisted | ThreadArchived | ThreadMoved,
) -> None:
    """Tell the author of a thread what a moderator did with it, and why."""
    news = News(events.told_id(), event.actor_id, event.subject_id, None)
    await actions.tell(news, "curated", [await _asker(event.subject_id)])


async def tell_decided(event: PersonSanctioned | SanctionLifted | PersonCleanedUp) -> None:
    """Tell a person that moderators decided something about them; the letter went with the decision."""
    await actions.tell_decided(events.told_id(), event.subject_id)


async def tell_answered(event: AppealAnswered) -> None:
    """Tell whoever appealed that it was looked at; the letter went with the answer."""
    await actions.tell_decided(events.told_id(), event.person_id)


async def follow_split(event: ThreadSplit) -> None:
    """Whoever wrote what was split off watches the new thread, and is told where it stands."""
    for author_id in event.author_ids:
        await actions.follow(author_id, event.new_thread_id, "replied")
    await actions.follow_posts(event.subject_id)
    await actions.tell(News(events.told_id(), event.actor_id, event.new_thread_id, None), "curated", event.author_ids)


async def follow_unsplit(event: SplitReverted) -> None:
    """What was told of the replies leads to where they stand again."""
    await actions.follow_posts(event.new_thread_id)


async def follow_merged(event: ThreadMerged) -> None:
    """Whoever watches a thread watches the one it was merged into; its author is told."""
    await actions.follow_merged(event.subject_id, event.into_id)
    await actions.tell(News(events.told_id(), event.actor_id, event.into_id, None), "curated", [event.author_id])


async def unfollow_merged(event: MergeReverted) -> None:
    """The threads are two again, for those who watch them as well."""
    await actions.unfollow_merged(event.subject_id, event.into_id)


async def tell_redacted(event: PostRedacted) -> None:
    """Tell the author of a post that a moderator took words out of it, and why."""
    news = News(events.told_id(), event.actor_id, event.thread_id, event.subject_id)
    await actions.tell(news, "curated", [event.author_id])


async def tell_more(event: NewsPartlyTold) -> None:
    """Tell the next of many watchers."""
    news = News(event.subject_id, event.actor_id, event.thread_id, event.post_id)
    await actions.tell_watchers(news, event.kind, event.audience, event.after)


# -- Tickets ----------------------------------------------------------------------------------------------------------


async def tell_ticket_opened(event: TicketOpened) -> None:
    """Tell the requester of what staff opened for them."""
    news = TicketNews(events.told_id(), event.actor_id, event.subject_id)
    if event.public:
        await actions.tell_of_ticket(news, "request", [event.requester_id])
    await _call(news, event.mentions, event.public)


async def tell_ticket_commented(event: TicketCommented) -> None:
    """Tell the requester's side of what it can read, and of everything who works on the ticket or follows it."""
    news = TicketNews(events.told_id(), event.actor_id, event.subject_id)
    if event.public:
        await actions.tell_of_ticket(news, "request", await tickets.requesting_side(event.subject_id))
    await actions.tell_of_ticket(news, "ticket", await tickets.working_side(event.subject_id))
    await _call(news, event.mentions, event.public)


async def tell_ticket_status(event: TicketStatusChanged) -> None:
    """Tell the requester's side that it is solved, unless an answer that went with it says so; staff of every change."""
    news = TicketNews(events.told_id(), event.actor_id, event.subject_id)
    if event.after == "solved" and not await tickets.was_answered_with_status(event.subject_id):
        await actions.tell_of_ticket(news, "request", await tickets.requesting_side(event.subject_id))
    if not await tickets.was_answered_with_status(event.subject_id):
        await actions.tell_of_ticket(news, "ticket", await tickets.working_side(event.subject_id))


async def tell_ticket_assigned(event: TicketAssigned) -> None:
    """Tell whom a ticket was given to, the whole team when it was given to nobody of it, and followers."""
    news = TicketNews(events.told_id(), event.actor_id, event.subject_id)
    await actions.tell_of_ticket(news, "ticket", await tickets.working_side(event.subject_id))


async def tell_ticket_changed(event: TicketChanged) -> None:
    """Tell followers of what staff changed."""
    news = TicketNews(events.told_id(), event.actor_id, event.subject_id)
    await actions.tell_of_ticket(news, "ticket", await tickets.followers(event.subject_id))


async def tell_ticket_promised(event: TicketPromised) -> None:
    """Tell the requester by when they can expect an outcome."""
    news = TicketNews(events.told_id(), event.actor_id, event.subject_id)
    if event.promised_at:
        await actions.tell_of_ticket(news, "request", [await tickets.requester_of(event.subject_id)])


async def tell_ticket_copied(event: TicketCopied) -> None:
    """Tell somebody that they are in copy."""
    if event.copied:
        news = TicketNews(events.told_id(), event.actor_id, event.subject_id)
        await actions.tell_of_ticket(news, "request", [event.person_id])


async def tell_ticket_merged(event: TicketMerged) -> None:
    """Tell whoever asked that their request goes on as another one."""
    news = TicketNews(events.told_id(), event.actor_id, event.subject_id)
    await actions.tell_of_ticket(news, "request", [await tickets.requester_of(event.subject_id)])
    await actions.tell_of_ticket(news, "ticket", await tickets.followers(event.subject_id))


async def tell_side_talk(event: SideConversationOpened | SideMessagePosted) -> None:
    """Tell who takes part in a side conversation, and of staff whoever wrote in it."""
    news = TicketNews(events.told_id(), event.actor_id, event.ticket_id, event.subject_id)
    await actions.tell_of_ticket(news, "side_talk", await tickets.talking(event.subject_id))


async def _call(news: TicketNews, names: list[str], public: bool) -> None:
    """Tell who is called by name, as far as they read it: a note is for staff alone."""
    called = [person_id for person_id, _name in (await people.mentioned([fold(name) for name in names[:20]])).values()]
    await actions.tell_of_ticket(news, "mention" if public else "ticket", called)


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
