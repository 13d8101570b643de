"""The readable part of an address: `プリンターが白紙を出す` and `Printer prints blank pages!` as a path segment."""

import re
from unicodedata import category, normalize

LONGEST = 80
"""Characters of a slug. Percent-encoded, Japanese takes nine bytes each, which browsers and search engines bear."""

NOTHING = "-"
"""The slug of a title without a letter or a digit."""

_KEPT = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Mn", "Mc"})
_EMOJI_STYLE = re.compile("[\ufe00-\ufe0f\u20d0-\u20e3]")
_APOSTROPHES = re.compile("(?<=\\w)['’ʼ](?=\\w)")


def slug(title: str) -> str:
    """`title` as a path segment: letters and digits of every script in lower case, hyphens between words.

    Never empty, never `.` or `..`, at most LONGEST characters, cut between words where it can be. Percent-encoding is
    left to whoever writes the address.
    """
    text = _APOSTROPHES.sub("", normalize("NFKC", title)).lower()
    text = normalize("NFC", "".join(char if category(char) in _KEPT else "-" for char in _EMOJI_STYLE.sub("", text)))
    cut = "-".join(word for word in text.split("-") if word)
    if len(cut) > LONGEST:
        between = cut.rfind("-", LONGEST // 2, LONGEST + 1)
        cut = cut[: between if between > 0 else LONGEST]
    return cut.strip("-") or NOTHING
