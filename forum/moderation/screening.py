"""What a text is looked at for before it is shown. Pure: the facts come in, findings go out.

Each rule gives findings with the evidence that a moderator will read; `strongest` says what follows from them. Nothing
is learnt in silence: what a moderator decides on one text changes nothing for the next.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import accumulate
from unicodedata import category, normalize

from rapidfuzz import fuzz

from forum.text.normalize import fold

#: Every rule, with what follows from it unless it says otherwise.
RULES = {"first_posts": "hold", "links": "hold", "alike": "hold", "too_fast": "hold", "words": "hold"}
#: From the strongest to the weakest. What is blocked is not kept at all.
ACTIONS = ("block", "hold", "flag")
#: How like two texts are, of 100, from which on they are much the same.
ALIKE = 88
#: Characters of a text that are compared, and the least that can be much the same as another.
COMPARED, SHORTEST = 2_000, 40
EVIDENCE = 300

_LINK = re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"')\]]+")
#: A character with the marks that are composed with it: accents, and those of voice in either width of kana.
_PIECES = re.compile("(?s).[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*")
_HOST = re.compile(r"(?i)(?:https?://)?([^/\s:?#]+)")
_HAN, _KANA = "々〆〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff", "\u3041-\u3096\u309d\u309e\u30fc"
_KATAKANA = "\u30a1-\u30fa\u30fc"
_JAPANESE = re.compile(f"[{_HAN}{_KANA}{_KATAKANA}]")
#: A letter or digit of a script that sets spaces.
_LETTER = f"[^\\W_{_HAN}{_KANA}{_KATAKANA}]"
# Where katakana begins or ends a match, it begins or ends there altogether.
_KANA_BEGINS = f"(?:(?<![{_KATAKANA}])|(?![{_KATAKANA}]))"
_KANA_ENDS = f"(?:(?![{_KATAKANA}])|(?<![{_KATAKANA}]))"


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule noticed: block, hold or flag, and by what."""

    rule: str
    action: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Watched:
    """A watched word: its folded key, what follows, and what to put (a tag, or other words)."""

    word: str
    key: str
    action: str
    put: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text that was posted a while ago, where, and whether by the same person."""

    thread_id: int
    plain: str
    mine: bool


def first_posts(shown: int, asked_for: int) -> list[Found]:
    """The first `asked_for` posts of a new member are looked at; `shown` of theirs were shown already."""
    if shown < asked_for:
        return [Found("first_posts", "hold", f"{shown + 1} / {asked_for}")]
    return []


def links(text: str, most: int, own_host: str = "") -> list[Found]:
    """More than `most` links (0: any number) to other places than this one."""
    found = [link for link in _LINK.findall(text) if _host(link) != own_host.casefold()]
    if most and len(set(found)) > most:
        return [Found("links", "hold", _cut(f"{len(set(found))}: {' '.join(dict.fromkeys(found))}"))]
    return []


def alike(plain: str, thread_id: int | None, earlier: Iterable[Earlier], places: int) -> list[Found]:
    """Much the same text in at least `places` other threads (0: never looked for)."""
    text = fold(plain)[:COMPARED]
    if not places or len(text) < SHORTEST:
        return []
    where = {
        one.thread_id for one in earlier
        if one.thread_id != thread_id and fuzz.ratio(text, fold(one.plain)[:COMPARED], score_cutoff=ALIKE)
    }
    if len(where) >= places:
        return [Found("alike", "hold", ", ".join(f"#{number}" for number in sorted(where)[:10]))]
    return []


def too_fast(taken: timedelta | None, length: int, least: int) -> list[Found]:
    """A form that came back sooner than `least` seconds after it was opened (0: never looked at), or without its stamp.

    A short text is written quickly, so that up to twenty characters count for nothing.
    """
    if not least or length <= 20:
        return []
    if taken is None:
        return [Found("too_fast", "hold", "?")]
    if taken < timedelta(seconds=least):
        return [Found("too_fast", "hold", f"{max(0.0, taken.total_seconds()):.0f} s")]
    return []


def words(text: str, watched: Sequence[Watched]) -> list[tuple[Watched, str]]:
    """The watched words that stand in a text, each with how it is written there (folded), in the order of the list.

    Words of letters count as whole words: "ass" is not in "class". Japanese sets no spaces, so that a word of kanji or
    kana counts wherever it stands, but not within a longer run of katakana: バカ is not in バカンス.
    """
    folded = fold(text)
    spelled = normalize("NFKC", text)
    found = []
    for one in watched:
        if one.key and one.key in folded and (match := _pattern(one.word).search(spelled)):
            found.append((one, match.group(0)))
    return found


def replaced(text: str, watched: Iterable[Watched]) -> str:
    """A text with what is to be written instead of the words that are to be replaced, and otherwise as it was typed."""
    for one in watched:
        if one.action == "replace" and one.key and one.key in fold(text):
            text = _put(text, _pattern(one.word), one.put)
    return text


def judged(found: Iterable[tuple[Watched, str]]) -> list[Found]:
    """The words found that call for something to be done about the whole text."""
    return [Found("words", one.action, _cut(written)) for one, written in found if one.action in ACTIONS]


def strongest(found: Iterable[Found]) -> str:
    """What follows from all findings together: block, hold, flag or nothing ("")."""
    actions = {one.action for one in found}
    return next((action for action in ACTIONS if action in actions), "")


def _put(text: str, pattern: re.Pattern[str], put: str) -> str:
    """A text with `put` for what the pattern finds in it, which looks at its composed form (ﾊﾞｶ as バカ)."""
    pieces = _PIECES.findall(text)
    composed = [normalize("NFKC", piece) for piece in pieces]
    # What some script composes across pieces is looked at as it stands.
    composed = composed if "".join(composed) == normalize("NFKC", text) else pieces
    ends = list(accumulate(map(len, composed)))
    written: list[str] = []
    done = 0
    for match in pattern.finditer("".join(composed)):
        first, last = bisect_right(ends, match.start()), bisect_left(ends, match.end())
        written += [*pieces[done:first], put]
        done = max(done, last + 1)
    return "".join([*written, *pieces[done:]])


@lru_cache(maxsize=4_096)
def _pattern(word: str) -> re.Pattern[str]:
    """A word as it may be written: in any case, width and kana, and with any white space in it."""
    plain = normalize("NFKC", word)
    before, after = _edges(plain)
    pieces = "".join(r"\s+" if char.isspace() else _any_form(char) for char in plain)
    return re.compile(before + pieces + after, re.IGNORECASE)


def _edges(word: str) -> tuple[str, str]:
    """What must not stand beside a word, before and after it."""
    before = after = ""
    if word and category(word[0])[0] in "LN":
        before = _KANA_BEGINS if _JAPANESE.match(word[0]) else f"(?<!{_LETTER})"
    if word and category(word[-1])[0] in "LN":
        after = _KANA_ENDS if _JAPANESE.match(word[-1]) else f"(?!{_LETTER})"
    return before, after


def _any_form(char: str) -> str:
    """A character and the same in the other kana and in the other width."""
    forms = {char}
    code = ord(char)
    if 0x30A1 <= code <= 0x30F6:
        forms.add(chr(code - 0x60))
    elif 0x3041 <= code <= 0x3096:
        forms.add(chr(code + 0x60))
    if 0x21 <= code <= 0x7E:
        forms.add(chr(code + 0xFEE0))
    return f"[{''.join(re.escape(form) for form in sorted(forms))}]"


def _host(link: str) -> str:
    match = _HOST.match(link)
    return match.group(1).casefold() if match else ""


def _cut(text: str) -> str:
    return text if len(text) <= EVIDENCE else f"{text[: EVIDENCE - 1]}…"
