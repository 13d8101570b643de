"""What this flat announces. No event carries a word of what was written: whoever may read that reads it in the ticket."""

from dataclasses import dataclass
from typing import ClassVar

from forum.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(Event):
    """A ticket was opened for a requester, by them or by staff. Its first comment is `comment_id`."""

    NAME: ClassVar[str] = "ticket.opened"
    SUBJECT: ClassVar[str] = "ticket"
    requester_id: int
    comment_id: int
    public: bool
    via: str
    mentions: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCommented(Event):
    """Somebody commented. `reply`: staff answered the requester's side; not `public`: a note that only staff read."""

    NAME: ClassVar[str] = "ticket.commented"
    SUBJECT: ClassVar[str] = "ticket"
    comment_id: int
    public: bool
    reply: bool
    mentions: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketStatusChanged(Event):
    """A ticket's status went from `before` to `after`."""

    NAME: ClassVar[str] = "ticket.status_changed"
    SUBJECT: ClassVar[str] = "ticket"
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAssigned(Event):
    """A ticket has another assignee or another team; None is for nobody."""

    NAME: ClassVar[str] = "ticket.assigned"
    SUBJECT: ClassVar[str] = "ticket"
    assignee_before: int | None
    assignee_after: int | None
    group_before: int | None
    group_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketChanged(Event):
    """Staff changed what a ticket says of itself; `fields` names what, its audit says how."""

    NAME: ClassVar[str] = "ticket.changed"
    SUBJECT: ClassVar[str] = "ticket"
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPromised(Event):
    """The requester was promised that it is settled by `promised_at` (ISO text), or that was taken back (empty)."""

    NAME: ClassVar[str] = "ticket.promised"
    SUBJECT: ClassVar[str] = "ticket"
    promised_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMerged(Event):
    """A ticket goes on as another, `target_id`."""

    NAME: ClassVar[str] = "ticket.merged"
    SUBJECT: ClassVar[str] = "ticket"
    target_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUnmerged(Event):
    """A ticket that had been merged into `target_id` stands for itself again."""

    NAME: ClassVar[str] = "ticket.unmerged"
    SUBJECT: ClassVar[str] = "ticket"
    target_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLinked(Event):
    """Two tickets were said to belong together (`linked` true), or no longer."""

    NAME: ClassVar[str] = "ticket.linked"
    SUBJECT: ClassVar[str] = "ticket"
    other_id: int
    linked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFollowed(Event):
    """Staff follow a ticket (`follows` true), or no longer."""

    NAME: ClassVar[str] = "ticket.followed"
    SUBJECT: ClassVar[str] = "ticket"
    person_id: int
    follows: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCopied(Event):
    """Somebody is in copy of a ticket (`copied` true), or no longer."""

    NAME: ClassVar[str] = "ticket.copied"
    SUBJECT: ClassVar[str] = "ticket"
    person_id: int
    copied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SideConversationOpened(Event):
    """Staff began to talk with others inside a ticket. The first message is `message_id`."""

    NAME: ClassVar[str] = "side_conversation.opened"
    SUBJECT: ClassVar[str] = "side_conversation"
    ticket_id: int
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SideMessagePosted(Event):
    """Somebody wrote in a side conversation."""

    NAME: ClassVar[str] = "side_conversation.message_posted"
    SUBJECT: ClassVar[str] = "side_conversation"
    ticket_id: int
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SideConversationClosed(Event):
    """A side conversation was closed (`closed` true), or opened again."""

    NAME: ClassVar[str] = "side_conversation.closed"
    SUBJECT: ClassVar[str] = "side_conversation"
    ticket_id: int
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketSettingChanged(Event):
    """An administrator changed a team, organisation, contact reason, field or form (`kind`), given by the subject."""

    NAME: ClassVar[str] = "ticket_setting.changed"
    SUBJECT: ClassVar[str] = "ticket_setting"
    kind: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadReasonChanged(Event):
    """Staff said what a question is about: `reason_id`, or None that nobody says so any more. It was `before`."""

    NAME: ClassVar[str] = "thread.reason_changed"
    SUBJECT: ClassVar[str] = "thread"
    reason_id: int | None
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroSaved(Event):
    """A saved reply was created, edited, archived or restored (`change`)."""

    NAME: ClassVar[str] = "macro.saved"
    SUBJECT: ClassVar[str] = "macro"
    change: str
