"""Threads and posts as pages show them: slotted values made by `queries`, with every fact already loaded. Pure."""

from dataclasses import dataclass
from datetime import datetime

from forum.categories.audience import Audience

#: Replies on one numbered page of a thread. Positions are never given twice and a deleted post keeps its own, so that a
#: reply's page never changes and finding it is arithmetic, however long the thread is.
PAGE_SIZE = 20


def thread_path(thread_id: int, slug: str) -> str:
    """A thread's address on this site. The slug keeps kana and kanji; browsers show them."""
    return f"/threads/{thread_id}/{slug}"


def page_of(position: int) -> int:
    """The numbered page of a thread on which the reply at `position` stands; the opening post is on every page."""
    return max(1, -(-position // PAGE_SIZE))


def post_path(thread_id: int, slug: str, post_id: int, position: int) -> str:
    """A post's permanent address: the right page of its thread, and the place on it.

    It names the first page too, for a thread's bare address opens where the reader stopped.
    """
    if position == 0:
        return thread_path(thread_id, slug)
    if position < 0:
        # It has no place yet, and stands at the end of every page for those who see it.
        return f"{thread_path(thread_id, slug)}#reply-{post_id}"
    return f"{thread_path(thread_id, slug)}?page={page_of(position)}#reply-{post_id}"


def avatar_path(name: str) -> str | None:
    """The file of a person's picture, or None: the page then draws one from the name, which costs no request."""
    return None


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote something, as their name, picture and badge are shown. `role` is today's."""

    name: str
    display_name: str
    role: str

    @property
    def avatar_path(self) -> str | None:
        return avatar_path(self.name)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What policies need to know of the category in which a thread stands."""

    seers: Audience
    askers: Audience
    answerers: Audience
    thread_types: tuple[str, ...]
    is_archived: bool


@dataclass(slots=True)
class ThreadView:
    """One thread, visible to the viewer it was loaded for."""

    id: int
    type: str
    title: str
    slug: str
    lang: str
    status: str
    status_reason: str
    status_at: datetime
    status_by_name: str
    status_by_display_name: str
    category_id: int
    category_name: str
    category_slug: str
    category_colour: str
    author_id: int
    author_name: str
    author_display_name: str
    author_role: str
    answers: list[dict[str, str]]
    tags: list[str]
    answer_excerpt: str
    excerpt: str
    solution_post_id: int | None
    created_at: datetime
    last_activity_at: datetime
    last_position: int
    reply_count: int
    view_count: int
    same_problem_count: int
    first_response_at: datetime | None
    waiting_since: datetime | None
    is_pinned: bool
    is_locked: bool
    locked_reason: str
    is_unlisted: bool
    is_archived: bool
    archived_reason: str
    #: Seconds between two replies of one person; 0 for as soon as they like.
    slow_seconds: int
    is_deleted: bool
    deleted_by_id: int | None
    deleted_reason: str
    version: int
    #: Whether search engines and feeds may have it: the category is open to everyone, and the thread is listed.
    is_public: bool
    shelf: Shelf
    #: The viewer's own: their mark, bookmark and how far they have read (None: never opened).
    has_same_problem: bool = False
    is_bookmarked: bool = False
    read_position: int | None = None
    #: Whether posts came from another thread, or went to one.
    has_moves: bool = False
    #: What flats above asked for along with the thread, as the database gave it.
    beside: tuple[object, ...] = ()
    #: Why a moderator is to look before others see it (again); "" for what does not wait. `is_held`: nobody saw it yet.
    hidden_reason: str = ""
    is_held: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether it is out of sight until a moderator has looked."""
        return bool(self.hidden_reason)

    @property
    def path(self) -> str:
        return thread_path(self.id, self.slug)

    @property
    def author_avatar_path(self) -> str | None:
        return avatar_path(self.author_name)

    @property
    def author(self) -> Author:
        return Author(self.author_name, self.author_display_name, self.author_role)

    @property
    def page_count(self) -> int:
        """Numbered pages. Deleted replies keep their places, so that a reply's page never changes."""
        return page_of(self.last_position)

    @property
    def is_asking(self) -> bool:
        return self.type in ("question", "problem")

    @property
    def is_solved(self) -> bool:
        return self.status == "solved"

    @property
    def is_open(self) -> bool:
        return self.status in ("open", "needs_info")


#: A post's id, its version and its renderer's, its helpful votes, whether it is official, and its author's name, display
#: name and role.
Stamp = tuple[int, int, int, int, bool, str, str, str]


@dataclass(slots=True)
class PostView:
    """One post. Of a deleted one only its place, and for those who may, its text."""

    id: int
    thread_id: int
    position: int
    author_id: int
    author_name: str
    author_display_name: str
    #: The role now, for the badge.
    author_role: str
    html: str
    html_version: int
    plain: str
    lang: str
    created_at: datetime
    edited_at: datetime | None
    revision_count: int
    helpful_count: int
    is_official: bool
    #: Whether a moderator took words out of it.
    is_redacted: bool
    is_deleted: bool
    deleted_by_id: int | None
    deleted_reason: str
    reply_to_id: int | None
    #: Grows with every change of the text and of whether it is shown; editors compare it.
    version: int
    thread_slug: str
    #: Whether it is the thread's solution.
    is_accepted: bool = False
    voted: bool = False
    #: Why a moderator is to look before others see it (again); "" for what does not wait. `is_held`: nobody saw it yet.
    hidden_reason: str = ""
    is_held: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether it is out of sight until a moderator has looked."""
        return bool(self.hidden_reason)

    @property
    def author(self) -> Author:
        return Author(self.author_name, self.author_display_name, self.author_role)

    @property
    def stamp(self) -> Stamp:
        """What changes whenever something that shows of it to everybody does."""
        return (
            self.id, self.version, self.html_version, self.helpful_count, self.is_official, self.author_name,
            self.author_display_name, self.author_role,
        )

    @property
    def anchor(self) -> str:
        """Its place on its page."""
        return f"reply-{self.id}" if self.position else "question"

    @property
    def path(self) -> str:
        """Its permanent address."""
        return post_path(self.thread_id, self.thread_slug, self.id, self.position)

    @property
    def at(self) -> datetime:
        return self.created_at

    @property
    def history_path(self) -> str | None:
        """Where its earlier versions are read; None when there are none."""
        return f"/posts/{self.id}/revisions" if self.revision_count > 1 else None


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread as a line of a list. Lines that say the same are equal, so that a rendered one is known by its row."""

    id: int
    title: str
    slug: str
    lang: str
    type: str
    status: str
    category_name: str
    category_slug: str
    category_colour: str
    tags: tuple[str, ...]
    author_name: str
    author_display_name: str
    reply_count: int
    same_problem_count: int
    view_count: int
    created_at: datetime
    waiting_since: datetime | None
    last_activity_at: datetime
    answer_excerpt: str
    excerpt: str
    is_new: bool
    is_unread: bool
    is_pinned: bool
    is_locked: bool

    @property
    def path(self) -> str:
        return thread_path(self.id, self.slug)

    @property
    def author_avatar_path(self) -> str | None:
        return avatar_path(self.author_name)


@dataclass(slots=True)
class PostRow:
    """A post as a line in a profile: what it says, and where it stands."""

    id: int
    position: int
    thread_id: int
    thread_title: str
    thread_slug: str
    thread_status: str
    lang: str
    excerpt: str
    helpful_count: int
    is_solution: bool
    created_at: datetime

    @property
    def path(self) -> str:
        return post_path(self.thread_id, self.thread_slug, self.id, self.position)


@dataclass(slots=True)
class RevisionView:
    """What a post said from a moment on."""

    number: int
    title: str
    source: str
    author_name: str
    author_display_name: str
    reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TimerLine:
    """Something that happens to a thread by the clock: at `due_at`, or with `days` so long after the last reply."""

    id: int
    kind: str
    due_at: datetime
    days: int | None
    reason: str
    set_by_name: str
    set_by_display_name: str


@dataclass(frozen=True, slots=True)
class RunningTimer:
    """A timer among those of all threads, with the thread it is about. A pin's end is one too: `kind` is unpin."""

    line: TimerLine
    thread_id: int
    path: str
    title: str
    lang: str


@dataclass(frozen=True, slots=True)
class MoveLine:
    """That posts stand in another thread than before, as it shows at `position` of a page.

    `what` is gone (replies of this page went to another thread), merged (what follows was another thread), or came (the
    whole thread was split from another). `posts` are the ids that old addresses may name, `path` is where to go on.
    """

    what: str
    position: int
    path: str
    title: str
    posts: tuple[int, ...]
    move_id: int


@dataclass(slots=True)
class Change:
    """One line of a thread's history: an event's name with who, when and the details it carries."""

    name: str
    actor_name: str
    actor_display_name: str
    at: datetime
    data: dict[str, object]
