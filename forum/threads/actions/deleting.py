"""Deleting and restoring. Nothing is erased here: a deleted post keeps its place, and its text for those who may restore it."""

from collections.abc import Sequence

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.errors import Invalid
from forum.i18n import gettext as _
from forum.threads import queries
from forum.threads.actions.hiding import show
from forum.threads.actions.summary import count_tags, load_for_change, load_post, recount, touch_lists
from forum.threads.events import PostDeleted, PostRestored, ThreadDeleted, ThreadRestored
from forum.threads.forms import Reason
from forum.threads.policy import may_delete, may_restore


async def delete_post(actor: Actor, post_id: int, form: Reason, flagged_for: Sequence[str] = ()) -> None:
    """Delete a reply or, by its opening post, a thread. Moderators give a reason. Raises NotFound, Forbidden, Invalid."""
    thread, post = await queries.post_for(actor, post_id)
    may_delete(actor, thread, post).require()
    form.check()
    reason = form["reason"]
    if not reason and post.author_id != actor.id:
        raise Invalid({"reason": _("Please say why; the author will read it.")})

    async def work() -> None:
        row = await load_for_change(thread.id)
        kept = await load_post(post.id, row)
        if kept.deleted_at is not None:
            return
        # Somebody may have replied to the question since it was looked at.
        thread.reply_count = row.reply_count
        may_delete(actor, thread, post).require()
        now = clock.now()
        kept.deleted_at, kept.deleted_by_id, kept.deleted_reason = now, actor.id, reason
        kept.version += 1
        await kept.save(update_fields=["deleted_at", "deleted_by_id", "deleted_reason", "version"])
        row.version += 1
        if kept.position == 0:
            row.deleted_at, row.deleted_by_id, row.deleted_reason = now, actor.id, reason
            await recount(row)
            await row.save()
            await count_tags(row, -1)
            await events.record(ThreadDeleted(
                actor_id=actor.id, subject_id=row.id, author_id=row.author_id, reason=reason, flagged_for=[*flagged_for]
            ))
        else:
            await recount(row)
            await row.save()
            await touch_lists(row.id, row.last_activity_at)
            await events.record(PostDeleted(
                actor_id=actor.id, subject_id=kept.id, thread_id=row.id, author_id=kept.author_id, reason=reason,
                flagged_for=[*flagged_for],
            ))

    await database.transaction(work)


async def restore_post(actor: Actor, post_id: int) -> None:
    """Show a deleted post, or thread, again. Raises NotFound or Forbidden."""
    thread, post = await queries.post_for(actor, post_id)
    may_restore(actor, post).require()

    async def work() -> None:
        row = await load_for_change(thread.id)
        kept = await load_post(post.id, row)
        if kept.deleted_at is None:
            return
        post.hidden_reason = kept.hidden_reason or ""
        may_restore(actor, post).require()
        if kept.held_at is not None or kept.hidden_at is not None:
            await show(actor, kept.id)
            return
        kept.deleted_at, kept.deleted_by_id, kept.deleted_reason = None, None, ""
        kept.version += 1
        await kept.save(update_fields=["deleted_at", "deleted_by_id", "deleted_reason", "version"])
        row.version += 1
        if kept.position == 0:
            row.deleted_at, row.deleted_by_id, row.deleted_reason = None, None, ""
            await recount(row)
            await row.save()
            await count_tags(row, 1)
            await events.record(ThreadRestored(actor_id=actor.id, subject_id=row.id, author_id=row.author_id))
        else:
            await recount(row)
            await row.save()
            await touch_lists(row.id, row.last_activity_at)
            await events.record(PostRestored(
                actor_id=actor.id, subject_id=kept.id, thread_id=row.id, author_id=kept.author_id
            ))

    await database.transaction(work)
