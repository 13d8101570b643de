"""What this flat announces."""

from dataclasses import dataclass
from typing import ClassVar

from forum.events import Event


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
    """Somebody answered with the article: a reply has it as a card."""

    NAME: ClassVar[str] = "article.linked"
    SUBJECT: ClassVar[str] = "article"

    thread_id: int
    post_id: int
