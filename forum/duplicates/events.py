"""What this flat announces."""

from dataclasses import dataclass
from typing import ClassVar

from forum.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDecided(Event):
    """Somebody decided what two threads are to each other: the pair's state went from `before` to `after`."""

    NAME: ClassVar[str] = "pair.decided"
    SUBJECT: ClassVar[str] = "pair"
    low_thread_id: int
    high_thread_id: int
    before: str
    after: str
    reason: str
    #: Whether it took back the decision before it.
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PairReopened(Event):
    """A pair that was said not to be the same is a suspicion again, because a text changed materially."""

    NAME: ClassVar[str] = "pair.reopened"
    SUBJECT: ClassVar[str] = "pair"
    low_thread_id: int
    high_thread_id: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateSuggested(Event):
    """Somebody said that the thread was asked before, in the thread `target_id`."""

    NAME: ClassVar[str] = "duplicate.suggested"
    SUBJECT: ClassVar[str] = "thread"
    pair_id: int
    target_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateMarked(Event):
    """The thread is a duplicate of `canonical_id` from now on; before, it stood alone or belonged to `before_id`."""

    NAME: ClassVar[str] = "duplicate.marked"
    SUBJECT: ClassVar[str] = "thread"
    canonical_id: int
    before_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRemoved(Event):
    """The thread is no duplicate any more; it was one of `canonical_id`."""

    NAME: ClassVar[str] = "duplicate.removed"
    SUBJECT: ClassVar[str] = "thread"
    canonical_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateContested(Event):
    """The asker said that their thread is no duplicate; `number` counts how often they did."""

    NAME: ClassVar[str] = "duplicate.contested"
    SUBJECT: ClassVar[str] = "thread"
    pair_id: int
    canonical_id: int
    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterGrew(Event):
    """More threads ask what this cluster's hub asks; `members` counts all of them with the hub."""

    NAME: ClassVar[str] = "cluster.grew"
    SUBJECT: ClassVar[str] = "cluster"
    hub_id: int
    members: int
    added: int
