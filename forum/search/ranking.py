"""Which of the documents that were found comes first. Pure; every weight says what it is worth.

A document is worth what its title says first of all, then what it is (a solution, official, solved), then what people
thought of it, and a little less with every year.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.search.views import ArticleCandidate, Candidate

#: All words in the title are worth this much; each its share of it.
TITLE = 3.0
#: And this more when none is missing there, when they stand side by side in the order typed, when there is nothing else.
TITLE_WHOLE, TITLE_IN_ORDER, TITLE_EXACT = 1.5, 1.2, 1.5
#: Words that are tags, by their share.
TAGS = 1.0
#: The words side by side in the text, in the order typed.
TEXT_IN_ORDER = 1.2
#: A question says what it is about sooner than an answer does.
OPENING = 0.4
SOLVED, SOLUTION, OFFICIAL = 0.7, 1.0, 1.2
#: For each doubling, roughly, of helpful votes and of people with the same problem.
HELPFUL, SAME_PROBLEM = 0.4, 0.25
UNHELPFUL = -0.4
#: An article was written to answer and is kept right: more than a solved thread, less than an official solution in one.
ARTICLE = 1.6
#: Its other titles are people's own words, worth a little less than its title.
ASKED = 0.9
#: A translation that its source left behind; an article in the reader's own language.
OUTDATED, OWN_LANGUAGE = -0.6, 0.3
#: Off with age: half a point after a year, nearly one after five.
AGE = 0.22
#: Off when words are missing, by their share; more than anything else is worth.
MISSING = 8.0
#: What a word that only holds the sentence together is worth beside one that matters.
LIGHT = 0.25


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: all terms in order, and those that matter; the last may be unfinished."""

    terms: tuple[str, ...]
    required: tuple[str, ...]
    unfinished: bool = False


def score(one: Candidate, asked: Asked, now: datetime, by_title: float | None = None) -> float:
    """What a document is worth for this search; only differences mean anything. `by_title` is what its title is, if known."""
    points = (_title(one.title, asked) if by_title is None else by_title) + TAGS * _share(asked.required, one.tags)
    if one.words_asked:
        points -= MISSING * (1 - one.words_had / one.words_asked)
    points += OPENING * (one.position == 0) + SOLVED * one.is_solved
    points += SOLUTION * one.is_solution + OFFICIAL * one.is_official
    points += HELPFUL * math.log2(1 + min(max(one.helpful, 0), 64)) + UNHELPFUL * (one.helpful < 0)
    points += SAME_PROBLEM * math.log2(1 + min(max(one.same_problem, 0), 256))
    days = max(0.0, (now - one.created_at).total_seconds() / 86_400)
    return points - AGE * math.log1p(days / 30)


def article_score(one: ArticleCandidate, asked: Asked, now: datetime, lang: str) -> float:
    """What an article is worth for this search, on the same scale as `score`. `lang` is the reader's language."""
    points = max(_title(one.title, asked), *(ASKED * _title(title, asked) for title in one.asked), 0.0)
    points += TAGS * _share(asked.required, one.labels)
    if one.words_asked:
        points -= MISSING * (1 - one.words_had / one.words_asked)
    points += ARTICLE + OUTDATED * one.is_outdated + OWN_LANGUAGE * (one.lang == lang)
    days = max(0.0, (now - one.changed_at).total_seconds() / 86_400)
    return points - AGE * math.log1p(days / 30)


def articles_ranked(
    found: Iterable[ArticleCandidate], asked: Asked, now: datetime, lang: str
) -> list[tuple[float, ArticleCandidate]]:
    """The best version of each article, the best first; of equals the latest."""
    scored = sorted(
        ((article_score(one, asked, now, lang), one) for one in found), key=lambda pair: (-pair[0], -pair[1].version_id)
    )
    first: dict[int, tuple[float, ArticleCandidate]] = {}
    for points, one in scored:
        first.setdefault(one.article_id, (points, one))
    return list(first.values())


def ranked(found: Iterable[Candidate], asked: Asked, now: datetime) -> list[tuple[float, Candidate]]:
    """All of them, the best first; of equals the newest."""
    found = list(found)
    # Replies have the titles of their threads.
    titles = {title: _title(title, asked) for title in {one.title for one in found}}
    scored = [(score(one, asked, now, titles[one.title]), one) for one in found]
    return sorted(scored, key=lambda pair: (-pair[0], -pair[1].post_id))


def by_thread(ordered: Sequence[tuple[float, Candidate]]) -> list[tuple[Candidate, int]]:
    """The first of each thread, in that order, with how many more of it were found."""
    count: dict[int, int] = {}
    first: dict[int, Candidate] = {}
    for _points, one in ordered:
        count[one.thread_id] = count.get(one.thread_id, 0) + 1
        first.setdefault(one.thread_id, one)
    return [(one, count[thread_id] - 1) for thread_id, one in first.items()]


def in_order(words: Sequence[str], inside: Sequence[str]) -> bool:
    """Whether `words` stand in `inside` side by side."""
    if not words or len(words) > len(inside):
        return False
    size, first = len(words), words[0]
    wanted = tuple(words)
    return any(one == first and tuple(inside[at : at + size]) == wanted for at, one in enumerate(inside))


def _title(title: tuple[str, ...], asked: Asked) -> float:
    if not title:
        return 0.0
    inside = set(title)
    matters = set(asked.required)
    total = had = 0.0
    missing = 0
    for term in asked.terms:
        weight = 1.0 if term in matters else LIGHT
        total += weight
        if term in inside or (asked.unfinished and term == asked.terms[-1] and _begun(term, title)):
            had += weight
        elif term in matters:
            missing += 1
    if not had:
        return 0.0
    points = TITLE * had / total
    if not missing:
        points += TITLE_WHOLE
        if len(asked.terms) > 1 and in_order(asked.terms, title):
            points += TITLE_IN_ORDER
        if len(inside) == len(set(asked.terms)):
            points += TITLE_EXACT
    return points


def _begun(term: str, title: Sequence[str]) -> bool:
    return any(word.startswith(term) for word in title)


def _share(words: Sequence[str], inside: frozenset[str]) -> float:
    return sum(word in inside for word in words) / len(words) if words and inside else 0.0
