"""Out of sight and back: called by flats above, in their transaction, about a post or, by its opening post, a thread.

What is out of sight has `deleted_at` too, so that everything that leaves out what was deleted leaves it out as well. It
waits for a moderator's decision as long as it has a `hidden_reason`: it is then shown, or removed for good.
"""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from forum import clock, events
from forum.accounts.actor import SYSTEM, Actor
from forum.text.excerpt import excerpt
from forum.threads.actions.asking import EXCERPT, announce_opened, announce_reply
from forum.threads.actions.replying import count_in
from forum.threads.actions.summary import count_tags, load_for_change, load_post, recount, touch_lists
from forum.threads.events import PostDeleted, PostHidden, PostPutBack, PostShown, ThreadDeleted
from forum.threads.models import Post, Thread
from forum.threads.policy import ASKING_TYPES

_MENTIONED = re.compile(r'<a class="mention" href="/users/([^"]+)"')
_QUOTED = re.compile(r"<blockquote>.*?</blockquote>", re.DOTALL)
_STATE = ["held_at", "hidden_at", "hidden_reason", "deleted_at", "deleted_by_id", "deleted_reason"]


async def hide(actor: Actor, post_id: int, reason: str) -> bool:
    """Take a post out of sight until a moderator has looked. Says whether that changed anything."""
    row, kept = await _load(post_id)
    if kept.deleted_at is not None or row.deleted_at is not None:
        return False
    now = clock.now()
    for one in (kept, row) if kept.position == 0 else (kept,):
        one.hidden_at, one.hidden_reason = now, reason
        one.deleted_at, one.deleted_by_id, one.deleted_reason = now, actor.id, ""
    await _save(row, kept)
    if kept.position == 0:
        await count_tags(row, -1)
    await events.record(PostHidden(
        actor_id=actor.id, subject_id=kept.id, thread_id=row.id, author_id=kept.author_id, position=kept.position,
        reason=reason,
    ))
    return True


async def show(actor: Actor, post_id: int) -> bool:
    """Show what was out of sight: again, or for the first time as if it were posted now. Says whether that changed anything."""
    row, kept = await _load(post_id)
    if kept.held_at is None and kept.hidden_at is None:
        return False
    if kept.position != 0 and row.deleted_at is not None:
        return False
    first = kept.held_at is not None
    for one in (kept, row) if kept.position == 0 else (kept,):
        one.held_at = one.hidden_at = one.hidden_reason = None
        one.deleted_at, one.deleted_by_id, one.deleted_reason = None, None, ""
    if first:
        await _show_first(row, kept)
    else:
        await _save(row, kept)
        if kept.position == 0:
            await count_tags(row, 1)
    await events.record(PostShown(
        actor_id=actor.id, subject_id=kept.id, thread_id=row.id, author_id=kept.author_id, position=kept.position,
        first=first,
    ))
    return True


async def remove_waiting(actor: Actor, post_id: int, reason: str, flagged_for: Sequence[str] = ()) -> bool:
    """Decide that what waits is not shown (again). Says whether that changed anything."""
    row, kept = await _load(post_id)
    if kept.hidden_reason is None:
        return False
    now = clock.now()
    for one in (kept, row) if kept.position == 0 else (kept,):
        one.hidden_reason = None
        one.deleted_at, one.deleted_by_id, one.deleted_reason = now, actor.id, reason
    await _save(row, kept)
    if kept.position == 0:
        await events.record(ThreadDeleted(
            actor_id=actor.id, subject_id=row.id, author_id=row.author_id, reason=reason, flagged_for=[*flagged_for]
        ))
    else:
        await events.record(PostDeleted(
            actor_id=actor.id, subject_id=kept.id, thread_id=row.id, author_id=kept.author_id, reason=reason,
            flagged_for=[*flagged_for],
        ))
    return True


async def put_back(actor: Actor, post_id: int, reason: str, *, held: bool) -> None:
    """Undo what a moderator decided: what was removed, or shown for the first time, waits again as it did."""
    row, kept = await _load(post_id)
    now = clock.now()
    was_shown = kept.deleted_at is None
    for one in (kept, row) if kept.position == 0 else (kept,):
        # What people have seen meanwhile is hidden, not held.
        one.held_at, one.hidden_at = (now, None) if held and not was_shown else (None, now)
        one.hidden_reason, one.deleted_at, one.deleted_by_id, one.deleted_reason = reason, now, SYSTEM.id, ""
    await _save(row, kept)
    if was_shown:
        if kept.position == 0:
            await count_tags(row, -1)
        await events.record(PostHidden(
            actor_id=SYSTEM.id, subject_id=kept.id, thread_id=row.id, author_id=kept.author_id, position=kept.position,
            reason=reason,
        ))
    else:
        await events.record(PostPutBack(
            actor_id=actor.id, subject_id=kept.id, thread_id=row.id, author_id=kept.author_id
        ))


async def _load(post_id: int) -> tuple[Thread, Post]:
    """The post and its thread, held until the transaction ends."""
    row = await load_for_change((await Post.get(id=post_id)).thread_id)
    return row, await load_post(post_id, row)


async def _save(row: Thread, kept: Post) -> None:
    """Write both, with a summary that counts what is shown."""
    kept.version += 1
    await kept.save(update_fields=[*_STATE, "version"])
    if row.solution_post_id == kept.id:
        row.answer_excerpt = excerpt(kept.plain, EXCERPT) if kept.deleted_at is None else ""
    await recount(row)
    row.version += 1
    await row.save()
    await touch_lists(row.id, row.last_activity_at)


async def _show_first(row: Thread, kept: Post) -> None:
    """Nobody has seen it before: it is posted now. When it was written stands in its first revision."""
    now = clock.now()
    kept.created_at = now
    kept.version += 1
    names = _called(kept.html)
    if kept.position != 0:
        await count_in(row, kept.author_id, now)
        kept.position = row.last_position
        await kept.save(update_fields=[*_STATE, "version", "created_at", "position"])
        await announce_reply(kept, names)
        return
    await kept.save(update_fields=[*_STATE, "version", "created_at"])
    # The asker's own answer came with it.
    own = await Post.filter(thread_id=row.id, position__gt=0, deleted_at=None).order_by("position")
    for reply in own:
        reply.created_at = now
        await reply.save(update_fields=["created_at"])
    row.created_at = row.last_activity_at = row.status_at = now
    row.waiting_since = now if row.type in ASKING_TYPES and row.status != "solved" else None
    await recount(row)
    row.version += 1
    await row.save()
    await touch_lists(row.id, now)
    await announce_opened(row, kept, names)
    for reply in own:
        await announce_reply(reply, _called(reply.html))


def _called(html: str) -> list[str]:
    """The names that a rendered post calls, without those that it only quotes."""
    return list(dict.fromkeys(unquote(name) for name in _MENTIONED.findall(_QUOTED.sub("", html))))
