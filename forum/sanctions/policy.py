"""Who may sanction, lift, appeal, answer and note, each with the reason they will read. Pure.

The rule: moderators and administrators act on people of a lower role than their own, and never on themselves. So no
moderator acts on another, and nobody on an administrator: whoever misuses such a role is given another one first.
"""

from forum.accounts.actor import ROLES, Actor
from forum.accounts.policy import YES, Verdict, may_keep_account, no, signed_in
from forum.i18n import gettext as _


def may_care(actor: Actor) -> Verdict:
    """Moderators see what was decided about people, and the notes."""
    verdict = signed_in(actor)
    if verdict and not actor.is_moderator:
        return no(_("Only moderators may do this."))
    return verdict


def may_sanction(actor: Actor, person_id: int, role: str) -> Verdict:
    """Moderators act on people of a lower role than their own."""
    verdict = may_care(actor)
    if not verdict:
        return verdict
    if actor.id == person_id:
        return no(_("Nobody decides about themselves."))
    if role not in ROLES:
        return no(_("This account is the system's own."))
    if actor.role != "system" and ROLES.index(role) >= ROLES.index(actor.role):
        return no(_("Moderators act on people of a lower role than their own. Please ask an administrator."))
    return YES


def may_appeal(actor: Actor, person_id: int) -> Verdict:
    """Whoever a decision is about may ask for a second look, silenced or suspended as they are."""
    verdict = may_keep_account(actor)
    if verdict and actor.id != person_id:
        return no(_("Only whoever this was decided about may appeal."))
    return verdict


def may_answer_appeal(actor: Actor, person_id: int, role: str, decider_id: int | None) -> Verdict:
    """Somebody other than the decider answers, and as in sanctions nobody about themselves or a role as high as theirs."""
    verdict = may_sanction(actor, person_id, role)
    if verdict and actor.id == decider_id and actor.role != "system":
        return no(_("You made this decision, so somebody else answers the appeal."))
    return verdict


def may_remove_note(actor: Actor, author_id: int | None) -> Verdict:
    """Whoever wrote a note takes it away again; administrators take away anybody's."""
    verdict = may_care(actor)
    if verdict and actor.id != author_id and not actor.is_administrator:
        return no(_("Only whoever wrote this note and administrators may remove it."))
    return verdict
