"""The words by which texts are found and compared: one analysis for search and for duplicates, on both databases.

Latin words are stemmed as English (Snowball); words with digits or marks inside (`0x80070005`, `12.04`, `c++`,
`node.js`) are kept whole. Japanese is written without spaces, so its runs of one script become overlapping pairs of
characters, and kanji single characters as well; width, kana and a closing ー make no difference. Both databases keep
these words as they are, separated by spaces, and split on nothing else.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from unicodedata import combining, normalize

import Stemmer

from forum.text.normalize import storable

#: Grows when the same text gives other words than before: indexes keep it beside what they hold, and are made anew.
VERSION = 1

#: Characters of one text that are read, and letters of one word that are kept.
READ_AT_MOST = 60_000
LONGEST_WORD = 64

_TO_HIRAGANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
_HAN = "々〆〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30fe"
_HIRAGANA = "\u3041-\u3096\u309d\u309e\u30fc"
_CJK = f"{_HAN}\u3041-\u30ff"
# A word begins with a letter or a digit (or is .net); what may stand inside is kept when letters or digits follow.
_RUN = re.compile(
    f"(?P<han>[{_HAN}]+)|(?P<kata>[{_KATAKANA}]+)|(?P<hira>[{_HIRAGANA}]+)"
    f"|(?P<word>(?:(?<![^\\W_])\\.(?=[a-z]))?(?:(?![{_CJK}])[^\\W_])+(?:['’._:/@+#-](?:(?![{_CJK}])[^\\W_])+)*(?:\\+\\+|#)?)"
)
# The same for a text without Chinese and Japanese letters, which takes half the time: nothing is looked at twice.
_WORD = re.compile("(?:(?<![^\\W_])\\.(?=[a-z]))?[^\\W_]+(?:['’._:/@+#-][^\\W_]+)*(?:\\+\\+|#)?")
_ANY_CJK = re.compile(f"[{_CJK}]")
# Letters that `_plain` leaves as they are, but for their case.
_SIMPLE = re.compile("[\\x00-\\x7f]+|[\\u3041-\\u3096\\u30a1-\\u30fa\\u30fc\\u4e00-\\u9fff]+")
_ACCENTED = re.compile("[\u00c0-\u024f]")
_PARTS = re.compile(r"['’._:/@+#-]+")
_POSSESSIVE = re.compile(r"['’]s?$")
_VERSION = re.compile(r"[0-9]+(?:[.:][0-9]+)+")
_stem = Stemmer.Stemmer("english").stemWord
# What a question is full of and no answer is known by.
_FUNCTION_WORDS = frozenset(
    "a about after all am an and any anyone are as at be been before being but by can cannot cant could did do does doesnt"
    " doing dont each for from get getting give got had has have having how i if im in into is isnt it its ive just like"
    " me my no not of off on onto or our out over please should so some someone than that the their them then there"
    " these they this those to too try trying up us use used using via want was way we were what when where which while"
    " who why will wont with without would you your".split()
)


def tokens(text: str) -> list[str]:
    """Every word under which `text` is found, in reading order, with its repeats. Pure; at most READ_AT_MOST characters."""
    found: list[str] = []
    for kind, run in _runs(text):
        if kind == "word":
            found += _word(run)
        elif kind == "han":
            found += run
            found += _pairs(run)
        elif len(run) > 1:
            found += _pairs(run)
        elif kind == "kata":
            found.append(run)
    return found


def terms(text: str) -> list[str]:
    """The words that a searcher asks for, each once, in order. A document that has what they mean has them all."""
    found: list[str] = []
    for kind, run in _runs(text):
        if kind == "word":
            found.append(_word(run)[0])
        elif len(run) > 1:
            found += _pairs(run)
        elif kind != "hira":
            found.append(run)
    return list(dict.fromkeys(found))


def light(text: str) -> frozenset[str]:
    """Those `terms` of `text` that rather hold a sentence together: English function words, and pairs of hiragana.

    Where a searcher gives anything else, a document need not have these.
    """
    found: set[str] = set()
    heavy: set[str] = set()
    for kind, run, written in _runs_as_written(text):
        if kind == "word":
            (found if run in _FUNCTION_WORDS or _word(run)[0] in _FUNCTION_WORDS else heavy).add(_word(run)[0])
        elif len(run) > 1:
            (found if written == "hira" else heavy).update(_pairs(run))
    return frozenset(found - heavy)


def spans(text: str, wanted: Collection[str]) -> list[tuple[int, int]]:
    """Where in `text` the words stand that `wanted` holds (as `terms` gives them): begin and end, in order, none touching.

    A word that is put together is marked whole when any of its parts is wanted.
    """
    plain, places = _placed(text[:READ_AT_MOST])
    found: list[tuple[int, int]] = []
    for match in _RUN.finditer(plain):
        kind, run, start = str(match.lastgroup), match.group(), match.start()
        if kind == "word":
            if any(token in wanted for token in _word(run)):
                found.append((start, match.end()))
            continue
        if kind != "han":
            run = run.translate(_TO_HIRAGANA)
        if not any(part in run for part in wanted):
            continue
        # A long vowel at the end belongs to the word that ends before it.
        length = len(run.rstrip("ー")) if len(run) > 2 and kind != "han" else len(run)
        marked = {at + step for at in range(length - 1) if run[at : at + 2] in wanted for step in (0, 1)}
        if kind != "han":
            marked -= _stray(run, marked, wanted)
        if kind == "han" or length == 1:
            marked |= {at for at in range(length) if run[at] in wanted}
        if length - 1 in marked:
            marked |= set(range(length, len(run)))
        found += [(start + at, start + at + 1) for at in sorted(marked)]
    return _joined([(places[start][0], places[end - 1][1]) for start, end in found])


def spellings(text: str) -> frozenset[str]:
    """The words of `text` as they are written (in lower case, of one width), by which slips of the finger are put right.

    Latin words of 4 to 24 letters and katakana of 3 to 24; nothing with digits or marks.
    """
    return frozenset(
        run for kind, run in _plain_runs(text)
        if (kind == "word" and 4 <= len(run) <= 24 and run.isalpha()) or (kind == "kata" and 3 <= len(run) <= 24)
    )


def codes(text: str) -> frozenset[str]:
    """The words of `text` that hold a digit: error codes, versions, model numbers, and plain numbers."""
    return frozenset(token for kind, run in _runs(text) if kind == "word" and _has_digit(run) for token in _word(run)[:1])


def folded(text: str) -> str:
    """`text` as words are looked for in it: width, case, kana and accents ignored, its letters otherwise in place.

    Unlike `tokens` it keeps what stands between words, so that a phrase can be found in it as it was typed.
    """
    plain = _plain(storable(text))
    return plain if plain.isascii() else plain.translate(_TO_HIRAGANA)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    for kind, run in _plain_runs(text):
        yield kind, _as_hiragana(run) if kind in ("kata", "hira") else run


def _runs_as_written(text: str) -> Iterator[tuple[str, str, str]]:
    """As `_runs`, with the script a run is really written in: what stood in katakana is no hiragana."""
    for kind, run in _plain_runs(text):
        yield kind, _as_hiragana(run) if kind in ("kata", "hira") else run, kind


def _plain_runs(text: str) -> Iterator[tuple[str, str]]:
    plain = _plain(storable(text[:READ_AT_MOST]))
    if plain.isascii() or not _ANY_CJK.search(plain):
        for run in _WORD.findall(plain):
            yield "word", run
        return
    for match in _RUN.finditer(plain):
        yield str(match.lastgroup), match.group()


def _as_hiragana(run: str) -> str:
    run = run.translate(_TO_HIRAGANA)
    # プリンター is プリンタ; but キー is no キ.
    return run.rstrip("ー") or run if len(run) > 2 else run


def _placed(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as `_plain` makes it, and for each of its characters where it stands in `text`: begin and end."""
    if text.isascii():
        return text.lower(), [(at, at + 1) for at in range(len(text))]
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    at, length = 0, len(text)
    while at < length:
        if (simple := _SIMPLE.match(text, at)) is not None:
            # The last of them may have a mark behind it.
            end = simple.end() if simple.end() == length else simple.end() - 1
            letters.append(text[at:end].lower())
            places += [(place, place + 1) for place in range(at, end)]
            at = end
        if at == length:
            break
        end = at + 1
        # A mark belongs to the letter before it: half-width ﾌﾟ is one プ, e and an accent one é.
        while end < length and (text[end] in "ﾞﾟ" or combining(text[end])):
            end += 1
        cell = text[at:end]
        if end == at + 1 and "\u3041" <= cell <= "\u9fff" and cell not in "゛゜ゟヿ":
            plain = cell
        else:
            plain = cell.lower() if cell.isascii() else _plain(cell)
        letters.append(plain)
        places += [(at, end)] * len(plain)
        at = end
    return "".join(letters), places


def _stray(run: str, marked: set[int], wanted: Collection[str]) -> set[int]:
    """Places of pairs that stand alone in `run`, while what is wanted goes on before or behind them: アプリ is no プリンタ."""
    return {
        place
        for at in marked
        if at - 1 not in marked and at + 1 in marked and at + 2 not in marked
        and any(len(pair) == 2 and (pair[0] == run[at + 1] or pair[1] == run[at]) and pair != run[at : at + 2] for pair in wanted)
        for place in (at, at + 1)
    }


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = normalize("NFKC", text).casefold()
    if not _ACCENTED.search(text):
        return text
    # Accents go from Latin letters only: the marks of kana are part of the letter.
    return "".join(_without_accent(char) if "\u00c0" <= char < "\u0250" else char for char in text)


def _without_accent(char: str) -> str:
    return "".join(part for part in normalize("NFKD", char) if not combining(part)) or char


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] if len(run) > 1 else []


@lru_cache(maxsize=65_536)
def _has_digit(word: str) -> bool:
    return any(char.isdigit() for char in word)


@lru_cache(maxsize=65_536)
def _word(word: str) -> tuple[str, ...]:
    """The word itself, stemmed or whole, and then its parts when it is put together."""
    word = _POSSESSIVE.sub("", word)[:LONGEST_WORD]
    if not word:
        return ("",)
    if word.isalpha():
        return (_stem(word) if word.isascii() else word,)
    if word.isalnum() or _VERSION.fullmatch(word):
        return (word,)
    parts = [part for part in _PARTS.split(word) if part]
    if len(parts) < 2:
        return (word,)
    # e-mail and email, wi-fi and wifi, don't and dont are one word; node.js and foo_bar keep their marks.
    marks = set(_PARTS.findall(word))
    whole = "".join(parts) if marks <= {"-", "'", "’"} else word
    whole = _stem(whole) if whole.isascii() and whole.isalpha() else whole
    if marks <= {"'", "’"}:
        return (whole,)
    return (whole, *(_stem(part) if part.isascii() and part.isalpha() else part for part in parts))
