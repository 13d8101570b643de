"""Two people wrote from the same text: what both changed put together, and what only a person can decide. Pure.

Lines are compared, as three-way merges do: what one of the two left alone takes the other's words. Where both changed
the same lines in different ways, both stand in the result between marks, and nothing is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

#: The marks, each at the beginning of a line; a text that still has one is not taken.
THEIRS, BETWEEN, MINE = "<<<<<<< ", "=======", ">>>>>>> "
#: Lines beyond which a changed stretch is not compared line by line: comparing takes the square of it.
MOST_LINES = 1_500


@dataclass(frozen=True, slots=True)
class Merged:
    """The text put together, and how many places are left to decide."""

    text: str
    conflicts: int


def merge(base: str, theirs: str, mine: str, their_name: str, my_name: str) -> Merged:
    """The text in which both changes are; where they disagree, theirs and mine between marks with the names."""
    if theirs in (mine, base):
        return Merged(mine, 0)
    if mine == base:
        return Merged(theirs, 0)
    whole, left, right = base.split("\n"), theirs.split("\n"), mine.split("\n")
    lines: list[str] = []
    conflicts = 0
    for kept, ours, others in _regions(whole, left, right):
        if ours == others or others == kept:
            lines += ours
        elif ours == kept:
            lines += others
        else:
            conflicts += 1
            lines += [THEIRS + their_name, *ours, BETWEEN, *others, MINE + my_name]
    return Merged("\n".join(lines), conflicts)


def merge_lists(base: str, theirs: str, mine: str) -> str:
    """Lines of two lists put together: what either added is there, what either took away is not."""
    before, one, two = base.split("\n"), theirs.split("\n"), mine.split("\n")
    kept = [line for line in one if line in two or line not in before]
    return "\n".join([*kept, *(line for line in two if line not in one and line not in before)]).strip("\n")


def is_decided(text: str) -> bool:
    """Whether no mark of an undecided place is left in the text."""
    lines = text.split("\n")
    return not (any(line.startswith(THEIRS) for line in lines) and any(line.startswith(MINE) for line in lines))


def _regions(
    base: Sequence[str], left: Sequence[str], right: Sequence[str]
) -> list[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """Base, left and right cut where all three agree: alternately what is the same in all and what is not."""
    found: list[tuple[Sequence[str], Sequence[str], Sequence[str]]] = []
    at_base = at_left = at_right = 0
    for start, end, in_left, in_right in _agreed(base, left, right):
        if start > at_base or in_left > at_left or in_right > at_right:
            found.append((base[at_base:start], left[at_left:in_left], right[at_right:in_right]))
        if end > start:
            same = base[start:end]
            found.append((same, same, same))
        at_base, at_left, at_right = end, in_left + end - start, in_right + end - start
    return found


def _agreed(base: Sequence[str], left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Stretches of the base that both others kept: (start, end, where in left, where in right), and one at the end."""
    found: list[tuple[int, int, int, int]] = []
    ours, others = _matches(base, left), _matches(base, right)
    one = two = 0
    while one < len(ours) and two < len(others):
        (start_one, in_left, length_one), (start_two, in_right, length_two) = ours[one], others[two]
        start, end = max(start_one, start_two), min(start_one + length_one, start_two + length_two)
        if start < end:
            found.append((start, end, in_left + start - start_one, in_right + start - start_two))
        if start_one + length_one < start_two + length_two:
            one += 1
        else:
            two += 1
    found.append((len(base), len(base), len(left), len(right)))
    return found


def _matches(base: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    """Stretches that are the same in both: (start in base, start in other, length)."""
    head = 0
    while head < min(len(base), len(other)) and base[head] == other[head]:
        head += 1
    tail = 0
    while tail < min(len(base), len(other)) - head and base[-1 - tail] == other[-1 - tail]:
        tail += 1
    found = [(0, 0, head)] if head else []
    inner, outer = base[head : len(base) - tail], other[head : len(other) - tail]
    if inner and outer and max(len(inner), len(outer)) <= MOST_LINES:
        found += [
            (block.a + head, block.b + head, block.size)
            for block in SequenceMatcher(None, inner, outer, autojunk=False).get_matching_blocks() if block.size
        ]
    if tail:
        found.append((len(base) - tail, len(other) - tail, tail))
    return found
