"""Tags of many threads at once: after a merge, and counted again when who sees a category changes."""

from collections.abc import Iterable

from forum import database
from forum.categories import actions as shelves


async def replace_tag(old_id: int, new_id: int) -> None:
    """Let every thread that carries one tag carry another instead. Again is as once. Inside a transaction."""
    found = await database.rows("SELECT thread_id FROM thread_tags WHERE tag_id = $1 ORDER BY thread_id", old_id)
    await database.execute(
        "UPDATE thread_tags SET tag_id = $1 WHERE tag_id = $2 AND thread_id NOT IN"
        " (SELECT k.thread_id FROM thread_tags k WHERE k.tag_id = $1)", new_id, old_id,
    )
    await database.execute("DELETE FROM thread_tags WHERE tag_id = $1", old_id)
    for row in found:
        await _rename(row["thread_id"])
    await recount_tags([old_id, new_id])


async def recount_category(category_id: int) -> None:
    """Count the tags of a category's threads anew: who sees it changed. Inside a transaction."""
    found = await database.rows(
        "SELECT DISTINCT g.tag_id FROM threads t JOIN thread_tags g ON g.thread_id = t.id WHERE t.category_id = $1",
        category_id,
    )
    await recount_tags(row["tag_id"] for row in found)


async def recount_tags(tag_ids: Iterable[int]) -> None:
    """Derive the public thread counts of these tags from the threads that carry them. Inside a transaction."""
    ids = sorted(set(tag_ids))
    found = await database.rows(
        "SELECT g.tag_id, count(*) AS number FROM thread_tags g JOIN threads t ON t.id = g.thread_id"
        " JOIN categories c ON c.id = t.category_id"
        f" WHERE g.tag_id IN ({database.id_list(ids)}) AND t.deleted_at IS NULL AND t.unlisted_at IS NULL"
        " AND c.see = 'everyone' GROUP BY g.tag_id"
    )
    counted = {row["tag_id"]: row["number"] for row in found}
    await shelves.set_thread_counts({tag_id: counted.get(tag_id, 0) for tag_id in ids})


async def _rename(thread_id: int) -> None:
    """Bring a thread's cache of tag names in step with its tags."""
    found = await database.rows(
        "SELECT n.name FROM thread_tags g JOIN tags n ON n.id = g.tag_id WHERE g.thread_id = $1", thread_id
    )
    names = ",".join(sorted(row["name"] for row in found))
    await database.execute("UPDATE threads SET tag_names = $1, version = version + 1 WHERE id = $2", names, thread_id)
