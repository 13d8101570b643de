"""Putting threads in order: type, category and tags."""

from forum import database, events
from forum.accounts.actor import Actor
from forum.categories import actions as shelves
from forum.categories import queries as categories
from forum.errors import Invalid, NotFound
from forum.i18n import gettext as _
from forum.threads import queries, screening
from forum.threads.actions.summary import load_for_change, recount
from forum.threads.events import ThreadMoved, ThreadRetagged, ThreadRetyped
from forum.threads.forms import Sort
from forum.threads.models import Thread, ThreadTag
from forum.threads.policy import TYPES, may_move, may_retag, may_retype


async def sort(actor: Actor, thread_id: int, form: Sort) -> None:
    """Type, category and tags in one step, as the staff's form has them."""
    form.check()

    async def work() -> None:
        await retype(actor, thread_id, form["type"], form["reason"])
        await move(actor, thread_id, form["category"], form["reason"])
        await retag(actor, thread_id, form.tag_names, form["reason"])

    await database.transaction(work)


async def retype(actor: Actor, thread_id: int, type: str, reason: str = "") -> None:
    """Give a thread another type; the change is in its history with both."""
    thread = await queries.visible_thread(actor, thread_id)
    may_retype(actor).require()
    if type not in TYPES:
        raise Invalid({"type": _("Please choose one of the options.")})

    async def work() -> None:
        row = await load_for_change(thread.id)
        if row.type == type:
            return
        before, row.type = row.type, type
        await recount(row)
        row.version += 1
        await row.save()
        await events.record(ThreadRetyped(
            actor_id=actor.id, subject_id=row.id, before=before, after=type, reason=reason, public_reason=reason
        ))

    await database.transaction(work)


async def move(actor: Actor, thread_id: int, category_id: int, reason: str = "") -> None:
    """Put a thread into another category that the actor sees."""
    thread = await queries.visible_thread(actor, thread_id)
    may_move(actor).require()
    try:
        goal = await categories.category_by_id(actor, category_id)
    except NotFound as error:
        raise Invalid({"category": _("Please choose a category.")}) from error

    async def work() -> None:
        row = await load_for_change(thread.id)
        if row.category_id == goal.id:
            return
        before = row.category_id
        was_public = await _public(before)
        row.category_id = goal.id
        row.version += 1
        await row.save(update_fields=["category_id", "version"])
        if was_public != (goal.see == "everyone") and row.deleted_at is None and row.unlisted_at is None:
            tag_ids = [tag.tag_id for tag in await ThreadTag.filter(thread_id=row.id)]
            if tag_ids:
                await shelves.count_threads(tag_ids, -1 if was_public else 1)
        await events.record(ThreadMoved(
            actor_id=actor.id, subject_id=row.id, before=before, after=goal.id, reason=reason, public_reason=reason
        ))

    await database.transaction(work)


async def retag(actor: Actor, thread_id: int, names: list[str], reason: str = "") -> None:
    """Give a thread these tags and no others. Raises Invalid for new ones that are no tags, or not to be said here."""
    thread = await queries.visible_thread(actor, thread_id)
    may_retag(actor, thread).require()
    seen = await screening.look(actor, screening.Draft("tags", "", "", thread_id=thread.id, tags=tuple(names)))

    async def work() -> None:
        row = await load_for_change(thread.id)
        tags = await shelves.ensure_tags(actor, names)
        await set_tags(row, [(tag.id, tag.name) for tag in tags], actor.id, reason)
        await seen.keep(await database.value("SELECT id FROM posts WHERE thread_id = $1 AND position = 0", row.id))

    await database.transaction(work)


async def set_tags(row: Thread, tags: list[tuple[int, str]], actor_id: int | None, reason: str = "") -> None:
    """Make the locked thread's tags exactly these (id, name), with counts and history."""
    before = {tag.tag_id for tag in await ThreadTag.filter(thread_id=row.id)}
    after = {tag_id for tag_id, _name in tags}
    names_after = sorted(name for _id, name in tags)
    names_before = row.tag_names.split(",") if row.tag_names else []
    if before == after and names_before == names_after:
        return
    await ThreadTag.filter(thread_id=row.id, tag_id__in=before - after).delete()
    for tag_id in after - before:
        await ThreadTag.create(thread_id=row.id, tag_id=tag_id, last_activity_at=row.last_activity_at)
    if row.deleted_at is None and row.unlisted_at is None and await _public(row.category_id):
        if before - after:
            await shelves.count_threads(sorted(before - after), -1)
        if after - before:
            await shelves.count_threads(sorted(after - before), 1)
    row.tag_names = ",".join(names_after)
    row.version += 1
    await row.save(update_fields=["tag_names", "version"])
    await events.record(ThreadRetagged(
        actor_id=actor_id, subject_id=row.id, before=names_before, after=names_after, reason=reason, public_reason=reason
    ))


async def _public(category_id: int) -> bool:
    return await database.value("SELECT 1 FROM categories WHERE id = $1 AND see = 'everyone'", category_id) is not None
