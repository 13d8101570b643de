"""Which language a text is written in, guessed from its letters, so that a page can say so to browsers and readers."""

import re
from typing import Literal

Language = Literal["ja", "en", ""]

_NOT_PROSE = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)|`[^`\n]*`|https?://\S+|\S+@\S+", re.MULTILINE | re.DOTALL)
_KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9d]")
_HAN = re.compile(r"[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z]")
_OTHER = re.compile(r"[\u00c0-\u02af\u0370-\u1fff\ua960-\ud7ff]")

# One kanji says about as much as two or three Latin letters; kana are fewer than the borrowed words they hold together.
_HAN_WEIGHT, _KANA_WEIGHT = 2.5, 4
_READ_AT_MOST = 20_000


def guess(text: str) -> Language:
    """ "ja" for Japanese, "en" for what is written in plain Latin letters, "" when neither is likely.

    Code and addresses are left aside. Chinese characters alone count as Japanese; a text with a good share of other
    letters (French accents, Cyrillic, Korean) is neither.
    """
    prose = _NOT_PROSE.sub(" ", text[:_READ_AT_MOST])
    if not _LATIN.search(prose) and not _KANA.search(prose) and not _HAN.search(prose):
        prose = text[:_READ_AT_MOST]
    if prose.isascii():
        return "en" if _LATIN.search(prose) else ""
    kana, han = len(_KANA.findall(prose)), len(_HAN.findall(prose))
    latin, other = len(_LATIN.findall(prose)), len(_OTHER.findall(prose))
    japanese = _KANA_WEIGHT * kana + _HAN_WEIGHT * han
    if japanese and japanese >= latin and kana + han >= other:
        return "ja"
    if latin and latin > japanese and other * 40 <= latin:
        return "en"
    return ""
