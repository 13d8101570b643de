"""What went from one thread to another: what a page shows of it, and what may be taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.threads.views import PAGE_SIZE, MoveLine, ThreadView, post_path, thread_path


@dataclass(frozen=True, slots=True)
class Move:
    """A split or merge with its two threads, for whoever may take it back."""

    id: int
    kind: str
    other_title: str
    other_path: str
    at: datetime
    is_from_here: bool


async def moves_on(viewer: Actor, thread: ThreadView, page: int) -> list[MoveLine]:
    """What a numbered page of a visible thread shows of moves, in the order of its positions."""
    first = (page - 1) * PAGE_SIZE + 1
    seen = categories.visible_condition(viewer, "c")
    gone = await database.rows(
        "SELECT m.position, m.move_id, p.id, p.position AS place, t.id AS thread_id, t.slug, t.deleted_at,"
        f" CASE WHEN {seen} THEN 1 ELSE 0 END AS seen"
        " FROM moved_posts m JOIN posts p ON p.id = m.post_id JOIN threads t ON t.id = p.thread_id"
        " JOIN categories c ON c.id = t.category_id"
        " WHERE m.thread_id = $1 AND m.position >= $2 AND m.position < $3 ORDER BY m.position",
        thread.id, first, first + PAGE_SIZE,
    )
    joined = await database.rows(
        "SELECT v.id, v.kind, v.base, f.id AS from_id, f.title, f.slug, f.deleted_at, f.merged_into_id,"
        f" CASE WHEN {seen} THEN 1 ELSE 0 END AS seen FROM thread_moves v"
        " JOIN threads f ON f.id = v.from_thread_id JOIN categories c ON c.id = f.category_id"
        " WHERE v.to_thread_id = $1 AND v.undone_at IS NULL ORDER BY v.id", thread.id,
    )
    lines = _runs(gone)
    for row in joined:
        if row["kind"] == "split" and page == 1 and row["seen"] and row["deleted_at"] is None:
            lines.append(MoveLine("came", 0, thread_path(row["from_id"], row["slug"]), row["title"], (), row["id"]))
        elif row["kind"] == "merge" and (first <= row["base"] < first + PAGE_SIZE):
            lines.append(MoveLine("merged", row["base"], "", row["title"] if row["seen"] else "", (), row["id"]))
    return sorted(lines, key=lambda line: line.position)


async def moves_of(thread: ThreadView) -> list[Move]:
    """The splits and merges of a visible thread that stand, newest first, for its tools."""
    found = await database.rows(
        "SELECT v.id, v.kind, v.moved_at, v.from_thread_id, o.id AS other_id, o.title, o.slug FROM thread_moves v"
        " JOIN threads o ON o.id = CASE WHEN v.from_thread_id = $1 THEN v.to_thread_id ELSE v.from_thread_id END"
        " WHERE (v.from_thread_id = $1 OR v.to_thread_id = $1) AND v.undone_at IS NULL ORDER BY v.id DESC LIMIT 50",
        thread.id,
    )
    return [
        Move(
            row["id"], row["kind"], row["title"], thread_path(row["other_id"], row["slug"]), _at(row["moved_at"]),
            row["from_thread_id"] == thread.id,
        )
        for row in found
    ]


def _runs(rows: list[Any]) -> list[MoveLine]:
    """Neighbouring replies that went the same way are told together; where they went is no link for who may not go there."""
    lines: list[MoveLine] = []
    for row in rows:
        last = lines[-1] if lines else None
        if last is not None and last.move_id == row["move_id"] and last.position + len(last.posts) == row["position"]:
            lines[-1] = MoveLine("gone", last.position, last.path, "", (*last.posts, row["id"]), last.move_id)
            continue
        path = post_path(row["thread_id"], row["slug"], row["id"], row["place"])
        shown = row["seen"] and row["deleted_at"] is None
        lines.append(MoveLine("gone", row["position"], path if shown else "", "", (row["id"],), row["move_id"]))
    return lines


def _at(stored: Any) -> datetime:
    found = database.moment(stored)
    assert found is not None
    return found
