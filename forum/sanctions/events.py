"""What sanctions announce. No event carries words about a person: those stand in rows that can be forgotten."""

from dataclasses import dataclass
from typing import ClassVar

from forum.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSanctioned(Event):
    """A person was warned, silenced or suspended until `until` (ISO text; "" for without end, or for a warning).

    `before` and `after` are what was in force: `suspended_until` and `silenced_until` as ISO text or "".
    """

    NAME: ClassVar[str] = "person.sanctioned"
    SUBJECT: ClassVar[str] = "person"
    sanction_id: int
    kind: str
    reason: str
    until: str
    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionLifted(Event):
    """A sanction was taken back before its time: by a moderator, or (`appeal_id`) because an appeal was right."""

    NAME: ClassVar[str] = "person.sanction_lifted"
    SUBJECT: ClassVar[str] = "person"
    sanction_id: int
    kind: str
    reason: str
    appeal_id: int | None
    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealMade(Event):
    """Somebody asked for a second look at a decision about them."""

    NAME: ClassVar[str] = "appeal.made"
    SUBJECT: ClassVar[str] = "appeal"
    about: str
    about_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealAnswered(Event):
    """A moderator other than the one who decided looked again: `outcome` is upheld or kept."""

    NAME: ClassVar[str] = "appeal.answered"
    SUBJECT: ClassVar[str] = "appeal"
    person_id: int
    about: str
    about_id: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    """A note about a member was written down."""

    NAME: ClassVar[str] = "note.written"
    SUBJECT: ClassVar[str] = "person"
    note_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRemoved(Event):
    """A note about a member was taken away, and is gone."""

    NAME: ClassVar[str] = "note.removed"
    SUBJECT: ClassVar[str] = "person"
    note_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCleanedUp(Event):
    """A moderator began to remove everything that a person had posted: so many threads and replies."""

    NAME: ClassVar[str] = "person.cleaned"
    SUBJECT: ClassVar[str] = "person"
    clean_up_id: int
    reason: str
    thread_count: int
    reply_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanUpFinished(Event):
    """A clean-up removed the last of what it had to: `removed_count` posts; `left_count` could not be removed."""

    NAME: ClassVar[str] = "person.clean_up_finished"
    SUBJECT: ClassVar[str] = "person"
    clean_up_id: int
    removed_count: int
    left_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanUpReverted(Event):
    """A moderator undid a clean-up: what it removed comes back."""

    NAME: ClassVar[str] = "person.clean_up_reverted"
    SUBJECT: ClassVar[str] = "person"
    clean_up_id: int
    reason: str
