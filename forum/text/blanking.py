"""Taking words out of texts for good, and leaving a mark that shows where they stood. Pure."""

import html
import re
from collections.abc import Iterable, Sequence
from typing import Any

#: What stands in the place of what was taken out.
MARK = "▒▒▒"
#: Marks of Markdown that may stand within a word: `080**-**1234` reads as 080-1234.
_WITHIN = r"[*_~`\\]{0,4}"
#: From how many characters on the beginning of a piece, before "…", is taken for it: excerpts are cut anywhere.
_TELLING = 4


class Blanker:
    """Takes some pieces of text out of others: whatever their case, line breaks, Markdown within, or HTML escapes."""

    def __init__(self, pieces: Iterable[str]) -> None:
        #: The longest first, so that a piece within another leaves no rest of it.
        self.pieces: Sequence[str] = sorted({piece for piece in (one.strip() for one in pieces) if piece}, key=len, reverse=True)
        whole = [_pattern(piece) for piece in self.pieces]
        begun = [_pattern(piece[:length]) + "…" for piece in self.pieces for length in range(len(piece) - 1, _TELLING - 1, -1)]
        self._whole = re.compile("|".join(whole), re.IGNORECASE) if whole else None
        # A long piece has many beginnings, of which the long ones tell everything.
        self._all = re.compile("|".join([*whole, *begun[:400]]), re.IGNORECASE) if whole else None

    def count(self, text: str) -> int:
        """In how many places one of the pieces stands."""
        return sum(1 for _ in self._whole.finditer(text)) if self._whole else 0

    def stands_in(self, text: str, piece: str) -> bool:
        """Whether this one piece stands in the text."""
        return re.search(_pattern(piece.strip()), text, re.IGNORECASE) is not None

    def text(self, text: str) -> str:
        """The text with the mark in the place of each piece, and of the beginning of one that an excerpt was cut in."""
        return self._all.sub(MARK, text) if self._all else text

    def json(self, value: Any) -> Any:
        """A JSON value with every text in it so."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.json(one) for one in value]
        if isinstance(value, dict):
            return {name: self.json(one) for name, one in value.items()}
        return value


def telling_lines(text: str, least: int = 8) -> list[str]:
    """The lines of a text by which a quotation of it is known."""
    lines = (line.strip().lstrip(">#*- ").strip() for line in text.splitlines())
    return [line for line in dict.fromkeys(lines) if len(line) >= least and MARK not in line][:200]


def _pattern(piece: str) -> str:
    parts = []
    for run in piece.split():
        parts.append(_WITHIN.join(_sign(sign) for sign in run))
    return r"\s+".join(parts)


def _sign(sign: str) -> str:
    escaped = html.escape(sign)
    return re.escape(sign) if escaped == sign else f"(?:{re.escape(escaped)}|{re.escape(sign)})"
