"""Showing where the words stand: a title in pieces, and the piece of a text that says most of what was looked for. Pure."""

import re
from collections.abc import Collection, Sequence

from forum.search.views import Marked
from forum.text.tokens import folded, spans

#: Characters of a piece, and of a text that are looked through for it.
PIECE, LOOKED_THROUGH = 220, 20_000
#: Places of one word that are weighed.
_PLACES = 20
_SPACE = re.compile(r"\s+")


def marked(text: str, wanted: Collection[str]) -> Marked:
    """The whole text in pieces, those marked that are looked for."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans(text, wanted) if wanted else ():
        if start > at:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return tuple(pieces)


def snippet(text: str, wanted: Collection[str], phrases: Sequence[str] = ()) -> Marked:
    """About PIECE characters of the text around the place that holds most of the words, in one line, marked."""
    text = text[:LOOKED_THROUGH]
    start = _best_start(text, wanted, phrases)
    piece = text[start : start + PIECE]
    before, after = start > 0, start + PIECE < len(text)
    if before:
        piece = _from_a_word(piece)
    if after:
        piece = _to_a_word(piece)
    piece = _SPACE.sub(" ", piece).strip()
    return marked(f"{'… ' if before else ''}{piece}{' …' if after else ''}", wanted)


def _best_start(text: str, wanted: Collection[str], phrases: Sequence[str]) -> int:
    plain = folded(text)
    # Widths and accents may change a text's length: places in the one are near those in the other, which is enough.
    scale = len(text) / len(plain) if plain else 1.0
    places: list[tuple[int, str]] = []
    for word in {*wanted, *(folded(phrase) for phrase in phrases)}:
        # happi is the stem of happy: the end of a stem need not stand there.
        sought = word if word in plain or len(word) < 4 else word[:-1]
        at = plain.find(sought) if sought else -1
        for _ in range(_PLACES):
            if at < 0:
                break
            places.append((at, word))
            at = plain.find(sought, at + 1)
    if not places:
        return 0
    places.sort()
    best, most, until = 0, -1.0, 0
    for index, (at, _word) in enumerate(places):
        until = max(until, index)
        while until < len(places) and places[until][0] < at + PIECE * 3 // 4:
            until += 1
        inside = {word for _at, word in places[index:until]}
        worth = sum(len(word) if " " in word else 1 for word in inside)
        if worth > most:
            best, most = at, worth
    start = int(best * scale) - PIECE // 5
    # What stands at the beginning anyway is shown from there.
    return 0 if start < PIECE // 4 else start


def _from_a_word(piece: str) -> str:
    space = piece.find(" ", 0, 24)
    return piece[space + 1 :] if space >= 0 else piece


def _to_a_word(piece: str) -> str:
    space = piece.rfind(" ", len(piece) - 24)
    return piece[:space] if space > 0 else piece
