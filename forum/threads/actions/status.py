"""A thread's status. Asking for information, closing and reopening are decided here; solving is called from above."""

from datetime import datetime

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.text.excerpt import excerpt
from forum.threads import queries
from forum.threads.actions.asking import EXCERPT
from forum.threads.actions.summary import load_for_change, recount
from forum.threads.events import StatusChanged, ThreadClosed, ThreadReopened
from forum.threads.forms import Status
from forum.threads.models import Post, Thread
from forum.threads.policy import ASKING_TYPES, may_change_status


async def change_status(actor: Actor, thread_id: int, form: Status) -> None:
    """Ask for information, close or reopen, with a note. Raises NotFound, Forbidden, Invalid.

    A solved thread is reopened by withdrawing its solution (`solutions.actions.withdraw`).
    """
    thread = await queries.visible_thread(actor, thread_id)
    may_change_status(actor, thread, form.values.get("status", "")).require()
    form.check()

    async def work() -> None:
        row = await load_for_change(thread.id)
        thread.status = row.status
        may_change_status(actor, thread, form["status"]).require()
        if row.status == form["status"]:
            return
        before = row.status
        await set_status(row, actor, form["status"], "", form["note"])
        if actor.id != row.author_id and "closed" in (before, form["status"]):
            told = ThreadClosed if form["status"] == "closed" else ThreadReopened
            await events.record(told(
                actor_id=actor.id, subject_id=row.id, before=before, reason=form["note"], public_reason=form["note"]
            ))

    await database.transaction(work)


async def mark_solved(actor: Actor, thread_id: int, post_id: int | None, source: str, note: str) -> None:
    """Called by `solutions` inside its transaction: the thread's summary says solved, by which post and whose word."""
    row = await load_for_change(thread_id)
    post = await Post.get(id=post_id) if post_id is not None else None
    row.solution_post_id = post_id
    row.answer_excerpt = excerpt(post.plain, EXCERPT) if post is not None else note[:EXCERPT]
    row.waiting_since = None
    await set_status(row, actor, "solved", source, note)


async def mark_unsolved(actor: Actor, thread_id: int, note: str) -> None:
    """Called by `solutions` inside its transaction: the summary says open again."""
    row = await load_for_change(thread_id)
    row.solution_post_id = None
    row.answer_excerpt = ""
    await recount(row)
    await set_status(row, actor, "open", "withdrawn", note)


async def set_aside(
    actor: Actor, thread_id: int, status: str, reason: str, *, by_id: int | None = None, at: datetime | None = None
) -> None:
    """Called by `duplicates` inside its transaction: closed as a duplicate, or again what it was (`by_id` and `at` too)."""
    row = await load_for_change(thread_id)
    if (row.status, row.status_reason) == (status, reason):
        return
    await set_status(row, actor, status, reason, "")
    if at is not None:
        await Thread.filter(id=thread_id).update(status_by_id=by_id, status_at=at)


async def mark_official(post_id: int, at: datetime | None) -> None:
    """Called by `solutions` inside its transaction: the post's summary says whether it is official, since `at`."""
    await Post.filter(id=post_id).update(official_at=at)


async def set_status(row: Thread, actor: Actor, status: str, reason: str, note: str) -> None:
    """Give the held thread another status, with its event."""
    before = row.status
    row.status, row.status_reason, row.status_by_id, row.status_at = status, reason or note, actor.id, clock.now()
    if status == "open" and row.waiting_since is None and row.type in ASKING_TYPES and before == "solved":
        await recount(row)
    row.version += 1
    await row.save()
    await events.record(StatusChanged(
        actor_id=actor.id, subject_id=row.id, before=before, after=status, reason=reason, note=note
    ))
