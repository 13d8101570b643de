"""Threads that ask what somebody is asking: for whoever types, and, as the system sees it, for pairs of threads."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from itertools import chain

from forum import database
from forum.accounts.actor import SYSTEM, Actor
from forum.duplicates import meaning
from forum.duplicates.analysis import Analysed, analyse, readable
from forum.duplicates.features import Side, compare, named, weigh
from forum.duplicates.meaning import Meaning
from forum.duplicates.queries.candidates import Candidate, by_rare_words, read
from forum.duplicates.queries.nearest import nearest
from forum.duplicates.queries.weights import scorer_in_force
from forum.duplicates.queries.words import words_for
from forum.duplicates.views import Match

#: Threads that are compared: so many found by words, so many by meaning.
BY_WORDS = 60
BY_MEANING = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is compared: its text with what is known besides, and what it means if an embedder says so."""

    side: Side
    meaning: Meaning | None = None

    @property
    def text(self) -> Analysed:
        """Its words."""
        return self.side.text


async def similar_texts(
    viewer: Actor, title: str, body: str = "", *, category_id: int = 0, tags: Sequence[str] = (), most: int = 5
) -> list[Match]:
    """The threads most like a question that is being written, best first; only those that the viewer may read.

    A duplicate stands for its canonical thread, which is where the answers are.
    """
    question = await asked(title, body, category_id=category_id, tags=tags)
    found = await matches(viewer, question, most=4 * most)
    return (await _in_place_of_duplicates(viewer, question, found))[:most]


async def similar_threads(thread_id: int, most: int = 20) -> list[Match]:
    """The threads most like one in the index, best first, whoever may read them: for the background only."""
    own = await read(SYSTEM, [thread_id], meaning.name())
    if not own:
        return []
    return await matches(SYSTEM, asked_by(own[0]), except_id=thread_id, most=most)


async def asked(
    title: str, body: str = "", *, category_id: int = 0, tags: Sequence[str] = (), lang: str | None = None
) -> Asked:
    """A text, ready to be compared."""
    text = analyse(title, body, lang)
    meant = await meaning.meanings([(title[: meaning.TEXT_CHARACTERS], readable(body))])
    return Asked(Side(text, category_id, frozenset(tags)), meant[0])


def asked_by(candidate: Candidate) -> Asked:
    """A thread of the index as the one that is asked about."""
    return Asked(candidate.side, candidate.meaning)


async def matches(
    viewer: Actor, question: Asked, *, except_id: int = 0, among: Sequence[int] | None = None, most: int | None = None
) -> list[Match]:
    """The candidates with their scores, best first: `among` these threads, or those that words and meaning suggest."""
    name = meaning.name()

    async def reading(search: Awaitable[list[int]]) -> list[Candidate]:
        return await read(viewer, [thread_id for thread_id in await search if thread_id != except_id], name)

    if among is not None:
        found = await read(viewer, [thread_id for thread_id in among if thread_id != except_id], name)
    else:
        by_words = by_rare_words(viewer, question.text, except_id=except_id, most=BY_WORDS)
        if question.meaning is None:
            found = await reading(by_words)
        else:
            by_meaning = nearest(viewer, question.meaning, except_id=except_id, most=BY_MEANING)
            # Whichever search ends first has its threads read while the other goes on.
            both = chain(*await asyncio.gather(reading(by_words), reading(by_meaning)))
            found = list({candidate.thread_id: candidate for candidate in both}.values())
    return await _scored(question, found, most)


async def _scored(question: Asked, found: Sequence[Candidate], most: int | None) -> list[Match]:
    words = await words_for(chain(question.text.words, *(candidate.text.words for candidate in found)))
    scorer = await scorer_in_force()
    mine = weigh(question.side, words)
    rows = [
        compare(mine, weigh(candidate.side, words), words, meaning.closeness(question.meaning, candidate.meaning))
        for candidate in found
    ]
    scores = scorer.scores(rows, question.meaning.embedder if question.meaning else "")
    order = sorted(range(len(found)), key=lambda at: (-scores[at], -found[at].thread_id))[:most]
    return [Match(found[at].thread_id, scores[at], named(rows[at])) for at in order]


async def _in_place_of_duplicates(viewer: Actor, question: Asked, found: list[Match]) -> list[Match]:
    marked = {
        int(row["thread_id"]): int(row["canonical_id"])
        for row in await database.rows(
            "SELECT thread_id, canonical_id FROM duplicate_marks"
            f" WHERE thread_id IN ({database.id_list(match.thread_id for match in found)})"
        )
    }
    if not marked:
        return found
    # What the canonical thread says for itself counts too: whichever of the cluster is nearest speaks for it.
    missing = sorted(set(marked.values()) - {match.thread_id for match in found})
    readable_ids = {candidate.thread_id for candidate in await read(viewer, missing, "")}
    known = readable_ids | {match.thread_id for match in found}
    best: dict[int, Match] = {}
    for match in found:
        canonical = marked.get(match.thread_id)
        stands_for = canonical if canonical in known else match.thread_id
        if stands_for is not None:
            best.setdefault(stands_for, Match(stands_for, match.score, match.parts))
    return list(best.values())
