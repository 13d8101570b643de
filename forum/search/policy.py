"""Who may keep searches, and who sees what nobody found. Pure."""

from forum.accounts.actor import Actor
from forum.accounts.policy import Verdict, may_keep_account, no, signed_in
from forum.i18n import gettext as _
from forum.i18n import ngettext

#: Searches that one person keeps, and those that are remembered for them.
MOST_SAVED = 30
MOST_RECENT = 12


def may_save(actor: Actor, saved: int) -> Verdict:
    """Whoever may write keeps searches, up to a number that one still overlooks."""
    verdict = signed_in(actor)
    if verdict and saved >= MOST_SAVED:
        return no(ngettext(
            "You keep %(num)s search already. Please remove one first.",
            "You keep %(num)s searches already. Please remove one first.",
            MOST_SAVED,
        ))
    return verdict


def may_tidy(actor: Actor) -> Verdict:
    """Whoever has an account removes what was kept or remembered for them."""
    return may_keep_account(actor)


def may_see_misses(actor: Actor) -> Verdict:
    """Staff see what people looked for and did not find: what is worth writing about."""
    verdict = signed_in(actor)
    if verdict and not actor.is_staff:
        return no(_("This page is not open to your role."))
    return verdict


