"""The queue, its history and the evidence beside a decision, as pages show them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.threads.views import Author


@dataclass(frozen=True, slots=True)
class ItemLine:
    """Something that waits, as a line of the queue."""

    id: int
    kind: str
    subject_id: int
    cause: str
    weight: int
    opened_at: datetime
    claimed_by: str
    claimed_by_me: bool
    version: int
    title: str
    lang: str


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, the most pressing first, and how much of it there is."""

    lines: Sequence[ItemLine]
    count: int


@dataclass(frozen=True, slots=True)
class Said:
    """A flag, or another word on the matter: whose, why, in what words, with what weight and outcome."""

    author: Author | None
    reason: str
    note: str
    weight: int
    at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """What screening noticed."""

    rule: str
    evidence: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Text:
    """A text among the evidence: whose, where it stands, as rendered HTML or as plain words."""

    label: str
    title: str
    path: str
    lang: str
    author: Author | None
    at: datetime | None
    html: str = ""
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of the person whom a decision is about."""

    author: Author
    joined_at: datetime
    shown_count: int
    removed_count: int
    upheld_count: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a moderator sees beside the buttons: the texts (what it is about first), and the person's record."""

    state: str
    texts: Sequence[Text]
    record: Record | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """Something to decide on, with all that was said and noticed of it, and what may be decided."""

    line: ItemLine
    is_open: bool
    decided_by: str
    decision: str
    evidence: Evidence
    said: Sequence[Said]
    noticed: Sequence[Noticed]
    decisions: Sequence[str]
    explained: Sequence[str]
    #: Why the viewer may not decide on it; "" when they may.
    refusal: str


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision in the history."""

    id: int
    kind: str
    title: str
    lang: str
    cause: str
    decision: str
    note: str
    decided_by: str
    decided_by_id: int | None
    decided_at: datetime
    undone_by: str
    undone_at: datetime | None
    can_be_undone: bool


@dataclass(frozen=True, slots=True)
class WordLine:
    """A watched word."""

    id: int
    word: str
    action: str
    put: str
    created_by: str
    created_at: datetime
