"""What accounts announce. No event carries a name, an address or a password: the log is kept for ever."""

from dataclasses import dataclass
from typing import ClassVar

from forum.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSignedUp(Event):
    """A person made an account, or one was made for them (then the actor is whoever made it)."""

    NAME: ClassVar[str] = "person.registered"
    SUBJECT: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailVerified(Event):
    """A person showed that their e-mail address is theirs: for the first time, or a new one (`changed`)."""

    NAME: ClassVar[str] = "person.email_verified"
    SUBJECT: ClassVar[str] = "person"
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdmitted(Event):
    """A moderator let a new account in, which may write from now on."""

    NAME: ClassVar[str] = "person.admitted"
    SUBJECT: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonHeld(Event):
    """An account that was let in waits for a moderator's look again."""

    NAME: ClassVar[str] = "person.held"
    SUBJECT: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLocked(Event):
    """Too many wrong passwords: signing in is locked for `minutes`. The subject is 0 when nobody has that name."""

    NAME: ClassVar[str] = "person.sign_in_locked"
    SUBJECT: ClassVar[str] = "person"
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonUnlocked(Event):
    """An administrator lifted a lock before its time."""

    NAME: ClassVar[str] = "person.unlocked"
    SUBJECT: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetAsked(Event):
    """Somebody asked for a letter to choose a new password. The subject is 0 when nobody has that address."""

    NAME: ClassVar[str] = "person.reset_asked"
    SUBJECT: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordReset(Event):
    """A person chose a new password by letter; all their sessions ended."""

    NAME: ClassVar[str] = "person.password_recovered"
    SUBJECT: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    """A signed-in person changed their password; their other sessions ended."""

    NAME: ClassVar[str] = "person.password_changed"
    SUBJECT: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(Event):
    """A person changed what others see of them; `fields` names what."""

    NAME: ClassVar[str] = "person.profile_changed"
    SUBJECT: ClassVar[str] = "person"
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BioHeld(Event):
    """What a person wrote about themselves is not shown before a moderator has looked at it."""

    NAME: ClassVar[str] = "person.bio_held"
    SUBJECT: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class BioShown(Event):
    """What a person wrote about themselves is shown: a moderator let it through, or they wrote something else."""

    NAME: ClassVar[str] = "person.bio_shown"
    SUBJECT: ClassVar[str] = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(Event):
    """A person was given another role."""

    NAME: ClassVar[str] = "person.role_changed"
    SUBJECT: ClassVar[str] = "person"
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAnonymised(Event):
    """A person is gone. `deleted`: the row too; otherwise what they wrote stays, under a name that says nothing.

    Listeners delete what is personal in their own tables (drafts, watches, notifications, bookmarks).
    """

    NAME: ClassVar[str] = "person.anonymised"
    SUBJECT: ClassVar[str] = "person"
    deleted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCreated(Event):
    """An administrator made a group."""

    NAME: ClassVar[str] = "group.created"
    SUBJECT: ClassVar[str] = "group"
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEdited(Event):
    """An administrator renamed or described a group."""

    NAME: ClassVar[str] = "group.edited"
    SUBJECT: ClassVar[str] = "group"
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDeleted(Event):
    """An administrator deleted a group that nothing referred to any more."""

    NAME: ClassVar[str] = "group.deleted"
    SUBJECT: ClassVar[str] = "group"
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupJoined(Event):
    """A person was added to a group."""

    NAME: ClassVar[str] = "group.joined"
    SUBJECT: ClassVar[str] = "group"
    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLeft(Event):
    """A person was taken out of a group."""

    NAME: ClassVar[str] = "group.left"
    SUBJECT: ClassVar[str] = "group"
    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainOrRangeBlocked(Event):
    """New members are not taken any more from a domain or an address range, until `until` (ISO text; "" without end)."""

    NAME: ClassVar[str] = "block.added"
    SUBJECT: ClassVar[str] = "block"
    kind: str
    value: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRemoved(Event):
    """New members are taken again from a domain or an address range."""

    NAME: ClassVar[str] = "block.removed"
    SUBJECT: ClassVar[str] = "block"
    kind: str
    value: str


#: Every event of this flat about people and groups: the audit trail that administrators read.
AUDIT: tuple[type[Event], ...] = (
    PersonSignedUp, EmailVerified, SignInLocked, PersonUnlocked, ResetAsked, PasswordReset, PasswordChanged,
    ProfileChanged, BioHeld, BioShown, RoleChanged, PersonAnonymised, GroupCreated, GroupEdited, GroupDeleted, GroupJoined,
    GroupLeft,
)  # fmt: skip
