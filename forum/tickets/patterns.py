"""Which patterns (regular expressions) a field may have: those that no answer can keep busy. Pure.

Python gives a match no time limit, and an innocent pattern such as (a+)+ takes longer than the universe for some answers.
So a repeated part may not itself repeat or choose, and only a few parts may repeat at all; answers are short besides.
"""

import re
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

#: Characters of an answer that is held against a pattern.
LONGEST_ANSWER = 200
#: Parts of a pattern that repeat; each may take a whole answer's length.
MOST_REPEATS = 3
#: Repeats up to this many times cost nothing worth counting.
_FEW = 20
_REFUSED = {codes.ASSERT, codes.ASSERT_NOT, codes.GROUPREF, codes.GROUPREF_EXISTS}
_REPEATS = {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}


def is_safe(pattern: str) -> bool:
    """Whether a pattern can be compiled and will always answer at once."""
    try:
        re.compile(pattern)
        parsed = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return _repeats(parsed, inside=False) <= MOST_REPEATS


def fits(pattern: str, answer: str) -> bool:
    """Whether the whole answer looks as the pattern says. A pattern that is not safe fits nothing."""
    return len(answer) <= LONGEST_ANSWER and is_safe(pattern) and re.fullmatch(pattern, answer) is not None


def _repeats(part: Any, *, inside: bool) -> int:
    """How many open-ended repeats there are; more than are allowed, for what is never allowed."""
    count = 0
    for code, argument in part:
        if code in _REFUSED:
            return MOST_REPEATS + 1
        if code in _REPEATS:
            _least, most, body = argument
            if inside:
                return MOST_REPEATS + 1
            open_ended = most is codes.MAXREPEAT or int(most) > _FEW
            count += int(open_ended) + _repeats(body, inside=True)
        elif code is codes.BRANCH:
            if inside:
                return MOST_REPEATS + 1
            count += sum(_repeats(branch, inside=inside) for branch in argument[1])
        elif code is codes.SUBPATTERN:
            count += _repeats(argument[-1], inside=inside)
        elif code is codes.ATOMIC_GROUP:
            count += _repeats(argument, inside=inside)
    return count
