"""People as pages show them: slotted values made by `queries`, with every fact already loaded. Pure."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from forum.accounts.letters import Reader


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as others may see them. `bio_html` is safe to show as it is."""

    id: int
    name: str
    display_name: str
    role: str
    bio: str
    bio_html: str
    language: str
    time_zone: str
    reputation: int
    accepted_count: int
    helpful_count: int
    created_at: datetime
    is_confirmed: bool
    is_suspended: bool
    is_gone: bool
    #: Whether a moderator has yet to let them in.
    is_held: bool = False
    #: Whether nobody but its owner and moderators sees the biography yet; never true for others.
    is_bio_held: bool = False
    #: None until files come: the picture is drawn in the page from the name.
    avatar_path: str | None = None

    @property
    def path(self) -> str:
        return f"/users/{quote(self.name, safe='')}"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list for administrators; `email` is None once they are gone."""

    id: int
    name: str
    display_name: str
    role: str
    email: str | None
    reputation: int
    created_at: datetime
    last_seen_at: datetime | None
    is_confirmed: bool
    is_locked: bool
    is_suspended: bool
    is_gone: bool
    avatar_path: str | None = None


@dataclass(frozen=True, slots=True)
class DeskPerson:
    """Everything administrators see of one account."""

    row: PersonRow
    groups: list["GroupRow"]
    locked_until: datetime | None
    failed_sign_ins: int
    session_count: int


@dataclass(frozen=True, slots=True)
class SessionView:
    """One of a person's signed-in browsers, in words they recognise."""

    id: int
    browser: str
    system: str
    address: str
    created_at: datetime
    last_used_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in a list."""

    id: int
    name: str
    description: str
    member_count: int


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with everybody in it."""

    id: int
    name: str
    description: str
    members: list[PersonRow]


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One account event: who did what to whom. Names are "" for nobody, or for who is gone."""

    id: int
    name: str
    at: datetime
    actor_name: str
    subject_type: str
    subject_id: int
    subject_name: str
    data: dict[str, object]


@dataclass(frozen=True, slots=True)
class LetterToken:
    """A letter's secret that can still be used: what for, at which address, and whose account it is about."""

    purpose: str
    email: str
    reader: Reader


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A blocked domain or address range."""

    id: int
    kind: str
    value: str
    reason: str
    until: datetime | None
    has_ended: bool
    created_by: str
    created_at: datetime
