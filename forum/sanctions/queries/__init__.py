"""Every read of sanctions, appeals and notes."""

from typing import Any

from forum import database
from forum.sanctions.queries.care import (
    appeal_case,
    member,
    members,
    newest_sanction,
    notes_of,
    suggestions,
)
from forum.sanctions.queries.cleaning import (
    clean_ups,
    newest_clean_up,
    opening_went_with_all,
    shown_posts,
    went_with_all,
)
from forum.sanctions.queries.standing import decider_of, sanctions_of, standing_of

__all__ = [
    "about",
    "appeal_case",
    "clean_ups",
    "decider_of",
    "member",
    "members",
    "newest_clean_up",
    "newest_sanction",
    "notes_of",
    "opening_went_with_all",
    "sanctions_of",
    "shown_posts",
    "standing_of",
    "suggestions",
    "went_with_all",
]


async def about(person_id: int) -> dict[str, Any]:
    """Everything this flat keeps about a person, for their download: what was decided about them, and notes too, which
    are about them and so theirs to know. Nobody else's name stands in it, and of what a moderator decided about others
    nothing but that they did."""
    kept = {
        "sanctions": "SELECT kind, reason, words, given_at, until, lifted_at, lifted_words FROM sanctions"
        " WHERE person_id = $1 ORDER BY id",
        "appeals": "SELECT about, subject_id, words, made_at, outcome, answer, answered_at FROM appeals"
        " WHERE person_id = $1 ORDER BY id",
        "clean_ups": "SELECT reason, words, started_at, finished_at, undone_at FROM clean_ups WHERE person_id = $1"
        " ORDER BY id",
        "notes": "SELECT text, written_at FROM person_notes WHERE person_id = $1 ORDER BY id",
        "given": "SELECT kind, reason, given_at FROM sanctions WHERE given_by_id = $1 ORDER BY id",
    }
    return {
        name: [{column: row[column] for column in row.keys()} for row in await database.rows_aside(sql, person_id)]  # noqa: SIM118
        for name, sql in kept.items()
    }
