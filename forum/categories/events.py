"""What this flat announces. `before` and `after` hold only what changed, as JSON values, for the audit trail."""

from dataclasses import dataclass
from typing import Any, ClassVar

from forum.events import Event

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryCreated(Event):
    """A category was made; `after` is all of it."""

    NAME: ClassVar[str] = "category.created"
    SUBJECT: ClassVar[str] = "category"

    after: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryEdited(Event):
    """A category's name, place, audience or types changed, also when its parent's narrowing narrowed it.

    When "see" or "see_group_id" is among the changes, whatever is counted by audience has to be counted again.
    """

    NAME: ClassVar[str] = "category.edited"
    SUBJECT: ClassVar[str] = "category"

    before: Values
    after: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryTemplateChanged(Event):
    """What a category asks of new threads changed; threads that are there keep their answers."""

    NAME: ClassVar[str] = "category.template_changed"
    SUBJECT: ClassVar[str] = "category"

    before: Values
    after: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryMoved(Event):
    """A category changed places with its neighbour in the lists."""

    NAME: ClassVar[str] = "category.moved"
    SUBJECT: ClassVar[str] = "category"

    before: Values
    after: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryArchived(Event):
    """A category was put away: it is read, but not written in."""

    NAME: ClassVar[str] = "category.archived"
    SUBJECT: ClassVar[str] = "category"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRestored(Event):
    """An archived category is in use again."""

    NAME: ClassVar[str] = "category.restored"
    SUBJECT: ClassVar[str] = "category"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCreated(Event):
    """A tag was made, by whoever used it first or on the tags' desk."""

    NAME: ClassVar[str] = "tag.created"
    SUBJECT: ClassVar[str] = "tag"

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagEdited(Event):
    """A tag's description changed."""

    NAME: ClassVar[str] = "tag.edited"
    SUBJECT: ClassVar[str] = "tag"

    before: Values
    after: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class TagSynonymAdded(Event):
    """A tag was given another spelling that no thread carried."""

    NAME: ClassVar[str] = "tag.synonym_added"
    SUBJECT: ClassVar[str] = "tag"

    synonym_id: int
    synonym: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagSynonymRemoved(Event):
    """Another spelling leads to this tag no more."""

    NAME: ClassVar[str] = "tag.synonym_removed"
    SUBJECT: ClassVar[str] = "tag"

    synonym: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagMerged(Event):
    """The tag became a synonym of `into_id`: threads that carry it are to carry that one instead."""

    NAME: ClassVar[str] = "tag.merged"
    SUBJECT: ClassVar[str] = "tag"

    name: str
    into_id: int
    into_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagDeleted(Event):
    """A tag that no thread carried was deleted, with its other spellings."""

    NAME: ClassVar[str] = "tag.deleted"
    SUBJECT: ClassVar[str] = "tag"

    name: str
    synonyms: list[str]
