"""What is out of sight, and what waits in the review queue, from posts and flags."""

from collections.abc import Sequence

from forum import clock, database
from forum.accounts.actor import SYSTEM
from forum.moderation.actions.casework import CAUSE_WEIGHTS
from forum.threads.actions.summary import recount, touch_lists
from forum.threads.models import Post, Thread
from forum.transfer.checking.drift import Drift


class Sight:
    """What waits for a moderator's look is deleted for everybody else, and a thread does so with its opening post."""

    table = "posts"

    async def drifts(self, where: str) -> list[Drift]:
        found = [
            Drift("post", row["id"], "deleted_at of what waits", None, "some")
            for row in await database.rows_aside(
                f"SELECT id FROM posts WHERE id {where} AND hidden_reason IS NOT NULL AND deleted_at IS NULL ORDER BY id"
            )
        ]
        found += [
            Drift("post", row["id"], "hidden_reason of its thread", row["thread_says"], row["post_says"])
            for row in await database.rows_aside(
                "SELECT p.id, p.hidden_reason AS post_says, t.hidden_reason AS thread_says FROM posts p"
                f" JOIN threads t ON t.id = p.thread_id WHERE p.id {where} AND p.position = 0"
                " AND COALESCE(p.hidden_reason, '') <> COALESCE(t.hidden_reason, '') ORDER BY p.id"
            )
        ]
        return found

    async def mend(self, drifts: Sequence[Drift]) -> None:
        for drift in drifts:
            if drift.what == "deleted_at of what waits":
                await database.execute(
                    "UPDATE posts SET deleted_at = $1, deleted_by_id = $2 WHERE id = $3 AND deleted_at IS NULL",
                    clock.now(), SYSTEM.id, drift.id,
                )
                thread = await Thread.get(id=(await Post.get(id=drift.id)).thread_id)
                await recount(thread)
                thread.version += 1
                await thread.save()
                await touch_lists(thread.id, thread.last_activity_at)
            else:
                await database.execute(
                    "UPDATE threads SET held_at = p.held_at, hidden_at = p.hidden_at, hidden_reason = p.hidden_reason,"
                    " deleted_at = p.deleted_at, deleted_by_id = p.deleted_by_id FROM posts p"
                    " WHERE p.id = $1 AND threads.id = p.thread_id", drift.id,
                )


class ReviewItems:
    """An open item weighs what its open flags do, and no less than its cause."""

    table = "review_items"

    async def drifts(self, where: str) -> list[Drift]:
        found = []
        for row in await database.rows_aside(
            "SELECT i.id, i.cause, i.weight, COALESCE((SELECT sum(f.weight) FROM flags f WHERE f.item_id = i.id"
            f" AND f.open_key IS NOT NULL), 0) AS flagged FROM review_items i WHERE i.id {where}"
            " AND i.decided_at IS NULL AND i.cause <> 'contested' ORDER BY i.id"
        ):
            right = max(int(row["flagged"]), CAUSE_WEIGHTS.get(row["cause"], 0))
            if row["weight"] != right:
                found.append(Drift("review item", row["id"], "weight", row["weight"], right))
        return found

    async def mend(self, drifts: Sequence[Drift]) -> None:
        for drift in drifts:
            await database.execute("UPDATE review_items SET weight = $1 WHERE id = $2", drift.right, drift.id)
