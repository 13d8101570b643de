"""What the knowledge base keeps about a person."""

from typing import Any

from forum import database

#: What `about` gives: the table, the column that names the person, and what of it is theirs.
_KEPT = {
    "article_revisions": (
        "author_id", "translation_id, number, title, source, also_asked, environment, reason, created_at"
    ),
    "article_comments": ("author_id", "revision_id, body, created_at"),
    "article_flags": ("person_id", "revision_id, kind, note, created_at"),
}


async def about(person_id: int) -> dict[str, Any]:
    """Everything this flat keeps about a person, by table, for their download."""
    kept: dict[str, Any] = {}
    for table, (column, columns) in _KEPT.items():
        found = await database.rows_aside(f"SELECT {columns} FROM {table} WHERE {column} = $1 ORDER BY id", person_id)
        kept[table] = [{name: row[name] for name in row.keys()} for row in found]  # noqa: SIM118
    found = await database.rows_aside(
        "SELECT revision_id, helpful, reason, created_at FROM article_votes WHERE reader_key = $1 ORDER BY id",
        f"p:{person_id}",
    )
    kept["article_votes"] = [{name: row[name] for name in row.keys()} for row in found]  # noqa: SIM118
    looks = await database.rows_aside(
        "SELECT article_id, day FROM article_views WHERE viewer_key = $1 ORDER BY id", f"p:{person_id}"
    )
    kept["article_views"] = [{"article_id": row["article_id"], "day": str(row["day"])} for row in looks]
    return kept
