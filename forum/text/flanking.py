"""Emphasis that works in Japanese, Chinese and Korean.

CommonMark decides whether `**` opens or closes by looking for spaces and punctuation around it. Languages written
without spaces break that: in `**重要。**です` the closing mark stands between a full stop and a letter, which the
standard reads as an opening mark. Here such a neighbour counts as a word boundary when it is East Asian, so the mark
does what its author meant. Text without East Asian characters is read exactly as the standard says.
"""

from unicodedata import category, east_asian_width

from markdown_it import MarkdownIt
from markdown_it.common.utils import isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

# Wide characters of this block that browsers draw as coloured emoji unless told otherwise. An emoji is punctuation
# in any language, so it does not make its surroundings East Asian.
_ENCLOSED_EMOJI = frozenset(map(chr, (0x1F201, 0x1F21A, 0x1F22F, *range(0x1F232, 0x1F237), *range(0x1F238, 0x1F23B))))
_AMBIGUOUS_QUOTES = frozenset("‘’“”")
_WIDE_FORM = "\ufe01"


class FriendlyInline(ParserInline):
    """An inline parser whose emphasis marks know East Asian neighbours."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _FriendlyState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _FriendlyState(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        src, end = self.src, start
        marker = src[start]
        while end < self.posMax and src[end] == marker:
            end += 1
        before, before_is_asian = _character_before(src, start)
        after = src[end] if end < self.posMax else " "
        after_is_asian = _is_east_asian(after) or (
            after in _AMBIGUOUS_QUOTES and src[end + 1 : end + 2] == _WIDE_FORM and end + 1 < self.posMax
        )

        space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
        mark_before, mark_after = _is_punctuation(before), _is_punctuation(after)
        foreign_mark_before = mark_before and not before_is_asian
        foreign_mark_after = mark_after and not after_is_asian
        left_flanking = not space_after and (
            not foreign_mark_after or space_before or foreign_mark_before or before_is_asian
        )
        right_flanking = not space_before and (
            not foreign_mark_before or space_after or foreign_mark_after or after_is_asian
        )
        can_open = left_flanking and (canSplitWord or not right_flanking or mark_before)
        can_close = right_flanking and (canSplitWord or not left_flanking or mark_after)
        return Scanned(can_open, can_close, end - start)


def _character_before(src: str, start: int) -> tuple[str, bool]:
    """The visible character before `start` and whether it is East Asian; variation selectors are looked through."""
    if start == 0:
        return " ", False
    last = src[start - 1]
    if start > 1 and ("\ufe00" <= last <= "\ufe0e" or "\U000e0100" <= last <= "\U000e01ef"):
        shown = src[start - 2]
        return shown, _is_east_asian(shown) or (shown in _AMBIGUOUS_QUOTES and last == _WIDE_FORM)
    return last, _is_east_asian(last)


def _is_punctuation(char: str) -> bool:
    return category(char)[0] in "PS"


def _is_east_asian(char: str) -> bool:
    """Whether `char` belongs to a script written without spaces (or Korean), emoji left out."""
    code = ord(char)
    if code < 0x1100:
        return False
    if code <= 0x11FF or 0xA960 <= code <= 0xA97F or 0xD7B0 <= code <= 0xD7FF:
        return True  # Hangul letters, some of which have neutral width
    if east_asian_width(char) not in "WFH":
        return False
    if code < 0x2E80:
        return char in "\u20a9\u2329\u232a"  # every other wide character down here is an emoji
    if code >= 0x1F000:
        return (0x1F200 <= code <= 0x1F265 and char not in _ENCLOSED_EMOJI) or code >= 0x20000
    return True
