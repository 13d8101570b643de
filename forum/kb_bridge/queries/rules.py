"""Which rule holds in a category: its own, its parent's, or the usual one."""

from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.kb_bridge.qualifying import Rule
from forum.kb_bridge.views import RuleLine

_ROW = "r.proposes, r.members, r.askers, r.solved_percent, r.within_days, r.section_id, r.version"


async def rule_of(category_id: int) -> tuple[Rule, int | None]:
    """The rule of a category and the section that its articles begin in, if one is named. For the system, whoever asks."""
    found = await database.rows(
        f"SELECT {_ROW}, c.id AS own FROM categories c JOIN promotion_rules r ON r.category_id IN (c.id, c.parent_id)"
        " WHERE c.id = $1 ORDER BY CASE WHEN r.category_id = c.id THEN 0 ELSE 1 END", category_id,
    )
    if not found:
        return Rule(), None
    section = next((row["section_id"] for row in found if row["section_id"] is not None), None)
    return _rule(found[0]), section


async def rules(viewer: Actor) -> list[RuleLine]:
    """Every category in use that the viewer sees, with what holds there."""
    own = {row["category_id"]: row for row in await database.rows(f"SELECT r.category_id, {_ROW} FROM promotion_rules r")}
    lines: list[RuleLine] = []
    for top in await categories.tree(viewer):
        for node in (top, *top.children):
            row = own.get(node.id)
            parent = own.get(top.id)
            from_row = row or parent
            section = (row["section_id"] if row else None) or (parent["section_id"] if parent else None)
            name = node.name if node is top else f"{top.name} › {node.name}"
            lines.append(RuleLine(
                category_id=node.id, name=name, rule=_rule(from_row) if from_row else Rule(), section_id=section,
                is_own=row is not None, version=row["version"] if row else 0,
            ))
    return lines


def _rule(row: Any) -> Rule:
    return Rule(
        proposes=bool(row["proposes"]), members=row["members"], askers=row["askers"],
        solved_percent=row["solved_percent"], within_days=row["within_days"],
    )
