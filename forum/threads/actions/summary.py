"""The thread's cached summary, kept in the transaction of whatever changes it. `recount` derives it anew from the posts."""

from datetime import datetime

from forum import database
from forum.errors import Conflict
from forum.i18n import gettext as _
from forum.threads.models import Post, Thread
from forum.threads.policy import ASKING_TYPES


async def load_for_change(thread_id: int) -> Thread:
    """The thread's row, held until the transaction ends, so that changes of one thread take turns."""
    await database.lock_row("threads", thread_id)
    return await Thread.get(id=thread_id)


async def load_post(post_id: int, thread: Thread) -> Post:
    """A post of the thread that is held. Raises Conflict for one that was split off or merged away meanwhile."""
    post = await Post.get(id=post_id)
    if post.thread_id != thread.id:
        raise Conflict(_("This post stands in another thread now. Nothing was changed. Please look again."))
    return post


async def touch_lists(thread_id: int, at: datetime) -> None:
    """Let the thread's tags know of its latest activity, for the lists of each tag."""
    await database.execute("UPDATE thread_tags SET last_activity_at = $1 WHERE thread_id = $2", at, thread_id)


async def recount(thread: Thread) -> None:
    """Derive replies, responses, waiting and activity from the posts that are shown. Changes the row, does not save it."""
    counts = await database.row(
        "SELECT count(*) AS replies, sum(CASE WHEN author_id <> $2 THEN 1 ELSE 0 END) AS responses, max(created_at) AS last_at,"
        " min(CASE WHEN author_id <> $2 THEN created_at END) AS first_at,"
        " max(CASE WHEN author_id <> $2 THEN position END) AS last_response"
        " FROM posts WHERE thread_id = $1 AND position > 0 AND deleted_at IS NULL",
        thread.id, thread.author_id,
    )
    assert counts is not None
    thread.reply_count = counts["replies"]
    thread.response_count = counts["responses"] or 0
    thread.first_response_at = database.moment(counts["first_at"])
    thread.last_activity_at = database.moment(counts["last_at"]) or thread.created_at
    waiting = await database.value(
        "SELECT min(created_at) FROM posts WHERE thread_id = $1 AND author_id = $2 AND deleted_at IS NULL AND position > $3",
        thread.id, thread.author_id, counts["last_response"] if counts["last_response"] is not None else -1,
    )
    waits = thread.type in ASKING_TYPES and thread.status != "solved"
    thread.waiting_since = database.moment(waiting) if waits else None
