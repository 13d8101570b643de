"""Rendering again what an older version of the renderer left: nothing that a person wrote changes."""

from forum import database
from forum.text.markdown import RENDERER_VERSION
from forum.threads.actions.asking import render


async def render_outdated(limit: int = 100) -> int:
    """Give at most `limit` comments and as many messages the HTML of today's renderer; returns how many were looked at."""
    looked_at = 0
    for table in ("ticket_comments", "side_messages"):
        found = await database.rows(
            f"SELECT id, source FROM {table} WHERE html_version < $1 ORDER BY html_version, id LIMIT $2",
            RENDERER_VERSION, limit,
        )
        for row in found:
            rendered = await render(row["source"])
            await database.execute(
                f"UPDATE {table} SET html = $1, plain = $2, html_version = $3 WHERE id = $4 AND html_version < $3",
                rendered.html, rendered.plain, rendered.version, row["id"],
            )
        looked_at += len(found)
    return looked_at
