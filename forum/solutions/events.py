"""What this flat announces."""

from dataclasses import dataclass
from typing import ClassVar

from forum.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionAccepted(Event):
    """A thread is solved: by a reply (`post_id`, written by `author_id`), or without one (both None): by the asker's word
    alone, or by an article, as `source` says."""

    NAME: ClassVar[str] = "solution.accepted"
    SUBJECT: ClassVar[str] = "thread"
    post_id: int | None
    author_id: int | None
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionWithdrawn(Event):
    """What was the solution no longer is one, and the thread is open again."""

    NAME: ClassVar[str] = "solution.withdrawn"
    SUBJECT: ClassVar[str] = "thread"
    post_id: int | None
    author_id: int | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyMadeOfficial(Event):
    """A specialist stands behind a reply (`official` true), or no longer does."""

    NAME: ClassVar[str] = "reply.made_official"
    SUBJECT: ClassVar[str] = "post"
    thread_id: int
    author_id: int
    official: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskerReminded(Event):
    """The asker was asked whether the thread is solved; `number` counts the reminders."""

    NAME: ClassVar[str] = "solution.asker_reminded"
    SUBJECT: ClassVar[str] = "thread"
    asker_id: int
    number: int
