"""An article's card in the threads it came from, and what stands behind an article. Permission is in the SQL.

The cards travel with the thread itself, as one column of its query, so that they cost no statement.
"""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from forum import database
from forum.accounts.actor import Actor
from forum.duplicates.queries.readable import readable
from forum.kb import queries as kb
from forum.kb_bridge.views import Behind, Card, Source, Thanked, Wishes

#: Cards in one thread, sources of an article that its page names, and people it thanks.
MOST_CARDS, MOST_SOURCES, MOST_THANKED = 5, 20, 20


def column(viewer: Actor, locale: str) -> str:
    """SQL of a column for a query of a thread `t`: what the viewer may read of the articles that answer it, as JSON."""
    parts = (
        ("source", "article_sources y JOIN articles a ON a.id = y.article_id", "y.thread_id = t.id"),
        ("solution", "solutions y JOIN articles a ON a.id = y.article_id", "y.thread_id = t.id"),
    )
    together = " UNION ALL ".join(
        f"SELECT * FROM (SELECT '{what}' AS what, a.id, v.title, v.slug, v.lang, v.excerpt FROM {source}"
        " JOIN article_sections s ON s.id = a.section_id JOIN article_categories c ON c.id = s.category_id"
        f" JOIN article_translations v ON v.article_id = a.id WHERE {here} AND {kb.readable_condition(viewer, locale, 'v')}"
        f" ORDER BY a.id LIMIT {MOST_CARDS}) AS k_{what}"
        for what, source, here in parts
    )
    values = "k.what, k.id, k.title, k.slug, k.lang, k.excerpt"
    if database.engine() == "postgres":
        return f"(SELECT json_agg(json_build_array({values})) FROM ({together}) AS k)"
    return f"(SELECT json_group_array(json_array({values})) FROM ({together}) AS k)"


def revive(stored: Any) -> list[Card]:
    """What the column says: each article once, the one that solved the thread first."""
    rows: Sequence[Sequence[Any]] = json.loads(stored) if isinstance(stored, str) else stored or ()
    solved = {row[1] for row in rows if row[0] == "solution"}
    found = {row[1]: Card(row[1], row[2], row[3], row[4], row[5], row[1] in solved) for row in rows}
    return sorted(found.values(), key=lambda card: (not card.is_solution, card.id))


async def behind(viewer: Actor, article_id: int) -> Behind:
    """The threads that an article was made from, and whose words it uses there: what the viewer may read of them.

    The caller has loaded the article through permission.
    """
    found = await database.rows(
        "SELECT t.id, t.title, t.slug, t.lang, t.status, t.type, t.status_reason FROM article_sources y"
        f" JOIN threads t ON t.id = y.thread_id WHERE y.article_id = $1 AND {readable(viewer)} ORDER BY y.id"
        f" LIMIT {MOST_SOURCES}", article_id,
    )
    thanked = await database.rows(
        "SELECT w.id, w.name, w.display_name, MIN(y.id) AS first FROM article_credits y JOIN posts p ON p.id = y.post_id"
        " JOIN threads t ON t.id = p.thread_id JOIN people w ON w.id = y.person_id WHERE y.article_id = $1"
        f" AND p.deleted_at IS NULL AND w.anonymised_at IS NULL AND {readable(viewer)}"
        f" GROUP BY w.id, w.name, w.display_name ORDER BY first LIMIT {MOST_THANKED}", article_id,
    ) if found else []
    return Behind(
        sources=[
            Source(
                row["id"], row["title"], row["slug"], row["lang"], row["status"],
                is_open=row["type"] in ("question", "problem") and row["status"] in ("open", "needs_info"),
                is_by_article=row["status_reason"] == "by_article",
            )
            for row in found
        ],
        thanked=[
            Thanked(row["name"], row["display_name"] or row["name"], f"/users/{quote(row['name'], safe='')}")
            for row in thanked
        ],
    )


async def promoted_from(viewer: Actor, thread_ids: Sequence[int]) -> int | None:
    """The first article, in whatever state, that was made from one of these threads and that the viewer works on."""
    return await database.value(
        "SELECT a.id FROM article_sources y JOIN articles a ON a.id = y.article_id"
        " JOIN article_sections s ON s.id = a.section_id"
        f" WHERE y.thread_id IN ({database.id_list(thread_ids)}) AND {kb.team_condition(viewer)} ORDER BY a.id LIMIT 1"
    )


def wishes_column(viewer: Actor) -> str:
    """SQL of a column for a query of a thread `t`: how many wish for an article about it, and whether the viewer does."""
    return (
        "(SELECT CAST(count(*) AS TEXT) || ',' || CAST(COALESCE(MAX(CASE WHEN y.person_id ="
        f" {int(viewer.id)} THEN 1 ELSE 0 END), 0) AS TEXT) FROM article_wishes y WHERE y.thread_id = t.id)"
    )


def revive_wishes(stored: Any) -> Wishes:
    """What that column says."""
    count, _comma, mine = str(stored).partition(",")
    return Wishes(int(count), mine == "1")
