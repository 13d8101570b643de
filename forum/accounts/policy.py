"""What people may do to accounts, with the reason a person will read. Pure: no database, no clock."""

from dataclasses import dataclass

from forum.accounts.actor import ROLES, Actor
from forum.accounts.standing import reason_words
from forum.errors import Forbidden, SignInNeeded
from forum.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer with its reason. True in an `if`; `require()` raises what a door knows how to show."""

    allowed: bool
    reason: str = ""
    sign_in: bool = False

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Do nothing when allowed. Raises SignInNeeded for a guest who could sign in, Forbidden otherwise."""
        if not self.allowed:
            raise SignInNeeded(self.reason) if self.sign_in else Forbidden(self.reason)


YES = Verdict(True)


def no(reason: str) -> Verdict:
    """A refusal with the sentence to read."""
    return Verdict(False, reason)


def signed_in(actor: Actor) -> Verdict:
    """Whoever writes anything is signed in, has shown that the e-mail address is theirs, is let in, and is neither
    suspended nor silenced."""
    if actor.is_guest:
        return Verdict(False, _("Please sign in first."), sign_in=True)
    if actor.suspended or actor.silenced:
        return no(restricted(actor))
    if not actor.email_verified:
        return no(_("Please confirm your e-mail address first: open the link in the letter we sent you."))
    if actor.held:
        return no(_("A moderator looks at new accounts first. You can read already, and write as soon as you are let in."))
    return YES


def may_sign_up(actor: Actor, open: bool) -> Verdict:
    """Guests make accounts for themselves, where the community is open for that."""
    if not actor.is_guest:
        return no(_("You have an account already."))
    if not open:
        return no(_("This community does not take new accounts by itself. Please ask its administrators."))
    return YES


def may_keep_account(actor: Actor) -> Verdict:
    """Whoever has an account keeps it safe (password, address, sessions), takes their data along and leaves: suspended
    or not, address confirmed or not."""
    if actor.is_guest:
        return Verdict(False, _("Please sign in first."), sign_in=True)
    return YES


def may_take_address(actor: Actor, person_id: int) -> Verdict:
    """The letter to a new address counts only together with a session of the account it is for."""
    verdict = may_keep_account(actor)
    if verdict and actor.id != person_id:
        return no(_("This letter is for another account. Please sign in with that one first."))
    return verdict


def may_edit_profile(actor: Actor, person_id: int) -> Verdict:
    """People write their own profile and nobody else's; not while they are suspended or silenced."""
    verdict = may_keep_account(actor)
    if not verdict:
        return verdict
    if actor.id != person_id:
        return no(_("This profile is somebody else's."))
    if actor.suspended or actor.silenced:
        return no(restricted(actor))
    return YES


def restricted(actor: Actor) -> str:
    """To somebody who may not write: that it is so, why, and where to read more."""
    if actor.suspended:
        return _("Your account is suspended, so you can read but not write.")
    return _(
        "A moderator silenced your account (%(reason)s), so you can read but not write."
        " Your settings say until when, and how to appeal.",
        reason=reason_words(actor.restricted_for),
    )


def may_complete_names(actor: Actor) -> Verdict:
    """People who may write are helped to complete the names they mention."""
    return signed_in(actor)


def may_anonymise(actor: Actor, person_id: int) -> Verdict:
    """People leave by themselves; administrators may make somebody else's account anonymous."""
    verdict = may_keep_account(actor)
    if not verdict or actor.id == person_id:
        return verdict
    return may_manage_people(actor)


def may_see_address(actor: Actor, person_id: int) -> Verdict:
    """An e-mail address is seen by its owner and by administrators."""
    if not actor.is_guest and actor.id == person_id:
        return YES
    return may_manage_people(actor)


def may_manage_people(actor: Actor) -> Verdict:
    """Administrators change roles, unlock accounts, and read the audit trail."""
    verdict = signed_in(actor)
    if verdict and not actor.is_administrator:
        return no(_("Only administrators may do this."))
    return verdict


def may_block(actor: Actor) -> Verdict:
    """Moderators block domains and address ranges."""
    verdict = signed_in(actor)
    if verdict and not actor.is_moderator:
        return no(_("Only moderators may do this."))
    return verdict


def may_manage_groups(actor: Actor) -> Verdict:
    """Administrators make groups and say who is in them."""
    return may_manage_people(actor)


def may_set_role(actor: Actor, person_id: int, role: str) -> Verdict:
    """Administrators give roles, but not to themselves, so that none locks everybody out by mistake."""
    verdict = may_manage_people(actor)
    if not verdict:
        return verdict
    if role not in ROLES:
        return no(_("There is no such role."))
    if actor.id == person_id and actor.role != "system":
        return no(_("You cannot change your own role."))
    return YES
