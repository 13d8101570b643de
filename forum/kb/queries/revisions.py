"""What was written of an article: its revisions, the team's comments on them, and who writes at this moment."""

from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.kb.views import CommentView, RevisionView, Version, Who


async def revision(version: Version, number: int) -> RevisionView:
    """One revision of a version that was loaded through permission. Raises NotFound."""
    found = await database.row(f"{_REVISION} WHERE r.translation_id = $1 AND r.number = $2", version.id, number)
    if found is None:
        raise NotFound
    return _revision(found)


async def latest(version: Version) -> RevisionView:
    """The newest revision of a version."""
    found = await database.row(
        f"{_REVISION} WHERE r.translation_id = $1 ORDER BY r.number DESC LIMIT 1", version.id
    )
    if found is None:
        raise NotFound
    return _revision(found)


async def revisions(version: Version, before: int, limit: int) -> list[RevisionView]:
    """The revisions with numbers below `before`, the newest first."""
    found = await database.rows(
        f"{_REVISION} WHERE r.translation_id = $1 AND r.number < $2 ORDER BY r.number DESC LIMIT {int(limit)}",
        version.id, before,
    )
    return [_revision(row) for row in found]


async def written_by(version: Version) -> set[int]:
    """Who wrote what is staged: everybody who saved a revision since the live one."""
    found = await database.rows(
        "SELECT DISTINCT author_id FROM article_revisions WHERE translation_id = $1 AND number > $2",
        version.id, version.live_number or 0,
    )
    return {row["author_id"] for row in found}


async def comments(version: Version) -> list[CommentView]:
    """What the team said about a version's revisions, the oldest first."""
    found = await database.rows(
        "SELECT k.id, r.number, p.name, p.display_name, k.body, k.created_at FROM article_comments k"
        " JOIN article_revisions r ON r.id = k.revision_id JOIN people p ON p.id = k.author_id"
        " WHERE r.translation_id = $1 ORDER BY k.id DESC LIMIT 200", version.id,
    )
    return [
        CommentView(
            row["id"], row["number"], row["name"], row["display_name"] or row["name"], row["body"], _at(row["created_at"])
        )
        for row in reversed(found)
    ]


async def editors(viewer: Actor, version: Version) -> list[Who]:
    """Who else has the editor open at this moment."""
    found = await database.rows(
        "SELECT p.id, p.name, p.display_name FROM article_leases e JOIN people p ON p.id = e.person_id"
        " WHERE e.translation_id = $1 AND e.person_id <> $2 AND e.until > $3 ORDER BY e.id",
        version.id, viewer.id, clock.now(),
    )
    return [Who(row["id"], row["name"], row["display_name"]) for row in found]


_REVISION = (
    "SELECT r.id, r.number, r.title, r.source, r.also_asked, r.environment, r.reason, r.author_id, r.created_at,"
    " r.published_at, r.source_number, p.name, p.display_name, q.name AS q_name, q.display_name AS q_shown"
    " FROM article_revisions r JOIN people p ON p.id = r.author_id LEFT JOIN people q ON q.id = r.published_by_id"
)


def _revision(row: Any) -> RevisionView:
    return RevisionView(
        id=row["id"], number=row["number"], title=row["title"], source=row["source"], also_asked=row["also_asked"],
        environment=row["environment"], reason=row["reason"], author_id=row["author_id"], author_name=row["name"],
        author_shown=row["display_name"] or row["name"], created_at=_at(row["created_at"]),
        published_at=database.moment(row["published_at"]), published_by=row["q_shown"] or row["q_name"] or "",
        source_number=row["source_number"],
    )


def _at(stored: Any) -> Any:
    found = database.moment(stored)
    assert found is not None
    return found
