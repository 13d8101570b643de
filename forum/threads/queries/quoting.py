"""Where else the words of a post stand: what is offered when they are taken out of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.text.excerpt import excerpt
from forum.threads.views import PostView, ThreadView, post_path

MOST = 50


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another post in which the words stand; `is_near` where it belongs to the same thread or answers the post."""

    post_id: int
    path: str
    title: str
    author_name: str
    author_display_name: str
    excerpt: str
    is_near: bool


async def standing_elsewhere(
    viewer: Actor, thread: ThreadView, post: PostView, pieces: Sequence[str]
) -> list[Elsewhere]:
    """Other posts that the viewer may see and in which one of the pieces stands as it is; this may read every post."""
    known = [piece for piece in pieces if piece][:20]
    if not known:
        return []
    words = "LIKE" if database.engine() == "sqlite" else "ILIKE"
    params = [f"%{_escaped(piece)}%" for piece in known]
    says = " OR ".join(f"p.source {words} ${number} ESCAPE '!'" for number in range(3, len(params) + 3))
    found = await database.rows_aside(
        "SELECT p.id, p.position, p.thread_id, p.plain, p.reply_to_id, t.title, t.slug, a.name, a.display_name"
        " FROM posts p JOIN threads t ON t.id = p.thread_id JOIN categories c ON c.id = t.category_id"
        f" JOIN people a ON a.id = p.author_id WHERE p.id <> $1 AND ({says})"
        f" AND {categories.visible_condition(viewer, 'c')}"
        f" ORDER BY CASE WHEN p.thread_id = $2 THEN 0 ELSE 1 END, p.id LIMIT {MOST}",
        post.id, thread.id, *params,
    )
    return [
        Elsewhere(
            row["id"], post_path(row["thread_id"], row["slug"], row["id"], row["position"]), row["title"], row["name"],
            row["display_name"], excerpt(row["plain"], 200),
            row["thread_id"] == thread.id or row["reply_to_id"] == post.id,
        )
        for row in found
    ]


def _escaped(piece: str) -> str:
    return piece.replace("!", "!!").replace("%", "!%").replace("_", "!_")
