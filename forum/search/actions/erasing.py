"""Forgetting words that a moderator took out of posts: in the documents, the spellings, and what was looked for."""

from forum import database
from forum.search.models import MissedSearch, RecentSearch
from forum.text.tokens import spellings
from forum.threads.actions.redacting import Erasure


async def erase(erasure: Erasure) -> None:
    """Part of the redaction's transaction: the posts' words leave the index at once, and come back without the pieces."""
    posts = database.id_list(erasure.post_ids)
    await database.execute(f"DELETE FROM search_documents WHERE id IN ({posts})")
    # Words that others write too are taken up again with what they write next.
    words = sorted(set().union(*(spellings(piece) for piece in erasure.blanker.pieces)))
    for start in range(0, len(words), 100):
        some = words[start : start + 100]
        places = ", ".join(f"${number}" for number in range(1, len(some) + 1))
        await database.execute(
            f"DELETE FROM search_spellings WHERE word IN ({places})"
            f" AND category_id IN ({database.id_list(erasure.category_ids)})", *some,
        )
    for piece in erasure.blanker.pieces[:20]:
        await MissedSearch.filter(query__icontains=piece).delete()
        await RecentSearch.filter(query__icontains=piece).delete()


async def tidy() -> None:
    """Have SQLite write its index anew without what was deleted from it: until then it keeps the words of old entries."""
    if database.engine() == "sqlite":
        for index in ("search_words", "search_article_words"):
            await database.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
