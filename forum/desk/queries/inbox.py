"""What waits, over all sources: a page of items in order, and how many a view holds. Every query carries its permission."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.desk import conditions
from forum.desk.conditions import Columns, Spec
from forum.desk.queries.sources import SOURCES, Scope, Source
from forum.desk.views import Item, Listing, ViewLine
from forum.errors import NotFound
from forum.leases import queries as leases
from forum.moderation.queries import review_titles

PAGE = 50
#: Pages of a list: whoever looks further narrows the view.
MOST_PAGES = 20
#: Up to here it is counted what views hold that name statuses: those may hold all that ever was.
MOST_COUNTED = 1_000
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


async def scope_of(viewer: Actor) -> Scope:
    """Who looks, with their teams and what they have begun to write; doors ask first whether they are staff."""
    teams = await database.rows("SELECT group_id FROM support_members WHERE person_id = $1 ORDER BY group_id", viewer.id)
    begun: dict[str, set[int]] = {"thread": set(), "ticket": set()}
    for row in await database.rows("SELECT key FROM drafts WHERE person_id = $1", viewer.id):
        kind, _, number = row["key"].partition(":")
        if number.isdecimal():
            begun["thread" if kind == "reply" else "ticket"].add(int(number))
    return Scope(
        viewer, tuple(row["group_id"] for row in teams), clock.now(),
        {kind: frozenset(ids) for kind, ids in begun.items()},
    )


async def listing(scope: Scope, spec: Spec, page: int = 1) -> Listing:
    """A page of what the view holds, what hurts most first (or in the order it asks for)."""
    page = max(1, min(page, MOST_PAGES))
    wanted = page * PAGE + 1
    found: list[Item] = []
    for source in _open_to(scope):
        if source.kind in spec.kinds:
            found += await _of(source, scope, spec, wanted)
    found.sort(key=lambda item: _place(item, spec))
    shown = found[(page - 1) * PAGE: page * PAGE]
    await _dress(scope, shown)
    return Listing(shown, page, len(found) > page * PAGE and page < MOST_PAGES)


async def counts(scope: Scope, views: Iterable[ViewLine]) -> dict[str, int]:
    """How many items each view holds, counted with the very permission of its list.

    A view that names statuses is counted up to `MOST_COUNTED` and one more, which says that there are more.
    """
    views = list(views)
    totals = dict.fromkeys((view.key for view in views), 0)
    for source in _open_to(scope):
        asked = [view for view in views if source.kind in view.spec.kinds]
        together = [view for view in asked if not view.spec.names_status]
        for some in ([together] if together else []) + [[view] for view in asked if view.spec.names_status]:
            for key, number in (await _counted(source, scope, some)).items():
                totals[key] += number
    return totals


async def find(scope: Scope, key: str) -> Item:
    """One item by its key, whether or not it waits. Raises NotFound for what is not there or not for the viewer."""
    kind, _, number = key.partition("-")
    source = SOURCES.get(kind)
    if source is None or not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise NotFound
    found = await find_all(scope, {kind: [int(number)]})
    if not found:
        raise NotFound
    return found[0]


async def find_all(scope: Scope, ids: Mapping[str, Sequence[int]]) -> list[Item]:
    """These items, as far as they are there and the viewer's to see."""
    found: list[Item] = []
    for kind, numbers in ids.items():
        source = SOURCES.get(kind)
        if source is None or not numbers:
            continue
        reader = scope.reader()
        columns = source.columns(scope)
        table = source.table(scope, reader)
        rows = await database.rows_aside(
            f"SELECT {_selected(source, scope, columns, Spec())} FROM {table} WHERE {source.seen(scope)}"
            f" AND {source.id} IN ({database.id_list(numbers)})", *reader.params,
        )
        found += [_item(source, row) for row in rows]
    await _dress(scope, found)
    return found


def _open_to(scope: Scope) -> list[Source]:
    """The sources of which the viewer may see anything: nobody waits for a query that finds nothing."""
    return [source for source in SOURCES.values() if source.seen(scope) != conditions.NEVER]


async def _of(source: Source, scope: Scope, spec: Spec, most: int) -> list[Item]:
    named = next((one for one in spec.conditions if one.field == "status" and not one.negated), None)
    by_status = spec.grouping == "status"
    if named is not None and spec.match == "all" and (by_status or (len(named.values) > 1 and not spec.grouping)):
        # One status after the other, each in the order of an index, instead of sorting all that ever had them.
        others = tuple(one for one in spec.conditions if one is not named)
        found: list[Item] = []
        for status in sorted(named.values, key=conditions.STATUSES.index):
            single = replace(spec, conditions=(*others, replace(named, values=(status,))), grouping="")
            found += await _of(source, scope, single, most - len(found) if by_status else most)
            if by_status and len(found) >= most:
                break
        return found
    reader = scope.reader()
    columns = source.columns(scope)
    table = source.table(scope, reader)
    where = _where(source, scope, spec, columns, reader)
    rows = await database.rows_aside(
        f"SELECT {_selected(source, scope, columns, spec)} FROM {table} WHERE {where} AND {conditions.sql(spec, columns, reader)}"
        f" ORDER BY {_order(source, columns, spec)} LIMIT {int(most)}", *reader.params,
    )
    return [_item(source, row) for row in rows]


async def _counted(source: Source, scope: Scope, views: Sequence[ViewLine]) -> dict[str, int]:
    reader = scope.reader()
    columns = source.columns(scope)
    table = source.table(scope, reader)
    where = _where(source, scope, views[0].spec, columns, reader)
    if views[0].spec.names_status:
        found = await database.rows_aside(
            f"SELECT COUNT(*) AS number FROM (SELECT {source.id} FROM {table} WHERE {where}"
            f" AND {conditions.sql(views[0].spec, columns, reader)} LIMIT {MOST_COUNTED + 1}) n", *reader.params,
        )
        return {views[0].key: int(found[0]["number"])}
    held = {view.key: conditions.sql(view.spec, columns, reader) for view in views}
    asked = {text: f"n{number}" for number, text in enumerate(dict.fromkeys(held.values())) if text != conditions.NEVER}
    if not asked:
        return {}
    sums = ", ".join(
        f"COUNT(*) AS {name}" if text == conditions.ALWAYS else f"SUM(CASE WHEN {text} THEN 1 ELSE 0 END) AS {name}"
        for text, name in asked.items()
    )
    [row] = await database.rows_aside(f"SELECT {sums} FROM {table} WHERE {where}", *reader.params)
    return {key: int(row[asked[text]] or 0) for key, text in held.items() if text in asked}


def _where(source: Source, scope: Scope, spec: Spec, columns: Columns, reader: Any) -> str:
    """The permission, and what waits; a view that names statuses says itself what it wants."""
    waits = "1 = 1" if spec.names_status else source.waits(scope, reader)
    return f"{source.seen(scope)} AND {waits}"


def _selected(source: Source, scope: Scope, columns: Columns, spec: Spec) -> str:
    return (
        f"{source.id} AS id, {source.title} AS title, {columns.lang} AS lang, {columns.status} AS status,"
        f" {columns.priority} AS priority, {columns.since} AS since,"
        f" {_since(columns, spec)} AS placed_at, {source.person} AS person,"
        f" {columns.assignee or 'NULL'} AS assignee, {columns.team or 'NULL'} AS team,"
        f" {columns.category or 'NULL'} AS category, {source.tags} AS tags, {source.number(scope)} AS number,"
        f" {source.version} AS version, {source.slug} AS slug"
    )


def _order(source: Source, columns: Columns, spec: Spec) -> str:
    """The order of one source, the same as `_place` gives among all."""
    parts = []
    grouped = {
        "status": "" if source.one_status and not spec.names_status else conditions.rank(columns.status),
        # One priority for all is none to order by: databases take a number there for the place of a column.
        "priority": "" if columns.priority.isdecimal() else f"-({columns.priority})",
        "assignee": f"COALESCE({columns.assignee}, 0)" if columns.assignee else "",
        "team": f"COALESCE({columns.team}, 0)" if columns.team else "",
        # What stands in a category at all always does: an index may give the order.
        "category": columns.category,
    }.get(spec.grouping, "")
    if grouped:
        parts.append(grouped)
    if spec.order == "hurts" and not columns.priority.isdecimal():
        parts.append(f"{columns.priority} DESC")
    latest = spec.order == "newest"
    since = _since(columns, spec)
    if since == columns.since and not source.always_since:
        parts.append(f"CASE WHEN {since} IS NULL THEN 1 ELSE 0 END")
    parts += [f"{since}{' DESC' if latest else ''}", f"{source.id}{' DESC' if latest else ''}"]
    return ", ".join(parts)


def _since(columns: Columns, spec: Spec) -> str:
    """By which moment items are ordered: since when they wait, or, where they need not, when anything last happened."""
    return columns.moved if spec.names_status and columns.moved else columns.since


def _place(item: Item, spec: Spec) -> tuple[Any, ...]:
    """An item's place among all."""
    statuses = conditions.STATUSES
    group: Any = {
        "kind": conditions.KINDS.index(item.kind),
        "status": statuses.index(item.status) if item.status in statuses else len(statuses),
        "priority": -item.priority, "assignee": item.assignee_id or 0, "team": item.team_id or 0,
        "category": item.category_id or 0,
    }.get(spec.grouping, 0)
    since = item.placed_at or _NEVER
    if spec.order == "newest":
        return group, item.placed_at is None, -since.timestamp(), item.kind, -item.id
    priority = -item.priority if spec.order == "hurts" else 0
    return group, priority, item.placed_at is None, since, item.kind, item.id


def _item(source: Source, row: Any) -> Item:
    return Item(
        kind=source.kind, id=row["id"], title=row["title"], lang=row["lang"], status=row["status"],
        priority=row["priority"], since=database.moment(row["since"]), placed_at=database.moment(row["placed_at"]),
        person_id=row["person"],
        assignee_id=row["assignee"], team_id=row["team"], category_id=row["category"],
        tags=tuple(row["tags"].split(",")) if row["tags"] else (), number=row["number"], version=row["version"],
        slug=row["slug"],
    )


async def _dress(scope: Scope, items: Sequence[Item]) -> None:
    """Give items the names that their lines show, and who is replying."""
    people = {one for item in items for one in (item.person_id, item.assignee_id) if one is not None}
    names = {row["id"]: row["display_name"] or row["name"] for row in await database.rows(
        f"SELECT id, name, display_name FROM people WHERE id IN ({database.id_list(people)})"
    )} if people else {}
    shelves = {item.category_id for item in items if item.category_id is not None}
    called = {row["id"]: row["name"] for row in await database.rows(
        f"SELECT c.id, c.name FROM categories c WHERE c.id IN ({database.id_list(shelves)})"
        f" AND {categories.visible_condition(scope.viewer, 'c')}"
    )} if shelves else {}
    teams = {item.team_id for item in items if item.team_id is not None}
    team_names = {row["id"]: row["name"] for row in await database.rows(
        f"SELECT id, name FROM support_groups WHERE id IN ({database.id_list(teams)})"
    )} if teams else {}
    for kind in ("thread", "ticket"):
        some = [item for item in items if item.kind == kind]
        held = await leases.holdings(kind, [item.id for item in some]) if some else {}
        for item in some:
            holding = held.get(item.id)
            item.replying = holding.shown if holding is not None and not holding.is_of(scope.viewer) else ""
            item.has_draft = item.id in scope.drafts.get(kind, ())
    flagged = {item.id: item for item in items if item.kind == "flag"}
    for number, (title, lang) in (await review_titles(sorted(flagged))).items():
        flagged[number].title, flagged[number].lang = title, lang
    for item in items:
        item.person = names.get(item.person_id or 0, "")
        item.assignee = names.get(item.assignee_id or 0, "")
        item.team = team_names.get(item.team_id or 0, "")
        item.category = called.get(item.category_id or 0, "")
