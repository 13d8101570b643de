"""A plain search over titles: every word must stand in the title, in whatever width, case or kana."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.text.normalize import fold
from forum.threads.queries.lists import threads_in_order
from forum.threads.views import ThreadRow

#: The newest threads that are looked through.
CANDIDATES = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """The newest threads whose titles match, and whether there were more."""

    rows: Sequence[ThreadRow]
    more: bool


async def titles_like(viewer: Actor, q: str, size: int) -> Found:
    """The newest visible threads whose titles contain every word of `q`; none for a search without words."""
    words = fold(q).split()
    if not words:
        return Found((), False)
    newest = await database.rows_aside(
        "SELECT t.id, t.title FROM threads t WHERE t.deleted_at IS NULL AND +t.category_id IN"
        f" (SELECT v.id FROM categories v WHERE {categories.visible_condition(viewer, 'v')})"
        f" ORDER BY t.id DESC LIMIT {CANDIDATES}"
    )
    titles = [(int(row["id"]), str(row["title"])) for row in newest]
    # In a thread: folding two thousand titles for the first time takes some milliseconds that others need not wait for.
    matching = await asyncio.to_thread(_matching, titles, words, size + 1)
    return Found(await threads_in_order(viewer, matching[:size]) if matching else (), len(matching) > size)


def _matching(titles: list[tuple[int, str]], words: list[str], most: int) -> list[int]:
    found: list[int] = []
    for thread_id, title in titles:
        folded = _folded(title)
        if all(word in folded for word in words):
            found.append(thread_id)
            if len(found) == most:
                break
    return found


@lru_cache(maxsize=2 * CANDIDATES)
def _folded(title: str) -> str:
    return fold(title)
