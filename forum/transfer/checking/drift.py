"""What a check finds."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

#: How many drifts a report tells one by one; all are counted.
MOST_TOLD = 1_000


@dataclass(frozen=True, slots=True)
class Drift:
    """One value that is not what it is derived from: of which row, what is kept, what would be right."""

    kind: str
    id: int
    what: str
    kept: Any
    right: Any
    #: False for what no program can know: a lost text, a file's missing half.
    mendable: bool = True


@dataclass(slots=True)
class Report:
    """All that a check found: the first drifts, how many there are of each sort, and how many were mended."""

    drifts: list[Drift] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    mended: int = 0

    @property
    def found(self) -> int:
        """How many drifts there are (or were, before they were mended)."""
        return self.counts.total()

    @property
    def left(self) -> int:
        """How many drifts there are still."""
        return self.found - self.mended

    def note(self, drifts: list[Drift], mended: int = 0) -> None:
        """Take up what one step found, and how much of it was mended."""
        for drift in drifts:
            self.counts[drift.kind, drift.what] += 1
        self.drifts += drifts[: MOST_TOLD - len(self.drifts)]
        self.mended += mended
