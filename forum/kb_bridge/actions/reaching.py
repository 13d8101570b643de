"""Keeping who works on a ticket in step with who reads the thread it was made from, wherever that stands today."""

from collections.abc import Sequence

from forum import database
from forum.kb_bridge.queries.escalations import tickets_out_of_step


async def keep_in_step(*, thread_ids: Sequence[int] = (), category_id: int | None = None) -> None:
    """Reaction: threads moved, or a category is for others now: so are the tickets of it. Part of a transaction."""
    wrong: dict[int | None, list[int]] = {}
    for ticket_id, group_id in await tickets_out_of_step(thread_ids, category_id):
        wrong.setdefault(group_id, []).append(ticket_id)
    for group_id, ids in wrong.items():
        await database.execute(
            f"UPDATE tickets SET see_group_id = $1 WHERE id IN ({database.id_list(ids)})", group_id
        )
