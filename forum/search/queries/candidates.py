"""Which documents come into question: the newest that match, bounded, and only what the viewer may read.

Ranking every match does not scale: a common word stands in half of all posts. So at most MOST_LOOKED_AT matches are
looked at, the newest first, until MOST of them may be read and fit the operators; titles are looked at beyond that.
SQLite hands over matches in the order of their ids. GIN has no order, so PostgreSQL is asked for one stretch of ids
after the other, each time for more of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from forum import database
from forum.accounts.actor import Actor
from forum.categories import queries as categories
from forum.search.matching import STRETCH, Wanted, fts5, tsquery
from forum.search.queries.narrowing import Narrowed, carries, placed
from forum.search.query import Query
from forum.search.views import Candidate

#: Candidates that are ranked (fewer where operators narrow the search: as many as the pages hold), those by title alone
#: beside them, and those that only have most of the words.
MOST, MOST_NARROWED, MOST_BY_TITLE, MOST_RELAXED = 600, 300, 200, 200
#: Matches that are looked at for them.
MOST_LOOKED_AT = 10_000
#: Documents of few threads, all of which are looked at.
MOST_OF_FEW = 10_000
#: Seconds that one read may take.
PATIENCE = 1.0
#: Words that are tried in pairs where no document has all, and documents by which their rarity is told.
_PAIRED, _SAMPLE = 5, 4 * STRETCH
#: Stretches that are named in a statement; of more than these, all matches are read. So they are where fewer than these
#: matches seem to be left.
_MOST_NAMED, _FEW_LEFT = 64, 3_000

_COLUMNS = (
    "d.id, d.thread_id, d.position, d.title, d.tags, p.created_at, p.helpful_count + p.imported_score AS helpful,"
    " p.official_at, t.status, t.solution_post_id, t.same_problem_count"
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Candidates in no order. `more`: there were others that nobody looked at."""

    found: Sequence[Candidate] = ()
    more: bool = False


async def matching(viewer: Actor, query: Query, narrowed: Narrowed, *, unfinished: bool = False) -> Gathered:
    """The newest documents that have every word of the search; those that have them in the title even when older."""
    wanted = Wanted((query.required,), query.unwanted, query.in_title)
    if unfinished:
        # The last word is still being typed: only titles are looked through for what it may become.
        return await _gather(viewer, replace(wanted, in_title=True, unfinished=True), narrowed, MOST_BY_TITLE)
    if narrowed.few or narrowed.few_posts:
        return await _among_few(viewer, wanted, narrowed)
    gathered = await _gather(viewer, wanted, narrowed, MOST_NARROWED if narrowed.conditions else MOST)
    if not gathered.more or query.in_title:
        return gathered
    titles = await _gather(viewer, replace(wanted, in_title=True), narrowed, MOST_BY_TITLE)
    known = {one.post_id for one in gathered.found}
    return Gathered([*gathered.found, *(one for one in titles.found if one.post_id not in known)], True)


async def with_most_words(viewer: Actor, query: Query, narrowed: Narrowed) -> Gathered:
    """Documents with at least two of the rarest words of the search, or one of two in the title, told by how many."""
    words = query.required
    if len(words) < 2:
        return Gathered()
    rare = await _rarest(words)
    if not rare:
        return Gathered()
    pairs = tuple((one, other) for at, one in enumerate(rare) for other in rare[at + 1 :])
    if len(words) == 2 or not pairs:
        wanted = Wanted(tuple((word,) for word in rare), query.unwanted, in_title=True)
    else:
        wanted = Wanted(pairs, query.unwanted, query.in_title)
    return await _gather(viewer, wanted, narrowed, MOST_RELAXED, counted=words)


async def browsing(viewer: Actor, narrowed: Narrowed) -> Gathered:
    """The newest threads (or, with an author, posts) that fit the operators, where no word is looked for."""
    by_author = any(condition.startswith("p.author_id") for condition in narrowed.conditions)
    source, newest = "search_documents d", "d.id"
    conditions = "" if by_author else " AND d.position = 0"
    if by_author:
        authors = next(condition for condition in narrowed.conditions if condition.startswith("p.author_id"))
        source = (
            f"(SELECT p.id FROM posts p WHERE {authors} ORDER BY p.created_at DESC, p.id DESC LIMIT {MOST_OF_FEW}) m"
            " {join} search_documents d ON d.id = m.id"
        )
    elif narrowed.few:
        conditions += f" AND d.thread_id IN ({narrowed.few})"
    elif narrowed.tag_id:
        # Those of the tag where most happens, instead of all documents there are until enough of them have it.
        source = (
            "(SELECT id FROM (SELECT g.thread_id AS id FROM thread_tags g"
            f" WHERE g.tag_id = {narrowed.tag_id} ORDER BY g.last_activity_at DESC, g.thread_id DESC LIMIT {MOST_LOOKED_AT}) r"
            " ORDER BY id DESC) m {join} posts o ON o.thread_id = m.id AND o.position = 0"
            " {join} search_documents d ON d.id = o.id"
        )
        # What the source says need not be looked up for each once more.
        narrowed = replace(narrowed, conditions=[one for one in narrowed.conditions if one != carries(narrowed.tag_id)])
        # In the order in which they come, so that PostgreSQL ends with the first that are enough as well.
        newest = "m.id"
    return await _read(viewer, source, conditions, narrowed, MOST_BY_TITLE, [], newest=newest)


async def count_readable(viewer: Actor, words: Sequence[str], most: int) -> int:
    """How many documents that the viewer may read have all these words, counted up to `most`."""
    gathered = await _gather(viewer, Wanted((tuple(words),)), Narrowed(), most)
    return len(gathered.found)


async def _gather(
    viewer: Actor, wanted: Wanted, narrowed: Narrowed, most: int, counted: Sequence[str] = ()
) -> Gathered:
    if database.engine() == "sqlite":
        source = (
            f"(SELECT rowid AS id FROM search_words WHERE search_words MATCH $1 ORDER BY rowid DESC"
            f" LIMIT {MOST_LOOKED_AT}) m {{join}} search_documents d ON d.id = m.id"
        )
        return await _read(viewer, source, "", narrowed, most, [fts5(wanted)], counted)
    return await _gather_by_stretches(viewer, wanted, narrowed, most, counted)


async def _gather_by_stretches(
    viewer: Actor, wanted: Wanted, narrowed: Narrowed, most: int, counted: Sequence[str]
) -> Gathered:
    """PostgreSQL: the newest stretches of ids first, then as many more as the matches found so far make likely."""
    below = int(await database.value("SELECT max(id) FROM search_documents") or 0) + 1
    found: list[Candidate] = []
    # Words of titles stand in fewer documents.
    looked_at, width = 0, 4 if wanted.in_title else 2
    while below > 1 and looked_at < MOST_LOOKED_AT:
        # A fifth more than are needed, for some may not be read by everybody; more where few so far could be.
        share = max(0.05, len(found) / looked_at) if looked_at else 1.0
        enough = min(MOST_LOOKED_AT - looked_at, int(max(most - len(found), 40) * 1.2 / share))
        newest = (below - 1) // STRETCH
        oldest = max(0, newest - width + 1)
        ids = await _newest(wanted, below, range(newest, oldest - 1, -1) if oldest else (), enough)
        looked_at += len(ids)
        cut = len(ids) == enough
        below = ids[-1] if cut else oldest * STRETCH
        if ids:
            gathered = await _read(
                viewer, "search_documents d", " AND d.id = ANY($1)", narrowed, most - len(found), [ids], counted
            )
            found += gathered.found
            if len(found) >= most:
                return Gathered(found, gathered.more or below > 1)
        if not cut:
            stretches = newest - oldest + 1
            likely = -(-enough * stretches // max(1, len(ids)))
            # Where few are left in all stretches together, reading them all is less than asking for each.
            few_left = len(ids) * oldest <= _FEW_LEFT * stretches
            width = oldest if few_left else max(stretches, min(likely, 16 * stretches))
    return Gathered(found, below > 1)


async def _newest(wanted: Wanted, below: int, stretches: Sequence[int], enough: int) -> list[int]:
    """On PostgreSQL, the newest matches below an id: of these stretches, which come newest first, or of all there are."""
    # The sums keep the planner from the key's index, which has everything that does not match as well.
    if 0 < len(stretches) <= _MOST_NAMED and not wanted.unfinished:
        # Each stretch by itself, in the order in which they come, until there are enough: words joined with a choice of
        # stretches are ten times as slow, for every document of the stretches is then tried.
        rows = await database.rows_within(
            PATIENCE,
            "SELECT m.id FROM unnest(CAST($1 AS text[])) w(words) CROSS JOIN LATERAL (SELECT d.id FROM search_documents d"
            " WHERE d.words @@ CAST(w.words AS tsquery) AND d.id + 0 < $2 ORDER BY d.id + 0 DESC) m LIMIT $3",
            [tsquery(wanted, (stretch,)) for stretch in stretches], below, enough,
        )
    else:
        named = stretches if len(stretches) <= _MOST_NAMED else ()
        from_ = stretches[-1] * STRETCH if stretches else 0
        rows = await database.rows_within(
            PATIENCE,
            "SELECT id FROM search_documents WHERE words @@ CAST($1 AS tsquery) AND id + 0 < $2 AND id + 0 >= $3"
            " ORDER BY id + 0 DESC LIMIT $4",
            tsquery(wanted, named), below, from_, enough,
        )
    return sorted((row["id"] for row in rows), reverse=True)


async def _among_few(viewer: Actor, wanted: Wanted, narrowed: Narrowed) -> Gathered:
    """Documents of few threads that match, all of them: their words are compared one by one."""
    among = f" AND d.id IN ({narrowed.few_posts})" if narrowed.few_posts else f" AND d.thread_id IN ({narrowed.few})"
    if database.engine() == "postgres":
        conditions, params = f"{among} AND d.words @@ CAST($1 AS tsquery)", [tsquery(wanted)]
    else:
        text = "(' ' || d.title || ' ')" if wanted.in_title else "(' ' || d.title || ' ' || d.tags || ' ' || d.words || ' ')"
        whole = "(' ' || d.title || ' ' || d.tags || ' ' || d.words || ' ')"
        words = [word for way in wanted.ways for word in way]
        params = [f" {word} " for word in (*words, *wanted.unwanted)]
        has = [f"instr({text}, ${number}) > 0" for number in range(1, len(words) + 1)]
        lacks = [f"instr({whole}, ${number}) = 0" for number in range(len(words) + 1, len(params) + 1)]
        conditions = among + "".join(f" AND {one}" for one in (*has, *lacks))
    return await _read(viewer, "search_documents d", conditions, narrowed, MOST, params)


async def _read(
    viewer: Actor, source: str, conditions: str, narrowed: Narrowed, most: int, params: list[Any],
    counted: Sequence[str] = (), newest: str = "d.id",
) -> Gathered:
    sqlite = database.engine() == "sqlite"
    # CROSS JOIN is how SQLite is told to keep the order: matches first, which come newest first.
    join = "CROSS JOIN" if sqlite else "JOIN"
    had, params = _counting(counted, params)
    own = placed(narrowed, len(params) + 1)
    streams = source.startswith("(")
    order = "" if sqlite and streams else f" ORDER BY {newest} DESC"
    sql = (
        f"SELECT {_COLUMNS}{had} FROM {source.format(join=join)} {join} threads t ON t.id = d.thread_id"
        f" {join} posts p ON p.id = d.id WHERE t.deleted_at IS NULL AND t.unlisted_at IS NULL AND p.deleted_at IS NULL"
        f" AND {'+' if sqlite else ''}t.category_id IN"
        f" (SELECT v.id FROM categories v WHERE {categories.visible_condition(viewer, 'v')})"
        f"{conditions}{own}{order} LIMIT {int(most) + 1}"
    )
    rows = await database.rows_within(PATIENCE, sql, *params, *narrowed.params)
    return Gathered([_candidate(row, len(counted)) for row in rows[:most]], len(rows) > most)


def _counting(words: Sequence[str], params: list[Any]) -> tuple[str, list[Any]]:
    """A column that tells how many of the words a document has; none without words."""
    if not words:
        return "", params
    first = len(params) + 1
    places = range(first, first + len(words))
    if database.engine() == "postgres":
        tests = [f"d.words @@ CAST(${number} AS tsquery)" for number in places]
        given: list[Any] = [tsquery(Wanted(((word,),))) for word in words]
    else:
        text = "(' ' || d.title || ' ' || d.tags || ' ' || d.words || ' ')"
        tests = [f"instr({text}, ${number}) > 0" for number in places]
        given = [f" {word} " for word in words]
    return f", {' + '.join(f'CASE WHEN {test} THEN 1 ELSE 0 END' for test in tests)} AS had", [*params, *given]


async def _rarest(words: Sequence[str]) -> tuple[str, ...]:
    """The words that stand in fewest of the newest documents, without those that stand in none; in the order asked."""
    highest = int(await database.value("SELECT max(id) FROM search_documents") or 0)
    newest = range(max(0, highest // STRETCH - 4), highest // STRETCH + 1)
    some = list(words[: 4 * _PAIRED])
    parts, params = [], []
    for number, word in enumerate(some, 1):
        if database.engine() == "postgres":
            test = f"SELECT 1 FROM search_documents WHERE words @@ CAST(${number} AS tsquery)"
            params.append(tsquery(Wanted(((word,),)), newest))
        else:
            test = f"SELECT 1 FROM search_words WHERE search_words MATCH ${number} AND rowid > {highest - _SAMPLE}"
            params.append(fts5(Wanted(((word,),))))
        parts.append(f"SELECT {number} AS number, count(*) AS found FROM (SELECT 1 FROM ({test} LIMIT {_SAMPLE}) s) c")
    rows = await database.rows_within(PATIENCE, " UNION ALL ".join(parts), *params)
    found = {some[row["number"] - 1]: row["found"] for row in rows}
    there = [word for word in some if found[word]] or some
    kept = set(sorted(there, key=lambda word: (found[word], some.index(word)))[:_PAIRED])
    return tuple(word for word in there if word in kept)


def _candidate(row: Any, asked: int) -> Candidate:
    created = database.moment(row["created_at"])
    assert created is not None
    return Candidate(
        row["id"], row["thread_id"], row["position"], tuple(row["title"].split()), frozenset(row["tags"].split()),
        created, row["helpful"], row["official_at"] is not None, row["id"] == row["solution_post_id"],
        row["status"] == "solved", row["same_problem_count"], row["had"] if asked else 0, asked,
    )
