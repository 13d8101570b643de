"""Which words two texts have in common, for marking them where they stand. Pure.

Words are the same when search would find one by the other (`forum.text.tokens`). Words that every text has are left out.
"""

import re
from collections.abc import Iterator, Sequence

from forum.text.tokens import tokens

#: Characters of one text that are shown and compared.
SHOWN_AT_MOST = 4_000

_CJK = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f々〆〇"
_PIECE = re.compile(f"(?P<cjk>[{_CJK}]+)|(?P<word>[^\\s{_CJK}]+)|(?P<space>\\s+)")
_AROUND = "\"'“”‘’«»()[]{}<>,.;:!?…*`_-–—"
_LETTER = re.compile(r"[^\W_]")
# Kana of half the width carry their voicing behind them.
_SIGN = re.compile("[^\uff9e\uff9f][\uff9e\uff9f]?|[\uff9e\uff9f]")
_KANA_ONLY = re.compile("[\u3041-\u309f]+")

#: Words that say nothing of what a text is about.
_EVERYWHERE = frozenset(tokens(
    "a about after again all also am an and any anyone are as at be because been before being but by can could did do"
    " does doing don't for from get got had has have having hello help her here hi his how i i'm i've if in into is it"
    " it's its just know like me more my no not now of off on one only or other our out over please same she should so"
    " some something still than thank thanks that the their them then there these they this those to too try tried"
    " trying up us use used using very was way we were what when where which while who why will with without would you"
    " your"
))


#: A text in pieces, in order, each with whether it stands in the other text too.
Pieces = list[tuple[str, bool]]


def agreement(one: Sequence[str], other: Sequence[str]) -> tuple[list[Pieces], list[Pieces]]:
    """The parts of two writings (title, text) in pieces, with what both have in common marked."""
    one, other = [part[:SHOWN_AT_MOST] for part in one], [part[:SHOWN_AT_MOST] for part in other]
    shared = (_telling("\n".join(one)) & _telling("\n".join(other))) - _EVERYWHERE
    return [_joined(_marked(part, shared)) for part in one], [_joined(_marked(part, shared)) for part in other]


def _telling(text: str) -> frozenset[str]:
    return frozenset(token for token in tokens(text) if not _KANA_ONLY.fullmatch(token) or _came_from_katakana(text))


def _came_from_katakana(text: str) -> bool:
    # Tokens fold katakana to hiragana: only a text without any has pairs that are grammar alone.
    return re.search("[\u30a1-\u30fa\uff66-\uff9d]", text) is not None


def _marked(text: str, shared: frozenset[str]) -> Iterator[tuple[str, bool]]:
    for match in _PIECE.finditer(text):
        piece = match.group()
        if match.lastgroup == "space":
            yield piece, False
        elif match.lastgroup == "cjk":
            yield from _runs(piece, shared)
        else:
            # Brackets and full stops around a word are not what both have in common.
            inner = piece.strip(_AROUND)
            before, after = piece[: piece.find(inner)], piece[piece.find(inner) + len(inner) :]
            yield before, False
            yield inner, bool(_LETTER.search(inner)) and not shared.isdisjoint(tokens(inner))
            yield after, False


def _runs(piece: str, shared: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Text without spaces: a character is common when a pair of characters with it is."""
    signs = _SIGN.findall(piece)
    common = [False] * len(signs)
    for at in range(len(signs) - 1):
        pair = signs[at] + signs[at + 1]
        found = tokens(pair)
        # Hiragana holds the grammar: は and です stand in every text.
        if not _KANA_ONLY.fullmatch(pair) and found and found[-1] in shared:
            common[at] = common[at + 1] = True
    for at in range(1, len(signs)):
        common[at] = common[at] or (signs[at] == "ー" and common[at - 1])
    yield from zip(signs, common, strict=True)


def _joined(pieces: Iterator[tuple[str, bool]]) -> Pieces:
    """Neighbours of one kind as one piece; white space between two common words is common as well."""
    joined: Pieces = []
    for text, common in pieces:
        if not text:
            continue
        if joined and joined[-1][1] == common:
            joined[-1] = (joined[-1][0] + text, common)
        else:
            joined.append((text, common))
    for at in range(1, len(joined) - 1):
        if joined[at][0].isspace() and "\n" not in joined[at][0] and not joined[at][1]:
            joined[at] = (joined[at][0], True)
    whole: Pieces = []
    for text, common in joined:
        if whole and whole[-1][1] == common:
            whole[-1] = (whole[-1][0] + text, common)
        else:
            whole.append((text, common))
    return whole
