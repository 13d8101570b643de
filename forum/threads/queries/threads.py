"""One thread, loaded through permission: there is no other way to get one."""

import json
from collections.abc import Sequence
from typing import Any

from forum import clock, database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.audience import Audience
from forum.errors import NotFound
from forum.threads.policy import may_see_deleted
from forum.threads.views import PAGE_SIZE, Shelf, ThreadView, page_of, post_path

_COLUMNS = (
    "t.id, t.type, t.title, t.slug, t.lang, t.status, t.status_reason, t.status_at, t.category_id, t.author_id, t.answers,"
    " t.tag_names, t.answer_excerpt, t.excerpt, t.solution_post_id, t.created_at, t.last_activity_at, t.last_position,"
    " t.reply_count, t.view_count, t.same_problem_count, t.first_response_at, t.waiting_since, t.pinned_until, t.locked_at,"
    " t.locked_reason, t.unlisted_at, t.archived_at AS thread_archived_at, t.archived_reason, t.slow_seconds,"
    " t.deleted_at, t.deleted_by_id, t.deleted_reason, t.version, t.merged_into_id,"
    " EXISTS(SELECT 1 FROM thread_moves v WHERE (v.from_thread_id = t.id OR v.to_thread_id = t.id) AND v.undone_at IS NULL)"
    " AS has_moves,"
    " c.name AS category_name, c.slug AS category_slug, c.colour AS category_colour, c.see AS category_see,"
    " c.see_group_id, c.ask, c.ask_group_id, c.answer, c.answer_group_id, c.types, c.archived_at,"
    " a.name AS author_name, a.display_name AS author_display_name, a.role AS author_role,"
    " s.name AS status_by_name, s.display_name AS status_by_display_name"
)
_FROM = (
    " FROM threads t JOIN categories c ON c.id = t.category_id JOIN people a ON a.id = t.author_id"
    " LEFT JOIN people s ON s.id = t.status_by_id"
)
_MINE = (
    ", EXISTS(SELECT 1 FROM same_problems m WHERE m.thread_id = t.id AND m.person_id = {me}) AS has_same_problem"
    ", EXISTS(SELECT 1 FROM bookmarks b WHERE b.thread_id = t.id AND b.person_id = {me}) AS is_bookmarked"
    ", (SELECT r.position FROM read_marks r WHERE r.thread_id = t.id AND r.person_id = {me}) AS read_position"
)


class MovedAway(NotFound):
    """The thread is no longer one of its own: since it was merged, all of it stands in the thread `into_id`."""

    def __init__(self, thread_id: int, into_id: int) -> None:
        super().__init__()
        self.thread_id, self.into_id = thread_id, into_id


async def visible_thread(viewer: Actor, thread_id: int, *, beside: Sequence[str] = ()) -> ThreadView:
    """The thread, if the viewer may see it. Raises NotFound alike for one that is private and one that never was.

    `beside` is SQL of more columns over `threads t`, for what flats above want along (`ThreadView.beside`, in this order).
    """
    more = "".join(f", {column} AS beside_{number}" for number, column in enumerate(beside))
    found = await database.row(
        f"SELECT {_COLUMNS}{_mine(viewer)}{more}{_FROM}"
        f" WHERE t.id = $1 AND {categories.visible_condition(viewer, 'c')}", thread_id,
    )
    thread = _seen(viewer, found)
    assert found is not None
    thread.beside = tuple(found[f"beside_{number}"] for number in range(len(beside)))
    return thread


async def thread_or_successor(viewer: Actor, thread_id: int) -> ThreadView:
    """The thread, or the one at the end of what it was merged into. Raises NotFound."""
    while True:
        try:
            return await visible_thread(viewer, thread_id)
        except MovedAway as moved:
            # A thread is merged once, and into one that is not, so this comes to an end.
            thread_id = moved.into_id


async def address_after(viewer: Actor, moved: MovedAway, page: int) -> str:
    """Where what stood on a numbered page of a merged thread (0 for the thread as such) stands now. Raises NotFound."""
    position = 0 if page < 1 else (page - 1) * PAGE_SIZE + 1
    thread_id, into_id = moved.thread_id, moved.into_id
    while True:
        base = await database.value(
            "SELECT base FROM thread_moves WHERE kind = 'merge' AND from_thread_id = $1 AND undone_at IS NULL", thread_id
        )
        position = position + base if base is not None else 0
        try:
            thread = await visible_thread(viewer, into_id)
        except MovedAway as further:
            thread_id, into_id = further.thread_id, further.into_id
            continue
        if page:
            return thread.path if not position else f"{thread.path}?page={page_of(position)}"
        first = await database.value("SELECT id FROM posts WHERE thread_id = $1 AND position = $2", thread.id, position)
        return thread.path if first is None else post_path(thread.id, thread.slug, int(first), position)


async def thread_of_post(viewer: Actor, post_id: int) -> ThreadView:
    """The thread in which a post stands, if the viewer may see it; raises NotFound otherwise."""
    found = await database.row(
        f"SELECT {_COLUMNS}{_mine(viewer)}{_FROM} JOIN posts p ON p.thread_id = t.id"
        f" WHERE p.id = $1 AND {categories.visible_condition(viewer, 'c')}", post_id,
    )
    return _seen(viewer, found)


async def exists_publicly(thread_id: int) -> bool:
    """Whether a visitor without an account may see it: what feeds and sitemaps go by."""
    return await database.value(
        "SELECT 1 FROM threads t JOIN categories c ON c.id = t.category_id"
        " WHERE t.id = $1 AND t.deleted_at IS NULL AND c.see = 'everyone'", thread_id,
    ) is not None


def _mine(viewer: Actor) -> str:
    return "" if viewer.is_guest else _MINE.format(me=int(viewer.id))


def _seen(viewer: Actor, found: Any) -> ThreadView:
    if found is None:
        raise NotFound
    if found["merged_into_id"] is not None:
        raise MovedAway(found["id"], found["merged_into_id"])
    thread = thread_view(found, mine=not viewer.is_guest)
    if thread.is_deleted and not may_see_deleted(viewer, thread.author_id, thread.deleted_by_id):
        raise NotFound
    return thread


def thread_view(row: Any, *, mine: bool) -> ThreadView:
    """A row of the columns above as a value."""
    moment = database.moment
    pinned_until = moment(row["pinned_until"])
    answers = row["answers"]
    return ThreadView(
        id=row["id"], type=row["type"], title=row["title"], slug=row["slug"], lang=row["lang"], status=row["status"],
        status_reason=row["status_reason"], status_at=moment(row["status_at"]),
        status_by_name=row["status_by_name"] or "", status_by_display_name=row["status_by_display_name"] or "",
        category_id=row["category_id"], category_name=row["category_name"], category_slug=row["category_slug"],
        category_colour=row["category_colour"], author_id=row["author_id"], author_name=row["author_name"],
        author_display_name=row["author_display_name"], author_role=row["author_role"],
        answers=json.loads(answers) if isinstance(answers, str) else answers,
        tags=row["tag_names"].split(",") if row["tag_names"] else [], answer_excerpt=row["answer_excerpt"],
        excerpt=row["excerpt"], solution_post_id=row["solution_post_id"], created_at=moment(row["created_at"]),
        last_activity_at=moment(row["last_activity_at"]), last_position=row["last_position"], reply_count=row["reply_count"],
        view_count=row["view_count"], same_problem_count=row["same_problem_count"],
        first_response_at=moment(row["first_response_at"]), waiting_since=moment(row["waiting_since"]),
        is_pinned=pinned_until is not None and pinned_until > clock.now(), is_locked=row["locked_at"] is not None,
        locked_reason=row["locked_reason"] or "", is_unlisted=row["unlisted_at"] is not None,
        is_archived=row["thread_archived_at"] is not None, archived_reason=row["archived_reason"] or "",
        slow_seconds=row["slow_seconds"] or 0, is_deleted=row["deleted_at"] is not None,
        deleted_by_id=row["deleted_by_id"], deleted_reason=row["deleted_reason"],
        version=row["version"], is_public=row["category_see"] == "everyone" and row["unlisted_at"] is None,
        shelf=Shelf(
            Audience(row["category_see"], row["see_group_id"]), Audience(row["ask"], row["ask_group_id"]),
            Audience(row["answer"], row["answer_group_id"]), tuple(row["types"].split(",")) if row["types"] else (),
            row["archived_at"] is not None,
        ),
        has_same_problem=bool(row["has_same_problem"]) if mine else False,
        is_bookmarked=bool(row["is_bookmarked"]) if mine else False, read_position=row["read_position"] if mine else None,
        has_moves=bool(row["has_moves"]),
    )
