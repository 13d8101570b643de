"""Articles that are met: by whoever is about to ask, and beside a thread. Found by title, "also asked as" and text.

Articles are compared as threads are (`forum.duplicates`), each of their titles with the whole text; the best title counts.
What was made from a thread that asks the same comes first. Permission is in the statements that find.
"""

import json
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forum import database
from forum.accounts.actor import SYSTEM, Actor
from forum.duplicates import meaning
from forum.duplicates.analysis import analyse_titles, readable
from forum.duplicates.features import Side, compare, weigh
from forum.duplicates.meaning import Meaning
from forum.duplicates.queries.similar import Asked, asked
from forum.duplicates.queries.weights import scorer_in_force
from forum.duplicates.queries.words import KEPT_FROM, words_for
from forum.duplicates.queries.writing import READ_AT_MOST, says_enough, while_asking
from forum.duplicates.views import SimilarLine
from forum.i18n import current_locale
from forum.kb import queries as kb
from forum.kb.views import Line
from forum.search.queries.articles import like
from forum.text.tokens import light

#: Articles that are shown, and the probability below which one is no help. In Japanese, where the same is said in many
#: spellings, the model is sure of little: what is about the same begins near 1 %, other things stay below 0.1 %.
MOST = 3
LEAST_SCORE, LEAST_SCORE_JAPANESE = 0.08, 0.005
#: Words of title and body by which candidates are found, and candidates that are compared.
TITLE_TERMS, BODY_TERMS, CANDIDATES = 6, 2, 8
#: What a word is worth (in nats) from which it is looked for in a community of some size, and how many are in any case.
TELLING, LEAST_TERMS = 1.1, 3
#: Other titles of an article that are compared.
MOST_TITLES = 8
#: Versions whose analysis this process keeps, and threads beside which it remembers the articles, for so many seconds.
KEPT, KEPT_THREADS, KEPT_SECONDS = 3_000, 5_000, 900.0
#: Threads beside which articles are still to be found.
MOST_WANTED = 200


@dataclass(frozen=True, slots=True)
class Met:
    """An article that may answer a question, and the probability that it is about the same."""

    line: Line
    score: float
    #: Whether it was made from a thread that asks the same.
    promoted: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands beside a question that is being written: articles first, then threads that ask nearly the same."""

    articles: Sequence[Met] = ()
    threads: Sequence[SimilarLine] = ()

    def __bool__(self) -> bool:
        return bool(self.articles or self.threads)


@dataclass(frozen=True, slots=True)
class _Face:
    side: Side
    meaning: Meaning | None


#: Analyses by what they are made of.
_faces: OrderedDict[tuple[str, str, str, str], list[_Face]] = OrderedDict()
#: Until when they hold, and the ids of articles about a thread, by its id and title; and the texts of those to look for.
_beside: OrderedDict[tuple[int, str], tuple[float, list[int]]] = OrderedDict()
_wanted: dict[tuple[int, str], str] = {}


async def evidence(
    viewer: Actor, title: str, body: str = "", *, category_id: int = 0, tags: Sequence[str] = ()
) -> Evidence:
    """Articles and threads that may spare somebody their question, as far as they may read them."""
    if not says_enough(title):
        return Evidence()
    threads = await while_asking(viewer, title, body, category_id=category_id, tags=tags)
    scores = {line.row.id: line.score for line in threads}
    return Evidence(await articles_for(viewer, title, body, current_locale(), like_threads=scores), threads)


async def articles_for(
    viewer: Actor, title: str, body: str = "", lang: str = "en", *, like_threads: Mapping[int, float] | None = None,
    most: int = MOST,
) -> list[Met]:
    """The articles that may answer a question, best first, each in the language that suits its reader.

    Those that were made from one of `like_threads` (id → probability that it asks the same), or from a duplicate of one,
    come before all others.
    """
    if not says_enough(title):
        return []
    made = await _made_from(like_threads or {})
    question = await asked(title[:300], body[:READ_AT_MOST])
    scores = await _compared(viewer, question, light(title[:300]))
    least = LEAST_SCORE_JAPANESE if question.text.lang == "ja" else LEAST_SCORE
    best = {id_: score for id_, score in scores.items() if score >= least}
    order = sorted(made, key=lambda id_: -made[id_]) + [
        id_ for id_ in sorted(best, key=lambda id_: (-best[id_], id_)) if id_ not in made
    ]
    lines = await kb.lines(viewer, order[: 3 * most], lang)
    return [
        Met(lines[id_], max(made.get(id_, 0.0), best.get(id_, 0.0)), id_ in made) for id_ in order if id_ in lines
    ][:most]


async def articles_beside(viewer: Actor, thread_id: int, title: str, body: str, lang: str) -> list[Line]:
    """Articles about what a thread asks, as far as the viewer may read them.

    A page does not wait for them to be found: `find_beside` does that a moment after somebody looked at the thread.
    """
    key = (thread_id, title)
    known = _beside.get(key)
    if (known is None or known[0] < time.monotonic()) and len(_wanted) < MOST_WANTED:
        _wanted[key] = body
    if known is None or not known[1]:
        return []
    lines = await kb.lines(viewer, known[1], lang)
    return [lines[id_] for id_ in known[1] if id_ in lines][:MOST]


async def find_beside(most: int = 20) -> None:
    """Find the articles about threads that somebody looked at, some at a time; whoever may read them."""
    for key in list(_wanted)[:most]:
        body = _wanted.pop(key)
        found = await articles_for(SYSTEM, key[1], body, most=4 * MOST)
        _beside[key] = (time.monotonic() + KEPT_SECONDS, [one.line.id for one in found])
        while len(_beside) > KEPT_THREADS:
            _beside.popitem(last=False)


def forget() -> None:
    """Let go of what is kept in this process (tests: ids come again in the next database)."""
    _faces.clear()
    _beside.clear()
    _wanted.clear()


async def _made_from(threads: Mapping[int, float]) -> dict[int, float]:
    """Articles by their ids that were made from one of the threads, or from a duplicate of one, with its probability."""
    if not threads:
        return {}
    ids = database.id_list(threads)
    found = await database.rows(
        "SELECT s.article_id, s.thread_id, m.canonical_id FROM article_sources s"
        " LEFT JOIN duplicate_marks m ON m.thread_id = s.thread_id"
        f" WHERE s.thread_id IN ({ids}) OR m.canonical_id IN ({ids})"
    )
    made: dict[int, float] = {}
    for row in found:
        score = max(threads.get(row["thread_id"], 0.0), threads.get(row["canonical_id"] or 0, 0.0))
        made[row["article_id"]] = max(score, made.get(row["article_id"], 0.0))
    return made


async def _compared(viewer: Actor, question: Asked, idle: frozenset[str]) -> dict[int, float]:
    """Candidates by their article's id with the best score of any of their titles, in any of their languages.

    `idle` are words of the title that only hold it together: nothing is found by them.
    """
    text = question.text
    common = await words_for(text.words)
    title = sorted(text.title_words - idle, key=lambda word: (-common.worth(word), word))[:TITLE_TERMS]
    body = sorted(frozenset(text.body) - text.title_words, key=lambda word: (-common.worth(word), word))[:BODY_TERMS]
    if common.threads >= KEPT_FROM:
        # What stands in a third of all texts finds nearly everything, and costs reading all of it.
        title = [word for word in title if common.worth(word) >= TELLING] or title[:LEAST_TERMS]
        body = [word for word in body if common.worth(word) >= TELLING]
    wanted = {word: common.worth(word) * (2.0 if word in text.title_words else 1.0) for word in (*title, *body)}
    versions = await like(viewer, wanted, CANDIDATES)
    if not versions:
        return {}
    rows = await database.rows(
        "SELECT t.id, t.article_id, t.lang, t.title, t.also_asked, SUBSTR(t.plain, 1, 1500) AS plain"
        f" FROM article_translations t WHERE t.id IN ({database.id_list(versions)}) AND t.live_number IS NOT NULL"
    )
    faces = [(row["article_id"], face) for row in rows for face in await _faces_of(row)]
    words = await words_for({word for _id, face in faces for word in face.side.text.words} | text.words)
    mine = weigh(question.side, words)
    features = [
        compare(mine, weigh(face.side, words), words, meaning.closeness(question.meaning, face.meaning))
        for _id, face in faces
    ]
    scorer = await scorer_in_force()
    scores = scorer.scores(features, question.meaning.embedder if question.meaning else "")
    best: dict[int, float] = {}
    for (article_id, _face), score in zip(faces, scores, strict=True):
        best[article_id] = max(score, best.get(article_id, 0.0))
    return best


async def _faces_of(row: Any) -> list[_Face]:
    """A version under each of its titles, as it is compared."""
    key = (row["title"], str(row["also_asked"]), row["plain"], meaning.name())
    known = _faces.get(key)
    if known is not None:
        _faces.move_to_end(key)
        return known
    asked_as = json.loads(row["also_asked"]) if isinstance(row["also_asked"], str) else row["also_asked"]
    titles = [row["title"], *asked_as[:MOST_TITLES]]
    prose = readable(row["plain"])
    # The whole is the same text under each of them, and takes most of the time: it is read once, under the article's own.
    meant = await meaning.meanings([
        (title[: meaning.TEXT_CHARACTERS], "" if number else prose) for number, title in enumerate(titles)
    ])
    whole = meant[0].whole if meant[0] is not None else None
    if whole is not None:
        meant = [replace(one, whole=whole) if one is not None else None for one in meant]
    made = [
        _Face(Side(text), what)
        for text, what in zip(analyse_titles(titles, row["plain"], row["lang"]), meant, strict=True)
    ]
    _faces[key] = made
    while len(_faces) > KEPT:
        _faces.popitem(last=False)
    return made
