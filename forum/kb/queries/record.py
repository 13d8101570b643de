"""What readers said of an article, and what happened to it. The caller has loaded the article through permission."""

import json
from datetime import datetime
from typing import Any

from forum import database
from forum.kb.views import Desk, Feedback, FlagView


async def flags(article: Desk) -> list[FlagView]:
    """What members flagged and nobody has dealt with, the oldest first."""
    found = await database.rows(
        "SELECT f.id, t.lang, r.number, f.kind, f.note, p.name, p.display_name, f.created_at FROM article_flags f"
        " JOIN article_revisions r ON r.id = f.revision_id JOIN article_translations t ON t.id = r.translation_id"
        " JOIN people p ON p.id = f.person_id WHERE t.article_id = $1 AND f.resolved_at IS NULL ORDER BY f.id LIMIT 100",
        article.id,
    )
    return [
        FlagView(
            row["id"], row["lang"], row["number"], row["kind"], row["note"], row["name"],
            row["display_name"] or row["name"], _at(row["created_at"]),
        )
        for row in found
    ]


async def feedback(article: Desk) -> Feedback:
    """What readers said of the revisions that are live."""
    live = (
        " FROM article_votes v JOIN article_revisions r ON r.id = v.revision_id JOIN article_translations t"
        " ON t.id = r.translation_id AND t.live_number = r.number WHERE t.article_id = $1"
    )
    sums = await database.row(f"SELECT SUM(CASE WHEN v.helpful THEN 1 ELSE 0 END) AS yes, COUNT(*) AS every{live}", article.id)
    reasons = await database.rows(
        f"SELECT v.helpful, v.reason, v.created_at{live} AND v.reason <> '' ORDER BY v.id DESC LIMIT 20", article.id
    )
    yes, every = int(sums["yes"] or 0) if sums else 0, int(sums["every"]) if sums else 0
    return Feedback(
        yes, every - yes, [(bool(row["helpful"]), row["reason"], _at(row["created_at"])) for row in reasons]
    )


async def history(article: Desk) -> list[tuple[str, dict[str, Any], str, datetime]]:
    """What happened to an article, the latest first: the event's name, its data, who did it, when. Readers' votes aside."""
    found = await database.rows(
        "SELECT e.name, e.data, e.at, p.name AS p_name, p.display_name AS p_shown FROM events e"
        " LEFT JOIN people p ON p.id = e.actor_id WHERE e.subject_type = 'article' AND e.subject_id = $1"
        " AND e.name NOT IN ('article.rated', 'article.flagged', 'article.linked') ORDER BY e.id DESC LIMIT 50", article.id,
    )
    return [
        (row["name"], _json(row["data"]), row["p_shown"] or row["p_name"] or "", _at(row["at"])) for row in found
    ]


def _json(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored


def _at(stored: Any) -> Any:
    found = database.moment(stored)
    assert found is not None
    return found
