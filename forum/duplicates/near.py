"""Comparing some of all threads with all, as one of the processes beside does it: what it is given, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.duplicates.corpus import Neighbourhood, Vectors
from forum.duplicates.features import Side
from forum.duplicates.scoring import Scorer

#: For each text its nearest: number, score and features.
Found = list[list[tuple[int, float, dict[str, float]]]]


@dataclass(frozen=True, slots=True)
class Given:
    """All texts, and how pairs of them are scored."""

    sides: Sequence[Side]
    scorer: Scorer
    embedder: str
    titles: Vectors | None
    wholes: Vectors | None
    most: int


class Near:
    """All texts counted and listed, ready to be asked for some of them."""

    def __init__(self, given: Given) -> None:
        self._all = Neighbourhood(
            given.sides, given.scorer, given.embedder, given.titles, given.wholes, most=given.most
        )

    def of(self, numbers: range) -> Found:
        """What is near these texts, each in turn."""
        return [[(one.number, one.score, one.parts) for one in found] for found in self._all.of(numbers)]


_here: list[Near] = []


def begin(given: Given) -> None:
    """Make this process ready to answer `of`."""
    _here[:] = [Near(given)]


def of(numbers: range) -> Found:
    """What is near these texts, in a process that has begun."""
    return _here[0].of(numbers)
