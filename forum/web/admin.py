"""The desk's table of contents: which pages staff find at its side, and who may open them.

The layout of the desk shows what `admin_context` gives; a page that has no policy of its own asks `may_open`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.requests import Request

from forum.errors import Forbidden, SignInNeeded
from forum.i18n import gettext as _
from forum.i18n import mark
from forum.web.viewer import Viewer


class DeskViewer(Viewer, Protocol):
    """What the desk needs to know of whoever looks."""

    @property
    def role(self) -> str: ...
    @property
    def is_moderator(self) -> bool: ...
    @property
    def is_administrator(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the desk. `label` is translated where it is shown."""

    path: str
    label: str
    icon: str
    shown: Callable[[DeskViewer], bool]


def staff(viewer: DeskViewer) -> bool:
    """Specialists, moderators and administrators."""
    return viewer.is_staff


def helpers(viewer: DeskViewer) -> bool:
    """Staff, and members who help much."""
    return viewer.is_staff or viewer.role == "helper"


def moderators(viewer: DeskViewer) -> bool:
    """Moderators and administrators."""
    return viewer.is_moderator


def administrators(viewer: DeskViewer) -> bool:
    """Administrators alone."""
    return viewer.is_administrator


#: In the order of the list at the side.
NAV: list[Place] = [
    Place("/desk", mark("Desk"), "desk", staff),
    Place("/desk/tickets", mark("Tickets"), "inbox", staff),
    Place("/desk/duplicates", mark("Duplicates"), "copy", helpers),
    Place("/desk/recurring", mark("Recurring questions"), "history", staff),
    Place("/desk/deflection", mark("Questions spared"), "helpful", staff),
    Place("/desk/searches", mark("Searches in vain"), "search", staff),
    Place("/desk/review", mark("Review queue"), "flag", moderators),
    Place("/desk/timers", mark("Timers"), "clock", staff),
    Place("/desk/words", mark("Watched words"), "eye", moderators),
    Place("/desk/members", mark("Sanctions"), "flag", moderators),
    Place("/desk/blocks", mark("Blocks"), "lock", moderators),
    Place("/desk/macros", mark("Saved replies"), "reply", staff),
    Place("/desk/escalations", mark("Taken to support"), "official", staff),
    Place("/desk/reasons", mark("Contact reasons"), "question", staff),
    Place("/desk/people", mark("People"), "people", administrators),
    Place("/desk/audit", mark("Audit trail"), "history", administrators),
    Place("/desk/groups", mark("Groups"), "key", administrators),
    Place("/desk/categories", mark("Categories"), "folder", administrators),
    Place("/desk/tags", mark("Tags"), "tag", moderators),
    Place("/desk/articles", mark("Articles"), "document", helpers),
    Place("/desk/proposals", mark("Article proposals"), "idea", staff),
    Place("/desk/news", mark("Deliveries"), "bell", administrators),
]


def admin_context(request: Request) -> dict[str, Any]:
    """What layouts/admin.html needs: the places this viewer finds, the one they are in marked."""
    viewer: DeskViewer = request.scope["viewer"]
    places = [place for place in NAV if place.shown(viewer)]
    here = _place_of(request.scope["path"])
    return {
        "admin_nav": [
            {"url": place.path, "label": _(place.label), "icon": place.icon, "current": place is here}
            for place in places
        ]
    }


def may_open(request: Request) -> None:
    """Do nothing for those who find this page at the side. Raises SignInNeeded for guests, Forbidden for others."""
    viewer: DeskViewer = request.scope["viewer"]
    place = _place_of(request.scope["path"])
    if place is not None and place.shown(viewer):
        return
    if viewer.is_guest:
        raise SignInNeeded(_("Please sign in first."))
    raise Forbidden(_("This page is not open to your role."))


def _place_of(path: str) -> Place | None:
    """The place a path lies in: the longest one that it begins with. /desk holds itself and what has no other place."""
    inside = [place for place in NAV if path == place.path or path.startswith(f"{place.path}/")]
    return max(inside, key=lambda place: len(place.path), default=None)
