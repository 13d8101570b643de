"""The report of contact reasons: spans of time, and figures folded over the tree. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.tickets.views import ReasonRow

#: How far back the report looks, in days, and into how many parts of the same length each span falls.
SPANS = {7: 7, 28: 4, 90: 6, 365: 12}
USUAL_SPAN = 28
#: Of what it tells: "" for both.
KINDS = ("", "thread", "ticket")


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a report looks at, up to now."""

    days: int
    now: datetime

    @property
    def parts(self) -> int:
        return SPANS[self.days]

    @property
    def bounds(self) -> list[datetime]:
        """The beginnings of the parts, the oldest first."""
        return [self.now - timedelta(days=self.days) * (self.parts - number) / self.parts for number in range(self.parts)]


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of one kind were opened in one part of the span for one reason (None: nobody said)."""

    kind: str
    reason_id: int | None
    part: int
    number: int


@dataclass(slots=True)
class Figures:
    """A reason with what was opened for it and for those below it. `key` names it in addresses: "" is all, "none" nobody said."""

    key: str
    name: str
    questions: int
    tickets: int
    parts: list[int]

    @property
    def total(self) -> int:
        return self.questions + self.tickets


def with_those_below(tree: Sequence[ReasonRow], reason_id: int) -> list[int]:
    """A reason and all below it, from the tree as it is told; [] for one that there is not."""
    found: list[int] = []
    for one in tree:
        if one.id == reason_id or one.parent_id in found:
            found.append(one.id)
    return found


def fold(tree: Sequence[ReasonRow], counts: Iterable[Count], parts: int, all_name: str, none_name: str) -> list[Figures]:
    """All of it, every reason for which anything was opened (or which is in use), and what nobody gave a reason."""
    counts = list(counts)
    lines = [_sum("", all_name, counts, parts)]
    for one in tree:
        ids = set(with_those_below(tree, one.id))
        line = _sum(str(one.id), one.trail, [count for count in counts if count.reason_id in ids], parts)
        if line.total or not one.is_archived:
            lines.append(line)
    lines.append(_sum("none", none_name, [count for count in counts if count.reason_id is None], parts))
    return lines


def _sum(key: str, name: str, counts: Sequence[Count], parts: int) -> Figures:
    line = Figures(key, name, 0, 0, [0] * parts)
    for count in counts:
        if count.kind == "thread":
            line.questions += count.number
        else:
            line.tickets += count.number
        line.parts[count.part] += count.number
    return line
