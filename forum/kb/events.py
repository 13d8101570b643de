"""What this flat announces. The subject of "article" events is the article; `lang` says which of its languages."""

from dataclasses import dataclass
from typing import Any, ClassVar

from forum.events import Event

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCreated(Event):
    """An article was begun. Nobody but the team can read it yet."""

    NAME: ClassVar[str] = "article.created"
    SUBJECT: ClassVar[str] = "article"

    lang: str
    kind: str
    section_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSaved(Event):
    """Somebody saved a text of the article: revision `number` of that language. Readers see nothing of it yet."""

    NAME: ClassVar[str] = "article.saved"
    SUBJECT: ClassVar[str] = "article"

    lang: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReviewAsked(Event):
    """The writer says that a text is ready; `reviewer_id` is who was named to look at it."""

    NAME: ClassVar[str] = "article.review_asked"
    SUBJECT: ClassVar[str] = "article"

    lang: str
    number: int
    reviewer_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSentBack(Event):
    """A reviewer gave a text back to its writer; why stands in the comments."""

    NAME: ClassVar[str] = "article.sent_back"
    SUBJECT: ClassVar[str] = "article"

    lang: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCommented(Event):
    """Somebody of the team said something about a revision."""

    NAME: ClassVar[str] = "article.commented"
    SUBJECT: ClassVar[str] = "article"

    lang: str
    number: int
    comment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleScheduled(Event):
    """A reviewed text is to become live at `at` (ISO 8601, UTC), or, with "", no longer is."""

    NAME: ClassVar[str] = "article.scheduled"
    SUBJECT: ClassVar[str] = "article"

    lang: str
    number: int
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePublished(Event):
    """Readers get another text. `first` is true when they got none in this language before."""

    NAME: ClassVar[str] = "article.published"
    SUBJECT: ClassVar[str] = "article"

    lang: str
    number: int
    first: bool
    minor: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDetailsChanged(Event):
    """Its section, kind, audience, labels, people or interval changed; both hold only what did."""

    NAME: ClassVar[str] = "article.details_changed"
    SUBJECT: ClassVar[str] = "article"

    before: Values
    after: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleMoved(Event):
    """It changed places with its neighbour in the section."""

    NAME: ClassVar[str] = "article.moved"
    SUBJECT: ClassVar[str] = "article"

    before: Values
    after: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleVerified(Event):
    """Somebody looked and says it is still right, until `until` (ISO 8601; "" for ever)."""

    NAME: ClassVar[str] = "article.verified"
    SUBJECT: ClassVar[str] = "article"

    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleArchived(Event):
    """Readers no longer find it, in any language."""

    NAME: ClassVar[str] = "article.archived"
    SUBJECT: ClassVar[str] = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRestored(Event):
    """It is out of the archive: what was live is live again."""

    NAME: ClassVar[str] = "article.restored"
    SUBJECT: ClassVar[str] = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRated(Event):
    """A reader (nobody knows who, when there is no actor) says whether revision `number` helped."""

    NAME: ClassVar[str] = "article.rated"
    SUBJECT: ClassVar[str] = "article"

    lang: str
    number: int
    helpful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFlagged(Event):
    """A member says that a revision is "outdated" or "incorrect"."""

    NAME: ClassVar[str] = "article.flagged"
    SUBJECT: ClassVar[str] = "article"

    lang: str
    number: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFlagResolved(Event):
    """The team dealt with what a member flagged."""

    NAME: ClassVar[str] = "article.flag_resolved"
    SUBJECT: ClassVar[str] = "article"

    flag_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleShelfChanged(Event):
    """A category of the tree was made, renamed, moved, archived or taken into use; `before` is empty for a new one."""

    NAME: ClassVar[str] = "article_category.changed"
    SUBJECT: ClassVar[str] = "article_category"

    before: Values
    after: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSectionChanged(Event):
    """A section was made, renamed, moved, opened to others, archived or taken into use; `before` is empty for a new one.

    When "see" or "see_group_id" is among the changes, whatever is kept by audience has to be looked at again.
    """

    NAME: ClassVar[str] = "article_section.changed"
    SUBJECT: ClassVar[str] = "article_section"

    before: Values
    after: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRedacted(Event):
    """Words were taken out of every text of the article in this language, because a post that it was made from lost them."""

    NAME: ClassVar[str] = "article.redacted"
    SUBJECT: ClassVar[str] = "article"

    lang: str
