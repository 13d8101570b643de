"""Splitting replies off into a thread of their own, and taking that back while nothing depends on it."""

from collections.abc import Sequence

from forum import clock, database, events, settings
from forum.accounts.actor import Actor
from forum.categories import actions as shelves
from forum.categories import queries as categories
from forum.errors import Conflict, Invalid, NotFound
from forum.i18n import gettext as _
from forum.i18n import use_locale
from forum.text import slugs
from forum.text.excerpt import excerpt
from forum.threads import queries
from forum.threads.actions.asking import EXCERPT, Posted, Written, keep_post, write
from forum.threads.actions.sorting import set_tags
from forum.threads.actions.summary import load_for_change, recount, touch_lists
from forum.threads.events import SplitReverted, ThreadOpened, ThreadSplit
from forum.threads.forms import Split
from forum.threads.models import MovedPost, Post, Revision, Thread, ThreadMove
from forum.threads.policy import may_care
from forum.threads.views import ThreadView, thread_path

#: Replies split off at once.
MOST_SPLIT = 500


async def split(actor: Actor, thread_id: int, post_ids: Sequence[int], form: Split) -> Posted:
    """Make these replies a thread of their own, in their order. Gives where it stands.

    Their old places say where they went. Raises NotFound, Forbidden, Invalid, or Conflict when one of them is gone meanwhile.
    """
    thread = await queries.visible_thread(actor, thread_id)
    may_care(actor).require()
    form.check()
    ids = sorted(set(post_ids))
    if not ids or len(ids) > MOST_SPLIT:
        raise Invalid({"posts": _("Please tick the replies that are to be moved.")})
    try:
        shelf = await categories.category_by_id(actor, form["category"])
    except NotFound as error:
        raise Invalid({"category": _("Please choose a category.")}) from error
    opening = await _made_opening(thread) if form["opening"] == "made" else None

    async def work() -> Posted:
        row = await load_for_change(thread.id)
        posts = await Post.filter(id__in=ids, thread_id=row.id, position__gt=0, deleted_at=None).order_by("position")
        if len(posts) != len(ids):
            raise Conflict(_("Some of these replies are not here any more. Nothing was moved. Please look again."))
        new = await _open(actor, row, shelf.id, posts, form, opening)
        await _move(row, new, posts, first=0 if opening is None else 1)
        move = await ThreadMove.create(
            kind="split", from_thread_id=row.id, to_thread_id=new.id, reason=form["reason"], moved_by_id=actor.id,
            moved_at=clock.now(), carried={"last_position": new.last_position},
        )
        for post in posts:
            await MovedPost.create(move_id=move.id, post_id=post.id, thread_id=row.id, position=post.position)
        tags = await shelves.ensure_tags(actor, form.tag_names)
        if tags:
            await set_tags(new, [(tag.id, tag.name) for tag in tags], actor.id)
        first = await Post.get(thread_id=new.id, position=0)
        await events.record(ThreadOpened(
            actor_id=new.author_id, subject_id=new.id, post_id=first.id, category_id=new.category_id,
            tag_ids=[tag.id for tag in tags], type=new.type, mentions=[],
        ))
        await events.record(ThreadSplit(
            actor_id=actor.id, subject_id=row.id, move_id=move.id, new_thread_id=new.id, post_ids=ids,
            author_ids=sorted({post.author_id for post in posts}), **form.why,
        ))
        return Posted(new.id, first.id, thread_path(new.id, new.slug))

    return await database.transaction(work)


async def undo_split(actor: Actor, move_id: int) -> ThreadView:
    """Put the replies back where they stood. Gives the thread. Raises NotFound, Forbidden, or Conflict for what has gone on."""
    move = await ThreadMove.get_or_none(id=move_id, kind="split")
    if move is None:
        raise NotFound
    thread = await queries.visible_thread(actor, move.from_thread_id)
    may_care(actor).require()

    async def work() -> None:
        rows = {number: await load_for_change(number) for number in sorted((move.from_thread_id, move.to_thread_id))}
        row, new = rows[move.from_thread_id], rows[move.to_thread_id]
        kept = await ThreadMove.get(id=move.id)
        if kept.undone_at is not None:
            return
        places = await MovedPost.filter(move_id=kept.id)
        ids = [place.post_id for place in places]
        there = await Post.filter(id__in=ids, thread_id=new.id).count()
        changed = new.last_position != kept.carried["last_position"] or there != len(ids)
        if changed or new.deleted_at is not None or row.deleted_at is not None or new.solution_post_id is not None:
            raise Conflict(_("Something has happened in one of the threads since, so this cannot be undone any more."))
        for place in places:
            await database.execute(
                "UPDATE posts SET thread_id = $1, position = $2, version = version + 1 WHERE id = $3",
                row.id, place.position, place.post_id,
            )
        await Revision.filter(post_id__in=ids).update(title="")
        await MovedPost.filter(move_id=kept.id).delete()
        await set_tags(new, [], actor.id)
        # What was a thread for a while leads back to where its posts stand.
        new.deleted_at, new.deleted_by_id, new.merged_into_id = clock.now(), actor.id, row.id
        new.version += 1
        await new.save()
        await _recounted(row)
        kept.undone_at, kept.undone_by_id = clock.now(), actor.id
        await kept.save(update_fields=["undone_at", "undone_by_id"])
        await events.record(SplitReverted(
            actor_id=actor.id, subject_id=row.id, move_id=kept.id, new_thread_id=new.id, post_ids=ids
        ))

    await database.transaction(work)
    return thread


async def _made_opening(thread: ThreadView) -> Written:
    """A few words in the community's language that say where the replies stood before."""
    with use_locale(settings.current().site_language):
        said = _("These replies stood in another thread before: %(link)s", link=f"[#{thread.id}](/threads/{thread.id})")
    return await write(said)


async def _open(
    actor: Actor, row: Thread, category_id: int, posts: list[Post], form: Split, opening: Written | None
) -> Thread:
    """The new thread: its author is whoever wrote its first post."""
    first, now = posts[0], clock.now()
    new = await Thread.create(
        type=form["type"], title=form["title"], slug=slugs.slug(form["title"])[:100], category_id=category_id,
        author_id=first.author_id if opening is None else actor.id, lang=first.lang, status="open", status_at=now,
        excerpt=excerpt(first.plain if opening is None else opening.rendered.plain, EXCERPT),
        # The thread is as old as what it holds: lists are in the order in which things were written.
        created_at=first.created_at, last_activity_at=first.created_at,
        unlisted_at=row.unlisted_at, unlisted_by_id=row.unlisted_by_id,
    )
    if opening is not None:
        await keep_post(actor, new.id, 0, opening, first.created_at, title=form["title"])
    else:
        await Revision.filter(post_id=first.id).update(title=form["title"])
    return new


async def _move(row: Thread, new: Thread, posts: list[Post], *, first: int) -> None:
    for place, post in enumerate(posts, first):
        await database.execute(
            "UPDATE posts SET thread_id = $1, position = $2, version = version + 1 WHERE id = $3", new.id, place, post.id
        )
    new.last_position = first + len(posts) - 1
    await _recounted(new)
    await _recounted(row)


async def _recounted(row: Thread) -> None:
    await recount(row)
    row.version += 1
    await row.save()
    await touch_lists(row.id, row.last_activity_at)


