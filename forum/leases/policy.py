"""Who takes leases, and sees who has them. Pure."""

from forum.accounts.actor import Actor
from forum.accounts.policy import Verdict, no, signed_in
from forum.i18n import gettext as _


def may_take(actor: Actor, answering: Verdict) -> Verdict:
    """Helpers and staff, where they may answer. Others neither take leases nor see who is replying."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if not (actor.is_staff or actor.role == "helper"):
        return no(_("Only helpers and staff may do this."))
    return answering
