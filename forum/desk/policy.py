"""Who works at the desk, and whose views are whose. Pure."""

from collections.abc import Collection

from forum.accounts.actor import Actor
from forum.accounts.policy import YES, Verdict, no, signed_in
from forum.i18n import gettext as _

#: For whom a view is saved.
SCOPES = ("me", "team", "all")


def may_work(actor: Actor) -> Verdict:
    """Staff work at the desk."""
    verdict = signed_in(actor)
    if verdict and not actor.is_staff:
        return no(_("Only staff may do this."))
    return verdict


def may_save_view(actor: Actor, scope: str, team_id: int | None, team_ids: Collection[int]) -> Verdict:
    """Staff save views for themselves and for teams they are in; administrators for any team and for everybody."""
    verdict = may_work(actor)
    if not verdict or actor.is_administrator or scope == "me":
        return verdict
    if scope == "all":
        return no(_("Only administrators save views for everybody."))
    if team_id not in team_ids:
        return no(_("You are not in this team."))
    return YES


def may_change_view(actor: Actor, owner_id: int) -> Verdict:
    """Whoever saved a view changes it; administrators change any that they see."""
    verdict = may_work(actor)
    if verdict and actor.id != owner_id and not actor.is_administrator:
        return no(_("Only whoever saved this view and administrators may change it."))
    return verdict


def may_choose_trail(actor: Actor) -> Verdict:
    """People say themselves whether what they read is kept for those who help them, suspended or not."""
    if actor.is_guest:
        return Verdict(False, _("Please sign in first."), sign_in=True)
    return YES
