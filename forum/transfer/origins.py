"""Where imported things stand now, by the names they had."""

from forum import database
from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.threads import queries
from forum.threads.policy import may_see_deleted
from forum.threads.views import post_path

#: Of several communities that had the same number, this many are looked at.
_MOST = 20


async def path_of(viewer: Actor, forum: str, kind: str, outside_id: str) -> str:
    """The address of an imported thread or post, if the viewer may see it; raises NotFound otherwise.

    `forum` is the kind of community (stackexchange, discourse). Where two communities had the same number, the one
    that was imported first and may be seen is meant.
    """
    found = await database.rows(
        "SELECT local_id FROM imported WHERE kind = $1 AND external_id = $2 AND source LIKE $3 ORDER BY id"
        f" LIMIT {_MOST}",
        kind,
        outside_id,
        f"{forum}:%",
    )
    for row in found:
        try:
            if kind == "thread":
                return (await queries.visible_thread(viewer, row["local_id"])).path
            thread = await queries.thread_of_post(viewer, row["local_id"])
        except NotFound:
            continue
        post = await database.row(
            "SELECT position, author_id, deleted_at, deleted_by_id FROM posts WHERE id = $1", row["local_id"]
        )
        if post is None or (
            post["deleted_at"] is not None and not may_see_deleted(viewer, post["author_id"], post["deleted_by_id"])
        ):
            continue
        return post_path(thread.id, thread.slug, row["local_id"], post["position"])
    raise NotFound
