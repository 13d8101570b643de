"""Deciding on posts: what is flagged, held or hidden stays or comes into sight, or is removed."""

from typing import Any

from forum import database, events
from forum.accounts.actor import Actor
from forum.errors import Conflict, NotFound
from forum.i18n import gettext as _
from forum.moderation.actions.casework import Kind
from forum.moderation.events import PostFlagsUpheld
from forum.moderation.models import Flag, Item
from forum.threads import actions as threads
from forum.threads.forms import Reason
from forum.threads.models import Post


async def hold(post_id: int) -> None:
    """Lock the post's thread, as everybody does who changes a post."""
    thread_id = await database.value("SELECT thread_id FROM posts WHERE id = $1", post_id)
    if thread_id is None:
        raise NotFound
    await database.lock_row("threads", thread_id)


async def concerns(post_id: int) -> tuple[int | None, str]:
    """The author, with their role now."""
    found = await database.row(
        "SELECT a.id, a.role FROM posts p JOIN people a ON a.id = p.author_id WHERE p.id = $1", post_id
    )
    return (None, "") if found is None else (found["id"], found["role"])


async def apply(actor: Actor, item: Item, decision: str, note: str) -> dict[str, Any]:
    """keep and fixed show the post, remove takes it away, handled leaves it as it is."""
    post = await Post.get(id=item.subject_id)
    reasons = sorted({flag.reason for flag in await Flag.filter(item_id=item.id, open_key__isnull=False)})
    before: dict[str, Any] = {
        "waiting": post.hidden_reason or "", "held": post.held_at is not None, "deleted": post.deleted_at is not None,
    }
    if decision in ("keep", "fixed"):
        if not await threads.show(actor, post.id) and post.hidden_reason is not None:
            raise Conflict(_("The thread of this reply is not shown, so the reply cannot be shown either."))
        if decision == "fixed":
            await events.record(PostFlagsUpheld(actor_id=actor.id, subject_id=post.id, reasons=reasons, upheld=True))
    elif decision == "remove" and post.hidden_reason is not None:
        await threads.remove_waiting(actor, post.id, note, reasons)
    elif decision == "remove" and post.deleted_at is None:
        await threads.delete_post(actor, post.id, Reason.read({"reason": note}), reasons)
    return before


async def undo(actor: Actor, item: Item, decision: str, before: dict[str, Any]) -> None:
    """As it was before: out of sight again, or shown again."""
    if decision == "handled":
        return
    if decision == "fixed":
        await events.record(PostFlagsUpheld(actor_id=actor.id, subject_id=item.subject_id, reasons=[], upheld=False))
    if before["waiting"]:
        await threads.put_back(actor, item.subject_id, before["waiting"], held=before["held"])
    elif decision == "remove" and not before["deleted"]:
        await threads.restore_post(actor, item.subject_id)


POSTS = Kind(
    name="post",
    decisions={
        "held": ("keep", "remove"), "flags": ("keep", "fixed", "remove", "handled"), "appeal": ("keep", "remove"),
    },
    outcomes={"keep": "dismissed", "fixed": "upheld", "remove": "upheld", "handled": "handled"},
    hold=hold, concerns=concerns, apply=apply, undo=undo, explained=("remove",),
)
