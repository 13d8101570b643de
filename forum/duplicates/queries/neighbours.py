"""Every thread's likeliest duplicates at once: after an import, where asking for one after the other would take hours."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import islice

from forum import database
from forum.accounts.actor import SYSTEM
from forum.duplicates import corpus, meaning
from forum.duplicates.queries.candidates import Candidate, read
from forum.duplicates.queries.weights import scorer_in_force
from forum.duplicates.views import Match

#: Rows that are read, and threads that are compared, between two breaths for whoever else waits.
BATCH = 500


async def all_matches(
    tell: Callable[[str, int, int], None], *, most: int = 10
) -> AsyncIterator[list[tuple[int, list[Match]]]]:
    """Batches of (thread, its `most` likeliest duplicates, best first) for every thread of the index.

    The index is held in memory meanwhile: about 2 kB a thread, and the vectors. `tell(what, done, all)` hears of it.
    """
    embedder = meaning.name()
    entries: list[Candidate] = []
    ids = [
        int(row["thread_id"])
        for row in await database.rows_aside("SELECT thread_id FROM duplicate_texts ORDER BY thread_id")
    ]
    for start in range(0, len(ids), BATCH):
        entries += await read(SYSTEM, ids[start : start + BATCH], embedder)
    titles = wholes = None
    if entries and all(entry.meaning is not None for entry in entries):
        titles, wholes = meaning.stacked([entry.meaning for entry in entries if entry.meaning is not None])
    found = corpus.neighbours(
        [entry.side for entry in entries], await scorer_in_force(), embedder if titles is not None else "", titles, wholes,
        most=most,
    )
    done = 0
    while batch := await asyncio.to_thread(_some, found):
        some = entries[done : done + len(batch)]
        done += len(batch)
        tell("comparing", done, len(entries))
        yield [
            (entry.thread_id, [Match(entries[near.number].thread_id, near.score, near.parts) for near in neighbours])
            for entry, neighbours in zip(some, batch, strict=True)
        ]


def _some(found: Iterator[list[corpus.Neighbour]]) -> list[list[corpus.Neighbour]]:
    return list(islice(found, BATCH))
