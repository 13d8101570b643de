"""What pages say of articles' states, events and needs."""

from typing import Any

from forum.i18n import LOCALE_NAMES, ngettext
from forum.i18n import gettext as _
from forum.kb.views import Reason


def language(lang: str) -> str:
    """A language by its own name."""
    return LOCALE_NAMES[lang]


def state(name: str) -> str:
    """What the team calls a state."""
    return {
        "draft": _("Draft"), "in_review": _("In review"), "scheduled": _("Planned"), "published": _("Published"),
        "archived": _("Archived"),
    }[name]


def flag(kind: str) -> str:
    """What a reader flagged."""
    return _("Outdated") if kind == "outdated" else _("Incorrect")


def reason(one: Reason) -> str:
    """Why an article needs attention, without its moment."""
    match one.kind:
        case "overdue":
            return _("To be verified again since")
        case "unhelpful":
            return _("%(yes)s of %(of)s readers found it helpful", yes=one.count, of=one.of)
        case "broken_link":
            return _("A link leads nowhere: %(target)s", target=one.text)
        case "asked_again":
            return ngettext(
                "%(num)s thread asks the same although the article is there, since",
                "%(num)s threads ask the same although the article is there, since", one.count,
            )
        case "redacted":
            return _("Words were taken out of it because a source lost them; please look at what is left, since")
        case "translation":
            return _("The translation is older than its source, since")
        case "outdated":
            return ngettext("%(num)s reader says it is outdated", "%(num)s readers say it is outdated", one.count)
    return ngettext("%(num)s reader says it is incorrect", "%(num)s readers say it is incorrect", one.count)


def happened(name: str, data: dict[str, Any]) -> str:
    """What an event of an article's history tells."""
    number = data.get("number", 0)
    match name:
        case "article.created":
            return _("began the article")
        case "article.saved":
            return _("saved version %(number)s", number=number)
        case "article.review_asked":
            return _("asked for a review of version %(number)s", number=number)
        case "article.sent_back":
            return _("sent version %(number)s back", number=number)
        case "article.commented":
            return _("commented on version %(number)s", number=number)
        case "article.scheduled":
            return _("planned version %(number)s", number=number) if data.get("at") else _("withdrew the plan")
        case "article.published":
            return _("published version %(number)s", number=number)
        case "article.details_changed":
            return _("changed the details")
        case "article.moved":
            return _("moved it within its section")
        case "article.redacted":
            return _("took words out of it, as out of a source")
        case "article.verified":
            return _("verified it")
        case "article.archived":
            return _("archived it")
        case "article.restored":
            return _("took it out of the archive")
    return _("dealt with what a reader flagged")
