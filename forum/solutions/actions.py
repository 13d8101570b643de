"""Accepting, withdrawing, and standing behind replies. The thread's row is locked first: concurrent accepts leave one."""

from datetime import timedelta

from forum import clock, database, events, settings
from forum.accounts import actions as accounts
from forum.accounts.actor import SYSTEM, Actor
from forum.categories.audience import MEMBERS
from forum.errors import Forbidden, Invalid, NotFound
from forum.i18n import gettext as _
from forum.kb import queries as articles
from forum.solutions.events import AskerReminded, ReplyMadeOfficial, SolutionAccepted, SolutionWithdrawn
from forum.solutions.models import OfficialMark, Solution, SolvedReminder
from forum.solutions.policy import may_accept, may_be_solution, may_mark_official, may_say_solved
from forum.threads import actions as threads
from forum.threads import queries
from forum.threads.actions.redacting import Erasure
from forum.threads.models import Post, Thread
from forum.threads.policy import ASKING_TYPES
from forum.threads.views import ThreadView

#: What an accepted reply earns its author, and what accepting somebody's reply earns the asker.
ACCEPTED_POINTS = 15
ACCEPTING_POINTS = 2
#: How often an asker is asked whether it is solved, for one run of replies.
REMINDERS = 2


async def accept(actor: Actor, post_id: int) -> ThreadView:
    """Make a reply the thread's solution, in place of the one before. Raises NotFound, Forbidden or SignInNeeded."""
    thread, post = await queries.post_for(actor, post_id)
    may_accept(actor, thread).require()
    may_be_solution(post).require()

    async def work() -> None:
        await database.lock_row("threads", thread.id)
        kept = await threads.load_post(post.id, await Thread.get(id=thread.id))
        if kept.deleted_at is not None:
            raise Forbidden(_("This was deleted."))
        before = await Solution.get_or_none(thread_id=thread.id)
        if before is not None and before.post_id == post.id:
            return
        if before is not None:
            await _take_back(before, thread.author_id)
        source = "asker_accepted" if actor.id == thread.author_id else "staff_accepted"
        await Solution.create(
            thread_id=thread.id, post_id=post.id, source=source, accepted_by_id=actor.id, accepted_at=clock.now()
        )
        await threads.mark_solved(actor, thread.id, post.id, source, "")
        if kept.author_id != thread.author_id:
            await accounts.award(kept.author_id, "accepted", post.id, ACCEPTED_POINTS)
            if actor.id == thread.author_id:
                await accounts.award(thread.author_id, "accepting", post.id, ACCEPTING_POINTS)
        await _answer_reminder(thread.id)
        await events.record(SolutionAccepted(
            actor_id=actor.id, subject_id=thread.id, post_id=post.id, author_id=kept.author_id, source=source, note=""
        ))

    await database.transaction(work)
    return thread


async def say_solved(actor: Actor, thread_id: int, note: str = "") -> None:
    """The asker says that it is solved, without pointing at a reply. Raises NotFound, Forbidden or SignInNeeded."""
    thread = await queries.visible_thread(actor, thread_id)
    may_say_solved(actor, thread).require()

    async def work() -> None:
        await database.lock_row("threads", thread.id)
        if await Solution.exists(thread_id=thread.id):
            return
        await Solution.create(
            thread_id=thread.id, post_id=None, source="asker_says", accepted_by_id=actor.id, accepted_at=clock.now(), note=note
        )
        await threads.mark_solved(actor, thread.id, None, "asker_says", note)
        await _answer_reminder(thread.id)
        await events.record(SolutionAccepted(
            actor_id=actor.id, subject_id=thread.id, post_id=None, author_id=None, source="asker_says", note=note
        ))

    await database.transaction(work)


async def answer_by_article(actor: Actor, thread_id: int, article_id: int) -> ThreadView:
    """Accept an article as the thread's solution, in place of the one before.

    The article is one that the actor reads now and that nobody who reads the thread is kept from: signing in may be asked
    of them, and nothing else. Raises NotFound, Forbidden, SignInNeeded or Invalid.
    """
    thread = await queries.visible_thread(actor, thread_id)
    may_accept(actor, thread).require()
    for audience in await articles.audiences_of(actor, article_id):
        if audience.kind != MEMBERS and not thread.shelf.seers.lies_within(audience):
            raise Invalid(_("Not everybody who reads this thread may read that article."))

    async def work() -> None:
        await database.lock_row("threads", thread.id)
        before = await Solution.get_or_none(thread_id=thread.id)
        if before is not None and before.source == "by_article" and before.article_id == article_id:
            return
        if before is not None:
            await _take_back(before, thread.author_id)
        await Solution.create(
            thread_id=thread.id, post_id=None, source="by_article", accepted_by_id=actor.id, accepted_at=clock.now(),
            article_id=article_id,
        )
        await threads.mark_solved(actor, thread.id, None, "by_article", "")
        await _answer_reminder(thread.id)
        await events.record(SolutionAccepted(
            actor_id=actor.id, subject_id=thread.id, post_id=None, author_id=None, source="by_article", note=""
        ))

    await database.transaction(work)
    return thread


async def withdraw(actor: Actor, thread_id: int, note: str = "") -> None:
    """The thread is open again; what the solution earned is taken back. Raises NotFound, Forbidden or SignInNeeded."""
    thread = await queries.visible_thread(actor, thread_id)
    may_accept(actor, thread).require()
    if thread.status_reason == "duplicate" and not actor.is_staff:
        raise Forbidden(_("This was marked as asked before. If yours is another question, please say so there."))
    await _withdraw(actor, thread.id, thread.author_id, note)


async def withdraw_deleted(post_id: int, thread_id: int) -> None:
    """Reaction: a solution whose post was deleted is none."""
    solution = await Solution.get_or_none(thread_id=thread_id, post_id=post_id)
    post = await Post.get_or_none(id=post_id)
    if solution is not None and post is not None and post.deleted_at is not None:
        thread = await Thread.get(id=thread_id)
        await _withdraw(SYSTEM, thread_id, thread.author_id, "")


async def solve_elsewhere(actor: Actor, thread_id: int) -> bool:
    """Called by `duplicates` inside its transaction: solved where it was asked before. Says whether that is new.

    A solution of the thread's own stays.
    """
    if await Solution.exists(thread_id=thread_id):
        return False
    await Solution.create(
        thread_id=thread_id, post_id=None, source="duplicate", accepted_by_id=actor.id, accepted_at=clock.now()
    )
    await threads.mark_solved(actor, thread_id, None, "duplicate", "")
    await _answer_reminder(thread_id)
    return True


async def withdraw_elsewhere(thread_id: int) -> bool:
    """Called by `duplicates` inside its transaction, which sets the status: it is not solved elsewhere any more."""
    return await Solution.filter(thread_id=thread_id, source="duplicate").delete() == 1


async def follow_moved(thread_id: int) -> None:
    """Reaction: the thread's solution stands in another thread now. What the asker accepted goes along where the same person
    asks; anybody else has not said yet that it solves theirs, so it is withdrawn."""
    found = await database.row(
        "SELECT s.post_id, p.thread_id FROM solutions s JOIN posts p ON p.id = s.post_id"
        " WHERE s.thread_id = $1 AND p.thread_id <> $1", thread_id,
    )
    if found is None:
        return
    for number in sorted((thread_id, found["thread_id"])):
        await database.lock_row("threads", number)
    solution = await Solution.get_or_none(thread_id=thread_id, post_id=found["post_id"])
    post = await Post.get(id=found["post_id"])
    if solution is None or post.thread_id == thread_id:
        return
    here, there = await Thread.get(id=thread_id), await Thread.get(id=post.thread_id)
    if (
        here.author_id == there.author_id and there.type in ASKING_TYPES and there.status != "closed" and post.position > 0
        and not await Solution.exists(thread_id=there.id)
    ):
        await Solution.filter(id=solution.id).update(thread_id=there.id)
        await threads.mark_unsolved(SYSTEM, here.id, "")
        await threads.mark_solved(SYSTEM, there.id, post.id, solution.source, solution.note)
    else:
        await _withdraw(SYSTEM, thread_id, here.author_id, "")


async def carry_article(from_id: int, into_id: int) -> None:
    """Reaction: a thread that an article answered stands in another one. It answers that one too where the same person asks,
    nothing else does, and everybody who reads it may read the article. The merged thread keeps its own for going back."""
    answered = await Solution.get_or_none(thread_id=from_id, source="by_article")
    if answered is None or answered.article_id is None:
        return
    try:
        goal = await queries.visible_thread(SYSTEM, into_id)
        seers = await articles.audiences_of(SYSTEM, answered.article_id)
    except NotFound:
        return
    if any(one.kind != MEMBERS and not goal.shelf.seers.lies_within(one) for one in seers):
        return

    async def work() -> None:
        for number in sorted((from_id, into_id)):
            await database.lock_row("threads", number)
        here, there = await Thread.get(id=from_id), await Thread.get(id=into_id)
        if here.merged_into_id != into_id or await Solution.exists(thread_id=into_id):
            return
        if here.author_id != there.author_id or there.type not in ASKING_TYPES or there.status == "closed":
            return
        await Solution.create(
            thread_id=into_id, post_id=None, source="by_article", accepted_by_id=answered.accepted_by_id,
            accepted_at=answered.accepted_at, article_id=answered.article_id,
        )
        await threads.mark_solved(SYSTEM, into_id, None, "by_article", "")
        await _answer_reminder(into_id)

    await database.transaction(work)


async def give_back_article(from_id: int, into_id: int) -> None:
    """Reaction: the two stand apart again; what came along with the one is no answer to the other."""
    own = await Solution.get_or_none(thread_id=from_id, source="by_article")
    came = await Solution.get_or_none(thread_id=into_id, source="by_article")
    if own is None or came is None or (own.article_id, own.accepted_at) != (came.article_id, came.accepted_at):
        return
    goal = await Thread.get(id=into_id)
    await _withdraw(SYSTEM, into_id, goal.author_id, "")


async def forget_official(thread_id: int) -> None:
    """Reaction: an official reply that opens a thread now is no reply any more."""
    for row in await database.rows(
        "SELECT m.id, p.id AS post_id FROM official_marks m JOIN posts p ON p.id = m.post_id"
        " WHERE p.thread_id = $1 AND p.position = 0", thread_id,
    ):
        await OfficialMark.filter(id=row["id"]).delete()
        await threads.mark_official(row["post_id"], None)


async def erase(erasure: Erasure) -> None:
    """Part of a redaction's transaction: what was said when a thread was solved loses the same words."""
    for solution in await Solution.filter(thread_id__in=erasure.thread_ids):
        if solution.note != erasure.blanker.text(solution.note):
            await Solution.filter(id=solution.id).update(note=erasure.blanker.text(solution.note))


async def still_open(actor: Actor, thread_id: int) -> None:
    """The asker says that it is not solved yet: no more reminders until somebody replies again."""
    thread = await queries.visible_thread(actor, thread_id)
    may_say_solved(actor, thread).require()
    await database.transaction(lambda: _answer_reminder(thread.id))


async def mark_official(actor: Actor, post_id: int, official: bool = True) -> ThreadView:
    """Stand behind a reply, or no longer. Again is as once. Raises NotFound or Forbidden."""
    thread, post = await queries.post_for(actor, post_id)
    may_mark_official(actor).require()
    if official:
        may_be_solution(post).require()

    async def work() -> None:
        await database.lock_row("posts", post.id)
        mark = await OfficialMark.get_or_none(post_id=post.id)
        if (mark is not None) == official:
            return
        now = clock.now()
        if mark is None:
            await OfficialMark.create(post_id=post.id, marked_by_id=actor.id, marked_at=now)
        else:
            await mark.delete()
        await threads.mark_official(post.id, now if official else None)
        await events.record(ReplyMadeOfficial(
            actor_id=actor.id, subject_id=post.id, thread_id=thread.id, author_id=post.author_id, official=official
        ))

    await database.transaction(work)
    return thread


async def expect_answer(thread_id: int) -> None:
    """Reaction to a reply: some days from now the asker is asked whether it is solved, unless they say so before."""
    thread = await Thread.get(id=thread_id)
    if thread.status not in ("open", "needs_info") or thread.deleted_at is not None or not thread.response_count:
        return
    due_at = thread.last_activity_at + timedelta(days=settings.current().solved_reminder_days)
    reminder = await SolvedReminder.get_or_none(thread_id=thread_id)
    if reminder is None:
        await SolvedReminder.create(thread_id=thread_id, due_at=due_at)
    elif due_at > reminder.due_at:
        reminder.due_at, reminder.sent_count, reminder.answered_at = due_at, 0, None
        await reminder.save()


async def send_due_reminders(limit: int = 200) -> int:
    """Announce each reminder that is due; returns how many. Threads that were solved, closed or deleted end theirs."""
    due = await SolvedReminder.filter(
        due_at__lte=clock.now(), answered_at=None, sent_count__lt=REMINDERS
    ).order_by("due_at").limit(limit)
    for reminder in due:
        await _remind(reminder.id)
    return len(due)


async def _remind(reminder_id: int) -> None:
    async def work() -> None:
        await database.lock_row("solved_reminders", reminder_id)
        reminder = await SolvedReminder.get(id=reminder_id)
        thread = await Thread.get(id=reminder.thread_id)
        now = clock.now()
        if reminder.answered_at is not None or reminder.due_at > now or reminder.sent_count >= REMINDERS:
            return
        if thread.status not in ("open", "needs_info") or thread.deleted_at is not None:
            reminder.answered_at = now
            await reminder.save()
            return
        reminder.sent_count += 1
        reminder.last_sent_at = now
        reminder.due_at = now + timedelta(days=settings.current().solved_reminder_days)
        await reminder.save()
        await events.record(AskerReminded(
            actor_id=SYSTEM.id, subject_id=thread.id, asker_id=thread.author_id, number=reminder.sent_count
        ))

    await database.transaction(work)


async def _withdraw(actor: Actor, thread_id: int, asker_id: int, note: str) -> None:
    async def work() -> None:
        await database.lock_row("threads", thread_id)
        solution = await Solution.get_or_none(thread_id=thread_id)
        if solution is None:
            return
        post = await Post.get(id=solution.post_id) if solution.post_id else None
        await _take_back(solution, asker_id)
        await threads.mark_unsolved(actor, thread_id, note)
        await events.record(SolutionWithdrawn(
            actor_id=actor.id, subject_id=thread_id, post_id=solution.post_id,
            author_id=post.author_id if post else None, note=note,
        ))

    await database.transaction(work)


async def _take_back(solution: Solution, asker_id: int) -> None:
    """Remove the solution's row and what it earned."""
    await solution.delete()
    if solution.post_id is not None:
        post = await Post.get(id=solution.post_id)
        await accounts.revoke_award(post.author_id, "accepted", post.id)
        await accounts.revoke_award(asker_id, "accepting", post.id)


async def _answer_reminder(thread_id: int) -> None:
    await SolvedReminder.filter(thread_id=thread_id, answered_at=None).update(answered_at=clock.now())
