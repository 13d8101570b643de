"""Tickets' sums, from their comments, tags and merges."""

from collections.abc import Sequence
from typing import Any

from forum import database
from forum.kb_bridge.queries.escalations import tickets_out_of_step
from forum.tickets import clocks, queries
from forum.tickets.queries.access import COUNTED
from forum.transfer.checking.drift import Drift


class Tickets:
    """What tickets say of their comments, replies and tags, and since when somebody waits."""

    table = "tickets"

    async def drifts(self, where: str) -> list[Drift]:
        comments: dict[int, list[Any]] = {}
        for one in await database.rows_aside(
            f"SELECT c.ticket_id, c.is_public, c.is_reply, c.created_at, CASE WHEN {COUNTED} THEN 1 ELSE 0 END AS counts"
            f" FROM ticket_comments c JOIN tickets t ON t.id = c.ticket_id WHERE c.ticket_id {where}"
            " ORDER BY c.ticket_id, c.created_at, c.id"
        ):
            comments.setdefault(one["ticket_id"], []).append(one)
        tags: dict[int, list[str]] = {}
        for one in await database.rows_aside(f"SELECT ticket_id, name FROM ticket_tags WHERE ticket_id {where}"):
            tags.setdefault(one["ticket_id"], []).append(one["name"])
        gathering = {one["id"] for one in await database.rows_aside(
            f"SELECT DISTINCT merged_into_id AS id FROM tickets WHERE merged_into_id {where}"
        )}
        found = [
            Drift("ticket", number, "see_group_id", "?", group_id)
            for number, group_id in await tickets_out_of_step(ticket_ids=where)
        ]
        for row in await database.rows_aside(
            "SELECT id, status, is_public, reply_count, comment_count, first_reply_at, tag_names, waiting_since"
            f" FROM tickets WHERE id {where} ORDER BY id"
        ):
            own = comments.get(row["id"], [])
            replies = [database.moment(one["created_at"]) for one in own if one["is_reply"]]
            waits = None
            if row["status"] not in clocks.DONE:
                waits = await queries.waiting_since(row["id"]) if row["id"] in gathering else _waits(own)
            right = {
                "is_public": any(one["is_public"] for one in own), "reply_count": len(replies), "comment_count": len(own),
                "first_reply_at": replies[0] if replies else None, "waiting_since": waits,
                "tag_names": ",".join(sorted(tags.get(row["id"], []))),
            }
            for what, value in right.items():
                kept = database.moment(row[what]) if what in ("first_reply_at", "waiting_since") else row[what]
                kept = bool(kept) if what == "is_public" else kept
                if kept != value:
                    found.append(Drift("ticket", row["id"], what, kept, value))
        return found

    async def mend(self, drifts: Sequence[Drift]) -> None:
        for drift in drifts:
            await database.execute(f"UPDATE tickets SET {drift.what} = $1 WHERE id = $2", drift.right, drift.id)


def _waits(comments: Sequence[Any]) -> Any:
    return clocks.waiting_since([
        (at, bool(one["is_reply"]))
        for one in comments
        if one["is_public"] and one["counts"] and (at := database.moment(one["created_at"])) is not None
    ])
