"""Replying, also to a thread that moved on meanwhile."""

from collections.abc import Awaitable, Callable
from math import ceil

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.categories import policy as shelf_policy
from forum.errors import Conflict, NotFound, TooMany
from forum.i18n import ngettext
from forum.threads import queries
from forum.threads.actions.asking import Posted, find_earlier, keep_post, settle_twice, write
from forum.threads.actions.summary import load_for_change, touch_lists
from forum.threads.events import ReplyPosted, StatusChanged
from forum.threads.forms import Reply
from forum.threads.models import Post, Thread
from forum.threads.policy import ASKING_TYPES, may_reply
from forum.threads.views import ThreadView, post_path


class MovedOn(Conflict):
    """Others replied while this reply was written. `since` is how many; `last_position` is where the thread stands now."""

    def __init__(self, since: int, last_position: int) -> None:
        super().__init__(
            ngettext(
                "%(num)s reply came in while you were writing. Your text is kept: read it, then send yours.",
                "%(num)s replies came in while you were writing. Your text is kept: read them, then send yours.",
                since,
            )
        )
        self.since = since
        self.last_position = last_position


async def reply(
    actor: Actor, thread_id: int, form: Reply, *, then: Callable[[Posted], Awaitable[None]] | None = None
) -> Posted:
    """Reply to a thread, or to the one it was merged into meanwhile.

    Raises NotFound, Forbidden, Invalid, or MovedOn when others replied after `form["seen"]`. `then` runs in the same
    transaction, for what is kept beside the reply; a repeated submit runs none.
    """
    while True:
        try:
            return await _reply(actor, thread_id, form, then)
        except queries.MovedAway as moved:
            # What the writer had before their eyes has other places there.
            thread_id, form.cleaned["seen"] = moved.into_id, None


async def _reply(
    actor: Actor, thread_id: int, form: Reply, then: Callable[[Posted], Awaitable[None]] | None
) -> Posted:
    thread = await queries.visible_thread(actor, thread_id)
    answering = shelf_policy.may_answer(actor, thread.shelf)
    may_reply(actor, thread, answering).require()
    form.check()
    written = await write(form["body"])
    reply_to_id = await _quoted(thread, form["reply_to"])

    async def work() -> Posted:
        row = await load_for_change(thread.id)
        if row.merged_into_id is not None:
            raise queries.MovedAway(row.id, row.merged_into_id)
        # The thread may have been locked, closed or deleted between the first look and the lock.
        may_reply(actor, _fresh(thread, row), answering).require()
        earlier = await find_earlier(actor, written.fingerprint, form["submit_key"], thread.id)
        if earlier is not None:
            return earlier
        await _hold_back(actor, row)
        if form["seen"] is not None and form["seen"] < row.last_position:
            since = await Post.filter(
                thread_id=row.id, position__gt=form["seen"], deleted_at=None
            ).exclude(author_id=actor.id).count()
            if since:
                raise MovedOn(since, row.last_position)
        now = clock.now()
        row.last_position += 1
        row.reply_count += 1
        # A clock that was set back does not take a thread back in its lists.
        row.last_activity_at = max(row.last_activity_at, now)
        row.version += 1
        changed = ["last_position", "reply_count", "last_activity_at", "version"]
        if actor.id != row.author_id:
            row.response_count += 1
            # A clock that was set back meanwhile makes this one the earlier.
            row.first_response_at = min(row.first_response_at or now, now)
            row.waiting_since = None
            changed += ["response_count", "first_response_at", "waiting_since"]
        elif row.waiting_since is None and row.type in ASKING_TYPES and row.status != "solved":
            row.waiting_since = now
            changed.append("waiting_since")
        answered_request = row.status == "needs_info" and actor.id == row.author_id
        if answered_request:
            row.status, row.status_reason, row.status_by_id, row.status_at = "open", "asker_replied", actor.id, now
            changed += ["status", "status_reason", "status_by_id", "status_at"]
        await row.save(update_fields=changed)
        await touch_lists(row.id, row.last_activity_at)
        post = await keep_post(
            actor, row.id, row.last_position, written, now, submit_key=form["submit_key"], reply_to_id=reply_to_id
        )
        if answered_request:
            await events.record(StatusChanged(
                actor_id=actor.id, subject_id=row.id, before="needs_info", after="open", reason="asker_replied", note=""
            ))
        await events.record(ReplyPosted(
            actor_id=actor.id, subject_id=row.id, post_id=post.id, position=post.position, reply_to_id=reply_to_id,
            mentions=list(written.rendered.mentions),
        ))
        posted = Posted(row.id, post.id, post_path(row.id, row.slug, post.id, post.position))
        if then is not None:
            await then(posted)
        return posted

    return await settle_twice(work, actor, written.fingerprint, form["submit_key"], thread.id)


async def _quoted(thread: ThreadView, post_id: int | None) -> int | None:
    if post_id is None:
        return None
    stands_here = await database.value("SELECT 1 FROM posts WHERE id = $1 AND thread_id = $2", post_id, thread.id)
    if stands_here is None:
        raise NotFound
    return post_id


async def _hold_back(actor: Actor, row: Thread) -> None:
    """Raises TooMany for whoever replied a moment ago to a thread in slow mode. Staff are not slowed down."""
    if not row.slow_seconds or actor.is_staff:
        return
    last = database.moment(await database.value(
        "SELECT max(created_at) FROM posts WHERE thread_id = $1 AND author_id = $2 AND position > 0", row.id, actor.id
    ))
    if last is None:
        return
    left = ceil(row.slow_seconds - (clock.now() - last).total_seconds())
    if left > 0:
        minutes = -(-left // 60)
        raise TooMany(
            ngettext(
                "This thread is in slow mode. Your text is kept: you can reply again in %(num)s minute.",
                "This thread is in slow mode. Your text is kept: you can reply again in %(num)s minutes.", minutes,
            ),
            left,
        )


def _fresh(seen: ThreadView, row: object) -> ThreadView:
    """The view with what the locked row says now."""
    seen.status = row.status  # type: ignore[attr-defined]
    seen.is_locked = row.locked_at is not None  # type: ignore[attr-defined]
    seen.is_archived = row.archived_at is not None  # type: ignore[attr-defined]
    seen.is_deleted = row.deleted_at is not None  # type: ignore[attr-defined]
    seen.reply_count = row.reply_count  # type: ignore[attr-defined]
    return seen
