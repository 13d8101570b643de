"""Who flags, who decides, who watches words: each with the reason they will read. Pure."""

from datetime import datetime, timedelta
from typing import Protocol

from forum.accounts.actor import ROLES, Actor
from forum.accounts.policy import YES, Verdict, no, signed_in
from forum.i18n import gettext as _

#: How long a decision can be undone. Later the thing is decided anew where it stands.
UNDO_WINDOW = timedelta(minutes=30)


class PostFacts(Protocol):
    """What a verdict needs to know of a post."""

    @property
    def author_id(self) -> int: ...
    @property
    def is_deleted(self) -> bool: ...


def may_flag(actor: Actor, post: PostFacts) -> Verdict:
    """Anyone signed in asks moderators to look at what somebody else wrote."""
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if post.author_id == actor.id:
        return no(_("This is your own post. You can edit or delete it."))
    if post.is_deleted:
        return no(_("This is not shown any more."))
    return YES


def may_report(actor: Actor, person_id: int) -> Verdict:
    """Anyone signed in asks moderators to look at somebody else's profile."""
    verdict = signed_in(actor)
    if verdict and actor.id == person_id:
        return no(_("This is your own profile."))
    return verdict


def may_review(actor: Actor) -> Verdict:
    """Moderators see the queue and decide."""
    verdict = signed_in(actor)
    if verdict and not actor.is_moderator:
        return no(_("Only moderators may do this."))
    return verdict


def may_decide(actor: Actor, person_id: int | None, role: str) -> Verdict:
    """Moderators decide, but not on themselves, nor on somebody of a higher role. `person_id` is whom it is about."""
    verdict = may_review(actor)
    if not verdict or actor.role == "system":
        return verdict
    if person_id == actor.id:
        return no(_("This is about you, so somebody else decides."))
    if role in ROLES and ROLES.index(role) > ROLES.index(actor.role):
        return no(_("This is about somebody of a higher role, who is not yours to decide on."))
    return YES


def may_undo(actor: Actor, decided_by_id: int | None, decided_at: datetime, now: datetime) -> Verdict:
    """Whoever decided takes it back for a while; administrators take back anybody's."""
    verdict = may_review(actor)
    if not verdict:
        return verdict
    if now - decided_at > UNDO_WINDOW:
        return no(_("This was decided too long ago to be undone."))
    if actor.is_administrator or decided_by_id == actor.id:
        return YES
    return no(_("Only whoever decided this and administrators may undo it."))


def may_watch_words(actor: Actor) -> Verdict:
    """Moderators say which words are watched."""
    return may_review(actor)
