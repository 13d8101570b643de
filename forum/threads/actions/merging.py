"""Merging a thread into another, and taking that back while nothing depends on it.

The posts are appended: positions are given once, and a place that every letter, feed and bookmark names must stay where it is.
All replies that stood on one page of the merged thread stand on one page of the other, so that an old address leads right.
"""

from forum import clock, database, events
from forum.accounts.actor import Actor
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.threads import queries
from forum.threads.actions.sorting import set_tags
from forum.threads.actions.summary import load_for_change, recount, touch_lists
from forum.threads.actions.tagging import recount_tags
from forum.threads.events import MergeReverted, ThreadMerged, ThreadTakenIn
from forum.threads.forms import Merge
from forum.threads.models import Thread, ThreadMove, ThreadTag
from forum.threads.policy import may_care
from forum.threads.views import PAGE_SIZE, ThreadView, page_of

#: Tags that one thread may carry after a merge.
MOST_TAGS = 5


async def merge(actor: Actor, source_id: int, form: Merge) -> ThreadView:
    """Merge a thread into the one that the form names. Gives that one. Again is as once.

    Raises NotFound, Forbidden, Invalid, or Conflict when one of them was merged or deleted meanwhile.
    """
    try:
        source = await queries.visible_thread(actor, source_id)
    except queries.MovedAway as moved:
        may_care(actor).require()
        form.check()
        if moved.into_id == form.target_id:
            return await queries.visible_thread(actor, moved.into_id)
        raise
    may_care(actor).require()
    form.check()
    try:
        target = await queries.thread_or_successor(actor, form.target_id)
    except NotFound as error:
        raise Invalid({"target": _("There is no such thread.")}) from error
    if target.id == source.id:
        raise Invalid({"target": _("A thread cannot be merged into itself.")})
    if source.is_deleted or target.is_deleted:
        raise Invalid({"target": _("A deleted thread can neither be merged nor take another in.")})

    async def work() -> None:
        rows = {number: await load_for_change(number) for number in sorted((source.id, target.id))}
        row, goal = rows[source.id], rows[target.id]
        if row.merged_into_id == goal.id:
            return
        if row.deleted_at is not None or goal.deleted_at is not None:
            raise Conflict(_("One of the threads was merged or deleted meanwhile. Please look again."))
        await _merge(actor, row, goal, form.why)

    await database.transaction(work)
    return await queries.visible_thread(actor, target.id)


async def undo_merge(actor: Actor, move_id: int) -> ThreadView:
    """Let the merged thread stand by itself again. Gives it. Raises NotFound, Forbidden, or Conflict for what has gone on."""
    move = await ThreadMove.get_or_none(id=move_id, kind="merge")
    if move is None:
        raise NotFound
    await queries.visible_thread(actor, move.to_thread_id)
    may_care(actor).require()

    async def work() -> None:
        rows = {number: await load_for_change(number) for number in sorted((move.from_thread_id, move.to_thread_id))}
        row, goal = rows[move.from_thread_id], rows[move.to_thread_id]
        kept = await ThreadMove.get(id=move.id)
        if kept.undone_at is None:
            await _part(actor, row, goal, kept)

    await database.transaction(work)
    return await queries.visible_thread(actor, move.from_thread_id)


def begin_after(last_position: int, length: int) -> int:
    """The position of a merged thread's opening: right after the last one where all its `length` replies share a page there
    too, else so that every page of it becomes one whole page. Pure."""
    base = last_position + 1
    if length <= 0 or (length <= PAGE_SIZE and page_of(base + 1) == page_of(base + length)):
        return base
    return -(-base // PAGE_SIZE) * PAGE_SIZE


async def _merge(actor: Actor, row: Thread, goal: Thread, why: dict[str, str]) -> None:
    now, base, before = clock.now(), begin_after(goal.last_position, row.last_position), goal.last_position
    moved = await database.execute(
        "UPDATE posts SET thread_id = $1, position = position + $2, version = version + 1 WHERE thread_id = $3",
        goal.id, base, row.id,
    )
    views = await _unseen(row.id, goal.id)
    shared = await _carry("same_problems", row, goal)
    carried = {
        "last_position": before, "posts": moved, "views": views, "tags": await _tags_of(goal.id),
        "same_problems": shared, "bookmarks": await _carry("bookmarks", row, goal),
    }
    await _read_on(row, goal, before, base + row.last_position)
    await _rename_drafts(row.id, goal.id)
    goal.last_position = base + row.last_position
    goal.imported_views += views
    goal.view_count += views
    goal.same_problem_count += len(shared)
    await recount(goal)
    goal.version += 1
    await goal.save()
    await touch_lists(goal.id, goal.last_activity_at)
    await _join_tags(actor, row, goal)
    row.deleted_at, row.deleted_by_id, row.deleted_reason = now, actor.id, why["public_reason"]
    row.merged_into_id = goal.id
    row.version += 1
    await row.save()
    await recount_tags([tag.tag_id for tag in await ThreadTag.filter(thread_id=row.id)])
    move = await ThreadMove.create(
        kind="merge", from_thread_id=row.id, to_thread_id=goal.id, base=base, reason=why["public_reason"],
        moved_by_id=actor.id, moved_at=now, carried=carried,
    )
    await events.record(ThreadMerged(
        actor_id=actor.id, subject_id=row.id, move_id=move.id, into_id=goal.id, author_id=row.author_id, **why
    ))
    await events.record(ThreadTakenIn(actor_id=actor.id, subject_id=goal.id, move_id=move.id, from_id=row.id, **why))


async def _part(actor: Actor, row: Thread, goal: Thread, move: ThreadMove) -> None:
    """Everything back, unless somebody wrote or moved something since."""
    carried, base = move.carried, move.base
    there = await database.value("SELECT count(*) FROM posts WHERE thread_id = $1 AND position >= $2", goal.id, base)
    if goal.last_position != base + row.last_position or there != carried["posts"] or goal.deleted_at is not None:
        raise Conflict(_("Something has happened in one of the threads since, so this cannot be undone any more."))
    await database.execute(
        "UPDATE posts SET thread_id = $1, position = position - $2, version = version + 1"
        " WHERE thread_id = $3 AND position >= $2", row.id, base, goal.id,
    )
    for table in ("same_problems", "bookmarks"):
        people = database.id_list(carried[table])
        await database.execute(f"DELETE FROM {table} WHERE thread_id = $1 AND person_id IN ({people})", goal.id)
    await database.execute(
        "UPDATE read_marks SET position = $1 WHERE thread_id = $2 AND position > $1", carried["last_position"], goal.id
    )
    goal.last_position = carried["last_position"]
    goal.imported_views -= carried["views"]
    goal.view_count -= carried["views"]
    goal.same_problem_count = int(await database.value("SELECT count(*) FROM same_problems WHERE thread_id = $1", goal.id))
    await recount(goal)
    goal.version += 1
    await goal.save()
    await touch_lists(goal.id, goal.last_activity_at)
    await set_tags(goal, [(tag_id, name) for tag_id, name in carried["tags"]], actor.id)
    row.deleted_at, row.deleted_by_id, row.deleted_reason, row.merged_into_id = None, None, "", None
    await recount(row)
    row.version += 1
    await row.save()
    await touch_lists(row.id, row.last_activity_at)
    await recount_tags([tag.tag_id for tag in await ThreadTag.filter(thread_id=row.id)])
    move.undone_at, move.undone_by_id = clock.now(), actor.id
    await move.save(update_fields=["undone_at", "undone_by_id"])
    await events.record(MergeReverted(actor_id=actor.id, subject_id=row.id, move_id=move.id, into_id=goal.id))


async def _carry(table: str, row: Thread, goal: Thread) -> list[int]:
    """Let whoever has the one have the other, each once; gives who had not. Nobody shares their own problem."""
    but = f" AND s.person_id <> {int(goal.author_id)}" if table == "same_problems" else ""
    # Whoever asked the same has the problem too.
    asker = (
        f" UNION SELECT {int(row.author_id)}" if table == "same_problems" and row.author_id != goal.author_id else ""
    )
    found = await database.rows(
        f"SELECT s.person_id FROM {table} s WHERE s.thread_id = $1{but}"
        f"{asker} EXCEPT SELECT h.person_id FROM {table} h WHERE h.thread_id = $2", row.id, goal.id,
    )
    people = sorted(int(one["person_id"]) for one in found)
    now = clock.now()
    for person_id in people:
        await database.execute(
            f"INSERT INTO {table} (thread_id, person_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            goal.id, person_id, now,
        )
    return people


async def _unseen(source_id: int, target_id: int) -> int:
    """How many looks at the one were by somebody who did not look at the other on the same day, and those of an import."""
    return int(await database.value(
        "SELECT (SELECT count(*) FROM views v WHERE v.thread_id = $1 AND NOT EXISTS (SELECT 1 FROM views w"
        " WHERE w.thread_id = $2 AND w.viewer_key = v.viewer_key AND w.day = v.day))"
        " + (SELECT imported_views FROM threads WHERE id = $1)", source_id, target_id,
    ))


async def _read_on(row: Thread, goal: Thread, before: int, after: int) -> None:
    """Whoever had read all of both has read all of what they became."""
    await database.execute(
        "UPDATE read_marks SET position = $1 WHERE thread_id = $2 AND position >= $3 AND person_id IN"
        " (SELECT o.person_id FROM read_marks o WHERE o.thread_id = $4 AND o.position >= $5)",
        after, goal.id, before, row.id, row.last_position,
    )


async def _rename_drafts(source_id: int, target_id: int) -> None:
    """What somebody was writing to the one waits for them in the other, unless they write there too."""
    await database.execute(
        "UPDATE drafts SET key = $1 WHERE key = $2 AND person_id NOT IN (SELECT d.person_id FROM drafts d WHERE d.key = $1)",
        f"reply:{target_id}", f"reply:{source_id}",
    )


async def _join_tags(actor: Actor, row: Thread, goal: Thread) -> None:
    own = await _tags_of(goal.id)
    more = [tag for tag in await _tags_of(row.id) if tag not in own]
    wanted = [*own, *more][: max(MOST_TAGS, len(own))]
    if wanted != own:
        await set_tags(goal, wanted, actor.id)


async def _tags_of(thread_id: int) -> list[tuple[int, str]]:
    found = await database.rows(
        "SELECT g.tag_id, n.name FROM thread_tags g JOIN tags n ON n.id = g.tag_id WHERE g.thread_id = $1 ORDER BY n.name",
        thread_id,
    )
    return [(row["tag_id"], row["name"]) for row in found]
