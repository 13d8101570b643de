"""What the clock looks at: texts that become live by now, and what links of ours may lead to. For jobs, whoever may read it."""

import json
from datetime import datetime
from typing import Any

from forum import database


async def due_for_publication(at: datetime, limit: int = 50) -> list[tuple[int, str, int]]:
    """What is to become live by now: article, language and the number of the revision."""
    found = await database.rows(
        "SELECT t.article_id, t.lang, t.staged_number FROM article_translations t JOIN articles a ON a.id = t.article_id"
        " WHERE t.publish_at <= $1 AND a.archived_at IS NULL AND t.staged_number IS NOT NULL"
        f" ORDER BY t.publish_at, t.id LIMIT {int(limit)}", at,
    )
    return [(row["article_id"], row["lang"], row["staged_number"]) for row in found]


async def live_texts(after: int, limit: int = 200) -> list[tuple[int, int, str, list[str], bool]]:
    """Live versions with ids above `after`: id, article, HTML, anchors, and whether everyone may read them."""
    found = await database.rows_aside(
        "SELECT t.id, t.article_id, t.html, t.contents, a.see, s.see AS s_see FROM article_translations t"
        " JOIN articles a ON a.id = t.article_id JOIN article_sections s ON s.id = a.section_id"
        f" WHERE t.live_number IS NOT NULL AND t.id > $1 ORDER BY t.id LIMIT {int(limit)}", after,
    )
    return [
        (
            row["id"], row["article_id"], row["html"], [one[1] for one in _json(row["contents"])],
            row["s_see"] == "everyone" and row["see"] in ("", "everyone"),
        )
        for row in found
    ]


async def targets() -> tuple[dict[int, tuple[bool, set[str]]], dict[int, bool], dict[str, bool]]:
    """What links of ours may lead to: articles (public?, anchors), sections and categories (public?), all in use."""
    articles: dict[int, tuple[bool, set[str]]] = {}
    for row in await database.rows_aside(
        "SELECT a.id, t.contents, a.see, s.see AS s_see FROM article_translations t JOIN articles a"
        " ON a.id = t.article_id JOIN article_sections s ON s.id = a.section_id JOIN article_categories c"
        " ON c.id = s.category_id WHERE t.live_number IS NOT NULL AND a.archived_at IS NULL AND s.archived_at IS NULL"
        " AND c.archived_at IS NULL"
    ):
        public = row["s_see"] == "everyone" and row["see"] in ("", "everyone")
        anchors = articles.setdefault(row["id"], (public, set()))[1]
        anchors.update(one[1] for one in _json(row["contents"]))
    found = await database.rows_aside(
        "SELECT s.id, s.see, c.slug FROM article_sections s JOIN article_categories c ON c.id = s.category_id"
        " WHERE s.archived_at IS NULL AND c.archived_at IS NULL"
    )
    sections = {row["id"]: row["see"] == "everyone" for row in found}
    upper: dict[str, bool] = {}
    for row in found:
        upper[row["slug"]] = upper.get(row["slug"], False) or row["see"] == "everyone"
    return articles, sections, upper


def _json(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored
