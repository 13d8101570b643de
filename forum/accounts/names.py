"""What people may be called: the handle that stands in addresses and mentions, and the name that is shown. Pure.

Words: a *handle* is unique by its folded key; a *display name* is free. Neither may be taken for a staff member's.
"""

import re
from collections.abc import Iterable
from unicodedata import normalize

from forum.i18n import gettext as _
from forum.text.mentions import LONGEST, SHORTEST
from forum.text.normalize import clean_line, fold, looks_like

_HANDLE = re.compile(r"\w(?:[\w.\-]*\w)?")
#: Words that stand for something else in addresses or mentions.
_TAKEN_WORDS = frozenset(
    {
        "suggest", "me", "all", "everyone", "everybody", "anyone", "here", "channel", "guest", "anonymous", "nobody",
        "null", "undefined",
    }
)  # fmt: skip
_PLACEHOLDER = re.compile(r"former-\d+")
_SIGNS = re.compile(r"[\W_]+")
KEY_LENGTH = 60


def clean_handle(text: str) -> str:
    """The handle as it is kept: without full-width or invisible variants. Raises ValueError with a sentence."""
    typed = clean_line(text)
    handle = clean_line(normalize("NFKC", typed))
    if not SHORTEST <= len(handle) <= LONGEST:
        raise ValueError(_("A name has %(low)s to %(high)s characters.", low=SHORTEST, high=LONGEST))
    if not _HANDLE.fullmatch(handle) or ".." in handle:
        raise ValueError(
            _("A name is made of letters, digits, “_”, “-” and “.”, and begins and ends with a letter or digit.")
        )
    key = handle_key(handle)
    if not key or len(key) > KEY_LENGTH:
        raise ValueError(_("This name cannot be used. Please choose another."))
    # A long s is kept as an s but was typed to be read as an f: what was meant counts.
    if handle != typed and looks_like(typed) and not looks_like(handle):
        raise ValueError(_("This name is reserved. Please choose another."))
    if key in _TAKEN_WORDS or _PLACEHOLDER.fullmatch(key):
        raise ValueError(_("This name is reserved. Please choose another."))
    return handle


def handle_key(handle: str) -> str:
    """The key under which two spellings of a handle are the same one."""
    return fold(handle)


def placeholder(person_id: int) -> str:
    """The handle of an account whose person is gone."""
    return f"former-{person_id}"


def objection(name: str, staff: Iterable[str], site_name: str) -> str:
    """Why a person who is not staff may not be called this, as a sentence, or "".

    `staff` are the names that staff members bear: nobody may be taken for one of them.
    """
    if looks_like(name) or (site_name and looks_like(name, [_whole(site_name)])):
        return _("This name sounds like the people who run this place. Please choose another.")
    whole = _whole(name)
    # As a whole only: who shares a first name with a moderator may still use it beside their own.
    if whole and looks_like(whole, [target for target in map(_whole, staff) if target]):
        return _("This name looks like that of a staff member. Please choose another.")
    return ""


def _whole(name: str) -> str:
    return _SIGNS.sub("", name)
