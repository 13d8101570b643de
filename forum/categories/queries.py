"""Reading categories and tags, as far as the viewer may see them.

Permission is in the SQL: other flats put `visible_condition` into their own WHERE clauses.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.categories.audience import Audience
from forum.categories.naming import clean_tag, tag_key
from forum.categories.template import TemplateField, revive
from forum.errors import NotFound
from forum.i18n import gettext as _

TAGS_PER_PAGE = 60
SUGGESTIONS = 8


@dataclass(frozen=True, slots=True)
class CategoryView:
    """A category with all that pages and policies ask of it. `parent_*` are None and "" on the upper level."""

    id: int
    parent_id: int | None
    parent_name: str
    parent_slug: str
    name: str
    slug: str
    description: str
    colour: str
    seers: Audience
    askers: Audience
    answerers: Audience
    thread_types: tuple[str, ...]
    template: tuple[TemplateField, ...]
    archived_at: datetime | None
    version: int

    @property
    def see(self) -> str:
        """Its audience in one word: everyone, members, group or staff."""
        return self.seers.kind

    @property
    def path(self) -> str:
        """Where it is read."""
        return f"/categories/{self.slug}"

    @property
    def is_archived(self) -> bool:
        """Whether it was put away: read, but not written in."""
        return self.archived_at is not None


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A category in the lists, with those below it that the viewer sees. It carries no numbers: they could leak."""

    id: int
    name: str
    slug: str
    description: str
    colour: str
    children: tuple["CategoryNode", ...] = ()

    @property
    def path(self) -> str:
        """Where it is read."""
        return f"/categories/{self.slug}"


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """A group to whom a category may be opened."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag. `thread_count` counts threads in categories that everyone may see and no others.

    `redirect` is set when it was asked for by another spelling than its own: pages then lead to `path`.
    """

    id: int
    name: str
    description: str
    thread_count: int
    synonyms: tuple[str, ...] = ()
    redirect: bool = False

    @property
    def path(self) -> str:
        """Where its threads are listed; not yet percent-encoded."""
        return f"/tags/{self.name}"

    @property
    def is_public(self) -> bool:
        """Whether everyone may hear of it: it was described for all, or stands on a thread that everyone may read."""
        return self.thread_count > 0 or bool(self.description)


@dataclass(frozen=True, slots=True)
class TagsPage:
    """One page of the tags' index, counted from 1."""

    tags: list[TagView]
    page: int
    page_count: int


@dataclass(frozen=True, slots=True)
class TagSynonym:
    """Another spelling of a tag."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class TagOnDesk:
    """A tag as moderators see it. `synonym_of` is the id of the tag it stands for, None for a tag of its own."""

    tag: TagView
    synonyms: list[TagSynonym]
    synonym_of: int | None


# -- Categories -------------------------------------------------------------------------------------------------------

_COLUMNS = (
    "c.id, c.parent_id, p.name AS parent_name, p.slug AS parent_slug, c.name, c.slug, c.description, c.colour,"
    " c.see, c.see_group_id, c.ask, c.ask_group_id, c.answer, c.answer_group_id, c.types, c.template, c.archived_at,"
    " c.version"
)
_FROM = " FROM categories c LEFT JOIN categories p ON p.id = c.parent_id"
# Parents and children in the order of the tree: every parent followed by its children.
_TREE_ORDER = (
    " ORDER BY COALESCE(p.position, c.position), COALESCE(p.id, c.id),"
    " CASE WHEN c.parent_id IS NULL THEN 0 ELSE 1 END, c.position, c.id"
)


def visible_condition(viewer: Actor, alias: str) -> str:
    """SQL, true for rows of `categories` (under this alias) that the viewer may see. Its only values are group ids."""
    return _reached(viewer, alias, "see")


async def visible_ids(viewer: Actor) -> list[int]:
    """The ids of all categories the viewer may see, archived ones too."""
    found = await database.rows(f"SELECT c.id FROM categories c WHERE {visible_condition(viewer, 'c')} ORDER BY c.id")
    return [row["id"] for row in found]


async def tree(viewer: Actor) -> list[CategoryNode]:
    """The categories in use that the viewer may see: the upper level, each with its children."""
    found = await database.rows(
        "SELECT c.id, c.parent_id, c.name, c.slug, c.description, c.colour" + _FROM
        + f" WHERE {visible_condition(viewer, 'c')} AND c.archived_at IS NULL" + _TREE_ORDER
    )
    nodes = {
        row["id"]: CategoryNode(row["id"], row["name"], row["slug"], row["description"], row["colour"]) for row in found
    }
    children: dict[int | None, list[CategoryNode]] = {}
    for row in found:
        parent = row["parent_id"] if row["parent_id"] in nodes else None
        children.setdefault(parent, []).append(nodes[row["id"]])
    return [replace(top, children=tuple(children.get(top.id, ()))) for top in children.get(None, ())]


async def visible_category(viewer: Actor, slug: str) -> CategoryView:
    """The category with this slug, archived or not. Raises NotFound when there is none that the viewer may see."""
    return await _one(viewer, "c.slug = $1", slug)


async def category_by_id(viewer: Actor, category_id: int) -> CategoryView:
    """The category with this id, archived or not. Raises NotFound when there is none that the viewer may see."""
    return await _one(viewer, "c.id = $1", category_id)


async def open_for_asking(viewer: Actor) -> list[CategoryView]:
    """The categories in which the viewer's audience asks, in the order of the tree, with their types and templates.

    A guest gets none. Whether the person is suspended or unconfirmed is for `policy.may_ask` to say, with the reason.
    """
    if viewer.is_guest:
        return []
    found = await database.rows(
        f"SELECT {_COLUMNS}{_FROM} WHERE {visible_condition(viewer, 'c')} AND {_reached(viewer, 'c', 'ask')}"
        f" AND c.archived_at IS NULL{_TREE_ORDER}"
    )
    return [_category(row) for row in found]


async def all_for_admin() -> list[CategoryView]:
    """Every category in the order of the tree, archived ones too; doors ask `policy.may_manage_categories` first."""
    return [_category(row) for row in await database.rows(f"SELECT {_COLUMNS}{_FROM}{_TREE_ORDER}")]


async def groups() -> list[GroupChoice]:
    """Every group, by name, for choosing an audience."""
    found = await database.rows("SELECT id, name FROM groups ORDER BY name_key")
    return [GroupChoice(row["id"], row["name"]) for row in found]


def _reached(viewer: Actor, alias: str, column: str) -> str:
    """`Audience.reaches` in SQL, for the audience in `column`; a test holds the two against each other."""
    if not alias.isidentifier():
        raise ValueError(f"{alias!r} is no alias")
    if viewer.is_moderator:
        return "1 = 1"
    kinds = ["everyone"]
    if not viewer.is_guest:
        kinds.append("members")
    if viewer.is_staff:
        kinds.append("staff")
    plain = f"{alias}.{column} IN ({', '.join(repr(kind) for kind in kinds)})"
    if viewer.is_guest or not viewer.group_ids:
        return plain
    groups = database.id_list(sorted(viewer.group_ids))
    return f"({plain} OR ({alias}.{column} = 'group' AND {alias}.{column}_group_id IN ({groups})))"


async def _one(viewer: Actor, which: str, key: str | int) -> CategoryView:
    found = await database.row(
        f"SELECT {_COLUMNS}{_FROM} WHERE {which} AND {visible_condition(viewer, 'c')}", key
    )
    if found is None:
        raise NotFound(_("There is no such category."))
    return _category(found)


def _category(row: Any) -> CategoryView:
    return CategoryView(
        id=row["id"], parent_id=row["parent_id"],
        parent_name=row["parent_name"] or "", parent_slug=row["parent_slug"] or "",
        name=row["name"], slug=row["slug"], description=row["description"], colour=row["colour"],
        seers=Audience(row["see"], row["see_group_id"]), askers=Audience(row["ask"], row["ask_group_id"]),
        answerers=Audience(row["answer"], row["answer_group_id"]),
        thread_types=tuple(row["types"].split(",")) if row["types"] else (),
        template=revive(json.loads(row["template"])),
        archived_at=database.moment(row["archived_at"]), version=row["version"],
    )


# -- Tags -------------------------------------------------------------------------------------------------------------

_TAG = "t.id, t.name, t.description, t.thread_count"
# A tag's name alone may tell of what stands in a closed category, so lists offer only those that everyone may hear of.
_PUBLIC = "(t.thread_count > 0 OR t.description <> '')"
_NAMED_LIKE = (
    "(t.name_key LIKE $1 ESCAPE '\\' OR EXISTS"
    " (SELECT 1 FROM tags s WHERE s.synonym_of_id = t.id AND s.name_key LIKE $1 ESCAPE '\\'))"
)


async def tag_named(name: str) -> TagView:
    """The tag of this name or spelling. Raises NotFound for none.

    It says nothing of threads: a page about a tag that is not `is_public` is only for those who see one of its threads.
    """
    found = await database.row(
        f"SELECT {_TAG} FROM tags n JOIN tags t ON t.id = COALESCE(n.synonym_of_id, n.id) WHERE n.name_key = $1",
        _key_of(name),
    )
    if found is None:
        raise NotFound(_("There is no such tag."))
    return _tag(found, redirect=found["name"] != name)


async def tags_page(viewer: Actor, q: str = "", page: int = 1) -> TagsPage:
    """The index of tags, the most used first, whose name or other spelling contains `q`, with those spellings.

    Moderators find every tag, others those that everyone may hear of. A page beyond the last one is the last one.
    """
    where = f"t.synonym_of_id IS NULL AND {_hearable(viewer)} AND {_NAMED_LIKE}"
    pattern = f"%{_like(tag_key(q).replace(' ', '-'))}%"
    found = await database.rows_aside(f"SELECT count(*) FROM tags t WHERE {where}", pattern)
    page_count = max(1, -(-found[0][0] // TAGS_PER_PAGE))
    page = max(1, min(page, page_count))
    listed = await database.rows_aside(
        f"SELECT {_TAG} FROM tags t WHERE {where} ORDER BY t.thread_count DESC, t.name_key LIMIT $2 OFFSET $3",
        pattern, TAGS_PER_PAGE, (page - 1) * TAGS_PER_PAGE,
    )
    return TagsPage(await _with_synonyms([_tag(row) for row in listed]), page, page_count)


async def suggest_tags(viewer: Actor, prefix: str, limit: int = SUGGESTIONS) -> list[TagView]:
    """Tags for completion: those whose name or other spelling begins with what was typed, the most used first."""
    found = await database.rows_aside(
        f"SELECT {_TAG} FROM tags t WHERE t.synonym_of_id IS NULL AND {_hearable(viewer)} AND {_NAMED_LIKE}"
        " ORDER BY t.thread_count DESC, t.name_key LIMIT $2",
        f"{_like(tag_key(prefix).replace(' ', '-'))}%", limit,
    )
    return [_tag(row) for row in found]


async def popular_tags(limit: int = 20) -> list[TagView]:
    """The tags on most threads that everyone may see."""
    found = await database.rows(
        f"SELECT {_TAG} FROM tags t WHERE t.synonym_of_id IS NULL AND t.thread_count > 0"
        " ORDER BY t.thread_count DESC, t.id DESC LIMIT $1",
        limit,
    )
    return [_tag(row) for row in found]


async def tag_on_desk(tag_id: int) -> TagOnDesk:
    """A tag with its other spellings; the door asks `policy.may_edit_tag` first. Raises NotFound."""
    found = await database.row(f"SELECT {_TAG}, t.synonym_of_id FROM tags t WHERE t.id = $1", tag_id)
    if found is None:
        raise NotFound(_("There is no such tag."))
    spellings = await database.rows("SELECT id, name FROM tags WHERE synonym_of_id = $1 ORDER BY name_key", tag_id)
    return TagOnDesk(_tag(found), [TagSynonym(row["id"], row["name"]) for row in spellings], found["synonym_of_id"])


async def about(person_id: int) -> dict[str, Any]:
    """What this flat keeps of a person, for their own copy of it: the tags they made."""
    found = await database.rows("SELECT name, created_at FROM tags WHERE created_by_id = $1 ORDER BY id", person_id)
    made = [(row["name"], database.moment(row["created_at"])) for row in found]
    return {"tags_created": [{"name": name, "created_at": at.isoformat() if at else None} for name, at in made]}


async def _with_synonyms(tags: list[TagView]) -> list[TagView]:
    spellings: dict[int, list[str]] = {}
    for row in await _synonyms_of(tag.id for tag in tags):
        spellings.setdefault(row["synonym_of_id"], []).append(row["name"])
    return [replace(tag, synonyms=tuple(spellings.get(tag.id, ()))) for tag in tags]


async def _synonyms_of(ids: Iterable[int]) -> list[Any]:
    return await database.rows(
        f"SELECT synonym_of_id, name FROM tags WHERE synonym_of_id IN ({database.id_list(ids)}) ORDER BY name_key"
    )


def _hearable(viewer: Actor) -> str:
    return "1 = 1" if viewer.is_moderator else _PUBLIC


def _key_of(name: str) -> str:
    """The key under which an address's name is looked up: spelled as tags are, or as it stands if it cannot be one."""
    try:
        return tag_key(clean_tag(name))
    except ValueError:
        return tag_key(name)


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _tag(row: Any, *, redirect: bool = False) -> TagView:
    return TagView(row["id"], row["name"], row["description"], row["thread_count"], redirect=redirect)
