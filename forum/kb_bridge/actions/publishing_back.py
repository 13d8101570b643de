"""Publishing what a ticket answered: an official reply in the thread, once for each comment; and taking it out again."""

from forum import clock, database, events
from forum.accounts.actor import SYSTEM, Actor
from forum.errors import Conflict, Forbidden, Invalid, NotFound
from forum.i18n import gettext as _
from forum.kb_bridge import policy
from forum.kb_bridge.escalated import Comment
from forum.kb_bridge.events import ReplyPublished
from forum.kb_bridge.forms import PublishBack
from forum.kb_bridge.models import PublishedReply
from forum.kb_bridge.queries import escalations as queries
from forum.kb_bridge.queries.escalation_rules import rule_of
from forum.solutions import actions as solutions
from forum.solutions.models import Solution
from forum.threads import actions as threads
from forum.threads.actions.asking import Posted
from forum.threads.forms import Reason, Reply
from forum.tickets import actions as tickets
from forum.tickets.actions import Update
from forum.tickets.clocks import DONE
from forum.tickets.models import Ticket


class PublishedAlready(Conflict):
    """The comment stands in the thread: `post_id`. `repeated`: it does in these very words, which were sent twice."""

    def __init__(self, post_id: int, *, repeated: bool = False) -> None:
        super().__init__(_("This answer stands in the thread already."))
        self.post_id, self.repeated = post_id, repeated


async def publish(actor: Actor, comment_id: int, form: PublishBack) -> Posted:
    """Make an official reply of a ticket's public answer, in the words of the form and the actor's name.

    Raises NotFound, Forbidden, SignInNeeded, Invalid, or PublishedAlready.
    """
    comment = await answer_of(actor, comment_id)
    thread_id = await queries.thread_of_ticket(comment.ticket_id)
    if thread_id is None:
        raise Conflict(_("There is no thread in which this could stand."))
    form.check()
    reply = Reply.read({"body": form["body"], "submit_key": form["submit_key"]})

    async def then(posted: Posted) -> None:
        # Whoever publishes holds the thread's row: of two at once the second finds what the first one kept.
        kept = await PublishedReply.get_or_none(comment_id=comment.id)
        if kept is not None:
            raise PublishedAlready(kept.post_id)
        await solutions.mark_official(actor, posted.post_id)
        await PublishedReply.create(
            comment_id=comment.id, ticket_id=comment.ticket_id, thread_id=thread_id, post_id=posted.post_id,
            published_by_id=actor.id, published_at=clock.now(),
        )
        await events.record(ReplyPublished(
            actor_id=actor.id, subject_id=comment.ticket_id, thread_id=thread_id, post_id=posted.post_id,
            comment_id=comment.id, published=True,
        ))
        if form["accept"]:
            await solutions.accept(actor, posted.post_id)

    posted = await threads.reply(actor, thread_id, reply, then=then)
    if posted.repeated:
        kept = await PublishedReply.get_or_none(comment_id=comment.id)
        if kept is not None:
            raise PublishedAlready(kept.post_id, repeated=kept.post_id == posted.post_id)
        raise Invalid({"body": _("The same words were posted there a moment ago.")})
    return posted


async def take_out(actor: Actor, comment_id: int) -> None:
    """Delete the reply that a comment was published as; the comment may be published again. Again is as once."""
    comment = await answer_of(actor, comment_id)
    kept = await PublishedReply.get_or_none(comment_id=comment.id)
    if kept is None:
        return
    # Whoever published may take it back, as may moderators: what holds for deleting posts holds here.
    try:
        await threads.delete_post(actor, kept.post_id, Reason.read({"reason": _("Taken back")}))
    except Forbidden:
        # Whoever was faster by a hair took it out.
        if await database.value("SELECT 1 FROM posts WHERE id = $1 AND deleted_at IS NULL", kept.post_id) is not None:
            raise
    await forget_deleted(kept.post_id)


async def forget_deleted(post_id: int) -> None:
    """Reaction: a published reply was deleted, so it is published no more."""

    async def work() -> None:
        await database.lock_row("posts", post_id)
        kept = await PublishedReply.get_or_none(post_id=post_id)
        if kept is None or await database.value(
            "SELECT 1 FROM posts WHERE id = $1 AND deleted_at IS NULL", post_id
        ) is not None:
            return
        await kept.delete()
        await events.record(ReplyPublished(
            actor_id=SYSTEM.id, subject_id=kept.ticket_id, thread_id=kept.thread_id, post_id=post_id,
            comment_id=kept.comment_id, published=False,
        ))

    await database.transaction(work)


async def answer_of(actor: Actor, comment_id: int) -> Comment:
    """A public answer by staff in a ticket. Raises NotFound, Forbidden, SignInNeeded."""
    policy.may_publish_back(actor).require()
    comment = await queries.answer(actor, comment_id)
    if comment is None:
        raise NotFound
    return comment


async def solve_by_acceptance(thread_id: int, post_id: int | None) -> None:
    """Reaction: a published reply was accepted, so its ticket is solved, where the category says so. Again is as once."""
    kept = await PublishedReply.get_or_none(post_id=post_id) if post_id is not None else None
    solution = await Solution.get_or_none(thread_id=thread_id)
    if kept is None or solution is None or solution.post_id != post_id:
        return
    ticket = await Ticket.get(id=kept.ticket_id)
    rule = await rule_of(await _category(thread_id))
    if rule.accept_solves and ticket.status not in DONE and ticket.merged_into_id is None:
        await tickets.update(SYSTEM, ticket.id, Update(fields={"status": "solved"}, automatic=True, via="forum"))


async def accept_by_solving(ticket_id: int) -> None:
    """Reaction: a ticket was solved, so the last reply published from it is the solution, where the category says so."""
    kept = await PublishedReply.filter(ticket_id=ticket_id).order_by("-id").first()
    ticket = await Ticket.get_or_none(id=ticket_id)
    if kept is None or ticket is None or ticket.status != "solved" or await Solution.exists(thread_id=kept.thread_id):
        return
    gone = await database.value(
        "SELECT 1 FROM posts p JOIN threads t ON t.id = p.thread_id WHERE p.id = $1"
        " AND (p.deleted_at IS NOT NULL OR t.deleted_at IS NOT NULL OR t.archived_at IS NOT NULL)", kept.post_id,
    )
    if gone is None and (await rule_of(await _category(kept.thread_id))).solve_accepts:
        await solutions.accept(SYSTEM, kept.post_id)


async def _category(thread_id: int) -> int:
    return int(await database.value("SELECT category_id FROM threads WHERE id = $1", thread_id))
