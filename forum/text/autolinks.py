"""Addresses that become links without any mark-up, and which addresses may be links at all.

The rules are those of GitHub's extended autolinks (`http://`, `https://`, `www.`, e-mail addresses), with two
additions for Japanese, which sets no space around an address: an address may follow a kana or a kanji directly, and
it ends at Japanese punctuation or at the particle after it (`https://example.com/を見て`).
Every pattern here reads its text once, from left to right, so a hostile text cannot make it slow.
"""

import re
from collections.abc import Container

SCHEMES = frozenset({"http", "https", "mailto"})
"""Every scheme a link in a post may have."""

MAX_AUTOLINKS = 1000
"""Addresses turned into links per text; what comes later stays text (a wall of addresses is spam or an attack)."""

LONGEST_HOST = 259
"""Characters of a host name (253) and a port. What is longer is no host and need not be read to its end."""

_LATIN = r"A-Za-z0-9\u00aa-\u02af\u0370-\u1fff"
_LABEL = rf"(?:[{_LATIN}_](?:[{_LATIN}_-]*[{_LATIN}_])?|[\u2e80-\u9fff\uac00-\ud7af]+)"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f:.]{{2,45}}\])(?::[0-9]{{1,5}})?")
_SCHEME_BEFORE = re.compile(r"(?:https?|ftp)\Z", re.IGNORECASE)
_STOP = re.compile(
    r"[\s<\u2018-\u201f\u2026\u3000-\u3004\u3008-\u3020\u30fb\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]"
)
_FOREIGN_RUN = re.compile(r"[\u2e80-\ufaff\U00020000-\U0003ffff]")
_MAY_PRECEDE_RUN = re.compile(r"[/\-_=#?&~.%0-9]")
_TRAILING_ENTITY = re.compile(r"&[A-Za-z0-9]{1,31};\Z")
EMAIL = re.compile(
    r"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]{1,64}@"
    r"(?:[A-Za-z0-9_-]{1,63}\.){1,8}[A-Za-z0-9_-]{0,62}[A-Za-z0-9](?![A-Za-z0-9_-])"
)
"""An e-mail address in running text."""

_URL_SCHEME = re.compile(r"([^/?#]*?):")


def may_link(url: str, schemes: Container[str] = SCHEMES) -> bool:
    """Whether `url` (already decoded and percent-encoded) may be the target of a link or an image.

    Allowed are the given schemes, paths, queries and anchors of this site. Anything before a first colon that is not
    an allowed scheme refuses the address, whatever it is, since browsers and programs invent schemes daily.
    """
    url = url.strip().lower()
    if url.startswith(("//", "/\\", "\\", "/%5c", "%5c")):
        return False
    scheme = _URL_SCHEME.match(url)
    return scheme is None or scheme.group(1) in schemes


def scheme_before(written: str) -> str | None:
    """The scheme that ends `written`, when an address may begin there; `written` is the text before a colon."""
    found = _SCHEME_BEFORE.search(written[-8:])
    if not found:
        return None
    before = written[: len(written) - len(found.group())][-1:]
    return None if before.isascii() and (before.isalnum() or before in "+.-") and before else found.group()


def address_end(text: str, start: int, end: int, *, dotted: bool = False) -> int | None:
    """Where the address whose host begins at `start` ends, or None when there is no valid host.

    `end` bounds the search; `dotted` asks for a host of at least two labels (as after `www.`).
    """
    host = _HOST.match(text, start, min(end, start + LONGEST_HOST + 1))
    if host is None or len(host.group()) > LONGEST_HOST:
        return None
    labels = host.group().partition(":")[0].split(".")
    if (dotted and len(labels) < 2) or any("_" in label for label in labels[-2:]):
        return None
    stop = host.end()
    if stop < end and text[stop] in "/?#":
        stop = _path_end(text, stop, end)
    return _without_trailing(text, start, stop)


def _path_end(text: str, start: int, end: int) -> int:
    """Where the path ends: at a space, `<`, East Asian punctuation, or East Asian letters that are not part of it."""
    halt = _STOP.search(text, start, end)
    end = halt.start() if halt else end
    position = start
    while run := _FOREIGN_RUN.search(text, position, end):
        first = run.start()
        begins_sentence = "\u3041" <= text[first] <= "\u3096"
        if begins_sentence or not _MAY_PRECEDE_RUN.match(text[first - 1]):
            return first
        position = first + 1
        while position < end and not text[position].isascii():
            position += 1
    return end


def _without_trailing(text: str, start: int, end: int) -> int:
    """Leave out what belongs to the sentence, not to the address: punctuation, an unmatched bracket, an entity."""
    unmatched = {
        bracket: text.count(bracket, start, end) - text.count(opening, start, end) for opening, bracket in ("()", "[]")
    }
    while end > start:
        last = text[end - 1]
        if last in "?!.,:*_~'\"":
            end -= 1
        elif unmatched.get(last, 0) > 0:
            unmatched[last] -= 1
            end -= 1
        elif last == ";" and (entity := _TRAILING_ENTITY.search(text, max(start, end - 33), end)):
            end = entity.start()
        elif last == ";":
            end -= 1
        else:
            break
    return end
