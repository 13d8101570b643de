"""What this flat keeps about a person, for their download."""

from typing import Any

from forum import database


async def about(person_id: int) -> dict[str, Any]:
    """Everything this flat keeps about a person."""
    kept = {
        "article_wishes": "SELECT thread_id, created_at FROM article_wishes WHERE person_id = $1 ORDER BY id",
        "article_credits": "SELECT article_id, post_id FROM article_credits WHERE person_id = $1 ORDER BY id",
        "articles_promoted": "SELECT article_id, thread_id, promoted_at FROM article_promotions"
        " WHERE promoted_by_id = $1 ORDER BY article_id",
        "article_proposals": "SELECT thread_id, state, state_at, reason FROM article_proposals"
        " WHERE holder_id = $1 OR state_by_id = $1 OR opened_by_id = $1 ORDER BY id",
    }
    return {
        name: [{column: row[column] for column in row.keys()} for row in await database.rows_aside(sql, person_id)]  # noqa: SIM118
        for name, sql in kept.items()
    }
