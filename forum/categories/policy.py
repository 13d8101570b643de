"""What people may do with categories and tags, with the reason they will read. Pure: no database, no clock."""

from typing import Protocol

from forum.accounts import abilities
from forum.accounts.actor import Actor
from forum.accounts.policy import YES, Verdict, no, signed_in
from forum.categories.audience import Audience
from forum.i18n import gettext as _
from forum.i18n import ngettext


class Shelf(Protocol):
    """What these questions need to know of a category: the row itself or a view of it."""

    @property
    def seers(self) -> Audience: ...
    @property
    def askers(self) -> Audience: ...
    @property
    def answerers(self) -> Audience: ...
    @property
    def thread_types(self) -> tuple[str, ...]: ...
    @property
    def is_archived(self) -> bool: ...


def may_see(actor: Actor, category: Shelf) -> Verdict:
    """Whoever its audience reaches sees a category and the threads in it; queries say the same in SQL."""
    if category.seers.reaches(actor):
        return YES
    return no(_("There is no such category."))


def may_ask(actor: Actor, category: Shelf, type: str | None = None) -> Verdict:
    """Whoever sees the category and belongs to those who may ask in it opens threads there, of the types it takes.

    Without a `type` the question is whether any would do.
    """
    verdict = _may_write(actor, category, category.askers)
    if not verdict:
        return verdict
    if type is not None and type not in category.thread_types:
        return no(_("This category does not take threads of that type."))
    return YES


def may_answer(actor: Actor, category: Shelf) -> Verdict:
    """Whoever sees the category and belongs to those who may answer in it replies to its threads."""
    return _may_write(actor, category, category.answerers)


def may_manage_categories(actor: Actor) -> Verdict:
    """Administrators make, change, move and archive categories, and see all of them."""
    verdict = signed_in(actor)
    if verdict and not actor.is_administrator:
        return no(_("Only administrators may do this."))
    return verdict


def may_create_tag(actor: Actor) -> Verdict:
    """Staff and people whose reputation earned it make new tags."""
    verdict = signed_in(actor)
    if verdict and not abilities.has(actor, "create_tags"):
        needed = abilities.LADDER["create_tags"]
        return no(
            ngettext(
                "Making a new tag takes %(num)s point of reputation.",
                "Making a new tag takes %(num)s points of reputation.",
                needed,
            )
        )
    return verdict


def may_edit_tag(actor: Actor) -> Verdict:
    """Moderators describe tags, give them other spellings, merge them and delete unused ones."""
    verdict = signed_in(actor)
    if verdict and not actor.is_moderator:
        return no(_("Only moderators may do this."))
    return verdict


def _may_write(actor: Actor, category: Shelf, audience: Audience) -> Verdict:
    verdict = may_see(actor, category)
    if not verdict:
        return verdict
    verdict = signed_in(actor)
    if not verdict:
        return verdict
    if category.is_archived:
        return no(_("This category has been archived: it can be read, but nothing new is written in it."))
    if audience.reaches(actor):
        return YES
    if audience.kind == "staff":
        return no(_("In this category only staff may do this."))
    return no(_("In this category only the members of a certain group may do this."))
