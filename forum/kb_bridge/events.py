"""What this flat announces."""

from dataclasses import dataclass
from typing import ClassVar

from forum.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePromoted(Event):
    """An article was begun from these threads."""

    NAME: ClassVar[str] = "article.promoted"
    SUBJECT: ClassVar[str] = "article"
    thread_id: int
    thread_ids: list[int]
    proposal_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleWidened(Event):
    """Somebody confirmed that an article may be for more people than one of its sources."""

    NAME: ClassVar[str] = "article.widened"
    SUBJECT: ClassVar[str] = "article"
    see: str
    group_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesAnswered(Event):
    """An article that was made from threads has its first readers: its card stands in these threads from now on."""

    NAME: ClassVar[str] = "article.sources_answered"
    SUBJECT: ClassVar[str] = "article"
    thread_ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleWished(Event):
    """Somebody says that a thread deserves an article, or (`wished` false) no longer does."""

    NAME: ClassVar[str] = "article.wished"
    SUBJECT: ClassVar[str] = "thread"
    proposal_id: int
    wished: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalOpened(Event):
    """A thread, or the cluster around it, may deserve an article. `origin` is system, people or staff."""

    NAME: ClassVar[str] = "proposal.opened"
    SUBJECT: ClassVar[str] = "proposal"
    thread_id: int
    origin: str
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDecided(Event):
    """A proposal went from state `before` to `after`; `holder_id` has it now, if anybody does."""

    NAME: ClassVar[str] = "proposal.decided"
    SUBJECT: ClassVar[str] = "proposal"
    thread_id: int
    before: str
    after: str
    holder_id: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionRuleChanged(Event):
    """A category's rule for articles was changed."""

    NAME: ClassVar[str] = "promotion_rule.changed"
    SUBJECT: ClassVar[str] = "category"
    section_id: int | None
    proposes: bool
    members: int
    askers: int
    solved_percent: int
    within_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadEscalated(Event):
    """A thread was taken to support: it goes on as a ticket. `thread_ids` are others of its cluster."""

    NAME: ClassVar[str] = "thread.escalated"
    SUBJECT: ClassVar[str] = "thread"
    ticket_id: int
    origin: str
    reason: str
    thread_ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationWithdrawn(Event):
    """That a thread was taken to support was taken back; the ticket is closed."""

    NAME: ClassVar[str] = "escalation.withdrawn"
    SUBJECT: ClassVar[str] = "thread"
    ticket_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyPublished(Event):
    """What staff answered in a ticket stands in the thread as an official reply (`published` true), or no longer does."""

    NAME: ClassVar[str] = "ticket.reply_published"
    SUBJECT: ClassVar[str] = "ticket"
    thread_id: int
    post_id: int
    comment_id: int
    published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PostContinued(Event):
    """What `author_id` wrote in a thread goes on in private, in a ticket."""

    NAME: ClassVar[str] = "post.continued"
    SUBJECT: ClassVar[str] = "post"
    thread_id: int
    ticket_id: int
    author_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRuleChanged(Event):
    """A category's rule for escalations was changed."""

    NAME: ClassVar[str] = "escalation_rule.changed"
    SUBJECT: ClassVar[str] = "category"
    policy: str
    by_asker: bool
    by_helpers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLinked(Event):
    """Somebody answered with the article: a reply, or an answer in a ticket (then thread and post are 0), has it as a card."""

    NAME: ClassVar[str] = "article.linked"
    SUBJECT: ClassVar[str] = "article"

    thread_id: int
    post_id: int
    ticket_id: int = 0
    comment_id: int = 0
