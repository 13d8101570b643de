"""What this flat announces. The same rows are a thread's history: who changed what, when and why."""

from dataclasses import dataclass, field
from typing import ClassVar

from forum.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadOpened(Event):
    """Somebody asked a question or opened another kind of thread. The opening post is `post_id`."""

    NAME: ClassVar[str] = "thread.opened"
    SUBJECT: ClassVar[str] = "thread"
    post_id: int
    category_id: int
    tag_ids: list[int]
    type: str
    mentions: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyPosted(Event):
    """Somebody replied. The subject is the thread; `position` is the reply's place in it."""

    NAME: ClassVar[str] = "reply.posted"
    SUBJECT: ClassVar[str] = "thread"
    post_id: int
    position: int
    reply_to_id: int | None
    mentions: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEdited(Event):
    """A post's text (or the opening post's title) changed. `number` is the new revision's; `mentions` only the new ones."""

    NAME: ClassVar[str] = "post.edited"
    SUBJECT: ClassVar[str] = "post"
    thread_id: int
    number: int
    reason: str
    title_changed: bool
    mentions: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDeleted(Event):
    """A post is no longer shown; its place is kept. `flagged_for` are the reasons of flags that were right about it."""

    NAME: ClassVar[str] = "post.deleted"
    SUBJECT: ClassVar[str] = "post"
    thread_id: int
    author_id: int
    reason: str
    flagged_for: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRestored(Event):
    """A deleted post is shown again."""

    NAME: ClassVar[str] = "post.restored"
    SUBJECT: ClassVar[str] = "post"
    thread_id: int
    author_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHidden(Event):
    """A post that people had seen (at position 0: its thread) is out of sight until a moderator has looked at it."""

    NAME: ClassVar[str] = "post.hidden"
    SUBJECT: ClassVar[str] = "post"
    thread_id: int
    author_id: int
    position: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHeld(Event):
    """A post (at position 0: its thread) was kept, but nobody else sees it before a moderator has looked at it."""

    NAME: ClassVar[str] = "post.held"
    SUBJECT: ClassVar[str] = "post"
    thread_id: int
    author_id: int
    position: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostShown(Event):
    """A post that was out of sight is shown. With `first` nobody had seen it before: it was posted only now."""

    NAME: ClassVar[str] = "post.shown"
    SUBJECT: ClassVar[str] = "post"
    thread_id: int
    author_id: int
    position: int
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPutBack(Event):
    """That a post was removed was taken back before anybody saw it again: it waits for a moderator's look as it did."""

    NAME: ClassVar[str] = "post.put_back"
    SUBJECT: ClassVar[str] = "post"
    thread_id: int
    author_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadDeleted(Event):
    """A whole thread is no longer shown. `flagged_for` are the reasons of flags that were right about its opening post."""

    NAME: ClassVar[str] = "thread.deleted"
    SUBJECT: ClassVar[str] = "thread"
    author_id: int
    reason: str
    flagged_for: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRestored(Event):
    """A deleted thread is shown again."""

    NAME: ClassVar[str] = "thread.restored"
    SUBJECT: ClassVar[str] = "thread"
    author_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanged(Event):
    """A thread's status went from `before` to `after`; `reason` says by whose word or why, `note` in their own words."""

    NAME: ClassVar[str] = "thread.status_changed"
    SUBJECT: ClassVar[str] = "thread"
    before: str
    after: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRetyped(Event):
    """Staff gave the thread another type."""

    NAME: ClassVar[str] = "thread.retyped"
    SUBJECT: ClassVar[str] = "thread"
    before: str
    after: str
    reason: str
    public_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMoved(Event):
    """The thread stands in another category."""

    NAME: ClassVar[str] = "thread.moved"
    SUBJECT: ClassVar[str] = "thread"
    before: int
    after: int
    reason: str
    public_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRetagged(Event):
    """The thread's tags changed, given by name."""

    NAME: ClassVar[str] = "thread.retagged"
    SUBJECT: ClassVar[str] = "thread"
    before: list[str]
    after: list[str]
    reason: str = ""
    public_reason: str = ""


# What follows is done for the good of the forum. `public_reason` is for everyone; `reason` is the team's own note, or the
# same where there is none. What the clock does carries who set the timer.


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadClosed(Event):
    """Somebody other than its author, or a timer, closed the thread; `before` is the status it had."""

    NAME: ClassVar[str] = "thread.closed"
    SUBJECT: ClassVar[str] = "thread"
    before: str
    reason: str
    public_reason: str
    timer_set_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadReopened(Event):
    """Somebody other than its author, or a timer, opened the closed thread again."""

    NAME: ClassVar[str] = "thread.reopened"
    SUBJECT: ClassVar[str] = "thread"
    before: str
    reason: str
    public_reason: str
    timer_set_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLocked(Event):
    """The thread takes no more replies from people who are not staff (`locked` true), or takes them again."""

    NAME: ClassVar[str] = "thread.locked"
    SUBJECT: ClassVar[str] = "thread"
    locked: bool
    reason: str
    public_reason: str = ""
    timer_set_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPinned(Event):
    """The thread stands at the top of its lists until `until` (ISO text), or no longer (empty); `before` likewise."""

    NAME: ClassVar[str] = "thread.pinned"
    SUBJECT: ClassVar[str] = "thread"
    until: str
    before: str = ""
    reason: str = ""
    public_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadUnlisted(Event):
    """The thread is reached by its address only (`unlisted` true), or stands in lists again."""

    NAME: ClassVar[str] = "thread.unlisted"
    SUBJECT: ClassVar[str] = "thread"
    unlisted: bool
    reason: str
    public_reason: str
    timer_set_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadArchived(Event):
    """The thread is read and no longer written in (`archived` true), or is alive again."""

    NAME: ClassVar[str] = "thread.archived"
    SUBJECT: ClassVar[str] = "thread"
    archived: bool
    reason: str
    public_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowModeSet(Event):
    """One person's replies to the thread stand at least `after` seconds apart; 0 for as soon as they like."""

    NAME: ClassVar[str] = "thread.slow_mode_set"
    SUBJECT: ClassVar[str] = "thread"
    before: int
    after: int
    reason: str
    public_reason: str
    timer_set_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerSet(Event):
    """Something will happen to the thread: `kind`, at `due_at` (ISO text) or `days` after the last reply."""

    NAME: ClassVar[str] = "thread.timer_set"
    SUBJECT: ClassVar[str] = "thread"
    kind: str
    due_at: str
    days: int | None
    reason: str
    public_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerCancelled(Event):
    """What was to happen to the thread will not."""

    NAME: ClassVar[str] = "thread.timer_cancelled"
    SUBJECT: ClassVar[str] = "thread"
    kind: str
    due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpfulVoted(Event):
    """Somebody found a post helpful (`voted` true) or took that back."""

    NAME: ClassVar[str] = "post.helpful_voted"
    SUBJECT: ClassVar[str] = "post"
    thread_id: int
    author_id: int
    voted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SameProblemMarked(Event):
    """Somebody has the thread's problem too (`marked` true), or no longer."""

    NAME: ClassVar[str] = "thread.same_problem_marked"
    SUBJECT: ClassVar[str] = "thread"
    marked: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRedacted(Event):
    """Words were taken out of a post for good: `kind` is pieces, whole or withdrawn (it goes on elsewhere, in private)."""

    NAME: ClassVar[str] = "post.redacted"
    SUBJECT: ClassVar[str] = "post"
    thread_id: int
    author_id: int
    kind: str
    place_count: int
    reason: str
    public_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadSplit(Event):
    """Replies of the thread became a thread of their own, `new_thread_id`; `author_ids` wrote them."""

    NAME: ClassVar[str] = "thread.split"
    SUBJECT: ClassVar[str] = "thread"
    move_id: int
    new_thread_id: int
    post_ids: list[int]
    author_ids: list[int]
    reason: str
    public_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitReverted(Event):
    """The replies stand in the thread again; the one they had of their own leads back to it."""

    NAME: ClassVar[str] = "thread.split_reverted"
    SUBJECT: ClassVar[str] = "thread"
    move_id: int
    new_thread_id: int
    post_ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMerged(Event):
    """All of the thread stands in another one now, `into_id`, and its address leads there."""

    NAME: ClassVar[str] = "thread.merged"
    SUBJECT: ClassVar[str] = "thread"
    move_id: int
    into_id: int
    author_id: int
    reason: str
    public_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadTakenIn(Event):
    """The thread holds all of another one now, `from_id`: the same as `thread.merged`, in this thread's history."""

    NAME: ClassVar[str] = "thread.taken_in"
    SUBJECT: ClassVar[str] = "thread"
    move_id: int
    from_id: int
    reason: str
    public_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReverted(Event):
    """The thread stands by itself again, apart from `into_id`."""

    NAME: ClassVar[str] = "thread.merge_reverted"
    SUBJECT: ClassVar[str] = "thread"
    move_id: int
    into_id: int
