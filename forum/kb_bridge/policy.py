"""Who may do what on the bridge. Pure."""

from typing import Protocol

from forum.accounts.actor import Actor
from forum.accounts.policy import YES, Verdict, no, signed_in
from forum.i18n import gettext as _
from forum.kb.policy import may_arrange, may_manage_tree
from forum.threads.policy import ASKING_TYPES


class EscalatedFacts(Protocol):
    """What a verdict needs to know of a thread."""

    @property
    def author_id(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def is_deleted(self) -> bool: ...


class EscalationFacts(Protocol):
    """What a verdict needs to know of an escalation."""

    @property
    def is_closed(self) -> bool: ...
    @property
    def reply_count(self) -> int: ...


def may_escalate(actor: Actor, thread: EscalatedFacts, *, by_asker: bool, by_helpers: bool) -> Verdict:
    """Staff take questions and problems to support; helpers and the asker where the category allows it."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if thread.is_deleted:
        return no(_("This thread was deleted."))
    if thread.type not in ASKING_TYPES:
        return no(_("Only questions and problems are taken to support."))
    if actor.is_staff or (by_helpers and actor.role == "helper"):
        return YES
    if thread.author_id == actor.id:
        return YES if by_asker else no(_("In this category the team decides what is taken to support."))
    return no(_("Only staff may do this."))


def may_hide(actor: Actor, visibility: str) -> Verdict:
    """Staff close the thread that they take to support; moderators take it out of the lists."""
    if visibility == "public":
        return YES
    if not actor.is_staff:
        return no(_("Only staff may do this."))
    if visibility == "unlisted" and not actor.is_moderator:
        return no(_("Only moderators may do this."))
    return YES


def may_take_back(actor: Actor, escalation: EscalationFacts) -> Verdict:
    """Staff take an escalation back, as long as the ticket is open and nobody has answered in it."""
    verdict = may_publish_back(actor)
    if not verdict:
        return verdict
    if escalation.is_closed or escalation.reply_count:
        return no(_("The ticket was answered or closed, so it stays as it is."))
    return YES


def may_publish_back(actor: Actor) -> Verdict:
    """Staff make an official reply of what they answered in a ticket."""
    verdict = signed_in(actor)
    if verdict and not actor.is_staff:
        return no(_("Only staff may do this."))
    return verdict


def may_set_escalation(actor: Actor) -> Verdict:
    """Administrators say who escalates in a category, and when the clock does."""
    verdict = signed_in(actor)
    if verdict and not actor.is_administrator:
        return no(_("Only administrators may do this."))
    return verdict


def may_see_deflection(actor: Actor) -> Verdict:
    """Staff see how many questions were spared."""
    verdict = signed_in(actor)
    if verdict and not actor.is_staff:
        return no(_("This page is not open to your role."))
    return verdict


OPEN, TAKEN, HANDED_OVER, WRITTEN, DISMISSED, DONE = STATES = (
    "open", "taken", "handed_over", "written", "dismissed", "done",
)
#: The states in which nobody has written it yet and it may still be.
UNDECIDED = (OPEN, TAKEN, HANDED_OVER)


class ProposalFacts(Protocol):
    """What a verdict needs to know of a proposal."""

    @property
    def state(self) -> str: ...
    @property
    def holder_id(self) -> int | None: ...


class ThreadFacts(Protocol):
    """What a verdict needs to know of a thread."""

    @property
    def type(self) -> str: ...
    @property
    def is_deleted(self) -> bool: ...


def may_promote(actor: Actor) -> Verdict:
    """Staff, who arrange articles, begin them from threads."""
    return may_arrange(actor)


def may_set_rules(actor: Actor) -> Verdict:
    """Whoever arranges the tree says in which section a category's articles begin, and when one is proposed."""
    return may_manage_tree(actor)


def may_wish(actor: Actor, thread: ThreadFacts) -> Verdict:
    """Anyone signed in says that a thread deserves an article."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if thread.is_deleted:
        return no(_("This thread was deleted."))
    if thread.type == "announcement":
        return no(_("An announcement needs no article."))
    return YES


def may_take(actor: Actor, proposal: ProposalFacts) -> Verdict:
    """Staff take what nobody has, and what was handed to them."""
    verdict = may_promote(actor)
    if not verdict:
        return verdict
    if proposal.state == OPEN or (proposal.state == HANDED_OVER and proposal.holder_id == actor.id):
        return YES
    return no(_("Somebody else has this already."))


def may_release(actor: Actor, proposal: ProposalFacts) -> Verdict:
    """Whoever has it gives it back; moderators take it from anybody."""
    verdict = may_promote(actor)
    if not verdict:
        return verdict
    if proposal.state not in (TAKEN, HANDED_OVER):
        return no(_("Nobody has this."))
    if proposal.holder_id != actor.id and not actor.is_moderator:
        return no(_("Somebody else has this already."))
    return YES


def may_hand_over(actor: Actor, proposal: ProposalFacts) -> Verdict:
    """What nobody has is handed to anybody of the staff; what somebody has only by them, or by moderators."""
    verdict = may_promote(actor)
    if not verdict or proposal.state == OPEN:
        return verdict
    return may_release(actor, proposal)


def may_dismiss(actor: Actor, proposal: ProposalFacts) -> Verdict:
    """As handing over: what somebody else writes is not dismissed under their hands."""
    return may_hand_over(actor, proposal)


def may_restore(actor: Actor, proposal: ProposalFacts) -> Verdict:
    """Staff take a dismissal back, whoever's it was."""
    verdict = may_promote(actor)
    if verdict and proposal.state != DISMISSED:
        return no(_("This is not dismissed."))
    return verdict


def may_write(actor: Actor, proposal: ProposalFacts) -> Verdict:
    """Staff write what nobody else has taken."""
    verdict = may_promote(actor)
    if not verdict:
        return verdict
    if proposal.state == OPEN or (proposal.state in (TAKEN, HANDED_OVER) and proposal.holder_id == actor.id):
        return YES
    if proposal.state in (TAKEN, HANDED_OVER):
        return no(_("Somebody else has this already."))
    return no(_("This is decided already."))
