"""Threads that ask what somebody is asking: for whoever types, and, as the system sees it, for pairs of threads."""

from collections.abc import Sequence
from itertools import chain

from forum import database
from forum.accounts.actor import SYSTEM, Actor
from forum.duplicates.analysis import analyse, is_worth_asking
from forum.duplicates.features import Side, compare
from forum.duplicates.queries.candidates import Candidate, candidates, read
from forum.duplicates.queries.words import words_for
from forum.duplicates.scoring import score
from forum.duplicates.views import Match


async def similar_texts(
    viewer: Actor, title: str, body: str = "", *, category_id: int = 0, tags: Sequence[str] = (), most: int = 5
) -> list[Match]:
    """The threads most like a question that is being written, best first; only those that the viewer may read."""
    text = analyse(title, body)
    if not is_worth_asking(text):
        return []
    asked = Side(text, category_id, frozenset(tags))
    return (await _ranked(asked, await candidates(viewer, text)))[:most]


async def similar_threads(thread_id: int, most: int = 20) -> list[Match]:
    """The threads most like one in the index, best first, whoever may read them: for the background only."""
    own = await read(SYSTEM, [thread_id])
    if not own:
        return []
    return (await _ranked(_side(own[0]), await candidates(SYSTEM, own[0].text, except_id=thread_id)))[:most]


async def _ranked(asked: Side, found: Sequence[Candidate]) -> list[Match]:
    words = await words_for(chain(asked.text.words, *(candidate.text.words for candidate in found)))
    matches = []
    for candidate in found:
        parts = compare(asked, _side(candidate), words)
        matches.append(Match(candidate.thread_id, score(parts), parts))
    matches.sort(key=lambda match: (-match.score, -match.thread_id))
    return matches


def _side(candidate: Candidate) -> Side:
    return Side(
        candidate.text, candidate.category_id, candidate.tags, candidate.is_solved, candidate.known_links,
        database.moment(candidate.created_at),
    )
