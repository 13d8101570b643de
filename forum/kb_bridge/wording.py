"""What pages say of proposals. Pure."""

from typing import Any

from forum.i18n import gettext as _


def state(name: str) -> str:
    """What the team calls a proposal's state."""
    return {
        "open": _("Open"), "taken": _("Taken"), "handed_over": _("Handed over"), "written": _("Being written"),
        "dismissed": _("Dismissed"), "done": _("Published"),
    }[name]


def origin(name: str) -> str:
    """Who brought it up."""
    return {"system": _("It recurs"), "people": _("People asked for it"), "staff": _("The team")}[name]


def happened(name: str, data: dict[str, Any]) -> str:
    """What an event of a proposal's history tells."""
    if name == "proposal.opened":
        return _("opened the proposal")
    match data.get("before"), data.get("after"):
        case "dismissed", _after:
            return _("took the dismissal back")
        case _before, "taken":
            return _("took it")
        case _before, "open":
            return _("gave it back")
        case _before, "handed_over":
            return _("handed it over")
        case _before, "written":
            return _("began the article")
        case _before, "dismissed":
            return _("dismissed it")
    return _("published the article")
