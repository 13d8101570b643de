"""What people know of their own flags."""

from typing import Any

from forum import database
from forum.accounts.actor import Actor


async def own_flag(viewer: Actor, kind: str, subject_id: int) -> str:
    """The reason of the viewer's open flag on something, "" for none."""
    return str(await database.value(
        "SELECT f.reason FROM flags f JOIN review_items i ON i.id = f.item_id WHERE i.kind = $1 AND i.subject_id = $2"
        " AND f.person_id = $3 AND f.open_key IS NOT NULL", kind, subject_id, viewer.id,
    ) or "")


async def about(person_id: int) -> dict[str, Any]:
    """Everything this flat keeps of a person's own doing, for their download: their flags, not who flagged them."""
    kept = {
        "flags": "SELECT i.kind, i.subject_id, f.reason, f.note, f.created_at, f.outcome, f.settled_at FROM flags f"
        " JOIN review_items i ON i.id = f.item_id WHERE f.person_id = $1 ORDER BY f.id",
        "review_decisions": "SELECT item_id, decision, note, decided_at FROM review_decisions WHERE decided_by_id = $1"
        " ORDER BY id",
        "watched_words": "SELECT word, action, put, created_at FROM watched_words WHERE created_by_id = $1 ORDER BY id",
    }
    return {
        name: [{column: row[column] for column in row.keys()} for row in await database.rows_aside(sql, person_id)]  # noqa: SIM118
        for name, sql in kept.items()
    }
