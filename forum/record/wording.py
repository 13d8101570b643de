"""Lines of the public log in words, and what changed in a row of the trail. Pure."""

from collections.abc import Mapping
from typing import Any

from forum.accounts.standing import reason_words
from forum.i18n import gettext as _
from forum.i18n import mark, ngettext

#: What the public log tells of, by the part it stands in.
PARTS: dict[str, tuple[str, ...]] = {
    "threads": (
        "thread.closed", "thread.reopened", "thread.locked", "thread.unlisted", "thread.archived", "thread.moved",
        "thread.retyped", "thread.slow_mode_set",
    ),
    "posts": ("thread.deleted", "thread.restored", "post.deleted", "post.restored", "post.redacted"),
    "people": (
        "person.sanctioned", "person.sanction_lifted", "person.cleaned", "person.clean_up_reverted", "appeal.answered",
    ),
}
PUBLIC: tuple[str, ...] = tuple(name for names in PARTS.values() for name in names)
#: Fields that say that something was done (true) or taken back (false).
SWITCHES = ("locked", "unlisted", "archived", "official", "voted", "marked", "undone")

_DONE = {
    "thread.closed": mark("A thread was closed"),
    "thread.reopened": mark("A thread was opened again"),
    "thread.locked": mark("Replies to a thread were stopped"),
    "thread.unlisted": mark("A thread was taken out of the lists"),
    "thread.archived": mark("A thread was archived"),
    "thread.moved": mark("A thread was moved to another category"),
    "thread.retyped": mark("A thread was given another type"),
    "thread.slow_mode_set": mark("Slow mode of a thread was changed"),
    "thread.deleted": mark("A thread was deleted"),
    "thread.restored": mark("A deleted thread was restored"),
    "post.deleted": mark("A reply was deleted"),
    "post.restored": mark("A deleted reply was restored"),
    "post.redacted": mark("Words were taken out of a post"),
    "person.cleaned": mark("Everything that a member had posted was removed"),
    "person.clean_up_reverted": mark("The removal of everything that a member had posted was undone"),
}
_UNDONE = {
    "thread.locked": mark("A thread takes replies again"),
    "thread.unlisted": mark("A thread stands in the lists again"),
    "thread.archived": mark("A thread was brought back from the archive"),
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
    if any(data.get(switch) is False for switch in SWITCHES) and name in _UNDONE:
        return _(_UNDONE[name])
    return _(_DONE[name]) if name in _DONE else name


def reason(name: str, data: Mapping[str, Any]) -> str:
    """Why, as far as everybody may read it: the closed list for people, the words for everyone for threads.

    What a moderator wrote to the author of something that was deleted was written to that author alone.
    """
    if name.startswith("person."):
        return reason_words(str(data.get("reason") or ""))
    return str(data.get("public_reason") or "")


def days(data: Mapping[str, Any], at: Any, until: Any) -> str:
    """For how long somebody is restricted; "" where it does not apply."""
    if data.get("kind") not in ("silence", "suspension"):
        return ""
    if until is None:
        return _("Without end")
    number = max(1, round((until - at).total_seconds() / 86_400))
    return ngettext("%(num)s day", "%(num)s days", number)


def change(data: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """What a row of the trail says of before and after, as text, and everything else it says."""
    rest = dict(data)
    for switch in SWITCHES:
        if isinstance(rest.get(switch), bool):
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
