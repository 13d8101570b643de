"""What operators mean in SQL: conditions on the living rows of a thread `t` and a post `p`, and which threads fit at all.

Names are looked up as far as the viewer may know of them: one that is not there and one that is not for them are the
same, and nothing is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from forum import database
from forum.accounts.actor import Actor
from forum.accounts.names import KEY_LENGTH, handle_key
from forum.categories import queries as categories
from forum.categories.queries import CategoryNode
from forum.errors import NotFound
from forum.search.query import Query
from forum.text.normalize import fold

#: Threads that are sooner gathered than met by looking through the newest documents.
FEW = 1_000
#: The tabs of the results: a condition on the thread each.
KINDS: dict[str, str] = {
    "all": "",
    "questions": "t.type IN ('question', 'problem')",
    "solved": "t.status = 'solved'",
    "unanswered": "t.response_count = 0 AND t.status IN ('open', 'needs_info') AND t.type IN ('question', 'problem')",
    "ideas": "t.type = 'idea'",
    "talk": "t.type IN ('discussion', 'announcement')",
    # Of threads none: `forum.search.queries.articles` finds what this tab shows.
    "articles": "",
}
_STATES = {
    "solved": "t.status = 'solved'",
    "unsolved": "t.status IN ('open', 'needs_info') AND t.type IN ('question', 'problem')",
    "answered": "t.response_count > 0",
    "unanswered": KINDS["unanswered"],
    "open": "t.status = 'open'",
    "closed": "t.status = 'closed'",
    "needs-info": "t.status = 'needs_info'",
    "official": "EXISTS (SELECT 1 FROM official_marks m JOIN posts o ON o.id = m.post_id"
    " WHERE o.thread_id = t.id AND o.deleted_at IS NULL)",
}


@dataclass(slots=True)
class Narrowed:
    """What a search is narrowed to. `params` begin at `$first`; `few` is SQL for the ids of threads, when those are few.

    `unknown` are operators that name nothing, as typed: then nothing is found.
    """

    conditions: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)
    few: str = ""
    #: The same for the ids of posts.
    few_posts: str = ""
    unknown: list[str] = field(default_factory=list)
    #: A tag that all of it has, where there is one: its threads are sooner gone through than all.
    tag_id: int = 0
    #: Tags that stand on no thread which everyone may read: where nothing is found, they are as unknown as any.
    quiet: list[str] = field(default_factory=list)


async def narrow(viewer: Actor, query: Query, kind: str, zone: str, tree: Sequence[CategoryNode] | None = None) -> Narrowed:
    """What the operators of `query` and the tab `kind` come to for this viewer. Days are days in `zone`."""
    narrowed = Narrowed()
    conditions = narrowed.conditions
    if KINDS.get(kind):
        conditions.append(KINDS[kind])
    conditions += [_STATES[state] for state in sorted(query.states)]
    if types := query.types - {"article"}:
        conditions.append(f"t.type IN ({', '.join(repr(name) for name in sorted(types))})")
    sources: list[str] = []
    for name, wanted in (*((tag, True) for tag in query.tags), *((tag, False) for tag in query.without_tags)):
        tag_id = await _tag(name, narrowed)
        if not wanted:
            if tag_id:
                conditions.append(f"NOT {carries(tag_id)}")
        elif tag_id:
            conditions.append(carries(tag_id))
            narrowed.tag_id = narrowed.tag_id or tag_id
            sources.append(f"SELECT g.thread_id AS id FROM thread_tags g WHERE g.tag_id = {tag_id}")
        else:
            narrowed.unknown.append(f"tag:{name}")
    if query.categories:
        ids = _categories(query.categories, tree if tree is not None else await categories.tree(viewer), narrowed)
        conditions.append(f"t.category_id IN ({database.id_list(ids)})")
        sources.append(f"SELECT t.id FROM threads t WHERE t.category_id IN ({database.id_list(ids)})")
    if query.authors:
        theirs = f"p.author_id IN ({database.id_list(await _authors(viewer, query.authors, narrowed))})"
        conditions.append(theirs)
        posts = f"SELECT p.id FROM posts p WHERE {theirs}"
        narrowed.few_posts = posts if not narrowed.unknown and await _are_few(posts) else ""
    for day, comparison in ((query.after, ">="), (query.before, "<")):
        if day is not None:
            narrowed.params.append(midnight(day, zone))
            conditions.append(f"p.created_at {comparison} ${{{len(narrowed.params)}}}")
    for source in sources:
        if not narrowed.unknown and await _are_few(source):
            narrowed.few = source
            break
    return narrowed


def carries(tag_id: int) -> str:
    """SQL, true for threads `t` that have the tag."""
    return f"EXISTS (SELECT 1 FROM thread_tags g WHERE g.thread_id = t.id AND g.tag_id = {int(tag_id)})"


def placed(narrowed: Narrowed, first: int) -> str:
    """The conditions as SQL that begins with AND, their parameters counted from `$first`; "" without any."""
    text = "".join(f" AND {condition}" for condition in narrowed.conditions)
    for number in range(len(narrowed.params), 0, -1):
        text = text.replace(f"${{{number}}}", f"${first + number - 1}")
    return text


async def _tag(name: str, narrowed: Narrowed) -> int:
    """The id of a tag by any of its spellings; 0 for none."""
    try:
        tag = await categories.tag_named(name.strip())
    except NotFound:
        return 0
    if not tag.is_public:
        narrowed.quiet.append(f"tag:{name}")
    return tag.id


def _categories(names: Sequence[str], tree: Sequence[CategoryNode], narrowed: Narrowed) -> list[int]:
    """The ids of categories of these names or slugs, with those below them."""
    found: list[int] = []
    for name in names:
        key = fold(name)
        ids = [
            id_
            for node in tree
            for one in (node, *node.children)
            if key in (fold(one.slug), fold(one.name))
            for id_ in (one.id, *(child.id for child in one.children))
        ]
        if not ids:
            narrowed.unknown.append(f"category:{name}")
        found += ids
    return found


async def _authors(viewer: Actor, names: Sequence[str], narrowed: Narrowed) -> list[int]:
    """The ids of people of these names; `me` is the viewer."""
    found: list[int] = []
    for name in names:
        if name.casefold() in ("me", "自分", "私") and not viewer.is_guest:
            found.append(viewer.id)
            continue
        person_id = await database.value("SELECT id FROM people WHERE name_key = $1", handle_key(name)[:KEY_LENGTH])
        if person_id is None:
            narrowed.unknown.append(f"author:{name}")
        else:
            found.append(int(person_id))
    return found


async def _are_few(source: str) -> bool:
    counted = await database.rows_aside(f"SELECT count(*) FROM (SELECT 1 FROM ({source}) s LIMIT {FEW + 1}) c")
    return int(counted[0][0]) <= FEW


def midnight(day: date, zone: str) -> datetime:
    """When a day begins where the searcher is."""
    try:
        return datetime.combine(day, time(), ZoneInfo(zone or "UTC"))
    except (ValueError, OverflowError, KeyError):
        return datetime.combine(day, time(), ZoneInfo("UTC"))
