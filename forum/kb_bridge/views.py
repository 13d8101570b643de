"""Articles and the threads they came from, and proposals, as pages show them."""

from dataclasses import dataclass
from datetime import datetime

from forum.categories.audience import Audience
from forum.kb.views import article_path
from forum.kb_bridge.qualifying import Rule
from forum.threads.views import post_path, thread_path


@dataclass(frozen=True, slots=True)
class Card:
    """An article in a thread that it was made from or that it solved, in the language that suits the reader best."""

    id: int
    title: str
    slug: str
    lang: str
    excerpt: str
    #: Whether it was accepted as what solved the thread.
    is_solution: bool = False

    @property
    def path(self) -> str:
        return article_path(self.id, self.slug)


@dataclass(frozen=True, slots=True)
class Source:
    """A thread that an article was made from. `is_open`: nobody has said yet that it is solved."""

    thread_id: int
    title: str
    slug: str
    lang: str
    status: str
    is_open: bool
    is_by_article: bool

    @property
    def path(self) -> str:
        return thread_path(self.thread_id, self.slug)


@dataclass(frozen=True, slots=True)
class Thanked:
    """Somebody whose words an article uses."""

    name: str
    display_name: str
    path: str


@dataclass(frozen=True, slots=True)
class Behind:
    """Where an article came from, as far as one reader may see it."""

    sources: list[Source]
    thanked: list[Thanked]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody of the team, as a proposal names them."""

    id: int
    name: str
    display_name: str

    @property
    def shown(self) -> str:
        return self.display_name or self.name


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal in the queue. `value` is how many threads the viewer may read that ask the same."""

    id: int
    state: str
    origin: str
    thread_id: int
    title: str
    slug: str
    lang: str
    status: str
    category_name: str
    value: int
    wish_count: int
    same_problem_count: int
    view_count: int
    opened_at: datetime
    holder: Named | None

    @property
    def path(self) -> str:
        return thread_path(self.thread_id, self.slug)


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One proposal with what was decided of it."""

    line: ProposalLine
    category_id: int
    cluster_id: int | None
    state_at: datetime
    state_by: Named | None
    reason: str
    member_count: int
    article_id: int | None
    version: int

    @property
    def id(self) -> int:
        return self.line.id

    @property
    def state(self) -> str:
        return self.line.state

    @property
    def holder_id(self) -> int | None:
        return self.line.holder.id if self.line.holder else None


@dataclass(frozen=True, slots=True)
class Member:
    """A thread beside the others that ask the same, as evidence. `is_sure`: by a decision, or the hub itself."""

    thread_id: int
    title: str
    slug: str
    lang: str
    status: str
    asker_name: str
    asker_shown: str
    created_at: datetime
    view_count: int
    same_problem_count: int
    is_hub: bool
    is_sure: bool
    score: float

    @property
    def path(self) -> str:
        return thread_path(self.thread_id, self.slug)


@dataclass(frozen=True, slots=True)
class Answer:
    """An accepted or official reply of one of them."""

    post_id: int
    thread_id: int
    thread_title: str
    thread_slug: str
    position: int
    lang: str
    html: str
    author_shown: str
    is_official: bool
    is_accepted: bool
    helpful_count: int

    @property
    def path(self) -> str:
        return post_path(self.thread_id, self.thread_slug, self.post_id, self.position)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A category with the rule that holds there: its own, its parent's, or the usual one."""

    category_id: int
    name: str
    rule: Rule
    section_id: int | None
    is_own: bool
    version: int


@dataclass(frozen=True, slots=True)
class Effect:
    """How many questions joined an article's clusters in a week, before it was published and after.

    `before` and `after` are counted over `weeks_before` and `weeks_after`; together they are the n of the comparison.
    """

    published_at: datetime
    before: int
    weeks_before: float
    after: int
    weeks_after: float

    @property
    def per_week_before(self) -> float:
        return self.before / self.weeks_before if self.weeks_before else 0.0

    @property
    def per_week_after(self) -> float:
        return self.after / self.weeks_after if self.weeks_after else 0.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """Who wishes for an article about a thread: how many, and whether the viewer does."""

    count: int
    mine: bool


@dataclass(frozen=True, slots=True)
class Widening:
    """For whom an article would be, and for whom fewer its sources are."""

    own: Audience | None
    narrower: list[str]
