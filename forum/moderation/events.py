"""What this flat announces. The same rows tell how the community was moderated."""

from dataclasses import dataclass
from typing import ClassVar

from forum.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRaised(Event):
    """Somebody asked moderators to look at something (`kind` post or person, `about_id` its id)."""

    NAME: ClassVar[str] = "flag.raised"
    SUBJECT: ClassVar[str] = "flag"
    item_id: int
    kind: str
    about_id: int
    reason: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagSettled(Event):
    """A flag has its outcome: upheld, dismissed, handled (already) or withdrawn. `person_id` raised it."""

    NAME: ClassVar[str] = "flag.settled"
    SUBJECT: ClassVar[str] = "flag"
    item_id: int
    person_id: int | None
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFlagsUpheld(Event):
    """Flags about a post, for these reasons, were right and it stays, mended by now (`upheld` true); or that was taken back."""

    NAME: ClassVar[str] = "post.flags_upheld"
    SUBJECT: ClassVar[str] = "post"
    reasons: list[str]
    upheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOpened(Event):
    """Something came into the review queue, or came back to it."""

    NAME: ClassVar[str] = "review.opened"
    SUBJECT: ClassVar[str] = "review"
    kind: str
    about_id: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDecided(Event):
    """A moderator decided on something in the queue, or (with `undone`) took that back."""

    NAME: ClassVar[str] = "review.decided"
    SUBJECT: ClassVar[str] = "review"
    kind: str
    about_id: int
    cause: str
    decision: str
    note: str
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewGrewOld(Event):
    """Things wait in the queue for longer than they should: how many, and since when the oldest does (ISO text)."""

    NAME: ClassVar[str] = "review.grew_old"
    SUBJECT: ClassVar[str] = "review"
    count: int
    oldest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedWordsChanged(Event):
    """Watched words were added or removed, named as they are written."""

    NAME: ClassVar[str] = "watched_words.changed"
    SUBJECT: ClassVar[str] = "watched_word"
    added: list[str]
    removed: list[str]
