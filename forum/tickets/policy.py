"""What people may do with tickets, each with the reason they will read. Pure: the facts come in, a verdict goes out.

Whether somebody sees a ticket at all is decided by `queries`; here it is about what those who see it may do.
"""

from collections.abc import Collection
from typing import Protocol

from forum.accounts.actor import Actor
from forum.accounts.policy import YES, Verdict, no, signed_in
from forum.i18n import gettext as _
from forum.tickets import statuses

#: Roles whose words count as the team's.
STAFF_ROLES = frozenset({"specialist", "moderator", "administrator"})


class TicketFacts(Protocol):
    """What a verdict needs to know of a ticket."""

    @property
    def status(self) -> str: ...
    @property
    def requester_id(self) -> int: ...
    @property
    def merged_into_id(self) -> int | None: ...


class ThreadFacts(Protocol):
    """What a verdict needs to know of a thread."""

    @property
    def is_asking(self) -> bool: ...
    @property
    def is_deleted(self) -> bool: ...


def may_request(actor: Actor) -> Verdict:
    """Everybody who may write opens tickets of their own."""
    return signed_in(actor)


def may_work(actor: Actor) -> Verdict:
    """Staff see all tickets, answer and change them."""
    verdict = signed_in(actor)
    if verdict and not actor.is_staff:
        return no(_("Only staff may do this."))
    return verdict


def may_change(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Staff change what is not closed; what is closed stays as it is."""
    return may_work(actor) and _is_alive(ticket)


def may_comment(actor: Actor, ticket: TicketFacts, *, takes_part: bool) -> Verdict:
    """Staff comment, and those of the requester's side who take part; not where the ticket is closed."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if not actor.is_staff and not takes_part:
        return no(_("You can read this request, but not write in it."))
    return _is_alive(ticket)


def may_choose_status(actor: Actor, ticket: TicketFacts, status: str) -> Verdict:
    """Staff choose any status but new and closed."""
    verdict = may_change(actor, ticket)
    if verdict and status != ticket.status and not statuses.may_become(ticket.status, status):
        return no(_("A ticket of this status cannot become that."))
    return verdict


def may_say_solved(actor: Actor, ticket: TicketFacts) -> Verdict:
    """The requester says that their own request is settled."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if actor.id != ticket.requester_id:
        return no(_("Only whoever asked can say so."))
    return _is_alive(ticket)


def may_copy(actor: Actor, ticket: TicketFacts) -> Verdict:
    """The requester and staff say who is in copy."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if not actor.is_staff and actor.id != ticket.requester_id:
        return no(_("Only whoever asked and staff may say who is in copy."))
    return _is_alive(ticket)


def may_follow_up(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Whoever asked, and staff, go on from a closed ticket with another one."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if not actor.is_staff and actor.id != ticket.requester_id:
        return no(_("Only whoever asked and staff may do this."))
    if ticket.status != "closed":
        return no(_("This is not closed: please write in it."))
    if ticket.merged_into_id is not None:
        return no(_("This goes on as another ticket."))
    return YES


def may_manage(actor: Actor) -> Verdict:
    """Administrators arrange teams, organisations, contact reasons, fields and forms."""
    verdict = signed_in(actor)
    if verdict and not actor.is_administrator:
        return no(_("Only administrators may do this."))
    return verdict


def may_give_reason(actor: Actor, thread: ThreadFacts) -> Verdict:
    """Staff say what a question or problem is about."""
    verdict = may_work(actor)
    if not verdict:
        return verdict
    if not thread.is_asking:
        return no(_("Only questions and problems have a contact reason."))
    if thread.is_deleted:
        return no(_("This thread was deleted."))
    return YES


def may_share_macro(actor: Actor, scope: str, team_id: int | None, team_ids: Collection[int]) -> Verdict:
    """Staff keep saved replies for themselves and for teams they are in; moderators for any team and for everybody."""
    verdict = may_work(actor)
    if not verdict or actor.is_moderator or scope == "me":
        return verdict
    if scope == "all":
        return no(_("Only moderators save replies for everybody."))
    if team_id not in team_ids:
        return no(_("You are not in this team."))
    return YES


def may_change_macro(actor: Actor, owner_id: int) -> Verdict:
    """Whoever wrote a saved reply changes it; moderators change any that they may use."""
    verdict = may_work(actor)
    if verdict and actor.id != owner_id and not actor.is_moderator:
        return no(_("Only whoever saved this reply and moderators may change it."))
    return verdict


def _is_alive(ticket: TicketFacts) -> Verdict:
    if ticket.merged_into_id is not None:
        return no(_("This goes on as another ticket."))
    if ticket.status == "closed":
        return no(_("This is closed. Please open a follow-up."))
    return YES
