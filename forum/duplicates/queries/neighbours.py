"""Every thread's likeliest duplicates at once: after an import, where asking for one after the other would take hours."""

import asyncio
from collections.abc import AsyncIterator, Callable

from forum import database
from forum.accounts.actor import SYSTEM
from forum.duplicates import meaning, near
from forum.duplicates.queries.candidates import Candidate, read
from forum.duplicates.queries.weights import scorer_in_force
from forum.duplicates.views import Match
from forum.text.beside import Beside

#: Rows that are read, and threads that are compared, between two breaths for whoever else waits.
BATCH = 512
#: Each process that compares has the whole index in its memory: more of them than this would be dear.
PROCESSES = 3
#: So few are compared before processes have started.
FEW = 600


async def all_matches(
    tell: Callable[[str, int, int], None], *, most: int = 10
) -> AsyncIterator[list[tuple[int, list[Match]]]]:
    """Batches of (thread, its `most` likeliest duplicates, best first) for every thread of the index.

    The index is held in memory meanwhile, here and in up to PROCESSES processes that compare: some 9 kB in each for a
    thread of long texts, vectors included. `tell(what, done, all)` hears of it.
    """
    embedder = meaning.name()
    entries: list[Candidate] = []
    asked = [
        int(row["thread_id"])
        for row in await database.rows_aside("SELECT thread_id FROM duplicate_texts ORDER BY thread_id")
    ]
    for start in range(0, len(asked), BATCH):
        entries += await read(SYSTEM, asked[start : start + BATCH], embedder)
    titles = wholes = None
    if entries and all(entry.meaning is not None for entry in entries):
        titles, wholes = meaning.stacked([entry.meaning for entry in entries if entry.meaning is not None])
    ids = [entry.thread_id for entry in entries]
    given = near.Given(
        [entry.side for entry in entries], await scorer_in_force(), embedder if titles is not None else "", titles, wholes,
        most,
    )
    del entries, titles, wholes
    ranges = [range(start, min(start + BATCH, len(ids))) for start in range(0, len(ids), BATCH)]
    done = 0
    async for numbers, batch in _compared(given, ranges):
        done += len(numbers)
        tell("comparing", done, len(ids))
        yield [
            (ids[number], [Match(ids[other], score, parts) for other, score, parts in found])
            for number, found in zip(numbers, batch, strict=True)
        ]


async def _compared(given: near.Given, ranges: list[range]) -> AsyncIterator[tuple[range, near.Found]]:
    """What is near the threads of each range, in order; the next ones are compared while the caller writes."""
    if sum(map(len, ranges)) <= FEW:
        here = await asyncio.to_thread(near.Near, given)
        for numbers in ranges:
            yield numbers, await asyncio.to_thread(here.of, numbers)
        return
    async with Beside(PROCESSES, near.begin, given) as beside:
        del given
        waiting: list[asyncio.Task[near.Found]] = []
        begun = 0
        try:
            for numbers in ranges:
                while begun < len(ranges) and len(waiting) <= beside.processes:
                    waiting.append(asyncio.create_task(beside.run(near.of, ranges[begun])))
                    begun += 1
                yield numbers, await waiting.pop(0)
        finally:
            await asyncio.gather(*waiting, return_exceptions=True)
