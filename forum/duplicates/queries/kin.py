"""What stands beside a thread: of what it is a duplicate, what asks the same, what is like it, as far as one reader may see.

It travels with the thread itself, as one column of its query (`column`, then `revive`), so that it costs no statement
and no page tells of what its reader may not read. Nothing is compared here: pairs were scored when texts changed.
"""

import json
from collections.abc import Sequence
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.duplicates.views import Kin, ThreadLine

#: Duplicates that are named, and related threads.
MOST_DUPLICATES = 20
MOST_RELATED = 5
#: From which score on a suspected pair is worth being named as related.
RELATED_FROM = 0.3

_THREAD = "n.id, n.title, n.slug, n.lang, n.status, n.answer_excerpt"


def column(viewer: Actor) -> str:
    """SQL of a column for a query of a thread `t`: everything beside it that the viewer may read, as JSON."""
    shown = (
        "n.deleted_at IS NULL AND n.unlisted_at IS NULL AND n.category_id IN"
        f" (SELECT v.id FROM categories v WHERE {categories.visible_condition(viewer, 'v')})"
    )
    pairs = (
        f"SELECT CASE WHEN p.state = 'related' THEN 'related' ELSE 'like' END AS what, p.score, {_THREAD}"
        " FROM duplicate_pairs p JOIN threads n ON n.id = p.{other}"
        f" WHERE p.{{own}} = t.id AND p.state IN ('suspected', 'related') AND {shown}"
        f" AND (p.state = 'related' OR p.score >= {RELATED_FROM})"
        f" ORDER BY p.state, p.score DESC LIMIT {2 * MOST_RELATED}"
    )
    parts = (
        "SELECT 'marked' AS what, 0.0 AS score, m.thread_id AS id, '' AS title, '' AS slug, '' AS lang, '' AS status,"
        " '' AS answer_excerpt FROM duplicate_marks m WHERE m.thread_id = t.id",
        f"SELECT 'canonical' AS what, 0.0 AS score, {_THREAD} FROM duplicate_marks m JOIN threads n ON n.id = m.canonical_id"
        f" WHERE m.thread_id = t.id AND {shown}",
        f"SELECT 'duplicate' AS what, 0.0 AS score, {_THREAD} FROM duplicate_marks m JOIN threads n ON n.id = m.thread_id"
        f" WHERE m.canonical_id = t.id AND {shown} ORDER BY n.id LIMIT {MOST_DUPLICATES}",
        pairs.format(own="low_thread_id", other="high_thread_id"),
        pairs.format(own="high_thread_id", other="low_thread_id"),
    )
    together = " UNION ALL ".join(f"SELECT * FROM ({part}) AS k{number}" for number, part in enumerate(parts))
    values = "k.what, k.score, k.id, k.title, k.slug, k.lang, k.status, k.answer_excerpt"
    if database.engine() == "postgres":
        return f"(SELECT json_agg(json_build_array({values})) FROM ({together}) AS k)"
    return f"(SELECT json_group_array(json_array({values})) FROM ({together}) AS k)"


def revive(stored: Any) -> Kin:
    """What the column says, as a value."""
    rows: Sequence[Sequence[Any]] = json.loads(stored) if isinstance(stored, str) else stored or ()
    lines: dict[str, list[tuple[float, ThreadLine]]] = {}
    for what, score, *rest in rows:
        lines.setdefault(what, []).append((float(score), ThreadLine(*rest)))
    canonical = next((line for _score, line in lines.get("canonical", ())), None)
    duplicates = tuple(sorted((line for _score, line in lines.get("duplicate", ())), key=lambda line: line.id))
    # What the mark says already is not said again; what people confirmed stands before what the detector suspects.
    told = {line.id for line in duplicates} | ({canonical.id} if canonical else set())
    ranked = [
        line for what in ("related", "like")
        for _score, line in sorted(lines.get(what, ()), key=lambda entry: (-entry[0], entry[1].id))
    ]
    related = [line for line in dict.fromkeys(ranked) if line.id not in told]
    return Kin("marked" in lines, canonical, duplicates, tuple(related[:MOST_RELATED]))
