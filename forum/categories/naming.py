"""How tags are spelled: one form for showing, one key under which two spellings are the same. Pure thinking."""

import re
from unicodedata import category, normalize

from forum.i18n import gettext as _
from forum.i18n import ngettext
from forum.text.normalize import clean_line, fold

MAX_LENGTH = 40
#: Folding may lengthen a name (one sign can stand for many letters); the key has this much room.
_MAX_KEY = 80
#: Tags on one thread.
MAX_TAGS = 5

_SEPARATORS = re.compile("[,，、;；\n]")
_TO_HYPHEN = re.compile(r"[\s/\\]+")
_HYPHENS = re.compile("-{2,}")
# What else words are made of: version numbers, c++, c#, .net, snake_case, the Japanese middle dot, Persian joiners.
_ALSO = frozenset("-._+#・\u200c\u200d")
# Addresses below /tags/ that are not a tag's.
_RESERVED = frozenset({"suggest"})


def split_tags(typed: str) -> list[str]:
    """The names in a field where people write several, separated by commas of any script."""
    return [name for name in (clean_line(part) for part in _SEPARATORS.split(typed)) if name]


def clean_tag(raw: str) -> str:
    """A tag's name as it is shown: width made even, spaces and slashes turned into hyphens.

    Raises ValueError, with the sentence to show, for what cannot be a tag.
    """
    name = _TO_HYPHEN.sub("-", clean_line(normalize("NFKC", raw)))
    name = "".join("-" if category(letter) == "Pd" else letter for letter in name)
    name = _HYPHENS.sub("-", name).strip("-_").rstrip(".")
    if not any(category(letter)[0] in "LN" for letter in name):
        raise ValueError(_("A tag needs at least one letter or digit."))
    strange = next((letter for letter in name if letter not in _ALSO and category(letter)[0] not in "LMN"), None)
    if strange is not None:
        shown = name[:MAX_LENGTH]
        raise ValueError(_("“%(name)s” cannot be a tag because of “%(letter)s”.", name=shown, letter=strange))
    if len(name) > MAX_LENGTH or len(tag_key(name)) > _MAX_KEY:
        raise ValueError(
            ngettext(
                "“%(name)s…” is too long for a tag: %(num)s character at most.",
                "“%(name)s…” is too long for a tag: %(num)s characters at most.",
                MAX_LENGTH,
                name=name[:12],
            )
        )
    if tag_key(name) in _RESERVED:
        raise ValueError(_("“%(name)s” is not free to be a tag.", name=name))
    return name


def tag_key(name: str) -> str:
    """The key of a tag: `Wi-Fi` and `ｗｉ－ｆｉ` are one, `プリンタ` and `ぷりんた` too."""
    return fold(name)
