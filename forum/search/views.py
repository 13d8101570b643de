"""What a search gives: slotted values, made by `queries`. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forum.kb.views import Line
from forum.threads.views import ThreadRow, post_path

#: A text in pieces: what it says, and whether that was looked for.
Marked = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be an answer, with what ranking weighs. `words_had` of `words_asked` stand in it."""

    post_id: int
    thread_id: int
    position: int
    title: tuple[str, ...]
    tags: frozenset[str]
    created_at: datetime
    helpful: int
    is_official: bool
    is_solution: bool
    is_solved: bool
    same_problem: int
    words_had: int
    words_asked: int


@dataclass(frozen=True, slots=True)
class ArticleCandidate:
    """An article in one language that may be an answer, with what ranking weighs; `asked` are its other titles."""

    version_id: int
    article_id: int
    lang: str
    title: tuple[str, ...]
    asked: tuple[tuple[str, ...], ...]
    labels: frozenset[str]
    changed_at: datetime
    is_outdated: bool
    words_had: int
    words_asked: int


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """One article that was found: its line for lists, and where the words stand."""

    article: Line
    title: Marked
    snippet: Marked
    #: The title it was also asked under, where that fits and its own does not.
    asked: Marked = ()

    @property
    def path(self) -> str:
        """Where it is read."""
        return self.article.path


@dataclass(frozen=True, slots=True)
class Hit:
    """One thread that was found: its row for lists, the post that fits best, and where the words stand."""

    thread: ThreadRow
    post_id: int
    position: int
    #: The author of the post that fits best, when it is a reply.
    author_name: str
    author_display_name: str
    is_official: bool
    is_solution: bool
    title: Marked
    snippet: Marked
    #: Other posts of the thread that fit as well.
    others: int = 0

    @property
    def path(self) -> str:
        """Where the post that fits best is read."""
        return post_path(self.thread.id, self.thread.slug, self.post_id, self.position)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what a search found."""

    hits: Sequence[Hit | ArticleHit] = ()
    #: Threads and articles on all pages; with `more` there are others that were not looked at.
    count: int = 0
    more: bool = False
    #: No thread and no article has every word: these have most of them.
    relaxed: bool = False
    page: int = 1
    page_count: int = 1
    #: Operators that name what is not there (or not for this viewer), as typed.
    unknown: Sequence[str] = field(default_factory=tuple)
    #: The search with a slip of the finger put right, when that finds more; "" without one.
    suggestion: str = ""
    #: Whether it took too long to look at everything.
    cut_short: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on typing: the whole search that it makes, what to show of it, and a note beside it."""

    query: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeptSearch:
    """A search of one's own: one that is kept under a name, or one of late (id 0, its words for a name)."""

    id: int
    name: str
    query: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Miss:
    """What people looked for and did not find."""

    id: int
    query: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class IndexState:
    """How much of the community the search knows: of the posts that were here at first, up to which id."""

    upto: int
    goal: int

    @property
    def is_complete(self) -> bool:
        """Whether all of them are known."""
        return self.upto >= self.goal
