"""Which articles come into question: live ones that match, as far as the searcher may read them. Permission is in the SQL.

There are far fewer articles than posts, so all that match are looked at, up to a number.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.kb import queries as kb
from forum.search.matching import Wanted, fts5, tsquery
from forum.search.models import ASKED_APART
from forum.search.queries.narrowing import midnight
from forum.search.query import Query
from forum.search.views import ArticleCandidate
from forum.text.normalize import fold

#: Articles that are ranked, and words that are tried in pairs where no article has all.
MOST = 300
_PAIRED = 6
#: How many times a word counts that stands in a title, where likeness is asked for.
TITLE_COUNTS = 3.0
#: Seconds that one read may take.
PATIENCE = 1.0
_FROM = f"{kb.FROM} JOIN search_articles d ON d.id = t.id"
_COLUMNS = "d.id, d.article_id, d.lang, d.title, d.asked, d.labels, t.changed_at, t.outdated_since"
_ALL_WORDS = "(' ' || d.title || ' ' || d.asked || ' ' || d.labels || ' ' || d.words || ' ')"


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What an article says, in one of its languages."""

    title: str
    asked: tuple[str, ...]
    plain: str


async def matching(viewer: Actor, query: Query, zone: str, *, unfinished: bool = False) -> list[ArticleCandidate]:
    """The articles that have every word of the search, or, for one still being typed, its beginning in a title.

    Without a word: the latest that fit the operators.
    """
    if not query.required:
        return await _read(viewer, None, query, zone)
    wanted = Wanted((query.required,), query.unwanted, query.in_title)
    if unfinished:
        wanted = replace(wanted, in_title=True, unfinished=True)
    return await _read(viewer, wanted, query, zone)


async def with_most_words(viewer: Actor, query: Query, zone: str) -> list[ArticleCandidate]:
    """Articles with at least two words of the search, told by how many they have."""
    words = query.required[:_PAIRED]
    pairs = tuple((one, other) for at, one in enumerate(words) for other in words[at + 1 :])
    if len(words) < 3:
        return []
    return await _read(viewer, Wanted(pairs, query.unwanted, query.in_title), query, zone, counted=query.required)


async def count_readable_articles(viewer: Actor, words: Sequence[str], most: int) -> int:
    """How many articles that the viewer may read have all these words, counted up to `most`."""
    match, given = _match(Wanted((tuple(words),)))
    found = await database.rows_within(
        PATIENCE,
        f"SELECT count(*) AS number FROM (SELECT d.id{_FROM} WHERE {match} AND {kb.live_condition(viewer)}"
        f" LIMIT {int(most)}) f",
        given,
    )
    return int(found[0]["number"])


async def like(viewer: Actor, words: Mapping[str, float], most: int) -> list[int]:
    """Up to `most` live versions that the viewer may read and that have some of these words, the likeliest first.

    `words` say what each is worth; one in a title counts several times.
    """
    if not words:
        return []
    if database.engine() == "sqlite":
        rows = await database.rows_within(
            PATIENCE,
            f"SELECT t.id FROM search_article_words f CROSS JOIN article_translations t ON t.id = f.rowid"
            " JOIN articles a ON a.id = t.article_id JOIN article_sections s ON s.id = a.section_id"
            " JOIN article_categories c ON c.id = s.category_id"
            f" WHERE f.search_article_words MATCH $1 AND f.rank MATCH 'bm25({TITLE_COUNTS}, {TITLE_COUNTS}, 2.0, 1.0)'"
            f" AND {kb.live_condition(viewer)} ORDER BY f.rank LIMIT {int(most)}",
            fts5(Wanted(tuple((word,) for word in words))),
        )
        return [int(row["id"]) for row in rows]
    params: list[Any] = [tsquery(Wanted(tuple((word,) for word in words)))]
    worth = []
    for word, weight in words.items():
        params += [tsquery(Wanted(((word,),))), tsquery(Wanted(((word,),), in_title=True))]
        worth.append(
            f"CASE WHEN d.words @@ CAST(${len(params)} AS tsquery) THEN {TITLE_COUNTS * weight:.4f}"
            f" WHEN d.words @@ CAST(${len(params) - 1} AS tsquery) THEN {weight:.4f} ELSE 0 END"
        )
    rows = await database.rows_within(
        PATIENCE,
        f"SELECT d.id{_FROM} WHERE d.words @@ CAST($1 AS tsquery) AND {kb.live_condition(viewer)}"
        f" ORDER BY {' + '.join(worth)} DESC, d.id DESC LIMIT {int(most)}",
        *params,
    )
    return [int(row["id"]) for row in rows]


async def texts_of(version_ids: Collection[int], size: int) -> dict[int, ArticleText]:
    """The beginnings of versions that were judged already."""
    if not version_ids:
        return {}
    found = await database.rows_aside(
        f"SELECT t.id, t.title, t.also_asked, SUBSTR(t.plain, 1, {int(size)}) AS plain FROM article_translations t"
        f" WHERE t.id IN ({database.id_list(version_ids)}) AND t.live_number IS NOT NULL"
    )
    return {row["id"]: ArticleText(row["title"], _as_list(row["also_asked"]), row["plain"]) for row in found}


async def _read(
    viewer: Actor, wanted: Wanted | None, query: Query, zone: str, counted: Sequence[str] = ()
) -> list[ArticleCandidate]:
    conditions, params = [kb.live_condition(viewer)], list[Any]()
    if wanted is not None:
        match, given = _match(wanted)
        params.append(given)
        conditions.insert(0, match)
    for name, has in (*((tag, "EXISTS") for tag in query.tags), *((tag, "NOT EXISTS") for tag in query.without_tags)):
        params.append(fold(name.strip()))
        conditions.append(
            f"{has} (SELECT 1 FROM article_labels l WHERE l.article_id = a.id AND l.name_key = ${len(params)})"
        )
    for day, comparison in ((query.after, ">="), (query.before, "<")):
        if day is not None:
            params.append(midnight(day, zone))
            conditions.append(f"t.changed_at {comparison} ${len(params)}")
    had = "0"
    if counted:
        tests = []
        for word in counted:
            params.append(tsquery(Wanted(((word,),))) if database.engine() == "postgres" else f" {word} ")
            tests.append(
                f"CASE WHEN d.words @@ CAST(${len(params)} AS tsquery) THEN 1 ELSE 0 END"
                if database.engine() == "postgres"
                else f"CASE WHEN instr({_ALL_WORDS}, ${len(params)}) > 0 THEN 1 ELSE 0 END"
            )
        had = " + ".join(tests)
    rows = await database.rows_within(
        PATIENCE,
        f"SELECT {_COLUMNS}, {had} AS had{_FROM} WHERE {' AND '.join(conditions)}"
        f" ORDER BY t.changed_at DESC, d.id DESC LIMIT {MOST}",
        *params,
    )
    return [_candidate(row, len(counted)) for row in rows]


def _as_list(stored: Any) -> tuple[str, ...]:
    return tuple(json.loads(stored) if isinstance(stored, str) else stored)


def _match(wanted: Wanted) -> tuple[str, str]:
    """The condition on `d`, with its parameter as $1."""
    if database.engine() == "postgres":
        return "d.words @@ CAST($1 AS tsquery)", tsquery(wanted)
    found = "SELECT rowid FROM search_article_words WHERE search_article_words MATCH $1"
    return f"d.id IN ({found})", fts5(wanted, "title asked")


def _candidate(row: Any, asked: int) -> ArticleCandidate:
    changed = database.moment(row["changed_at"])
    assert changed is not None
    return ArticleCandidate(
        row["id"], row["article_id"], row["lang"], tuple(row["title"].split()),
        tuple(tuple(title.split()) for title in row["asked"].split(ASKED_APART)) if row["asked"] else (),
        frozenset(row["labels"].split()), changed, row["outdated_since"] is not None,
        row["had"] if asked else 0, asked,
    )
