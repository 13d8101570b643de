"""Which rule for escalations holds in a category: its own, its parent's, or the usual one."""

from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.kb_bridge.escalated import Rule, RuleLine

_ROW = (
    "r.by_asker, r.by_helpers, r.policy, r.hours, r.views, r.members, r.within_days, r.priority, r.tags, r.accept_solves,"
    " r.solve_accepts, r.version, r.last_run_at, r.last_found, r.last_made,"
    " (SELECT g.id FROM support_groups g WHERE g.id = r.group_id AND g.archived_at IS NULL) AS group_id"
)


async def rule_of(category_id: int) -> Rule:
    """The rule that holds in a category. For the system, whoever asks."""
    found = await database.row(
        f"SELECT {_ROW} FROM categories c JOIN escalation_rules r ON r.category_id IN (c.id, c.parent_id) WHERE c.id = $1"
        " ORDER BY CASE WHEN r.category_id = c.id THEN 0 ELSE 1 END LIMIT 1", category_id,
    )
    return Rule() if found is None else _rule(found)


async def rules(viewer: Actor) -> list[RuleLine]:
    """Every category in use that the viewer sees, with what holds there."""
    own = {row["category_id"]: row for row in await database.rows(
        f"SELECT r.category_id, {_ROW} FROM escalation_rules r"
    )}
    lines = []
    for top in await categories.tree(viewer):
        for node in (top, *top.children):
            row = own.get(node.id)
            kept = row or own.get(top.id)
            lines.append(RuleLine(
                node.id, node.name if node is top else f"{top.name} › {node.name}", _rule(kept) if kept else Rule(),
                row is not None, row["version"] if row else 0, database.moment(row["last_run_at"]) if row else None,
                row["last_found"] if row else 0, row["last_made"] if row else 0,
            ))
    return lines


def _rule(row: Any) -> Rule:
    return Rule(
        by_asker=bool(row["by_asker"]), by_helpers=bool(row["by_helpers"]), policy=row["policy"], hours=row["hours"],
        views=row["views"], members=row["members"], within_days=row["within_days"], group_id=row["group_id"],
        priority=row["priority"], tags=row["tags"], accept_solves=bool(row["accept_solves"]),
        solve_accepts=bool(row["solve_accepts"]),
    )
