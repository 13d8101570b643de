"""Lines of the public log in words, and what changed in a row of the trail. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forum.accounts.standing import reason_words
from forum.i18n import gettext as _
from forum.i18n import mark, ngettext
from forum.moderation.wording import reason as flag_reason
from forum.moderation.wording import rule

#: What the public log tells of, by the part it stands in.
PARTS: dict[str, tuple[str, ...]] = {
    "threads": (
        "thread.closed", "thread.reopened", "thread.locked", "thread.pinned", "thread.unlisted", "thread.archived",
        "thread.moved", "thread.retyped", "thread.slow_mode_set", "thread.split", "thread.split_reverted", "thread.taken_in",
        "thread.merge_reverted",
    ),
    "posts": (
        "thread.deleted", "thread.restored", "post.deleted", "post.restored", "post.redacted", "post.hidden", "post.shown",
        "post.put_back", "post.flags_upheld",
    ),
    "people": (
        "person.sanctioned", "person.sanction_lifted", "person.cleaned", "person.clean_up_reverted", "appeal.answered",
    ),
}
PUBLIC: tuple[str, ...] = tuple(name for names in PARTS.values() for name in names)
#: What is done to the words of many people at once: told of whoever opened the thread.
SHARED = ("thread.split", "thread.split_reverted", "thread.taken_in", "thread.merge_reverted")
#: Fields that say that something was done (true) or taken back (false).
SWITCHES = ("locked", "unlisted", "archived", "official", "voted", "marked", "undone", "upheld")

_DONE = {
    "thread.closed": mark("A thread was closed"),
    "thread.reopened": mark("A thread was opened again"),
    "thread.locked": mark("Replies to a thread were stopped"),
    "thread.pinned": mark("A thread was pinned to the top of its lists"),
    "thread.unlisted": mark("A thread was taken out of the lists"),
    "thread.archived": mark("A thread was archived"),
    "thread.moved": mark("A thread was moved to another category"),
    "thread.retyped": mark("A thread was given another type"),
    "thread.slow_mode_set": mark("Slow mode of a thread was changed"),
    "thread.split": mark("Replies of a thread were made a thread of their own"),
    "thread.split_reverted": mark("Replies that had been split off were put back"),
    "thread.taken_in": mark("Another thread was merged into this one"),
    "thread.merge_reverted": mark("A thread that had been merged stands by itself again"),
    "thread.deleted": mark("A thread was deleted"),
    "thread.restored": mark("A deleted thread was restored"),
    "post.deleted": mark("A reply was deleted"),
    "post.restored": mark("A deleted reply was restored"),
    "post.redacted": mark("Words were taken out of a post"),
    "post.hidden": mark("A post was hidden until a moderator has looked at it"),
    "post.shown": mark("A hidden post is shown again"),
    "post.put_back": mark("The removal of a post was taken back: it waits for a moderator's look again"),
    "post.flags_upheld": mark("Flags about a post were right, and it has been put right"),
    "person.cleaned": mark("Everything that a member had posted was removed"),
    "person.clean_up_reverted": mark("The removal of everything that a member had posted was undone"),
}
_UNDONE = {
    "thread.locked": mark("A thread takes replies again"),
    "thread.unlisted": mark("A thread stands in the lists again"),
    "thread.archived": mark("A thread was brought back from the archive"),
    "post.flags_upheld": mark("That flags about a post were right was taken back"),
}


def part(word: str) -> str:
    """A part of the log, as a tab."""
    return {"threads": _("Threads"), "posts": _("Posts"), "people": _("People")}.get(word, _("All"))


def told(name: str, data: Mapping[str, Any]) -> str:
    """What was done, without whom it was done to."""
    if name == "person.sanctioned":
        return _sanctioned(str(data.get("kind")))
    if name == "person.sanction_lifted":
        return _("A sanction was lifted before its time")
    if name == "appeal.answered":
        upheld = data.get("outcome") == "upheld"
        return _("An appeal was right, and the decision was taken back") if upheld else _("After an appeal the decision stayed")
    if name == "thread.pinned" and not data.get("until"):
        return _("A thread stands at the top of its lists no longer")
    if any(data.get(switch) is False for switch in SWITCHES) and name in _UNDONE:
        return _(_UNDONE[name])
    return _(_DONE[name]) if name in _DONE else name


def reason(name: str, data: Mapping[str, Any]) -> str:
    """Why, as far as everybody may read it: closed lists for people and flags, the words for everyone for threads.

    What a moderator wrote to the author of something that was deleted was written to that author alone.
    """
    if name.startswith("person."):
        return reason_words(str(data.get("reason") or ""))
    if name == "post.hidden":
        return _("Several people flagged it") if data.get("reason") == "flags" else rule(str(data.get("reason") or ""))
    flagged = data.get("reasons") or data.get("flagged_for")
    if isinstance(flagged, list):
        return ", ".join(flag_reason(str(word)) for word in flagged)
    return str(data.get("public_reason") or "")


def length(name: str, data: Mapping[str, Any], at: datetime) -> str:
    """For how long somebody is restricted, or a thread pinned; "" where it does not apply."""
    until = str(data.get("until") or "")
    if name != "thread.pinned" and (name != "person.sanctioned" or data.get("kind") not in ("silence", "suspension")):
        return ""
    if not until:
        return "" if name == "thread.pinned" else _("Without end")
    number = max(1, round((datetime.fromisoformat(until) - at).total_seconds() / 86_400))
    return ngettext("%(num)s day", "%(num)s days", number)


def change(data: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """What a row of the trail says of before and after, as text, and everything else it says."""
    rest = dict(data)
    for switch in SWITCHES:
        # That nothing was undone is no change.
        if isinstance(rest.get(switch), bool) and (rest[switch] or switch != "undone"):
            after = rest.pop(switch)
            return f"{switch}: {'no' if after else 'yes'}", f"{switch}: {'yes' if after else 'no'}", rest
    return _plain(rest.pop("before", "")), _plain(rest.pop("after", "")), rest


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(one) or '–'}" for key, one in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    return "" if value is None else str(value)


def _sanctioned(kind: str) -> str:
    return {
        "warning": _("A member was warned"), "silence": _("A member was silenced"),
        "suspension": _("A member was suspended"),
    }.get(kind, kind)
