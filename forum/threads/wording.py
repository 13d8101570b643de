"""The sentences in which a thread's state and history are told. Pure."""

from collections.abc import Mapping

from forum.i18n import current_locale, ngettext
from forum.i18n import gettext as _
from forum.threads.views import Change, ThreadView

#: Reasons that the forum itself gives; any other is what somebody wrote.
_KNOWN_REASONS = frozenset(
    {"asker_accepted", "staff_accepted", "asker_says", "by_article", "duplicate", "withdrawn", "asker_replied", "timer"}
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
        case "timer":
            return _("The time that was set for it came.")
    return word


def is_own_note(word: str) -> bool:
    """Whether a stored reason is somebody's own words rather than one of ours."""
    return bool(word) and word not in _KNOWN_REASONS


def held() -> str:
    """To somebody whose post was just held."""
    return _("Thank you. A moderator will look at it soon, and then everybody sees it.")


def out_of_sight(reason: str, *, held: bool) -> str:
    """To the author (and moderators): that a post waits for a moderator's look, and why."""
    waits = _("Only you and moderators see this until a moderator has looked at it.")
    if not held:
        waits = _("This is hidden until a moderator has looked at it. You can edit it meanwhile.")
    why = {
        "flags": _("Several people asked a moderator to look at it."),
        "first_posts": _("That is so for everybody's first posts here."),
        "links": _("It has more links than new members may post at once."),
        "alike": _("Much the same text was posted in several places."),
        "words": _("It has words in it that moderators watch for."),
        "too_fast": _("It came faster than people write."),
    }.get(reason, "")
    return f"{why} {waits}" if why and current_locale() != "ja" else why + waits


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
        case "thread.unlisted":
            return _("Taken out of the lists") if data["unlisted"] else _("Back in the lists")
        case "thread.archived":
            return _("Archived") if data["archived"] else _("Brought back from the archive")
        case "thread.slow_mode_set":
            return slow_mode(_number(after))
        case "thread.timer_set":
            return _("Timer set: %(what)s", what=timer_name(str(data["kind"])))
        case "thread.timer_cancelled":
            return _("Timer cancelled: %(what)s", what=timer_name(str(data["kind"])))
        case "thread.split":
            count = len(data["post_ids"]) if isinstance(data["post_ids"], list) else 0
            return ngettext("Split %(num)s reply off", "Split %(num)s replies off", count)
        case "thread.split_reverted":
            return _("Put the split replies back")
        case "thread.merged":
            return _("Merged into another thread")
        case "thread.taken_in":
            return _("Merged another thread into this one")
        case "thread.merge_reverted":
            return _("Stands by itself again")
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
    # Where there are words for everyone, the other reason is the team's own.
    own = "public_reason" if "public_reason" in entry.data else "reason"
    word = str(entry.data.get("note") or entry.data.get(own) or entry.data.get("source") or "")
    return reason_sentence(word), is_own_note(word)


def slow_mode(seconds: int) -> str:
    """How far apart one person's replies are to stand."""
    if not seconds:
        return _("Slow mode ended")
    minutes = -(-seconds // 60)
    return ngettext(
        "Slow mode: one reply of each person in %(num)s minute",
        "Slow mode: one reply of each person in %(num)s minutes", minutes,
    )


def timer_name(kind: str) -> str:
    """What a timer does."""
    return {
        "close": _("Close the thread"), "reopen": _("Open again"), "lock": _("Stop replies"), "unlock": _("Allow replies again"),
        "relist": _("Put back in the lists"), "unslow": _("End slow mode"),
        "unpin": _("Take down from the top"),
    }.get(kind, kind)


def act_name(act: str) -> str:
    """What is done to several threads at once."""
    return {
        "move": _("Move to a category"), "tag": _("Add tags"), "unlist": _("Take out of the lists"), "archive": _("Archive"),
        "unarchive": _("Bring back from the archive"),
    }.get(act) or timer_name(act)


def tells_nothing_new(entry: Change) -> bool:
    """Whether a line of the history only repeats one beside it: accepting and withdrawing change the status too."""
    return entry.name == "thread.status_changed" and (
        entry.data.get("after") == "solved" or entry.data.get("reason") == "withdrawn"
    )


def _category(category_id: object, categories: Mapping[int, str]) -> str:
    return categories.get(category_id, _("another category")) if isinstance(category_id, int) else ""


def _number(stored: object) -> int:
    return stored if isinstance(stored, int) else 0


def _names(tags: object) -> str:
    return ", ".join(map(str, tags)) if isinstance(tags, list) and tags else _("none")
