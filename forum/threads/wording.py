"""The sentences in which a thread's state and history are told. Pure."""

from collections.abc import Mapping

from forum.i18n import gettext as _
from forum.threads.views import Change, ThreadView

#: Reasons that the forum itself gives; any other is what somebody wrote.
_KNOWN_REASONS = frozenset(
    {"asker_accepted", "staff_accepted", "asker_says", "by_article", "duplicate", "withdrawn", "asker_replied"}
)


def reason(thread: ThreadView) -> str:
    """Why the thread has the status it has: our sentence, or the note of whoever set it ("" for none)."""
    return reason_sentence(thread.status_reason)


def reason_sentence(word: str) -> str:
    """A stored reason as people read it."""
    match word:
        case "asker_accepted":
            return _("The asker accepted an answer.")
        case "staff_accepted":
            return _("The staff accepted an answer.")
        case "asker_says":
            return _("The asker says it is solved.")
        case "by_article":
            return _("An article answers it.")
        case "duplicate":
            return _("It was asked before.")
        case "withdrawn":
            return _("The solution was withdrawn.")
        case "asker_replied":
            return _("The asker answered what was asked.")
    return word


def is_own_note(word: str) -> bool:
    """Whether a stored reason is somebody's own words rather than one of ours."""
    return bool(word) and word not in _KNOWN_REASONS


def status_name(status: str) -> str:
    """A status as its chip says it."""
    return {
        "open": _("Open"), "needs_info": _("Needs info"), "solved": _("Solved"), "closed": _("Closed"),
    }.get(status, status)


def type_name(type: str) -> str:
    """A thread type as its chip says it."""
    return {
        "question": _("Question"), "problem": _("Problem"), "idea": _("Idea"), "discussion": _("Discussion"),
        "announcement": _("Announcement"),
    }.get(type, type)


def change(entry: Change, categories: Mapping[int, str]) -> str:
    """One line of a thread's history without its actor. `categories` names those that the reader may see."""
    data = entry.data
    before, after = data.get("before"), data.get("after")
    match entry.name:
        case "thread.opened":
            return _("Opened as: %(type)s", type=type_name(str(data["type"])))
        case "thread.status_changed":
            return _("%(before)s → %(after)s", before=status_name(str(before)), after=status_name(str(after)))
        case "thread.retyped":
            return _("Type changed: %(before)s → %(after)s", before=type_name(str(before)), after=type_name(str(after)))
        case "thread.moved":
            goal = _category(after, categories)
            return _("Moved: %(before)s → %(after)s", before=_category(before, categories), after=goal)
        case "thread.retagged":
            return _("Tags changed: %(before)s → %(after)s", before=_names(before), after=_names(after))
        case "thread.locked":
            return _("Stopped replies") if data["locked"] else _("Allowed replies again")
        case "thread.pinned":
            return _("Pinned to the top") if data["until"] else _("No longer pinned")
        case "thread.deleted":
            return _("Deleted the thread")
        case "thread.restored":
            return _("Restored the thread")
        case "solution.accepted" if data.get("source") == "by_article":
            return _("Accepted an article as the answer")
        case "solution.accepted":
            return _("Accepted an answer") if data.get("post_id") else _("Said that it is solved")
        case "duplicate.marked":
            return _("Marked as asked before")
        case "duplicate.removed":
            return _("No longer marked as asked before")
        case "duplicate.suggested":
            return _("Suggested that it was asked before")
        case "duplicate.contested":
            return _("Said that it is another question")
        case "solution.withdrawn":
            return _("Withdrew the solution")
    return entry.name


def said(entry: Change) -> tuple[str, bool]:
    """What was said about a change ("" for nothing), and whether in their own words rather than our sentence."""
    word = str(entry.data.get("note") or entry.data.get("reason") or entry.data.get("source") or "")
    return reason_sentence(word), is_own_note(word)


def tells_nothing_new(entry: Change) -> bool:
    """Whether a line of the history only repeats one beside it: accepting and withdrawing change the status too."""
    return entry.name == "thread.status_changed" and (
        entry.data.get("after") == "solved" or entry.data.get("reason") == "withdrawn"
    )


def _category(category_id: object, categories: Mapping[int, str]) -> str:
    return categories.get(category_id, _("another category")) if isinstance(category_id, int) else ""


def _names(tags: object) -> str:
    return ", ".join(map(str, tags)) if isinstance(tags, list) and tags else _("none")
