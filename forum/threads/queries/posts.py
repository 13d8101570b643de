"""Posts of a thread that was loaded through permission, what they said before, and what happened to the thread."""

import json
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.errors import NotFound
from forum.threads.policy import may_see_deleted
from forum.threads.queries.threads import thread_of_post
from forum.threads.views import PAGE_SIZE, Change, PostView, RevisionView, Stamp, ThreadView

_COLUMNS = (
    "p.id, p.thread_id, p.position, p.author_id, p.html, p.html_version, p.plain, p.lang, p.created_at, p.edited_at,"
    " p.revision_count, p.helpful_count,"
    " p.official_at, p.redacted_at, p.deleted_at, p.deleted_by_id, p.deleted_reason, p.reply_to_id, p.version,"
    " a.name AS author_name, a.display_name AS author_display_name, a.role AS author_role"
)
_FROM = " FROM posts p JOIN people a ON a.id = p.author_id"

#: The replies of a page, one lookup each: a range beside the opening post would walk through the whole thread.
_PLACES = ", ".join(f"$2 + {number}" for number in range(PAGE_SIZE))

#: What a thread's history shows, of all that is on record about it.
HISTORY = (
    "thread.opened", "thread.status_changed", "thread.retyped", "thread.moved", "thread.retagged", "thread.locked",
    "thread.pinned", "thread.unlisted", "thread.archived", "thread.slow_mode_set", "thread.timer_set", "thread.timer_cancelled",
    "thread.split", "thread.split_reverted", "thread.merged", "thread.taken_in", "thread.merge_reverted",
    "thread.deleted", "thread.restored", "solution.accepted", "solution.withdrawn",
)


async def posts_of(viewer: Actor, thread: ThreadView, page: int) -> list[PostView]:
    """The opening post, the solution wherever it stands, and the replies of one numbered page, in order."""
    return await _posts(viewer, thread, *_on_page(thread, page))


async def stamps_of(thread: ThreadView, page: int) -> tuple[Stamp, ...]:
    """The stamps of the same posts, at a fraction of the cost: whoever kept them rendered need not load them again."""
    condition, *params = _on_page(thread, page)
    found = await database.rows(
        "SELECT p.id, p.version, p.html_version, p.helpful_count, p.official_at IS NOT NULL, a.name, a.display_name, a.role"
        f"{_FROM} WHERE {condition} ORDER BY p.position", *params,
    )
    return tuple(
        (id, version, html_version, votes, bool(is_official), name, display_name, role)
        for id, version, html_version, votes, is_official, name, display_name, role in found
    )


async def posts_between(viewer: Actor, thread: ThreadView, after: int, most: int = PAGE_SIZE) -> list[PostView]:
    """At most `most` replies that came after position `after`: what a writer has not seen yet."""
    return await _posts(
        viewer, thread, "p.thread_id = $1 AND p.position BETWEEN $2 AND $3", thread.id, after + 1, after + most
    )


async def find_post(viewer: Actor, thread: ThreadView, post_id: int) -> PostView:
    """One post of the thread; raises NotFound for a post that stands elsewhere or that the viewer may not see."""
    found = await _posts(viewer, thread, "p.thread_id = $1 AND p.id = $2", thread.id, post_id)
    if not found or (found[0].is_deleted and not may_see_deleted(viewer, found[0].author_id, found[0].deleted_by_id)):
        raise NotFound
    return found[0]


async def post_for(viewer: Actor, post_id: int) -> tuple[ThreadView, PostView]:
    """A post with its thread, both visible to the viewer; raises NotFound otherwise."""
    thread = await thread_of_post(viewer, post_id)
    return thread, await find_post(viewer, thread, post_id)


async def source_of(viewer: Actor, post_id: int) -> tuple[ThreadView, PostView, str]:
    """A post with the Markdown it was written in, for editing and quoting; raises NotFound."""
    thread, post = await post_for(viewer, post_id)
    return thread, post, await database.value("SELECT source FROM posts WHERE id = $1", post_id)


async def revisions_of(post: PostView) -> list[RevisionView]:
    """All that a visible post ever said, newest first."""
    found = await database.rows(
        "SELECT r.number, r.title, r.source, r.reason, r.created_at, a.name, a.display_name FROM revisions r"
        " JOIN people a ON a.id = r.author_id WHERE r.post_id = $1 ORDER BY r.number DESC LIMIT 200", post.id,
    )
    return [_revision(row) for row in found]


async def revision(post: PostView, number: int) -> RevisionView:
    """One revision of a visible post; raises NotFound."""
    found = await database.row(
        "SELECT r.number, r.title, r.source, r.reason, r.created_at, a.name, a.display_name FROM revisions r"
        " JOIN people a ON a.id = r.author_id WHERE r.post_id = $1 AND r.number = $2", post.id, number,
    )
    if found is None:
        raise NotFound
    return _revision(found)


async def history(thread: ThreadView) -> list[Change]:
    """What happened to a visible thread, oldest first: status, type, place, tags, by whom and why."""
    names = ",".join(f"'{name}'" for name in HISTORY)
    # Every reply is an event of its thread too, so a long thread has thousands to pass over.
    found = await database.rows_aside(
        "SELECT e.name, e.at, e.data, a.name AS actor_name, a.display_name FROM events e LEFT JOIN people a ON a.id = e.actor_id"
        f" WHERE e.subject_type = 'thread' AND e.subject_id = $1 AND e.name IN ({names}) ORDER BY e.id LIMIT 500", thread.id,
    )
    return [
        Change(
            name=row["name"], actor_name=row["actor_name"] or "", actor_display_name=row["display_name"] or "",
            at=database.moment(row["at"]),
            data=json.loads(row["data"]) if isinstance(row["data"], str) else row["data"],
        )
        for row in found
    ]


def _on_page(thread: ThreadView, page: int) -> tuple[str, int, *tuple[int, ...]]:
    """The condition for what stands on a numbered page, with its parameters."""
    first = (page - 1) * PAGE_SIZE + 1
    if thread.solution_post_id is None:
        return f"p.thread_id = $1 AND p.position IN (0, {_PLACES})", thread.id, first
    solution = "(SELECT s.position FROM posts s WHERE s.id = $3)"
    return f"p.thread_id = $1 AND p.position IN (0, {_PLACES}, {solution})", thread.id, first, thread.solution_post_id


async def _posts(viewer: Actor, thread: ThreadView, condition: str, *params: Any) -> list[PostView]:
    mine = "" if viewer.is_guest else (
        f", EXISTS(SELECT 1 FROM helpful_votes h WHERE h.post_id = p.id AND h.person_id = {int(viewer.id)}) AS voted"
    )
    found = await database.rows(f"SELECT {_COLUMNS}{mine}{_FROM} WHERE {condition} ORDER BY p.position", *params)
    return [_post(viewer, thread, row) for row in found]


def _post(viewer: Actor, thread: ThreadView, row: Any) -> PostView:
    deleted = row["deleted_at"] is not None
    shown = not deleted or may_see_deleted(viewer, row["author_id"], row["deleted_by_id"])
    moment = database.moment
    return PostView(
        id=row["id"], thread_id=row["thread_id"], position=row["position"], author_id=row["author_id"],
        author_name=row["author_name"], author_display_name=row["author_display_name"], author_role=row["author_role"],
        html=row["html"] if shown else "", html_version=row["html_version"], plain=row["plain"] if shown else "",
        lang=row["lang"], created_at=moment(row["created_at"]),
        edited_at=moment(row["edited_at"]), revision_count=row["revision_count"], helpful_count=row["helpful_count"],
        is_official=row["official_at"] is not None, is_redacted=row["redacted_at"] is not None,
        is_deleted=deleted, deleted_by_id=row["deleted_by_id"],
        deleted_reason=row["deleted_reason"] if shown else "", reply_to_id=row["reply_to_id"], version=row["version"],
        thread_slug=thread.slug, is_accepted=row["id"] == thread.solution_post_id,
        voted=bool(row["voted"]) if not viewer.is_guest else False,
    )


def _revision(row: Any) -> RevisionView:
    moment = database.moment(row["created_at"])
    assert moment is not None
    return RevisionView(
        number=row["number"], title=row["title"], source=row["source"], author_name=row["name"],
        author_display_name=row["display_name"], reason=row["reason"], created_at=moment,
    )
