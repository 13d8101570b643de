"""What feeds carry: threads and replies that a visitor without an account may read, with their HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum import database
from forum.accounts.actor import GUEST
from forum.categories import queries as categories
from forum.errors import NotFound
from forum.threads.queries.lists import LISTED
from forum.threads.queries.threads import visible_thread
from forum.threads.views import ThreadView, post_path, thread_path

#: Entries of one feed.
FEED_SIZE = 30

_COLUMNS = (
    "t.id AS thread_id, t.title, t.slug, t.tag_names, c.name AS category_name, a.name AS author_name,"
    " a.display_name AS author_display_name, p.id, p.position, p.html, p.lang, p.created_at, p.edited_at"
)
_FROM = (
    " FROM threads t JOIN posts p ON p.thread_id = t.id JOIN categories c ON c.id = t.category_id"
    " JOIN people a ON a.id = p.author_id"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One post in a feed: a thread's opening, or a reply."""

    post_id: int
    thread_id: int
    position: int
    title: str
    path: str
    html: str
    lang: str
    author_name: str
    category_name: str
    tags: Sequence[str]
    created_at: datetime
    updated_at: datetime


async def newest_publicly(*, category_ids: Sequence[int] = (), tag_id: int = 0, size: int = FEED_SIZE) -> list[Entry]:
    """The threads opened last that everyone may read, in these categories or with this tag if any are given."""
    where = [
        "p.position = 0", LISTED, "t.deleted_at IS NULL", "p.deleted_at IS NULL",
        f"+t.category_id IN (SELECT v.id FROM categories v WHERE {categories.visible_condition(GUEST, 'v')})",
    ]
    if category_ids:
        where.append(f"t.category_id IN ({database.id_list(category_ids)})")
    if tag_id:
        where.append(f"t.id IN (SELECT g.thread_id FROM thread_tags g WHERE g.tag_id = {int(tag_id)})")
    found = await database.rows_aside(
        f"SELECT {_COLUMNS}{_FROM} WHERE {' AND '.join(where)} ORDER BY t.created_at DESC, t.id DESC LIMIT {int(size)}"
    )
    return [_entry(row) for row in found]


async def thread_publicly(thread_id: int, size: int = FEED_SIZE) -> tuple[ThreadView, list[Entry]]:
    """A thread that everyone may read, with its latest replies and its opening. Raises NotFound for any other."""
    thread = await visible_thread(GUEST, thread_id)
    if thread.is_unlisted:
        raise NotFound
    found = await database.rows(
        f"SELECT * FROM (SELECT {_COLUMNS}{_FROM} WHERE t.id = $1 AND p.position > 0 AND p.deleted_at IS NULL"
        f" ORDER BY p.position DESC LIMIT {int(size)}) AS r"
        f" UNION ALL SELECT {_COLUMNS}{_FROM} WHERE t.id = $1 AND p.position = 0", thread_id,
    )
    return thread, sorted((_entry(row) for row in found), key=lambda entry: -entry.position)


def _entry(row: Any) -> Entry:
    created, edited = database.moment(row["created_at"]), database.moment(row["edited_at"])
    assert created is not None
    position = row["position"]
    path = thread_path(row["thread_id"], row["slug"])
    return Entry(
        post_id=row["id"], thread_id=row["thread_id"], position=position, title=row["title"],
        path=path if position == 0 else post_path(row["thread_id"], row["slug"], row["id"], position),
        html=row["html"], lang=row["lang"], author_name=row["author_display_name"] or row["author_name"],
        category_name=row["category_name"], tags=row["tag_names"].split(",") if row["tag_names"] else (),
        created_at=created, updated_at=edited or created,
    )
