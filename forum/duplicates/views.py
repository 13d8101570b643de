"""What this flat hands out: values, already visible to whoever asked."""

from dataclasses import dataclass
from datetime import datetime

from forum.duplicates.canonical import Standing, proposed
from forum.threads.views import Author, ThreadRow, thread_path


@dataclass(frozen=True, slots=True)
class Match:
    """A thread that may ask the same as the one that was asked about."""

    thread_id: int
    #: The calibrated probability that the two ask the same, 0 to 1.
    score: float
    #: What spoke for and against, by the feature's name (docs/duplicates.md lists them), each as it was measured.
    parts: dict[str, float]


@dataclass(frozen=True, slots=True)
class PairSide:
    """One thread of a pair, as whoever decides sees it."""

    id: int
    title: str
    slug: str
    lang: str
    type: str
    status: str
    category_name: str
    category_slug: str
    category_colour: str
    tags: tuple[str, ...]
    author: Author
    created_at: datetime
    reply_count: int
    view_count: int
    same_problem_count: int
    answer_excerpt: str
    #: The beginning of what was asked, and of the accepted reply ("" for none), as plain text.
    text: str
    answer: str
    duplicate_count: int
    response_count: int

    @property
    def path(self) -> str:
        return thread_path(self.id, self.slug)

    @property
    def standing(self) -> Standing:
        """What speaks for it as the canonical thread."""
        return Standing(self.id, self.status == "solved", self.duplicate_count, self.response_count, self.created_at)


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair whose two threads the viewer may read, with what is known and decided of it."""

    id: int
    low: PairSide
    high: PairSide
    score: float
    parts: dict[str, float]
    origin: str
    state: str
    decided_by_id: int | None
    decided_by: Author | None
    decided_at: datetime | None
    reason: str
    contest_count: int
    suggestion_count: int
    can_be_undone: bool
    version: int

    @property
    def canonical_id(self) -> int:
        """The thread that is proposed to stay."""
        return proposed(self.low.standing, self.high.standing)


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair as a line of the queue. `hub_count` is how many open pairs its hub has in the queue."""

    id: int
    score: float
    state: str
    low_id: int
    high_id: int
    low_title: str
    low_lang: str
    high_title: str
    high_lang: str
    category_name: str
    contest_count: int
    suggestion_count: int
    decided_at: datetime | None = None
    hub_id: int = 0
    hub_count: int = 1


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said of a pair: that it was asked before (`kind` suggested), or that it is another question."""

    kind: str
    author: Author
    text: str
    at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for a decision, the entry to look at first, and how many there are."""

    lines: list[PairLine]
    count: int


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread named beside another."""

    id: int
    title: str
    slug: str
    lang: str
    status: str
    answer_excerpt: str

    @property
    def path(self) -> str:
        return thread_path(self.id, self.slug)


@dataclass(frozen=True, slots=True)
class Kin:
    """What stands beside a thread, for one reader: of what it is a duplicate, what asks the same, what is like it."""

    #: Whether it is a duplicate at all, and of which thread if the reader may read that one.
    is_duplicate: bool = False
    canonical: ThreadLine | None = None
    duplicates: tuple[ThreadLine, ...] = ()
    related: tuple[ThreadLine, ...] = ()

    @property
    def asked_count(self) -> int:
        """How often it was asked, as far as the reader may know."""
        return 1 + len(self.duplicates)


@dataclass(frozen=True, slots=True)
class SimilarLine:
    """A thread that asks nearly what somebody is asking, with its answer."""

    row: ThreadRow
    score: float


@dataclass(frozen=True, slots=True)
class ClusterLine:
    """A question that keeps coming back, counted over those of its threads that the viewer may read."""

    id: int
    hub: ThreadLine
    category_name: str
    confirmed_count: int
    suspected_count: int
    asker_count: int
    view_count: int
    unsolved_count: int
    #: Hours from question to first answer, the median over those that have one; None for none.
    answer_hours: float | None
    #: Questions in each of the past weeks, the oldest first; the last one is the past seven days.
    weeks: tuple[int, ...]
    spike: bool
    priority: float

    @property
    def member_count(self) -> int:
        """All of them, the hub too."""
        return 1 + self.confirmed_count + self.suspected_count

    @property
    def this_week(self) -> int:
        return self.weeks[-1]

    @property
    def usual(self) -> float:
        """The mean of the eight weeks before this one."""
        return sum(self.weeks[-9:-1]) / 8

    @property
    def trend(self) -> int:
        """The past four weeks against the four before: how many more (or fewer) questions."""
        return sum(self.weeks[-4:]) - sum(self.weeks[-8:-4])


@dataclass(frozen=True, slots=True)
class OpenPair:
    """A pair as somebody who decides on several needs it."""

    id: int
    version: int
    state: str
    contest_count: int
    decided_by_id: int | None
    decided_at: datetime | None
    has_before: bool


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One thread of a cluster."""

    thread: ThreadLine
    author: Author
    created_at: datetime
    view_count: int
    same_problem_count: int
    is_hub: bool
    is_confirmed: bool
    score: float
    #: The open pair with the hub, if there is one to decide, as it is now; contested twice, it is for moderators.
    pair_id: int | None
    pair_version: int
    contest_count: int
