"""Articles and what they stand in, as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.categories.audience import Audience
from forum.kb.dressing import Heading


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category or section in the reader's language, or in the other one (`lang` says which it is)."""

    id: int
    name: str
    description: str
    lang: str
    path: str


@dataclass(frozen=True, slots=True)
class Line:
    """An article in a list, in the language that suits the reader best."""

    id: int
    title: str
    lang: str
    path: str
    excerpt: str
    kind: str
    section: Shelf
    category: Shelf
    changed_at: datetime
    is_outdated: bool
    verified_at: datetime | None = None
    #: Whether everyone may read it, by its section's audience and its own.
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """A section with some of its articles; `count` is how many the viewer may read in all."""

    section: Shelf
    articles: list[Line]
    count: int


@dataclass(frozen=True, slots=True)
class Topic:
    """A category with its sections."""

    category: Shelf
    groups: list[Group]


@dataclass(frozen=True, slots=True)
class Other:
    """An article in another of its languages."""

    lang: str
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A live article in one language, as readers get it. `is_public`: everyone may read it."""

    id: int
    translation_id: int
    revision_id: int
    number: int
    kind: str
    lang: str
    title: str
    path: str
    html: str
    contents: list[Heading]
    excerpt: str
    plain: str
    also_asked: list[str]
    environment: list[tuple[str, str]]
    labels: list[str]
    section: Shelf
    category: Shelf
    published_at: datetime
    changed_at: datetime
    verified_at: datetime | None
    outdated_since: datetime | None
    view_count: int
    writer_id: int | None
    #: Who published it last: whose word it is.
    publisher_name: str
    publisher_shown: str
    others: list[Other]
    is_public: bool
    source_lang: str
    position: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands around an article: those before and after it in its section, and what to read next."""

    previous: Line | None
    following: Line | None
    related: list[Line]


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question with its whole answer."""

    line: Line
    html: str
    plain: str


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody of the team, or a reader."""

    id: int
    name: str
    display_name: str

    @property
    def shown(self) -> str:
        """The name to show."""
        return self.display_name or self.name


@dataclass(frozen=True, slots=True)
class Version:
    """One language of an article, as the team sees it."""

    id: int
    lang: str
    title: str
    path: str
    live_number: int | None
    staged_number: int | None
    stage: str
    publish_at: datetime | None
    publish_by: str
    published_at: datetime | None
    changed_at: datetime | None
    source_number: int | None
    outdated_since: datetime | None
    revision_count: int
    version: int

    @property
    def is_live(self) -> bool:
        """Whether readers get it."""
        return self.live_number is not None


@dataclass(frozen=True, slots=True)
class Desk:
    """An article as the team sees it, with all its languages, the source first."""

    id: int
    kind: str
    source_lang: str
    section_id: int
    section: Shelf
    category: Shelf
    narrowing: Audience | None
    seers: Audience
    labels: list[str]
    related_ids: list[int]
    writer: Who | None
    reviewer: Who | None
    owner: Who | None
    verify_days: int
    verified_at: datetime | None
    verified_by: str
    verified_until: datetime | None
    archived_at: datetime | None
    view_count: int
    version: int
    versions: list[Version]

    @property
    def writer_id(self) -> int | None:
        """Who writes it."""
        return self.writer.id if self.writer else None

    @property
    def is_archived(self) -> bool:
        """Whether it was put away."""
        return self.archived_at is not None

    @property
    def title(self) -> str:
        """Its title in the language it is written in."""
        return self.versions[0].title

    @property
    def lang(self) -> str:
        """The language of that title."""
        return self.versions[0].lang

    @property
    def state(self) -> str:
        """archived, published, in_review or draft."""
        if self.is_archived:
            return "archived"
        if any(one.is_live for one in self.versions):
            return "published"
        return "in_review" if any(one.stage == "in_review" for one in self.versions) else "draft"

    def in_language(self, lang: str) -> Version | None:
        """Its version in that language, or None."""
        return next((one for one in self.versions if one.lang == lang), None)


@dataclass(frozen=True, slots=True)
class Row:
    """An article in the desk's list."""

    id: int
    title: str
    lang: str
    kind: str
    state: str
    stages: list[tuple[str, str, bool]]
    section: Shelf
    category: Shelf
    owner: str
    changed_at: datetime
    view_count: int


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One revision with its text."""

    id: int
    number: int
    title: str
    source: str
    also_asked: str
    environment: str
    reason: str
    author_id: int
    author_name: str
    author_shown: str
    created_at: datetime
    published_at: datetime | None
    published_by: str
    source_number: int | None

    @property
    def whole(self) -> str:
        """All that it says, as one text to compare."""
        parts = [self.source]
        if self.environment:
            parts.append(self.environment)
        if self.also_asked:
            parts.append(self.also_asked)
        return "\n\n".join(parts)


@dataclass(frozen=True, slots=True)
class CommentView:
    """What somebody of the team said about revision `number`."""

    id: int
    number: int
    author_name: str
    author_shown: str
    body: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FlagView:
    """What a member flagged."""

    id: int
    lang: str
    number: int
    kind: str
    note: str
    person_name: str
    person_shown: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Feedback:
    """What readers said of the revisions that are live: yes, no, and the latest reasons."""

    yes: int
    no: int
    reasons: list[tuple[bool, str, datetime]]

    @property
    def share(self) -> int | None:
        """Yes in a hundred; None when nobody said anything."""
        total = self.yes + self.no
        return round(100 * self.yes / total) if total else None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an article needs attention: overdue, unhelpful, broken_link, outdated, incorrect or translation, with facts."""

    kind: str
    lang: str = ""
    at: datetime | None = None
    count: int = 0
    of: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Needy:
    """An article that needs attention, with every reason."""

    id: int
    title: str
    lang: str
    owner_id: int | None
    owner: str
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class ShelfOnDesk:
    """A category or section with all the team decides about it. `articles` counts all of them, in whatever state."""

    id: int
    category_id: int | None
    slug: str
    name_en: str
    name_ja: str
    description_en: str
    description_ja: str
    seers: Audience
    archived_at: datetime | None
    articles: int
    version: int

    @property
    def is_archived(self) -> bool:
        """Whether it was put away: nobody reads what stands in it."""
        return self.archived_at is not None

    def name(self, locale: str) -> str:
        """Its name in that language, or in the other."""
        return (self.name_ja or self.name_en) if locale == "ja" else (self.name_en or self.name_ja)


def article_path(article_id: int, slug: str) -> str:
    """Where an article is read."""
    return f"/help/articles/{article_id}/{slug}"


def shelf(row: Any, prefix: str, locale: str, path: str) -> Shelf:
    """The category ("c_") or section ("s_") of a row in the reader's language, or in the other one."""
    other = "en" if locale == "ja" else "ja"
    lang = locale if row[f"{prefix}name_{locale}"] else other
    return Shelf(
        id=row[f"{prefix}id"], name=row[f"{prefix}name_{lang}"], lang=lang, path=path,
        description=row[f"{prefix}description_{locale}"] or row[f"{prefix}description_{other}"],
    )


def section_path(section_id: int, name: str) -> str:
    """Where a section is read."""
    return f"/help/sections/{section_id}/{name}"
