"""Words that may be private, so that whoever publishes looks twice. Pure; it finds signs, it proves nothing."""

import re
from collections.abc import Sequence

from forum.i18n import gettext as _

_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_LONG = re.compile(r"(?<![\w/#])\d{6,}(?!\w)")
_PHONE = re.compile(r"(?<![\w/])\+?\d{1,4}(?:[ -]\(?\d{2,5}\)?){2,}(?!\w)")


def signs(text: str, names: Sequence[str]) -> list[str]:
    """What in a text may be private, in words, each with the place where it stands."""
    found: list[str] = []
    # Numbers in addresses of pages are nobody's telephone.
    bare = re.sub(r"https?://\S+", " ", text)
    for what, pattern in (
        (_("an e-mail address"), _MAIL), (_("a phone number"), _PHONE), (_("a long number"), _LONG),
    ):
        match = pattern.search(bare)
        if match:
            found.append(f"{what} ({match.group(0)[:40]})")
            bare = pattern.sub(" ", bare)
    folded = text.casefold()
    for name in names:
        if len(name) > 1 and name.casefold() in folded:
            found.append(_name(name))
            break
    return found


def _name(name: str) -> str:
    said = _("the asker's name")
    return f"{said} ({name})"
