"""The forms in which text is kept and compared.

`fold` gives the key under which two spellings are one and the same (`Ｋｏｔａｅ` and `kotae`, `ﾌﾟﾘﾝﾀ` and `ぷりんた`).
`clean_line` and `clean_text` are what every form applies before anything is stored. `looks_like` finds names that
pretend to be somebody else's.
"""

import re
from unicodedata import category, normalize

from forum.text.lookalikes import looks_like

__all__ = ["clean_line", "clean_text", "fold", "looks_like", "storable"]

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NEWLINES = re.compile("\r\n?|[\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")
# Marks that turn the direction of a line around, or that nobody sees at all: in a name or a title they only deceive.
# The joiners U+200C and U+200D stay, since emoji, Persian and Hindi are written with them.
_DECEPTIVE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
_LONELY_JOINER = re.compile("(?<![^\\s])[\u200c\u200d]+|[\u200c\u200d]+(?![^\\s])")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
# Katakana to hiragana: the two rows stand 0x60 apart; the iteration marks ヽ and ヾ follow them.
_TO_HIRAGANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}


def fold(text: str) -> str:
    """The key of `text` for comparing names, tags and titles: width, case, kana, spaces and unseen marks are ignored.

    The result is for comparing and storing beside the original, never for showing. Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join((text if text.isprintable() else storable(text)).lower().split())
    for _ in range(4):
        folded = _fold_once(text)
        if folded == text:
            break
        text = folded
    return text


def clean_line(text: str) -> str:
    """One line as a person meant it: composed (NFC), single spaces, no control, direction or invisible characters."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _DECEPTIVE.sub("", normalize("NFC", storable(text)))
    text = "".join(" " if category(char) == "Cc" else char for char in text)
    return _LONELY_JOINER.sub("", _SPACES.sub(" ", text)).strip()


def clean_text(text: str) -> str:
    """Several lines fit to be stored: composed (NFC), newlines as `\\n`, no control characters but newline and tab.

    Leading and trailing empty lines and spaces before a newline at the very end go; everything else stays as typed,
    since it may be code.
    """
    text = normalize("NFC", storable(_NEWLINES.sub("\n", text)))
    return text.strip("\n").rstrip()


def storable(text: str) -> str:
    """`text` without what a database refuses or a reader cannot see: NUL, other control codes, lone surrogates."""
    return _UNSTORABLE.sub("", text)


def _fold_once(text: str) -> str:
    text = normalize("NFKC", _INVISIBLE.sub("", storable(text))).casefold()
    text = normalize("NFKC", _INVISIBLE.sub("", text)).translate(_TO_HIRAGANA)
    return " ".join(text.split())
