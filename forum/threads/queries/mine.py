"""What belongs to one person: posts (as another may see them), drafts, bookmarks, and everything for a download."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.text.excerpt import excerpt
from forum.threads.views import PostRow, thread_path

#: What a person's page may show of their posts.
KINDS: dict[str, str] = {
    "all": "1 = 1", "threads": "p.position = 0", "replies": "p.position > 0", "accepted": "t.solution_post_id = p.id",
}


async def posts_by(
    viewer: Actor, author_id: int, *, kind: str = "all", older_than: tuple[str, ...] | None = None, size: int = 20
) -> tuple[list[PostRow], tuple[str, ...] | None]:
    """A person's posts that the viewer may see, newest first, and the key of the page after (None at the end).

    `kind` is one of KINDS; `older_than` the key of an earlier answer, of which one that makes no sense means the first page.
    """
    params: list[Any] = [author_id]
    # What is reached by its address only stands in nobody else's sight.
    bound = "" if viewer.is_moderator or viewer.id == author_id else " AND t.unlisted_at IS NULL"
    key = _key(older_than)
    if key is not None:
        bound += " AND (p.created_at, p.id) < ($2, $3)"
        params += key
    found = await database.rows(
        "SELECT p.id, p.position, p.thread_id, p.plain, p.lang, p.helpful_count, p.created_at, t.title, t.slug,"
        " t.status, t.solution_post_id FROM posts p JOIN threads t ON t.id = p.thread_id"
        " JOIN categories c ON c.id = t.category_id"
        f" WHERE p.author_id = $1{bound} AND p.deleted_at IS NULL AND t.deleted_at IS NULL AND {KINDS[kind]}"
        f" AND {categories.visible_condition(viewer, 'c')} ORDER BY p.created_at DESC, p.id DESC LIMIT {int(size) + 1}",
        *params,
    )
    posts = [
        PostRow(
            id=row["id"], position=row["position"], thread_id=row["thread_id"], thread_title=row["title"],
            thread_slug=row["slug"], thread_status=row["status"], lang=row["lang"], excerpt=excerpt(row["plain"], 200),
            helpful_count=row["helpful_count"], is_solution=row["solution_post_id"] == row["id"],
            created_at=_at(row["created_at"]),
        )
        for row in found[:size]
    ]
    return posts, (posts[-1].created_at.isoformat(), str(posts[-1].id)) if len(found) > size else None


def _key(older_than: tuple[str, ...] | None) -> list[Any] | None:
    try:
        at, post_id = older_than or ()
        return [database.moment(at), int(post_id[:18])]
    except ValueError:
        return None


async def draft_of(viewer: Actor, key: str) -> tuple[dict[str, str], int] | None:
    """What the viewer was writing under this key, with the draft's version; None when nothing is kept."""
    if viewer.is_guest:
        return None
    found = await database.row("SELECT data, version FROM drafts WHERE person_id = $1 AND key = $2", viewer.id, key)
    return (_json(found["data"]), found["version"]) if found else None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft as a line of a list. `path` leads to where it goes on being written."""

    key: str
    title: str
    excerpt: str
    path: str
    updated_at: datetime


async def drafts_of(viewer: Actor) -> list[DraftLine]:
    """What the viewer was writing, latest first, without replies to threads that they may not see (any more)."""
    found = await database.rows(
        "SELECT key, data, updated_at FROM drafts WHERE person_id = $1 ORDER BY updated_at DESC, id DESC LIMIT 100",
        viewer.id,
    )
    replied = [int(row["key"].removeprefix("reply:")) for row in found if row["key"].startswith("reply:")]
    threads = {row["id"]: row for row in await database.rows(
        "SELECT t.id, t.title, t.slug FROM threads t JOIN categories c ON c.id = t.category_id"
        f" WHERE t.id IN ({database.id_list(replied)}) AND t.deleted_at IS NULL"
        f" AND {categories.visible_condition(viewer, 'c')}"
    )} if replied else {}
    drafts = []
    for row in found:
        data, title, path = _json(row["data"]), "", "/ask"
        if row["key"].startswith("reply:"):
            thread = threads.get(int(row["key"].removeprefix("reply:")))
            if thread is None:
                continue
            title, path = thread["title"], f"{thread_path(thread['id'], thread['slug'])}#reply"
        elif row["key"].startswith("ticket:"):
            path = f"/desk/tickets/{row['key'].removeprefix('ticket:')}#composer"
        drafts.append(DraftLine(
            row["key"], title or str(data.get("title", "")), excerpt(str(data.get("body", "")), 160), path,
            _at(row["updated_at"]),
        ))
    return drafts


async def bookmarks_of(viewer: Actor) -> int:
    """How many threads the viewer keeps at hand."""
    return int(await database.value("SELECT count(*) FROM bookmarks WHERE person_id = $1", viewer.id))


async def read_positions(viewer: Actor, thread_ids: list[int]) -> dict[int, int]:
    """How far the viewer has read each of these threads."""
    found = await database.rows(
        "SELECT thread_id, position FROM read_marks"
        f" WHERE person_id = $1 AND thread_id IN ({database.id_list(thread_ids)})", viewer.id,
    )
    return {row["thread_id"]: row["position"] for row in found}


#: What `about` gives: the table, the column that names the person, and what of it is theirs.
_KEPT = {
    "threads": ("author_id", "id, type, title, status, tag_names, answers, created_at, deleted_at"),
    "posts": ("author_id", "id, thread_id, position, source, created_at, edited_at, helpful_count, deleted_at"),
    "revisions": ("author_id", "post_id, number, title, source, reason, created_at"),
    "helpful_votes": ("person_id", "post_id, created_at"),
    "same_problems": ("person_id", "thread_id, created_at"),
    "bookmarks": ("person_id", "thread_id, created_at"),
    "drafts": ("person_id", "key, data, updated_at"),
    "read_marks": ("person_id", "thread_id, position, read_at"),
}


async def about(person_id: int) -> dict[str, Any]:
    """Everything this flat keeps about a person, by table, for their download."""
    kept: dict[str, Any] = {}
    for table, (column, columns) in _KEPT.items():
        found = await database.rows_aside(f"SELECT {columns} FROM {table} WHERE {column} = $1 ORDER BY 1", person_id)
        kept[table] = [{name: row[name] for name in row.keys()} for row in found]  # noqa: SIM118
    return kept


def _json(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored


def _at(stored: Any) -> datetime:
    """A moment that is always there."""
    found = database.moment(stored)
    assert found is not None
    return found
