"""What is asked again although there is an article about it: readers did not find it, or it does not say enough."""

from forum import database
from forum.accounts.actor import Actor
from forum.duplicates.queries.readable import readable
from forum.kb.views import Reason


async def asked_again(viewer: Actor) -> dict[int, Reason]:
    """Articles by id with how many threads somebody found to ask what their sources ask since they were published or last
    verified, and the first moment of that; over the threads that the viewer may read. Articles are not looked at for whom
    they are for: the caller does."""
    found = await database.rows_aside(
        "SELECT a.id, COUNT(DISTINCT m.thread_id) AS number, MIN(m.marked_at) AS since FROM article_sources y"
        " JOIN articles a ON a.id = y.article_id JOIN article_translations v ON v.article_id = a.id"
        " AND v.lang = a.source_lang AND v.live_number IS NOT NULL JOIN duplicate_marks m ON m.canonical_id = y.thread_id"
        " JOIN threads t ON t.id = m.thread_id WHERE a.archived_at IS NULL AND m.marked_at >"
        " CASE WHEN a.verified_at > v.published_at THEN a.verified_at ELSE v.published_at END"
        " AND NOT EXISTS (SELECT 1 FROM article_sources o WHERE o.article_id = a.id AND o.thread_id = m.thread_id)"
        f" AND {readable(viewer)} GROUP BY a.id ORDER BY a.id"
    )
    return {
        row["id"]: Reason("asked_again", at=database.moment(row["since"]), count=int(row["number"])) for row in found
    }
