"""What people may do with articles, each with the reason they will read. Pure: the facts come in, a verdict goes out."""

from collections.abc import Collection
from typing import Protocol

from forum.accounts.actor import Actor
from forum.accounts.policy import YES, Verdict, no, signed_in
from forum.i18n import gettext as _


class ArticleFacts(Protocol):
    """What a verdict needs to know of an article."""

    @property
    def writer_id(self) -> int | None: ...
    @property
    def is_archived(self) -> bool: ...


def writes(actor: Actor) -> bool:
    """Whether this is one of the people who write articles: helpers and staff."""
    return actor.is_staff or actor.role == "helper"


def may_write(actor: Actor) -> Verdict:
    """Helpers and staff begin articles; nothing of theirs is read before somebody has reviewed it."""
    verdict = signed_in(actor)
    if verdict and not writes(actor):
        return no(_("Articles are written by helpers and staff."))
    return verdict


def may_edit(actor: Actor, article: ArticleFacts) -> Verdict:
    """Staff prepare the next version of any article, helpers of those they are the writer of."""
    verdict = may_write(actor)
    if not verdict:
        return verdict
    if article.is_archived:
        return no(_("This article is archived. Take it out of the archive first."))
    if not actor.is_staff and article.writer_id != actor.id:
        return no(_("Helpers edit the articles that they are the writer of."))
    return YES


def may_comment(actor: Actor, article: ArticleFacts) -> Verdict:
    """Whoever may edit an article talks with the team about its revisions."""
    return may_edit(actor, article)


def may_review(actor: Actor, article: ArticleFacts) -> Verdict:
    """Staff say whether a text is ready."""
    verdict = may_arrange(actor)
    if verdict and article.is_archived:
        return no(_("This article is archived. Take it out of the archive first."))
    return verdict


def may_publish(
    actor: Actor, article: ArticleFacts, written_by: Collection[int], *, own: bool, staged: bool = True
) -> Verdict:
    """Staff publish what others wrote: four eyes see every text. `own` is the setting by which two are enough."""
    verdict = may_review(actor, article)
    if not verdict:
        return verdict
    if not staged:
        return no(_("Nothing is waiting to be published here."))
    if actor.id in written_by and not own:
        return no(_("You wrote this yourself, so somebody else reviews and publishes it."))
    return YES


def may_arrange(actor: Actor) -> Verdict:
    """Staff place articles, say who looks after them, verify, archive and deal with what readers flagged."""
    verdict = signed_in(actor)
    if verdict and not actor.is_staff:
        return no(_("Only staff may do this."))
    return verdict


def may_manage_tree(actor: Actor) -> Verdict:
    """Moderators make, rename, move and archive the shelves and sections that articles stand in."""
    verdict = signed_in(actor)
    if verdict and not actor.is_moderator:
        return no(_("Only moderators may do this."))
    return verdict


def may_vote(actor: Actor) -> Verdict:
    """Every reader says whether an article helped, visitors too; not whoever may not write at the moment."""
    return YES if actor.is_guest else signed_in(actor)


def may_flag(actor: Actor) -> Verdict:
    """Members say that an article is outdated or wrong, so that the team can ask back."""
    return signed_in(actor)
