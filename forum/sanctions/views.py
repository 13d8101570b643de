"""Sanctions, appeals, notes and clean-ups as pages show them: slotted values, loaded already. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class AppealLine:
    """An appeal as whoever made it sees it."""

    id: int
    words: str
    made_at: datetime
    outcome: str
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class SanctionLine:
    """A sanction. Who gave and lifted it is filled in for moderators alone."""

    id: int
    kind: str
    reason: str
    words: str
    given_at: datetime
    until: datetime | None
    is_in_force: bool
    lifted_at: datetime | None
    lifted_words: str
    given_by: str = ""
    lifted_by: str = ""
    appeal: AppealLine | None = None


@dataclass(frozen=True, slots=True)
class DeedLine:
    """What a moderator did with something that somebody wrote: an event, as far as it still stands."""

    id: int
    name: str
    title: str
    path: str
    lang: str
    words: str
    at: datetime
    appeal: AppealLine | None


@dataclass(frozen=True, slots=True)
class StandingView:
    """What was decided about a person, to that person."""

    person: Actor
    sanctions: Sequence[SanctionLine]
    deeds: Sequence[DeedLine]


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note about a member."""

    id: int
    text: str
    written_at: datetime
    author: str
    may_be_removed: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of flags or appeals: right, not right, taken care of already, and still open."""

    upheld: int = 0
    dismissed: int = 0
    handled: int = 0
    open: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether there were none."""
        return not (self.upheld or self.dismissed or self.handled or self.open)


@dataclass(frozen=True, slots=True)
class ShownPosts:
    """How much of what somebody posted is shown: what a clean-up would remove."""

    thread_count: int
    reply_count: int
    #: What others wrote in those threads, and what goes out of sight with them.
    others_count: int

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to remove."""
        return not self.thread_count and not self.reply_count


@dataclass(frozen=True, slots=True)
class CleanUpLine:
    """That everything of a member was removed in one step, and how far it is."""

    id: int
    reason: str
    words: str
    started_at: datetime
    started_by: str
    removed_count: int
    left_count: int
    finished_at: datetime | None
    undone_at: datetime | None
    undone_by: str
    restored_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        """Whether posts still go, or come back."""
        return self.restored_at is None and (self.finished_at is None or self.undone_at is not None)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody in the list of those about whom something was decided."""

    id: int
    name: str
    display_name: str
    role: str
    kind: str
    reason: str
    given_at: datetime
    until: datetime | None
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Care:
    """Everything moderators see of a member. `refusal` says why the viewer may not act, "" when they may."""

    id: int
    name: str
    display_name: str
    role: str
    joined_at: datetime
    is_gone: bool
    suspended_until: datetime | None
    silenced_until: datetime | None
    post_count: int
    removed_count: int
    sanctions: Sequence[SanctionLine]
    notes: Sequence[NoteLine]
    #: Other members who were signed in from the same network address of late.
    sharing: Sequence[tuple[str, int]]
    refusal: str
    shown: ShownPosts
    clean_ups: Sequence[CleanUpLine]
    flags_raised: Counts
    flags_against: Counts
    appeals_made: Counts


@dataclass(frozen=True, slots=True)
class AppealCase:
    """An appeal with what it is about, to a moderator. `refusal` says why the viewer may not answer it."""

    id: int
    about: str
    person_id: int
    person_name: str
    person_display_name: str
    words: str
    made_at: datetime
    #: A sanction's kind, or an event's name.
    what: str
    reason: str
    decision_words: str
    decided_at: datetime
    decider: str
    #: Of a deed: the post's text or the thread's title, and where it stands.
    title: str
    path: str
    plain: str
    lang: str
    outcome: str
    answer: str
    answered_by: str
    answered_at: datetime | None
    refusal: str
