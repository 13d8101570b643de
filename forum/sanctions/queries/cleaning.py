"""What a clean-up would remove of a person's posts, and how far those that were begun are."""

from forum import database
from forum.sanctions.queries.standing import at
from forum.sanctions.views import CleanUpLine, ShownPosts

#: Clean-ups listed on a member's page, at most.
MOST_CLEAN_UPS = 20


async def shown_posts(person_id: int) -> ShownPosts:
    """How many threads and replies of a person are shown, as a clean-up removes them."""
    row = await database.row(
        "SELECT COALESCE(sum(CASE WHEN p.position = 0 THEN 1 ELSE 0 END), 0) AS threads,"
        " COALESCE(sum(CASE WHEN p.position = 0 THEN 0 ELSE 1 END), 0) AS replies FROM posts p"
        " JOIN threads t ON t.id = p.thread_id WHERE p.author_id = $1 AND p.deleted_at IS NULL AND t.deleted_at IS NULL",
        person_id,
    )
    others = await database.value(
        "SELECT count(*) FROM threads t JOIN posts o ON o.thread_id = t.id AND o.deleted_at IS NULL AND o.position > 0"
        " WHERE t.author_id = $1 AND t.deleted_at IS NULL AND o.author_id <> t.author_id", person_id,
    )
    return ShownPosts(int(row["threads"]), int(row["replies"]), int(others or 0)) if row else ShownPosts(0, 0, 0)


async def clean_ups(person_id: int) -> list[CleanUpLine]:
    """Every time that all of a person's posts were removed, the newest first."""
    found = await database.rows(
        "SELECT u.id, u.reason, u.words, u.started_at, u.finished_at, u.undone_at, u.restored_at,"
        " s.display_name AS started_by, n.display_name AS undone_by,"
        " (SELECT count(*) FROM cleaned_posts c WHERE c.clean_up_id = u.id AND c.removed_at IS NOT NULL) AS removed,"
        " (SELECT count(*) FROM cleaned_posts c WHERE c.clean_up_id = u.id AND c.removed_at IS NULL) AS stayed"
        " FROM clean_ups u LEFT JOIN people s ON s.id = u.started_by_id LEFT JOIN people n ON n.id = u.undone_by_id"
        f" WHERE u.person_id = $1 ORDER BY u.id DESC LIMIT {MOST_CLEAN_UPS}", person_id,
    )
    return [
        CleanUpLine(
            row["id"], row["reason"], row["words"], at(row["started_at"]), row["started_by"] or "", row["removed"],
            row["stayed"], database.moment(row["finished_at"]), database.moment(row["undone_at"]),
            row["undone_by"] or "", database.moment(row["restored_at"]),
        )
        for row in found
    ]


async def newest_clean_up(person_id: int) -> int:
    """The id of a person's newest clean-up, 0 for none: what a form has seen."""
    return int(await database.value("SELECT max(id) FROM clean_ups WHERE person_id = $1", person_id) or 0)


async def went_with_all(post_id: int) -> bool:
    """Whether a post that is deleted went in a clean-up: its author was told of that once, not of each post."""
    return bool(await database.value(f"{_WENT} AND p.id = $1 LIMIT 1", post_id))


async def opening_went_with_all(thread_id: int) -> bool:
    """As above, of a thread."""
    return bool(await database.value(f"{_WENT} AND p.position = 0 AND p.thread_id = $1 LIMIT 1", thread_id))


_WENT = (
    "SELECT 1 FROM posts p JOIN cleaned_posts c ON c.post_id = p.id WHERE c.restored_at IS NULL"
    " AND c.removed_at = p.deleted_at"
)
