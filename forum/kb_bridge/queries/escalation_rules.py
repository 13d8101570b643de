"""Which rule for escalations holds in a category: its own, its parent's, or the usual one."""

from datetime import datetime, timedelta
from typing import Any

from forum import clock, database, settings
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.clock.business_hours import hours_before, read
from forum.kb_bridge.escalated import MemberThread, Rule, RuleLine
from forum.threads.views import thread_path

#: Threads of one category that one run takes.
AT_ONCE = 50

_ROW = (
    "r.by_asker, r.by_helpers, r.policy, r.hours, r.in_business_hours, r.views, r.members, r.within_days, r.priority, r.tags,"
    " r.accept_solves, r.solve_accepts, r.version, r.last_run_at, r.last_found, r.last_made,"
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
                row is not None, kept["category_id"] if kept else 0, row["version"] if row else 0,
                database.moment(row["last_run_at"]) if row else None,
                row["last_found"] if row else 0, row["last_made"] if row else 0,
            ))
    return lines


async def due(viewer: Actor, category_id: int, rule: Rule) -> list[MemberThread]:
    """The threads of one category that the clock would take to support now, the oldest first; those the viewer may read.

    A thread that was ever taken to support, by whomever, is not among them.
    """
    wheres = {
        "all": "t.status <> 'solved'",
        "unanswered": "t.first_response_at IS NULL",
        "viewed": f"t.first_response_at IS NULL AND t.view_count >= {int(rule.views)}",
        "cluster": (
            "t.status <> 'solved' AND EXISTS (SELECT 1 FROM duplicate_clusters d WHERE d.hub_id = t.id AND (SELECT count(*)"
            " FROM duplicate_members m JOIN threads n ON n.id = m.thread_id WHERE m.cluster_id = d.id AND n.id <> d.hub_id"
            f" AND n.deleted_at IS NULL AND n.created_at > $2) + 1 >= {int(rule.members)})"
        ),
    }
    now = clock.now()
    return [
        MemberThread(row["id"], row["title"], thread_path(row["id"], row["slug"]), row["lang"])
        for row in await database.rows(
            "SELECT t.id, t.title, t.slug, t.lang FROM threads t JOIN categories c ON c.id = t.category_id"
            f" JOIN people p ON p.id = t.author_id WHERE t.category_id = $1 AND t.created_at > $2 AND t.created_at <= $3"
            f" AND {categories.visible_condition(viewer, 'c')} AND t.type IN ('question', 'problem')"
            " AND t.status IN ('open', 'needs_info', 'solved') AND t.deleted_at IS NULL AND t.archived_at IS NULL"
            " AND p.anonymised_at IS NULL AND p.id <> 1"
            " AND NOT EXISTS (SELECT 1 FROM escalations e WHERE e.thread_id = t.id)"
            " AND NOT EXISTS (SELECT 1 FROM escalation_members m WHERE m.thread_id = t.id)"
            f" AND {wheres[rule.policy]} ORDER BY t.created_at, t.id LIMIT {AT_ONCE}",
            category_id, now - timedelta(days=rule.within_days), _asked_until(rule, now),
        )
    ]


def _asked_until(rule: Rule, now: datetime) -> datetime:
    """What was asked until then has waited as long as the rule says, by the calendar or by the team's week."""
    if rule.policy not in ("unanswered", "viewed"):
        return now
    if not rule.in_business_hours:
        return now - timedelta(hours=rule.hours)
    knobs = settings.current()
    return hours_before(now, rule.hours, read(knobs.business_hours, knobs.site_time_zone, knobs.business_holidays))


def _rule(row: Any) -> Rule:
    return Rule(
        by_asker=bool(row["by_asker"]), by_helpers=bool(row["by_helpers"]), policy=row["policy"], hours=row["hours"],
        in_business_hours=bool(row["in_business_hours"]),
        views=row["views"], members=row["members"], within_days=row["within_days"], group_id=row["group_id"],
        priority=row["priority"], tags=row["tags"], accept_solves=bool(row["accept_solves"]),
        solve_accepts=bool(row["solve_accepts"]),
    )
