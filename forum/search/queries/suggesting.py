"""Did you mean …: a searcher's slip of the finger put right, by how words are written where the searcher may read.

Only words of categories and articles that the viewer sees are thought of, and only a search that finds more for this very
viewer is offered: what stands elsewhere changes nothing.
"""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.kb import queries as kb
from forum.search.queries.articles import count_readable_articles
from forum.search.queries.candidates import count_readable
from forum.search.query import Query
from forum.text.tokens import spellings, terms

#: Words of a search that are put right, spellings weighed for each, and those whose findings are counted.
_PUT_RIGHT, _WEIGHED, _COUNTED = 3, 3_000, 4
#: Findings up to which they are counted.
_ENOUGH = 40
#: A spelling is thought better when it finds this many times as much.
_BETTER = 4


async def suggest(viewer: Actor, query: Query, found: int) -> str:
    """The search with one or more words put right, when that finds clearly more than `found` threads; else ""."""
    text, changed = query.typed, False
    for word in [word for word in query.words if len(spellings(word)) == 1][:_PUT_RIGHT]:
        (written,) = spellings(word)
        # Compounds and numbers are rather unknown than mistyped.
        if word.isascii() and written != word.lower():
            continue
        better = await _better(viewer, word, written)
        if better:
            text, changed = _replaced(text, word, better), True
    if not changed:
        return ""
    corrected = await _found(viewer, _required(query, text), found * _BETTER + 1)
    return text if corrected > found * _BETTER else ""


def _required(query: Query, text: str) -> Sequence[str]:
    """The words that the changed search looks for, operators left out."""
    kept = {word for word in query.typed.split() if word not in query.words}
    return terms(" ".join(word for word in text.split() if word not in kept))


async def _better(viewer: Actor, word: str, written: str) -> str:
    """The spelling near this one that finds most, when that is clearly more than this one finds; else ""."""
    near = _near(written, await _thought_of(viewer, written))
    if not near:
        return ""
    own = await _found(viewer, terms(word), _ENOUGH)
    best, most = "", own * _BETTER
    for other in near[:_COUNTED]:
        found = await _found(viewer, terms(other), _ENOUGH)
        if found > most:
            best, most = other, found
    return best


async def _found(viewer: Actor, words: Sequence[str], most: int) -> int:
    """How many posts and articles that the viewer may read have all these words, counted up to `most`."""
    posts = await count_readable(viewer, words, most)
    return posts if posts >= most else min(most, posts + await count_readable_articles(viewer, words, most))


async def _thought_of(viewer: Actor, word: str) -> list[str]:
    """Spellings that begin or end alike and are about as long, of categories and articles the viewer sees."""
    visible = f"category_id IN (SELECT v.id FROM categories v WHERE {categories.visible_condition(viewer, 'v')})"
    length = f"LENGTH(word) BETWEEN {len(word) - 2} AND {len(word) + 2}"
    rows = await database.rows_within(
        0.3,
        f"SELECT word FROM search_spellings WHERE head = $1 AND {visible} AND {length}"
        f" UNION SELECT word FROM search_spellings WHERE tail = $2 AND {visible} AND {length}"
        f" UNION SELECT word FROM search_article_spellings WHERE (head = $1 OR tail = $2) AND {length}"
        f" AND document_id IN (SELECT t.id{kb.FROM} WHERE {kb.live_condition(viewer)}) LIMIT {_WEIGHED}",
        word[:1], word[-2:],
    )
    return [row["word"] for row in rows]


def _near(word: str, others: Sequence[str]) -> list[str]:
    """Those that are one slip away (two, for longer words), the nearest first."""
    most = 1 if len(word) < 6 else 2
    scored = [
        (distance, other) for other in others
        if other != word and (distance := OSA.distance(word, other, score_cutoff=most)) <= most
        # What the analysis takes for one word is no other spelling, and a longer word is another word.
        and terms(other) != terms(word) and not other.startswith(word) and not word.startswith(other)
    ]
    return [other for _distance, other in sorted(scored)]


def _replaced(text: str, word: str, better: str) -> str:
    """The first such word of the search replaced, the rest left as it was typed."""
    parts = text.split(" ")
    for at, part in enumerate(parts):
        if part == word:
            parts[at] = better
            break
    return " ".join(parts)
