"""The desk's values, loaded already and visible to whoever they were loaded for. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.desk.conditions import Spec


def item_path(kind: str, item_id: int, slug: str = "") -> str:
    """Where an item is worked on by itself."""
    return {
        "thread": f"/threads/{item_id}/{slug}", "ticket": f"/desk/tickets/{item_id}",
        "cluster": f"/desk/recurring/{item_id}",
        "proposal": f"/desk/proposals/{item_id}", "article": f"/desk/articles/{item_id}",
        "flag": f"/desk/review?item={item_id}",
    }[kind]


@dataclass(slots=True)
class Item:
    """One thing that waits. Names are "" for nobody; `since` is None for what nobody waits for."""

    kind: str
    id: int
    title: str
    lang: str
    status: str
    priority: int
    since: datetime | None
    #: By which moment it stands in its list.
    placed_at: datetime | None
    person_id: int | None
    assignee_id: int | None
    team_id: int | None
    category_id: int | None
    tags: tuple[str, ...]
    number: int
    version: int
    slug: str
    person: str = ""
    assignee: str = ""
    team: str = ""
    category: str = ""
    #: Who is replying at the moment, other than the viewer; and whether the viewer has begun to.
    replying: str = ""
    has_draft: bool = False
    #: What it is about; asked for only where it is changed.
    reason_id: int | None = None

    @property
    def key(self) -> str:
        """How addresses and forms name it."""
        return f"{self.kind}-{self.id}"

    @property
    def stamp(self) -> str:
        """Its key with the version that was seen, as a bulk selection sends it."""
        return f"{self.key}-{self.version}"

    @property
    def path(self) -> str:
        return item_path(self.kind, self.id, self.slug)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of items, in order."""

    items: Sequence[Item]
    page: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A view in the list of views. `key` names it in addresses; `owner_id` is 0 for those that everybody has."""

    key: str
    name: str
    spec: Spec
    scope: str = "all"
    owner_id: int = 0
    team_id: int | None = None
    version: int = 0

    @property
    def id(self) -> int:
        """The row's id; 0 for one that everybody has."""
        return int(self.key) if self.key.isdecimal() else 0
