"""What came of somebody's flags, of flags against them, and of their appeals: counted, for the top of a member's page."""

from collections.abc import Iterable
from typing import Any

from forum import database
from forum.sanctions.views import Counts


async def flags_raised(person_id: int) -> Counts:
    """What came of the flags that a person raised."""
    return _counts(await database.rows(
        "SELECT outcome, count(*) AS number FROM flags WHERE person_id = $1 GROUP BY outcome", person_id
    ))


async def flags_against(person_id: int) -> Counts:
    """What came of the flags on a person's posts and profile."""
    return _counts(await database.rows(
        "SELECT f.outcome, count(*) AS number FROM flags f JOIN review_items i ON i.id = f.item_id"
        " WHERE (i.kind = 'person' AND i.subject_id = $1)"
        " OR (i.kind = 'post' AND i.subject_id IN (SELECT p.id FROM posts p WHERE p.author_id = $1)) GROUP BY f.outcome",
        person_id,
    ))


async def appeals_made(person_id: int) -> Counts:
    """What came of a person's appeals."""
    return _counts(await database.rows(
        "SELECT outcome, count(*) AS number FROM appeals WHERE person_id = $1 GROUP BY outcome", person_id
    ))


def _counts(rows: Iterable[Any]) -> Counts:
    by = {row["outcome"]: int(row["number"]) for row in rows}
    # A flag is dismissed where an appeal is kept off; what was handled already says nothing about who flagged it.
    return Counts(by.get("upheld", 0), by.get("dismissed", 0) + by.get("kept", 0), by.get("handled", 0), by.get("", 0))
