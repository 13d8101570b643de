"""The views that a person of the staff has: those of everybody, their own, and those of their teams."""

import json
from typing import Any

from forum import database
from forum.desk import conditions
from forum.desk.conditions import COLUMNS, GROUPINGS, MATCHES, ORDERS, USUAL_COLUMNS, Condition, Spec
from forum.desk.queries.sources import Scope
from forum.desk.views import ViewLine
from forum.errors import NotFound

#: Saved views whose counts are told.
MOST = 30

#: What everybody has, by key: its conditions. Names are in `wording`.
USUAL: dict[str, Spec] = {
    "inbox": Spec(),
    "mine": Spec((Condition("assignee", ("me",)),)),
    "teams": Spec((Condition("team", ("mine",)),)),
    "unassigned": Spec((Condition("assignee", ("nobody",)),)),
    "questions": Spec((Condition("kind", ("thread",)),)),
    "tickets": Spec((Condition("kind", ("ticket",)),)),
    "articles": Spec((Condition("kind", ("article", "proposal")),)),
    "recurring": Spec((Condition("kind", ("cluster",)),)),
    "flags": Spec((Condition("kind", ("flag",)),)),
}

_COLUMNS = (
    "v.id, v.name, v.owner_id, v.scope, v.team_id, v.rule, v.conditions, v.columns, v.grouping, v.sorting, v.version"
    " FROM desk_views v"
)


async def views_of(scope: Scope) -> list[ViewLine]:
    """The saved views that the viewer may use, by name."""
    found = await database.rows(f"SELECT {_COLUMNS} WHERE {_usable(scope)} ORDER BY v.name, v.id LIMIT {MOST}")
    return [_line(row) for row in found]


async def view_of(scope: Scope, view_id: int) -> ViewLine:
    """One of them. Raises NotFound for one that is not there or is not for the viewer."""
    row = await database.row(f"SELECT {_COLUMNS} WHERE v.id = $1 AND {_usable(scope)}", view_id)
    if row is None:
        raise NotFound
    return _line(row)


async def teams() -> list[tuple[int, str]]:
    """Every team in use, by name, for choices."""
    found = await database.rows("SELECT id, name FROM support_groups WHERE archived_at IS NULL ORDER BY name, id LIMIT 200")
    return [(row["id"], row["name"]) for row in found]


async def colleagues() -> list[tuple[int, str]]:
    """Everybody who may be given work, by name, for choices."""
    found = await database.rows(
        "SELECT id, name, display_name FROM people WHERE role IN ('specialist', 'moderator', 'administrator')"
        " AND anonymised_at IS NULL ORDER BY display_name, name, id LIMIT 500"
    )
    return [(row["id"], row["display_name"] or row["name"]) for row in found]


def _usable(scope: Scope) -> str:
    own = f"v.owner_id = {int(scope.viewer.id)}"
    return (
        f"({own} OR v.scope = 'all' OR (v.scope = 'team' AND v.team_id IN ({database.id_list(scope.team_ids)})))"
    )


def _line(row: Any) -> ViewLine:
    columns = tuple(name for name in row["columns"].split(",") if name in COLUMNS)
    return ViewLine(
        str(row["id"]), row["name"],
        Spec(
            conditions.read(_json(row["conditions"])),
            row["rule"] if row["rule"] in MATCHES else "all", columns or USUAL_COLUMNS,
            row["grouping"] if row["grouping"] in GROUPINGS else "",
            row["sorting"] if row["sorting"] in ORDERS else "hurts",
        ),
        row["scope"], row["owner_id"], row["team_id"], row["version"],
    )


def _json(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored
