"""What the bridge keeps about a person."""

from typing import Any

from forum import database


async def kept_about(person_id: int) -> dict[str, Any]:
    """Which articles somebody answered with, and which questions they were writing, for their download."""
    found = {
        "article_answers": await database.rows(
            "SELECT article_id, thread_id, post_id, linked_at FROM article_answers WHERE person_id = $1 ORDER BY id", person_id
        ),
        "article_ticket_answers": await database.rows(
            "SELECT article_id, ticket_id, comment_id, linked_at FROM article_ticket_answers WHERE person_id = $1 ORDER BY id",
            person_id,
        ),
        "composings": await database.rows(
            "SELECT typed, lang, category_id, started_at, dismissed_at, posted_at, thread_id FROM composings"
            " WHERE person_id = $1 ORDER BY id", person_id,
        ),
        "suggestions": await database.rows(
            "SELECT g.article_id, g.thread_id, g.rank, g.shown_at, g.opened_at, g.solved_at FROM suggestions g"
            " JOIN composings c ON c.id = g.composing_id WHERE c.person_id = $1 ORDER BY g.id", person_id,
        ),
    }
    return {
        table: [{name: row[name] for name in row.keys()} for row in rows]  # noqa: SIM118
        for table, rows in found.items()
    }
