"""The beginning of a text, for lists, letters and search results."""

from unicodedata import category

_SENTENCE_ENDS = "。．！？!?"
_WORD_ENDS = " 、，,;；:：」』）)"
_JOINER = "\u200d"


def excerpt(plain: str, length: int = 200) -> str:
    """At most `length` characters from the beginning of `plain` (see `Rendered.plain`) on one line.

    A text that had to be cut ends in "…" and is cut after a word where words have ends, after a clause in Japanese if
    one ends near, and never within what a reader sees as one character.
    """
    text = " ".join(plain[: length * 8 + 200].split())
    if len(text) <= length:
        return text
    room = max(length - 1, 0)
    end = _whole_character(text, room)
    near = max(end - 30, end // 2)
    sentence = max(text.rfind(mark, near, end) for mark in _SENTENCE_ENDS)
    clause = max(text.rfind(mark, near, end) for mark in _WORD_ENDS)
    within_word = end and text[end - 1 : end + 1].isascii() and text[end - 1].isalnum() and text[end].isalnum()
    if sentence > 0 and text[sentence] not in "!?":
        end = sentence + 1
    elif clause > 0 and (within_word or text[clause] != " "):
        end = clause
    return text[:end].rstrip(" 、，,;；:：") + "…" if length else ""


def _whole_character(text: str, end: int) -> int:
    """`end`, or the place before it where a character with its accents, selectors and joined emoji begins."""
    while 0 < end < len(text) and (
        category(text[end]) in ("Mn", "Me", "Mc") or text[end] == _JOINER or text[end - 1] == _JOINER
        or "\U0001f3fb" <= text[end] <= "\U0001f3ff"
    ):  # fmt: skip
        end -= 1
    return end
