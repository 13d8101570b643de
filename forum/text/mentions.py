"""Who is called by name in a text: `@tanaka`, `@田中さん`.

Names may hold letters of every script, digits and `_`, and inside them `-` and `.`. Japanese sets no space after a
name, so what follows an `@` is often longer than the name. Where the known people are given, the longest of them wins;
where not, an honorific or a change from Latin to Japanese letters ends the name.
"""

import re
from collections.abc import Iterator, Mapping

from forum.text.normalize import fold

SHORTEST, LONGEST = 2, 30
"""Length of a name in characters."""

MENTION = re.compile(r"(?<![A-Za-z0-9_@＠/.+\-&=#])[@＠](\w[\w.\-]{0,60})")
"""An at sign and everything that could belong to the name after it."""

_HONORIFIC = re.compile("さん|さま|様|くん|君|ちゃん|先生|先輩|氏|殿")


def find_name(written: str, people: Mapping[str, str] | None) -> tuple[str, int] | None:
    """The name meant by `written` (what stands after the at sign) and how much of `written` it takes.

    `people` maps folded names to names as their owners write them; None means that nobody is known, and any
    well-formed name counts. Returns None when no name is meant.
    """
    if people is None:
        name = _likely_name(written)
        return (name, len(name)) if name else None
    for end in _ends(written):
        if known := people.get(fold(written[:end])):
            return known, end
    return None


def possible_names(source: str, limit: int = 50) -> frozenset[str]:
    """The folded keys of every name that `source` might mention, for one query that finds which of them exist.

    Looks at no more than `limit` at signs. Code and quotes are not told apart here: the answer may hold too many
    names, never too few.
    """
    found: set[str] = set()
    for count, mention in enumerate(MENTION.finditer(source)):
        if count >= limit:
            break
        found.update(fold(mention.group(1)[:end]) for end in _ends(mention.group(1)))
    return frozenset(found)


def _likely_name(written: str) -> str | None:
    if _is_asian(written[0]):
        honorific = _HONORIFIC.search(written, 1)
        name = written[: honorific.start()] if honorific else written
    else:
        name = next((written[:place] for place, char in enumerate(written) if _is_asian(char)), written)
    name = name.rstrip(".-")
    return name if SHORTEST <= len(name) <= LONGEST else None


def _ends(written: str) -> Iterator[int]:
    """Where a name may end, longest first: never within a word, of which Japanese shows no ends."""
    for end in range(min(len(written), LONGEST), SHORTEST - 1, -1):
        last = written[end - 1]
        if last in ".-":
            continue
        following = written[end : end + 1]
        if not following or following in ".-" or _is_asian(last) or _is_asian(following):
            yield end


def _is_asian(char: str) -> bool:
    return "\u2e80" <= char <= "\ud7ff" or "\uf900" <= char <= "\uffdc" or char >= "\U00020000"
