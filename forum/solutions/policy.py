"""Who says that a thread is solved, with the reason they will read. Pure."""

from forum.accounts.actor import Actor
from forum.accounts.policy import YES, Verdict, no, signed_in
from forum.i18n import gettext as _
from forum.threads.policy import ASKING_TYPES, PostFacts, ThreadFacts


def may_accept(actor: Actor, thread: ThreadFacts) -> Verdict:
    """The asker, and staff, accept and withdraw, on questions and problems that are not closed."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if thread.type not in ASKING_TYPES:
        return no(_("Only questions and problems have solutions."))
    if thread.is_deleted:
        return no(_("This thread was deleted."))
    if thread.is_archived:
        return no(_("This thread is archived: it can be read, but nothing new is written in it."))
    if actor.is_staff:
        return YES
    if thread.author_id != actor.id:
        return no(_("Only the asker and staff may accept a solution."))
    if thread.is_locked or thread.status == "closed":
        return no(_("This thread is closed."))
    return YES


def may_be_solution(post: PostFacts) -> Verdict:
    """A reply that is shown."""
    if post.position == 0:
        return no(_("A question cannot be its own solution."))
    if post.is_deleted:
        return no(_("This was deleted."))
    return YES


def may_say_solved(actor: Actor, thread: ThreadFacts) -> Verdict:
    """Only the asker knows that it was solved without a reply."""
    verdict = may_accept(actor, thread)
    if not verdict:
        return verdict
    if thread.author_id != actor.id:
        return no(_("Only the asker can say so."))
    return YES


def may_mark_official(actor: Actor) -> Verdict:
    """Staff stand behind replies."""
    verdict = signed_in(actor)
    if verdict and not actor.is_staff:
        return no(_("Only staff may do this."))
    return verdict
