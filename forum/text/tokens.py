"""The words by which texts are found and compared: one analysis for search and for duplicates, on both databases.

Latin words are stemmed as English (Snowball); words with digits or marks inside (`0x80070005`, `12.04`, `c++`,
`node.js`) are kept whole. Japanese is written without spaces, so its runs of one script become overlapping pairs of
characters, and kanji single characters as well; width, kana and a closing ー make no difference. Both databases keep
these words as they are, separated by spaces, and split on nothing else.
"""

import re
from collections.abc import Iterator
from unicodedata import combining, normalize

import Stemmer

from forum.text.normalize import storable

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
_PARTS = re.compile(r"['’._:/@+#-]+")
_POSSESSIVE = re.compile(r"['’]s?$")
_VERSION = re.compile(r"[0-9]+(?:[.:][0-9]+)+")
_stem = Stemmer.Stemmer("english").stemWord


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


def codes(text: str) -> frozenset[str]:
    """The words of `text` that hold a digit: error codes, versions, model numbers, and plain numbers."""
    return frozenset(token for kind, run in _runs(text) if kind == "word" and _has_digit(run) for token in _word(run)[:1])


def folded(text: str) -> str:
    """`text` as words are looked for in it: width, case, kana and accents ignored, its letters otherwise in place.

    Unlike `tokens` it keeps what stands between words, so that a phrase can be found in it as it was typed.
    """
    return _plain(storable(text)).translate(_TO_HIRAGANA)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    for match in _RUN.finditer(_plain(storable(text[:READ_AT_MOST]))):
        kind, run = str(match.lastgroup), match.group()
        if kind in ("kata", "hira"):
            run = run.translate(_TO_HIRAGANA)
            # プリンター is プリンタ; but キー is no キ.
            if len(run) > 2:
                run = run.rstrip("ー") or run
        yield kind, run


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = normalize("NFKC", text).casefold()
    if not any("\u00c0" <= char < "\u0250" for char in text):
        return text
    # Accents go from Latin letters only: the marks of kana are part of the letter.
    return "".join(_without_accent(char) if "\u00c0" <= char < "\u0250" else char for char in text)


def _without_accent(char: str) -> str:
    return "".join(part for part in normalize("NFKD", char) if not combining(part)) or char


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] if len(run) > 1 else []


def _has_digit(word: str) -> bool:
    return any(char.isdigit() for char in word)


def _word(word: str) -> list[str]:
    """The word itself, stemmed or whole, and then its parts when it is put together."""
    word = _POSSESSIVE.sub("", word)[:LONGEST_WORD]
    if not word:
        return [""]
    if word.isalpha():
        return [_stem(word) if word.isascii() else word]
    if word.isalnum() or _VERSION.fullmatch(word):
        return [word]
    parts = [part for part in _PARTS.split(word) if part]
    if len(parts) < 2:
        return [word]
    # e-mail and email, wi-fi and wifi, don't and dont are one word; node.js and foo_bar keep their marks.
    marks = set(_PARTS.findall(word))
    whole = "".join(parts) if marks <= {"-", "'", "’"} else word
    whole = _stem(whole) if whole.isascii() and whole.isalpha() else whole
    if marks <= {"'", "’"}:
        return [whole]
    return [whole, *(_stem(part) if part.isascii() and part.isalpha() else part for part in parts)]
