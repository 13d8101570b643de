"""Fields typed one to a line: `Software: 4.2 or later`, and other titles. Pure."""

from collections.abc import Sequence

from forum.text.normalize import clean_line, fold

#: Fields of one article, other titles of one version, and characters of each part of a line.
MOST_FIELDS, MOST_TITLES, MOST_CHARACTERS = 12, 20, 120


def read_fields(text: str) -> list[tuple[str, str]]:
    """The fields that were typed, in order; a line without a colon is a value without a label."""
    found = []
    for line in text.split("\n"):
        label, colon, value = line.replace("：", ":", 1).partition(":")
        label, value = clean_line(label), clean_line(value)
        if not colon:
            label, value = "", label
        if value:
            found.append((label[:MOST_CHARACTERS], value[:MOST_CHARACTERS]))
    return found[:MOST_FIELDS]


def read_titles(text: str, but: Sequence[str] = ()) -> list[str]:
    """The titles that were typed, one to a line, each once and none of `but`."""
    seen = {fold(title) for title in but}
    found = []
    for line in text.split("\n"):
        title = clean_line(line)[:200]
        if title and fold(title) not in seen:
            seen.add(fold(title))
            found.append(title)
    return found[:MOST_TITLES]
