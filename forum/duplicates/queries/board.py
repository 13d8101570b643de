"""The board of recurring questions. Every count is over the threads that the viewer may read, and over no other."""

from collections.abc import Sequence
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.duplicates import recurring
from forum.duplicates.recurring import Asked
from forum.duplicates.views import ClusterLine, MemberLine, ThreadLine
from forum.errors import NotFound
from forum.threads.views import Author

#: Clusters that are looked at, the weightiest over all first; of these the board shows some.
LOOKED_AT = 300
BOARD_SIZE = 50

_COLUMNS = (
    "t.id, t.title, t.slug, t.lang, t.status, t.type, t.answer_excerpt, t.author_id, t.created_at, t.first_response_at,"
    " t.view_count, t.same_problem_count, t.category_id, k.name AS category_name, a.name, a.display_name, a.role"
)
_JOINED = " JOIN categories k ON k.id = t.category_id JOIN people a ON a.id = t.author_id"


async def board(viewer: Actor, category_ids: Sequence[int] = ()) -> list[ClusterLine]:
    """Questions that keep coming back, what to act on first at the top; narrowed to clusters with a thread in a category."""
    chosen = await database.rows_aside(f"SELECT id, hub_id FROM duplicate_clusters ORDER BY weight DESC, id LIMIT {LOOKED_AT}")
    found = await _members(viewer, [row["id"] for row in chosen])
    lines = []
    for row in chosen:
        members = found.get(row["id"], [])
        if category_ids and not any(member["category_id"] in category_ids for member in members):
            continue
        if len(members) > 1:
            lines.append(_line(row["id"], row["hub_id"], members))
    return sorted(lines, key=lambda line: (-line.priority, line.id))[:BOARD_SIZE]


async def visible_cluster(viewer: Actor, cluster_id: int) -> tuple[ClusterLine, list[MemberLine]]:
    """A cluster with its threads. Raises NotFound unless the viewer may read two of them."""
    hub_id = await database.value("SELECT hub_id FROM duplicate_clusters WHERE id = $1", cluster_id)
    members = (await _members(viewer, [cluster_id])).get(cluster_id, [])
    if hub_id is None or len(members) < 2:
        raise NotFound
    line = _line(cluster_id, hub_id, members)
    pairs = {
        row["other"]: row for row in await database.rows(
            "SELECT id, version, contest_count, CASE WHEN low_thread_id = $1 THEN high_thread_id ELSE low_thread_id END AS other"
            " FROM duplicate_pairs WHERE (low_thread_id = $1 OR high_thread_id = $1) AND state IN ('suspected', 'snoozed')",
            line.hub.id,
        )
    }
    shown = [
        MemberLine(
            thread=_thread(row), author=Author(row["name"], row["display_name"], row["role"]),
            created_at=_at(row["created_at"]), view_count=row["view_count"], same_problem_count=row["same_problem_count"],
            is_hub=row["id"] == line.hub.id, is_confirmed=bool(row["confirmed"]), score=row["score"],
            pair_id=pair["id"] if pair else None, pair_version=pair["version"] if pair else 0,
            contest_count=pair["contest_count"] if pair else 0,
        )
        for row in members
        for pair in (None if row["confirmed"] else pairs.get(row["id"]),)
    ]
    return line, sorted(shown, key=lambda member: (not member.is_hub, not member.is_confirmed, -member.score, member.thread.id))


async def _members(viewer: Actor, cluster_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The threads of each cluster that the viewer may read, its hub among them."""
    ids = database.id_list(cluster_ids)
    shown = f"t.deleted_at IS NULL AND t.unlisted_at IS NULL AND {categories.visible_condition(viewer, 'k')}"
    found = await database.rows_aside(
        # What was decided a moment ago counts before clusters are gathered again.
        "SELECT m.cluster_id, CASE WHEN m.confirmed OR EXISTS (SELECT 1 FROM duplicate_marks d WHERE d.thread_id = m.thread_id"
        f" AND d.canonical_id = c.hub_id) THEN 1 ELSE 0 END AS confirmed, m.score, {_COLUMNS} FROM duplicate_members m"
        " JOIN duplicate_clusters c ON c.id = m.cluster_id"
        f" JOIN threads t ON t.id = m.thread_id{_JOINED} WHERE m.cluster_id IN ({ids}) AND {shown}"
    ) + await database.rows_aside(
        f"SELECT c.id AS cluster_id, 1 AS confirmed, 1.0 AS score, {_COLUMNS} FROM duplicate_clusters c"
        f" JOIN threads t ON t.id = c.hub_id{_JOINED} WHERE c.id IN ({ids}) AND {shown}"
    )
    grouped: dict[int, list[Any]] = {}
    for row in found:
        grouped.setdefault(row["cluster_id"], []).append(row)
    return grouped


def _line(cluster_id: int, hub_id: int, members: Sequence[Any]) -> ClusterLine:
    # Whoever may not read the hub sees the cluster by the most certain of the others.
    hub = next(
        (row for row in members if row["id"] == hub_id),
        max(members, key=lambda row: (bool(row["confirmed"]), row["score"], -row["id"])),
    )
    others = [row for row in members if row["id"] != hub["id"]]
    asked = [
        Asked(
            row["author_id"], _at(row["created_at"]), database.moment(row["first_response_at"]), row["view_count"],
            row["status"] in ("open", "needs_info"),
        )
        for row in members
    ]
    now = clock.now()
    by_week = recurring.weeks([one.created_at for one in asked], now)
    return ClusterLine(
        id=cluster_id, hub=_thread(hub), category_name=hub["category_name"],
        confirmed_count=sum(bool(row["confirmed"]) for row in others),
        suspected_count=sum(not row["confirmed"] for row in others),
        asker_count=len({one.author_id for one in asked}), view_count=sum(one.view_count for one in asked),
        unsolved_count=sum(one.is_unsolved for one in asked), answer_hours=recurring.hours_to_answer(asked),
        weeks=by_week, spike=recurring.is_spike(by_week), priority=recurring.priority(asked, now),
    )


def _thread(row: Any) -> ThreadLine:
    return ThreadLine(row["id"], row["title"], row["slug"], row["lang"], row["status"], row["answer_excerpt"])


def _at(stored: Any) -> Any:
    return database.moment(stored)
