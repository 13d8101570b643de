"""What people may do to accounts, with the reason a person will read. Pure: no database, no clock."""

from dataclasses import dataclass

from forum.accounts.actor import ROLES, Actor
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
    """Whoever writes anything is signed in, has shown that the e-mail address is theirs, and is not suspended."""
    if actor.is_guest:
        return Verdict(False, _("Please sign in first."), sign_in=True)
    if actor.suspended:
        return no(_("Your account is suspended, so you can read but not write."))
    if not actor.email_verified:
        return no(_("Please confirm your e-mail address first: open the link in the letter we sent you."))
    return YES


def may_manage_people(actor: Actor) -> Verdict:
    """Administrators change roles and groups, and unlock accounts."""
    if actor.is_administrator:
        return YES
    return no(_("Only administrators may do this."))


def may_set_role(actor: Actor, person_id: int, role: str) -> Verdict:
    """Administrators give roles, but not to themselves, so that none locks everybody out."""
    if role not in ROLES:
        return no(_("There is no such role."))
    if actor.id == person_id and actor.role != "system":
        return no(_("You cannot change your own role."))
    return may_manage_people(actor)
