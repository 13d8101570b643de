"""Names made to be mistaken for another: `аdmin` with a Cyrillic а, `supp0rt`, `サポ一ト` with the kanji one.

Each character of a name stands for every letter a hasty reader may see in it, and a name is refused when one of those
readings spells a reserved word. Readings come from Unicode's table of confusable characters, from compatibility
forms, from the digits and signs people use for letters, and from a few kanji that pass for katakana.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from unicodedata import category, normalize
from unicodedata import name as unicode_name

STAFF_NAMES: tuple[str, ...] = (
    "admin", "administrator", "administration", "moderator", "mod", "staff", "support", "system", "help", "helpdesk",
    "root", "forum", "official", "kotae", "webmaster", "postmaster", "hostmaster", "security", "superuser", "sysadmin",
    "sysop", "operator", "owner", "noreply", "運営", "管理人", "管理者", "管理部", "公式", "サポート", "事務局",
    "スタッフ", "モデレーター", "システム", "ヘルプデスク", "コタエ", "答え",
)  # fmt: skip
"""Names that only the people who run a forum may bear."""

# Ordinary words that also occur in ordinary names (Joe Root, Roman Forum, 公式マニア): refused alone or among
# themselves ("help desk"), not beside a name of one's own.
_ORDINARY = frozenset(
    {"help", "root", "system", "support", "forum", "mod", "security", "operator", "owner", "システム"}
)
_TITLES = frozenset(
    {
        "the", "team", "desk", "center", "centre", "service", "services", "customer", "account", "accounts", "bot",
        "user", "real", "site", "online", "contact", "us", "member", "members", "group", "office", "info", "mail",
        "チーム", "担当", "担当者", "係", "部", "課", "さん", "アカウント", "センター", "窓口", "代表", "一同", "より",
        "ボット", "メンバー", "カスタマー", "デスク", "お知らせ",
    }
)  # fmt: skip
_BETWEEN_WORDS = re.compile(r"[\s\-_.,:;/\\()\[\]{}<>~^*#&\"'`=・。、「」『』（）［］【】〈〉《》〜～＠／＿．－の]+")
_SIGNS_FOR_LETTERS = {
    "0": "o", "1": "l", "2": "z", "3": "e", "4": "a", "5": "s", "6": "b", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "l", "|": "l", "+": "t", "€": "e", "£": "l", "¡": "l", "¢": "c",
}  # fmt: skip
# Letters nobody tells apart in a narrow typeface share one spelling.
_SAME_LOOK = str.maketrans({"i": "l", "j": "l", "m": "rn", "w": "vv", "d": "cl"})
_LETTER_WITH_A_MARK = re.compile(
    r"LATIN (?:SMALL|CAPITAL) LETTER (?:DOTLESS |LONG |SCRIPT |OPEN )?([A-Z])(?: WITH .*)?\Z"
)
_KANJI_FOR_KATAKANA = str.maketrans("工力口二卜夕八一千三―—–-‐−─━➖", "エカロニトタハーチミーーーーーーーーー")
_OLD_OR_SIMPLIFIED = str.maketrans("營营运管", "営営運管")
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def looks_like(name: str, reserved: Iterable[str] = STAFF_NAMES) -> str | None:
    """The reserved name that `name` could be taken for, or None.

    A name is compared as a whole (without spaces and signs, and without digits at its end) and word by word. A word
    of ordinary language (`help`, `root`) is refused alone or among its like, not beside a name of one's own.
    """
    words = [word for word in _BETWEEN_WORDS.split(name) if _visible(word)]
    targets = [(target, _spelling(target)) for target in reserved]
    whole = (_Seen("".join(words)), _Seen(name))
    for target, spelling in targets:
        if any(seen.is_read_as(target, spelling) for seen in whole):
            return target
    found = []
    for word in words:
        seen = _Seen(word)
        found.append(next((target for target, spelling in targets if seen.is_read_as(target, spelling)), None))
    telling = next((target for target in found if target and target not in _ORDINARY), None)
    if telling:
        return telling
    if all(target or _plain(word) in _TITLES for target, word in zip(found, words, strict=True)):
        alone = next((target for target in found if target), None)
        if alone:
            return alone
    return _japanese_compound(words, targets)


class _Seen:
    """A word as a reader sees it, worked out once for all the names that it is compared with."""

    def __init__(self, word: str) -> None:
        self.japanese = _japanese_spelling(word)
        word = _visible(word)
        variants = {word, word.strip("@!|+$"), word.rstrip("0123456789"), word.strip("@!|+$0123456789")}
        # Most words begin like none of the names, which is seen at once.
        self.variants = [
            (frozenset(choice[0] for choice in _readings(variant[0])), [_readings(char) for char in variant])
            for variant in variants if variant
        ]

    def is_read_as(self, target: str, spelling: str) -> bool:
        """Whether the word could be taken for `target`, which is spelt so."""
        if not target.isascii():
            return self.japanese == spelling
        first = spelling[:1]
        return any(first in firsts and _spells(readings, spelling) for firsts, readings in self.variants)


def _spells(readings: Sequence[frozenset[str]], spelling: str) -> bool:
    """Whether one choice of readings, put together, is `spelling`; all choices are followed at once."""
    reached = {0}
    for choices in readings:
        reached = {place + len(choice) for place in reached for choice in choices if spelling.startswith(choice, place)}
        if not reached:
            return False
    return len(spelling) in reached


@cache
def _readings(char: str) -> frozenset[str]:
    """Every spelling a reader may see in `char`."""
    seen = {char, normalize("NFKC", char), _confusables().get(char, char)}
    if named := _LETTER_WITH_A_MARK.match(unicode_name(char, "")):
        seen.add(named.group(1))
    seen |= {_confusables().get(compatible, compatible) for compatible in set(seen)}
    choices: set[str] = set()
    for reading in seen:
        letters = "".join(part for part in normalize("NFKD", reading).casefold() if category(part) != "Mn")
        letters = "".join(_SIGNS_FOR_LETTERS.get(letter, letter) for letter in letters)
        choices.add(_latin_spelling(letters))
    if "v" in choices:
        choices.add("u")
    return frozenset(choices - {""})


@lru_cache(1024)
def _spelling(target: str) -> str:
    return _latin_spelling(target) if target.isascii() else _japanese_spelling(target)


def _latin_spelling(word: str) -> str:
    return word.casefold().translate(_SAME_LOOK)


@lru_cache(4096)
def _japanese_spelling(word: str) -> str:
    word = _visible(normalize("NFKC", word)).translate(_TO_KATAKANA).translate(_OLD_OR_SIMPLIFIED)
    return word.translate(_KANJI_FOR_KATAKANA).translate(_SMALL_KANA).casefold().rstrip("0123456789")


def _japanese_compound(words: Sequence[str], targets: Sequence[tuple[str, str]]) -> str | None:
    """Japanese joins words without spaces: a reserved word among titles or other reserved words (公式サポート担当)."""
    parts = [(spelling, target) for target, spelling in targets if not target.isascii()]
    parts.sort(key=lambda part: -len(part[0]))
    latin = [(_japanese_spelling(target), target) for target, _ in targets if target.isascii()]
    # Of a name of digits nothing is left to compare, and nothing would be taken off for ever.
    parts, latin = [part for part in parts if part[0]], [part for part in latin if part[0]]
    for word in words:
        rest, found = _japanese_spelling(word), ""
        while rest:
            for spelling, target in chain(parts, latin):
                if rest.startswith(spelling):
                    rest, found = rest[len(spelling) :], target if not target.isascii() or not found else found
                    break
            else:
                title = next((title for title in _titles() if rest.startswith(title)), None)
                if title is None:
                    break
                rest = rest[len(title) :]
        if found and not rest and (not found.isascii()):
            return found
    return None


@cache
def _titles() -> tuple[str, ...]:
    """The titles as they are compared, the longest first."""
    return tuple(sorted(map(_japanese_spelling, _TITLES), key=lambda title: (-len(title), title)))


def _plain(word: str) -> str:
    return normalize("NFKC", _visible(word)).casefold().rstrip("0123456789")


def _visible(word: str) -> str:
    """`word` without characters that draw nothing, among them the Hangul fillers, which Unicode counts as letters."""
    return "".join(
        char
        for char in word
        if category(char) not in ("Cf", "Cc", "Cs", "Mn", "Me", "Zs") and char not in "\u115f\u1160\u3164\uffa0"
    )


@cache
def _confusables() -> dict[str, str]:
    """Each character that Unicode holds to be confusable with Latin letters, and those letters in lower case.

    Read once, on first use: only a sign-up or a change of name asks.
    """
    table = json.loads(files("confusable_homoglyphs").joinpath("confusables.json").read_text("utf-8"))
    found: dict[str, str] = {}
    for char, twins in table.items():
        if len(char) > 1 or char.isascii():
            continue
        latin = [twin["c"] for twin in twins if twin["c"].isascii() and twin["c"].isalnum()]
        # A letter says more than a digit, and a lower-case letter more than a capital.
        latin.sort(key=lambda text: (not text.isalpha(), not text.islower(), len(text)))
        if latin:
            found[char] = latin[0].casefold()
    return found
