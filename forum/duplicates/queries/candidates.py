"""The few threads that are worth comparing with a text, found by its rarest words; permission is inside the search.

How many rows are read is bounded by what the words' counts foretell, not by how many threads there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.duplicates import meaning
from forum.duplicates.analysis import Analysed, stored
from forum.duplicates.features import Side
from forum.duplicates.meaning import Meaning
from forum.duplicates.queries.readable import readable
from forum.duplicates.queries.words import Words, words_for

#: Entries of the index that one search may read; PostgreSQL must visit a row for each, SQLite has what it needs in place.
BUDGET = {"sqlite": 5_000, "postgres": 4_000}
#: And the same when all words are common: PostgreSQL then reads through the texts themselves.
COMMON_BUDGET = {"sqlite": 5_000, "postgres": 1_500}
#: Words that are looked up, of the title and of the body.
TITLE_TERMS = 10
BODY_TERMS = 6
#: And of words that are common everywhere.
COMMON_TERMS = 3
#: A title's words weigh more than those of a body.
TITLE_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thread to compare with: its text, what is known of it besides, and what it means if the index says so."""

    thread_id: int
    side: Side
    meaning: Meaning | None

    @property
    def text(self) -> Analysed:
        """Its words."""
        return self.side.text


async def by_rare_words(viewer: Actor, text: Analysed, *, except_id: int = 0, most: int) -> list[int]:
    """Up to `most` threads that the viewer may read and that share rare words with the text, the likeliest first."""
    words = await words_for(text.words)
    plan = _plan(text, words, BUDGET[database.engine()], COMMON_BUDGET[database.engine()])
    if not plan.terms:
        return []
    search = _search_sqlite if database.engine() == "sqlite" else _search_postgres
    return await search(viewer, plan, except_id, most)


async def read(viewer: Actor, thread_ids: Sequence[int], embedder: str) -> list[Candidate]:
    """The index's entries for these threads, in their order, as far as the viewer may read them."""
    if not thread_ids:
        return []
    found = await database.rows_aside(
        "SELECT d.thread_id, d.title_tokens, d.body_tokens, d.codes, d.title_line, d.lang, t.category_id, t.tag_names,"
        " (SELECT count(*) FROM duplicate_marks m WHERE m.canonical_id = d.thread_id) AS known_links,"
        " v.title AS title_vector, v.whole AS whole_vector, v.place"
        " FROM duplicate_texts d JOIN threads t ON t.id = d.thread_id"
        " LEFT JOIN duplicate_vectors v ON v.thread_id = d.thread_id AND v.embedder = $1"
        f" WHERE d.thread_id IN ({database.id_list(thread_ids)}) AND {readable(viewer)}", embedder,
    )
    known = {int(row["thread_id"]): row for row in found}
    rows = [known[thread_id] for thread_id in thread_ids if thread_id in known]
    meant = meaning.kept([(row["title_vector"], row["whole_vector"], row["place"]) for row in rows], embedder)
    return [
        Candidate(int(row["thread_id"]), _side(row), what) for row, what in zip(rows, meant, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Term:
    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Plan:
    """The words to look up, and from which thread's number on: 0 for everywhere."""

    terms: tuple[_Term, ...]
    #: The share of the threads, counted from the newest, in which words are looked up that are common everywhere.
    share: float = 1.0


def _plan(text: Analysed, words: Words, budget: int, common_budget: int) -> _Plan:
    """The rarest words as far as the budget goes; when even the rarest is too common, the rarest among the newest threads."""
    known = {word for word in text.words if words.common(word)}
    title = sorted(known & text.title_words, key=lambda word: (words.common(word), word))[:TITLE_TERMS]
    body = sorted(known - text.title_words, key=lambda word: (words.common(word), word))[:BODY_TERMS]
    terms = [_Term(word, words.worth(word) * (TITLE_WEIGHT if word in text.title_words else 1.0)) for word in (*title, *body)]
    terms.sort(key=lambda term: (words.common(term.word), term.word))
    chosen: list[_Term] = []
    read = 0
    for term in terms:
        read += words.common(term.word)
        if read > budget:
            break
        chosen.append(term)
    if chosen or not terms:
        return _Plan(tuple(chosen))
    common = tuple(terms[:COMMON_TERMS])
    return _Plan(common, common_budget / sum(words.common(term.word) for term in common))


async def _search_sqlite(viewer: Actor, plan: _Plan, except_id: int, most: int) -> list[int]:
    first = await _first(plan)
    if first:
        return await _among_newest_sqlite(viewer, plan, except_id, most, first)
    asked = " OR ".join(_quoted(term.word) for term in plan.terms)
    found = await database.rows_aside(
        f"SELECT f.rowid AS id FROM duplicate_words f CROSS JOIN threads t ON t.id = f.rowid"
        f" WHERE f.duplicate_words MATCH $1 AND f.rank MATCH 'bm25({TITLE_WEIGHT}, 1.0)' AND f.rowid <> $2"
        f" AND {readable(viewer)} ORDER BY f.rank LIMIT {int(most)}",
        asked, except_id,
    )
    return [int(row["id"]) for row in found]


async def _among_newest_sqlite(viewer: Actor, plan: _Plan, except_id: int, most: int, first: int) -> list[int]:
    # Not by bm25(): it reads through everything that has a word, however old, to learn how common the word is.
    parts = " UNION ALL ".join(
        f"SELECT f.rowid AS thread_id, {term.weight:.4f} AS weight FROM duplicate_words f"
        f" WHERE f.duplicate_words MATCH ${number} AND f.rowid >= $2"
        for number, term in enumerate(plan.terms, 3)
    )
    found = await database.rows_aside(
        f"SELECT x.thread_id AS id FROM (SELECT y.thread_id, sum(y.weight) AS weight FROM ({parts}) y GROUP BY y.thread_id) x"
        f" CROSS JOIN threads t ON t.id = x.thread_id WHERE x.thread_id <> $1 AND {readable(viewer)}"
        f" ORDER BY x.weight DESC, x.thread_id DESC LIMIT {int(most)}",
        except_id, first, *(_quoted(term.word) for term in plan.terms),
    )
    return [int(row["id"]) for row in found]


async def _search_postgres(viewer: Actor, plan: _Plan, except_id: int, most: int) -> list[int]:
    first = await _first(plan)
    search = _by_index(plan) if not first else _among_newest(plan)
    words = [[term.word] if not first else f" {term.word} " for term in plan.terms]
    rows = await database.rows_aside(
        f"SELECT x.thread_id AS id FROM ({search}) x JOIN threads t ON t.id = x.thread_id"
        f" WHERE x.thread_id <> $1 AND x.thread_id >= $2 AND {readable(viewer)}"
        f" ORDER BY x.weight DESC, x.thread_id DESC LIMIT {int(most)}",
        except_id, first, *words,
    )
    return [int(row["id"]) for row in rows]


def _by_index(plan: _Plan) -> str:
    parts = (
        f"SELECT d.thread_id, CAST({term.weight:.4f} AS float8) AS weight FROM duplicate_texts d"
        f" WHERE string_to_array(d.title_tokens || ' ' || d.body_tokens, ' ') @> CAST(${number} AS text[])"
        for number, term in enumerate(plan.terms, 3)
    )
    return f"SELECT y.thread_id, sum(y.weight) AS weight FROM ({' UNION ALL '.join(parts)}) y GROUP BY y.thread_id"


def _among_newest(plan: _Plan) -> str:
    # By their number, each once: the words' own index would read everything that has them.
    weight = " + ".join(
        f"CASE WHEN strpos(d.words, ${number}) > 0 THEN CAST({term.weight:.4f} AS float8) ELSE 0 END"
        for number, term in enumerate(plan.terms, 3)
    )
    return (
        f"SELECT y.thread_id, y.weight FROM (SELECT d.thread_id, {weight} AS weight FROM"
        " (SELECT e.thread_id, ' ' || e.title_tokens || ' ' || e.body_tokens || ' ' AS words FROM duplicate_texts e"
        # Kept apart by the OFFSETs, or each text is put together and looked through again for each mention of it.
        " WHERE e.thread_id >= $2 OFFSET 0) d OFFSET 0) y WHERE y.weight > 0"
    )


async def _first(plan: _Plan) -> int:
    """The number of the oldest thread that is looked at."""
    if plan.share >= 1:
        return 0
    newest = await database.value("SELECT max(thread_id) FROM duplicate_texts")
    return int(newest or 0) - int(int(newest or 0) * plan.share)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _side(row: Any) -> Side:
    text = stored(row["title_tokens"], row["body_tokens"], row["codes"], row["title_line"], row["lang"])
    tags = frozenset(row["tag_names"].split(",")) if row["tag_names"] else frozenset()
    return Side(text, int(row["category_id"]), tags, int(row["known_links"]))
