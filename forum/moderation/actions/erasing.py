"""Private words that are taken out of a post go from what moderation keeps of it as well."""

from forum import database
from forum.threads.actions.redacting import Erasure

#: What may repeat the words of a post: table, column, and how a row leads to its item.
_KEPT = (
    ("screening_findings", "evidence", "r.item_id"), ("flags", "note", "r.item_id"), ("review_decisions", "note", "r.item_id"),
)


async def erase(erasure: Erasure) -> None:
    """Part of a redaction's transaction: findings, flags and decisions on the threads' posts lose the same words."""
    ids = database.id_list(erasure.thread_ids)
    for table, column, item in _KEPT:
        found = await database.rows(
            f"SELECT r.id, r.{column} AS said FROM {table} r JOIN review_items i ON i.id = {item} AND i.kind = 'post'"
            f" JOIN posts p ON p.id = i.subject_id WHERE p.thread_id IN ({ids})"
        )
        for row in found:
            left = erasure.blanker.text(row["said"])
            if left != row["said"]:
                await database.execute(f"UPDATE {table} SET {column} = $1 WHERE id = $2", left, row["id"])
