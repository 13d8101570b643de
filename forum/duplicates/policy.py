"""Who decides on duplicates, who may suggest and contest them, with the reason they will read. Pure."""

from datetime import datetime, timedelta
from typing import Protocol

from forum.accounts.actor import Actor
from forum.accounts.policy import YES, Verdict, no, signed_in
from forum.i18n import gettext as _

#: How long a decision can be undone by whoever made it. Later the pair is decided anew.
UNDO_WINDOW = timedelta(minutes=30)
#: The asker's contest from which on moderators decide.
MODERATORS_FROM = 2


class PairFacts(Protocol):
    """What a verdict needs to know of a pair."""

    @property
    def contest_count(self) -> int: ...


def may_decide(actor: Actor) -> Verdict:
    """Helpers and staff decide which questions are the same."""
    verdict = signed_in(actor)
    if verdict and not (actor.is_staff or actor.role == "helper"):
        return no(_("Only helpers and staff may do this."))
    return verdict


def may_decide_pair(actor: Actor, pair: PairFacts) -> Verdict:
    """As above; what an asker contested twice is for moderators."""
    verdict = may_decide(actor)
    if verdict and pair.contest_count >= MODERATORS_FROM and not actor.is_moderator:
        return no(_("The asker contested this twice, so a moderator decides."))
    return verdict


def may_undo(actor: Actor, decided_by_id: int | None, decided_at: datetime, now: datetime) -> Verdict:
    """Whoever decided takes it back for a while; moderators take back anybody's."""
    verdict = may_decide(actor)
    if not verdict:
        return verdict
    if now - decided_at > UNDO_WINDOW:
        return no(_("This was decided too long ago to be undone. Decide anew instead."))
    if actor.is_moderator or decided_by_id == actor.id:
        return YES
    return no(_("Only whoever decided this and moderators may undo it."))


def may_suggest(actor: Actor) -> Verdict:
    """Anyone signed in says that something was asked before."""
    return signed_in(actor)


def may_contest(actor: Actor, asker_id: int) -> Verdict:
    """The asker says that their thread is another question."""
    verdict = signed_in(actor)
    if verdict and actor.id != asker_id:
        return no(_("Only the asker may contest this."))
    return verdict


def may_see_recurring(actor: Actor) -> Verdict:
    """Staff see which questions keep coming back."""
    verdict = signed_in(actor)
    if verdict and not actor.is_staff:
        return no(_("Only staff may do this."))
    return verdict
