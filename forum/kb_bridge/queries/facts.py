"""What a draft is made of: threads with their questions and the replies that count, as far as the viewer may read them."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.categories.audience import Audience
from forum.duplicates.queries.readable import readable
from forum.kb_bridge.drafting import Asked, Reply
from forum.kb_bridge.views import Answer

#: Replies of one thread that are looked at, the best first.
_REPLIES = 6
#: Of a reply: 0 for one that stands by itself, 1 for one to the opening post, 2 for one to another reply.
_SPEAKS_TO = "CASE WHEN o.id IS NULL THEN 0 WHEN o.position = 0 THEN 1 ELSE 2 END"


async def asked(viewer: Actor, thread_ids: Sequence[int]) -> list[Asked]:
    """These threads in this order, without those that are gone or not for the viewer."""
    ids = database.id_list(thread_ids)
    threads = await database.rows_aside(
        "SELECT t.id, t.type, t.title, t.lang, t.answers, t.tag_names, t.author_id, p.id AS post_id, p.source"
        f" FROM threads t JOIN posts p ON p.thread_id = t.id AND p.position = 0 WHERE t.id IN ({ids}) AND {readable(viewer)}"
    )
    replies: dict[int, list[Reply]] = {}
    for row in await database.rows_aside(
        "SELECT r.* FROM (SELECT p.id, p.thread_id, p.author_id, p.source, p.official_at, p.helpful_count,"
        f" p.id = t.solution_post_id AS accepted, {_SPEAKS_TO} AS speaks_to, ROW_NUMBER() OVER (PARTITION BY p.thread_id"
        " ORDER BY CASE WHEN p.official_at IS NULL THEN 1 ELSE 0 END, CASE WHEN p.id = t.solution_post_id THEN 0 ELSE 1 END,"
        f" {_SPEAKS_TO}, p.helpful_count DESC, p.id) AS place FROM posts p JOIN threads t ON t.id = p.thread_id"
        " LEFT JOIN posts o ON o.id = p.reply_to_id"
        f" WHERE p.thread_id IN ({ids}) AND p.position > 0 AND p.deleted_at IS NULL AND {readable(viewer)}"
        f" AND (p.official_at IS NOT NULL OR p.id = t.solution_post_id OR p.helpful_count > 0)) AS r"
        f" WHERE r.place <= {_REPLIES} ORDER BY r.thread_id, r.place"
    ):
        replies.setdefault(row["thread_id"], []).append(Reply(
            post_id=row["id"], author_id=row["author_id"], source=row["source"],
            is_official=row["official_at"] is not None, is_accepted=bool(row["accepted"]),
            helpful_count=row["helpful_count"], speaks_to=row["speaks_to"],
        ))
    found = {
        row["id"]: Asked(
            thread_id=row["id"], post_id=row["post_id"], author_id=row["author_id"], title=row["title"],
            question=row["source"], type=row["type"], lang=row["lang"],
            answers=tuple((answer["label"], answer["value"]) for answer in _json(row["answers"])),
            tags=tuple(filter(None, row["tag_names"].split(","))), replies=tuple(replies.get(row["id"], ())),
        )
        for row in threads
    }
    return [found[number] for number in dict.fromkeys(thread_ids) if number in found]


async def answers_of(viewer: Actor, thread_ids: Iterable[int]) -> list[Answer]:
    """The accepted and official replies of these threads, the official ones first."""
    found = await database.rows_aside(
        "SELECT p.id, p.position, p.html, p.lang, p.official_at, p.helpful_count, p.id = t.solution_post_id AS accepted,"
        " t.id AS thread_id, t.title, t.slug, w.name, w.display_name FROM posts p JOIN threads t ON t.id = p.thread_id"
        f" JOIN people w ON w.id = p.author_id WHERE t.id IN ({database.id_list(thread_ids)}) AND p.position > 0"
        f" AND p.deleted_at IS NULL AND (p.official_at IS NOT NULL OR p.id = t.solution_post_id) AND {readable(viewer)}"
        " ORDER BY CASE WHEN p.official_at IS NULL THEN 1 ELSE 0 END, p.helpful_count DESC, p.id LIMIT 20"
    )
    return [
        Answer(
            post_id=row["id"], thread_id=row["thread_id"], thread_title=row["title"], thread_slug=row["slug"],
            position=row["position"], lang=row["lang"], html=row["html"], author_shown=row["display_name"] or row["name"],
            is_official=row["official_at"] is not None, is_accepted=bool(row["accepted"]),
            helpful_count=row["helpful_count"],
        )
        for row in found
    ]


async def audiences(thread_ids: Iterable[int]) -> list[Audience]:
    """For whom these threads are, each audience once. Not for showing: it tells of threads whoever may read them."""
    found = await database.rows(
        "SELECT DISTINCT c.see, c.see_group_id FROM threads t JOIN categories c ON c.id = t.category_id"
        f" WHERE t.id IN ({database.id_list(thread_ids)})"
    )
    return [Audience(row["see"], row["see_group_id"]) for row in found]


async def sure_members(viewer: Actor, thread_id: int) -> list[int]:
    """The thread, and those that somebody decided ask the same, as far as the viewer may read them."""
    found = await database.rows(
        "SELECT t.id FROM duplicate_marks m JOIN threads t ON t.id = m.thread_id"
        f" WHERE m.canonical_id = $1 AND {readable(viewer)} ORDER BY t.id", thread_id,
    )
    return [thread_id, *(row["id"] for row in found)]


async def readable_ids(viewer: Actor, thread_ids: Sequence[int]) -> list[int]:
    """Those of these threads that the viewer may read and that are not deleted, in the order given."""
    found = {row["id"] for row in await database.rows(
        f"SELECT t.id FROM threads t WHERE t.id IN ({database.id_list(thread_ids)}) AND {readable(viewer)}"
    )}
    return [number for number in dict.fromkeys(thread_ids) if number in found]


async def category_of(viewer: Actor, thread_id: int) -> int | None:
    """The category of a thread that the viewer may read."""
    return await database.value(
        "SELECT t.category_id FROM threads t JOIN categories c ON c.id = t.category_id"
        f" WHERE t.id = $1 AND t.deleted_at IS NULL AND {categories.visible_condition(viewer, 'c')}", thread_id,
    )


def _json(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored or []
