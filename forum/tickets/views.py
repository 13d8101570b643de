"""Tickets as pages, letters and programs show them: slotted values, loaded already. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from forum.tickets import statuses
from forum.tickets.answers import Asked, in_language


def request_path(ticket_id: int) -> str:
    """Where the requester's side reads a ticket."""
    return f"/requests/{ticket_id}"


def desk_path(ticket_id: int) -> str:
    """Where staff work on a ticket."""
    return f"/desk/tickets/{ticket_id}"


def conversation_path(conversation_id: int) -> str:
    """Where a side conversation is read, by its participants and by staff."""
    return f"/requests/conversations/{conversation_id}"


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person as a ticket names them."""

    id: int
    name: str
    display_name: str
    role: str = "member"

    @property
    def path(self) -> str:
        return f"/users/{quote(self.name, safe='')}"

    @property
    def avatar_path(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment. `is_reply`: staff answered; `from_ticket_id` is another than the page's for one that was merged in."""

    id: int
    ticket_id: int
    author: PersonRef
    author_role: str
    is_public: bool
    is_reply: bool
    html: str
    plain: str
    lang: str
    via: str
    created_at: datetime


@dataclass(slots=True)
class TicketRow:
    """A ticket in a list for staff."""

    id: int
    subject: str
    lang: str
    status: str
    priority: str
    type: str
    requester: PersonRef
    assignee: PersonRef | None
    group_id: int | None
    group_name: str
    organization_name: str
    tag_names: str
    waiting_since: datetime | None
    due_at: datetime | None
    promised_at: datetime | None
    created_at: datetime
    updated_at: datetime
    solved_at: datetime | None
    reply_count: int

    @property
    def path(self) -> str:
        return desk_path(self.id)

    @property
    def tags(self) -> list[str]:
        return self.tag_names.split(",") if self.tag_names else []


@dataclass(slots=True)
class RequestRow:
    """A ticket in a list for the requester's side: what they may know, and no more."""

    id: int
    subject: str
    lang: str
    #: As it is shown to them (`statuses.shown_to_requester`).
    status: str
    requester: PersonRef
    created_at: datetime
    updated_at: datetime
    promised_at: datetime | None

    @property
    def path(self) -> str:
        return request_path(self.id)


@dataclass(slots=True)
class RequestView(RequestRow):
    """A ticket as its requester's side reads it."""

    #: The kept status, for verdicts; pages show `status`.
    kept_status: str = ""
    requester_id: int = 0
    takes_part: bool = False
    form_id: int | None = None
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    follow_up_of_id: int | None = None
    merged_into_id: int | None = None
    source_type: str | None = None
    source_id: int | None = None
    #: What the requester answered in the form: (field, answer).
    answers: Sequence[tuple[Asked, str]] = ()
    ccs: Sequence[PersonRef] = ()
    comments: Sequence[CommentView] = ()
    #: Tickets that follow this one up.
    follow_ups: Sequence[int] = ()

    @property
    def last_comment_id(self) -> int:
        """The newest public comment: what a reply is written after."""
        return self.comments[-1].id if self.comments else 0

    @property
    def facts(self) -> "Facts":
        return Facts(self.kept_status, self.requester_id, self.merged_into_id)


@dataclass(frozen=True, slots=True)
class Facts:
    """What `policy` asks of a ticket."""

    status: str
    requester_id: int
    merged_into_id: int | None


@dataclass(slots=True)
class DeskTicket:
    """A ticket with all that staff work with, fields named as in the row."""

    id: int
    subject: str
    lang: str
    status: str
    priority: str
    type: str
    requester: PersonRef
    submitter: PersonRef
    assignee: PersonRef | None
    group_id: int | None
    group_name: str
    organization_id: int | None
    organization_name: str
    reason_id: int | None
    form_id: int | None
    problem_id: int | None
    follow_up_of_id: int | None
    merged_into_id: int | None
    via: str
    source_type: str | None
    source_id: int | None
    external_id: str | None
    tag_names: str
    due_at: datetime | None
    promised_at: datetime | None
    is_public: bool
    waiting_since: datetime | None
    created_at: datetime
    updated_at: datetime
    first_reply_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    reply_count: int
    reopen_count: int
    version: int
    requester_id: int
    assignee_id: int | None
    comments: Sequence[CommentView] = ()
    #: The group whose staff alone work on it; "" for all staff.
    see_group_name: str = ""
    #: The form's fields in its order, and what the ticket answers, by field.
    asked: Sequence[Asked] = ()
    values: dict[int, str] = field(default_factory=dict)
    followers: Sequence[PersonRef] = ()
    ccs: Sequence[PersonRef] = ()
    conversations: Sequence["ConversationRow"] = ()
    #: Tickets merged into this one that stand, tickets related, incidents of this problem, follow-ups.
    merged: Sequence["TicketRef"] = ()
    related: Sequence["TicketRef"] = ()
    incidents: Sequence["TicketRef"] = ()
    follow_ups: Sequence["TicketRef"] = ()

    @property
    def path(self) -> str:
        return desk_path(self.id)

    @property
    def tags(self) -> list[str]:
        return self.tag_names.split(",") if self.tag_names else []

    @property
    def is_closed(self) -> bool:
        return self.status == "closed"


@dataclass(frozen=True, slots=True)
class TicketRef:
    """A ticket that another one names."""

    id: int
    subject: str
    status: str

    @property
    def path(self) -> str:
        return desk_path(self.id)


@dataclass(frozen=True, slots=True)
class AuditView:
    """One update of a ticket: who, when, and what it consisted of."""

    id: int
    ticket_id: int
    author: PersonRef
    via: str
    events: Sequence[dict[str, Any]]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A side conversation in a list."""

    id: int
    ticket_id: int
    subject: str
    state: str
    message_count: int
    updated_at: datetime

    @property
    def path(self) -> str:
        return conversation_path(self.id)


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message of a side conversation."""

    id: int
    author: PersonRef
    author_role: str
    html: str
    plain: str
    lang: str
    created_at: datetime


@dataclass(slots=True)
class ConversationView:
    """A side conversation, as its participants read it: nothing of the ticket but its number, and that for staff."""

    id: int
    ticket_id: int
    subject: str
    state: str
    version: int
    created_at: datetime
    messages: Sequence[MessageView]
    participants: Sequence[PersonRef]

    @property
    def path(self) -> str:
        return conversation_path(self.id)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A team, with how many people are in it."""

    id: int
    name: str
    description: str
    member_count: int
    is_archived: bool
    version: int


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A contact reason with its place in the tree, parents before children."""

    id: int
    parent_id: int | None
    name_en: str
    name_ja: str
    depth: int
    is_archived: bool
    version: int
    #: The names from the top down, in the reader's language.
    trail: str = ""

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_ja)


@dataclass(frozen=True, slots=True)
class FormView:
    """A form as it is chosen and filled in."""

    id: int
    name_en: str
    name_ja: str
    description_en: str
    description_ja: str
    group_id: int | None
    is_archived: bool
    version: int
    asked: Sequence[Asked]

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_ja)

    @property
    def description(self) -> str:
        return in_language(self.description_en, self.description_ja)


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """An organisation in a list for staff."""

    id: int
    name: str
    details: str
    shared_tickets: bool
    shared_comments: bool
    group_id: int | None
    member_count: int
    domains: Sequence[str]


@dataclass(frozen=True, slots=True)
class UsualWait:
    """How long requesters waited of late for a first reply: the middle and nine of ten, of how many."""

    median_minutes: int
    p90_minutes: int
    n: int
    #: Among which they were counted: "" all, category (threads of one), kind (tickets like this one).
    among: str = ""


def public_status(status: str) -> str:
    """The status as the requester's side reads it."""
    return statuses.shown_to_requester(status)
