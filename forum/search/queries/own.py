"""Searches of one's own, what was missed, and how far the index has come."""

from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.search.policy import MOST_RECENT
from forum.search.views import IndexState, KeptSearch, Miss

#: Misses on the desk's page.
MOST_MISSES = 200


async def saved(viewer: Actor) -> list[KeptSearch]:
    """The searches that the viewer keeps, by name."""
    if viewer.is_guest:
        return []
    found = await database.rows(
        "SELECT id, name, query, created_at AS at FROM saved_searches WHERE person_id = $1 ORDER BY name, id", viewer.id
    )
    return [_kept(row) for row in found]


async def recent(viewer: Actor) -> list[KeptSearch]:
    """What the viewer looked for of late, the latest first."""
    if viewer.is_guest:
        return []
    found = await database.rows(
        "SELECT 0 AS id, query AS name, query, searched_at AS at FROM recent_searches WHERE person_id = $1"
        " ORDER BY searched_at DESC, id DESC LIMIT $2",
        viewer.id, MOST_RECENT,
    )
    return [_kept(row) for row in found]


async def misses() -> list[Miss]:
    """What nobody found of late, what was looked for most first; doors ask `policy.may_see_misses`."""
    found = await database.rows_aside(
        "SELECT id, query, count, first_at, last_at FROM missed_searches ORDER BY count DESC, last_at DESC, id DESC"
        f" LIMIT {MOST_MISSES}"
    )
    return [
        Miss(row["id"], row["query"], row["count"], _at(row["first_at"]), _at(row["last_at"])) for row in found
    ]


async def index_state() -> IndexState:
    """How far the words of what was here at first have been taken up."""
    row = await database.row("SELECT upto, goal, finished_at FROM search_progress WHERE id = 1")
    if row is not None:
        return IndexState(row["goal"] if row["finished_at"] is not None else row["upto"], row["goal"])
    return IndexState(0, int(await database.value("SELECT max(id) FROM posts") or 0))


async def about(person_id: int) -> dict[str, Any]:
    """Everything this flat keeps about a person, for their download."""
    kept: dict[str, Any] = {}
    for table, columns in (("recent_searches", "query, searched_at"), ("saved_searches", "name, query, created_at")):
        found = await database.rows(f"SELECT {columns} FROM {table} WHERE person_id = $1 ORDER BY id", person_id)
        kept[table] = [{name: row[name] for name in row.keys()} for row in found]  # noqa: SIM118
    return kept


def _kept(row: Any) -> KeptSearch:
    return KeptSearch(row["id"], row["name"], row["query"], _at(row["at"]))


def _at(stored: Any) -> Any:
    found = database.moment(stored)
    assert found is not None
    return found
