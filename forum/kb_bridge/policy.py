"""Who may do what on the bridge. Pure."""

from forum.accounts.actor import Actor
from forum.accounts.policy import Verdict, no, signed_in
from forum.i18n import gettext as _


def may_see_deflection(actor: Actor) -> Verdict:
    """Staff see how many questions were spared."""
    verdict = signed_in(actor)
    if verdict and not actor.is_staff:
        return no(_("This page is not open to your role."))
    return verdict
