"""Threads whose vectors point where a text's does, found by cells; permission is inside the search.

Read are the nearest cells, until about ROWS vectors: how many threads there are makes no difference beyond that.
"""

import time
from dataclasses import dataclass, field
from typing import Any

import numpy

from forum import database
from forum.accounts.actor import Actor
from forum.duplicates import meaning
from forum.duplicates.embedding import Vectors
from forum.duplicates.meaning import Meaning
from forum.duplicates.queries.readable import findable

#: Vectors that one search reads; and where a larger encoder has taken longer than that for the question alone.
ROWS, ROWS_OF_SLOW = 2_500, 5_000
CELLS = 256
#: How long the sizes of cells are remembered (seconds): they change slowly.
KEPT_SECONDS = 120.0
KEPT_FROM = 2_000
#: How many vectors, their threads' numbers, and their bytes one after the other.
_AS_ONE_ROW = {
    "sqlite": (
        "count(*) AS count, group_concat(v.thread_id) AS ids, CAST(group_concat(v.title, '') AS BLOB) AS titles,"
        " CAST(group_concat(v.whole, '') AS BLOB) AS wholes"
    ),
    "postgres": (
        "count(*) AS count, string_agg(CAST(v.thread_id AS text), ',') AS ids, string_agg(v.title, '') AS titles,"
        " string_agg(v.whole, '') AS wholes"
    ),
}
_NOTHING: Vectors = numpy.zeros((0, 0), numpy.float32)


@dataclass(slots=True)
class _Sizes:
    embedder: str = ""
    until: float = 0.0
    of: dict[int, int] = field(default_factory=dict)


_sizes = _Sizes()


async def nearest(viewer: Actor, asked: Meaning, *, except_id: int = 0, most: int = 100) -> list[int]:
    """Up to `most` threads that the viewer may read whose texts mean the most similar, best first."""
    if not asked.whole.any():
        return []
    most_read = ROWS if meaning.is_quick() else ROWS_OF_SLOW
    sizes = await _sizes_of(asked.embedder)
    chosen: list[int] = []
    reading = 0
    for cell in meaning.cells(asked.place, CELLS):
        here = sizes.get(cell, 0)
        if not here:
            continue
        if chosen and reading + here > most_read:
            break
        chosen.append(cell)
        reading += here
    if not chosen:
        return []
    ids, titles, wholes = await _read(
        f"v.embedder = $1 AND v.cell IN ({database.id_list(chosen)}) AND v.thread_id <> $2 AND {findable(viewer)}"
        # The newest of a cell that is too large by itself.
        + (f" ORDER BY v.thread_id DESC LIMIT {most_read}" if reading > most_read else ""),
        asked.embedder, except_id,
    )
    if not ids:
        return []
    close = titles @ asked.title + wholes @ asked.whole
    best = numpy.argsort(-close, kind="stable")[:most]
    return [ids[at] for at in best.tolist()]


async def _read(which: str, *params: Any) -> tuple[list[int], Vectors, Vectors]:
    """The numbers of the threads whose vectors `which` names, and the vectors of their titles and of their whole texts."""
    # As one row: what thousands of small ones cost is mostly taking them apart.
    found = (await database.rows_aside(
        f"SELECT {_AS_ONE_ROW[database.engine()]} FROM (SELECT v.thread_id, v.title, v.whole FROM duplicate_vectors v"
        f" WHERE {which}) v", *params,
    ))[0]
    count = int(found["count"])
    if not count:
        return [], _NOTHING, _NOTHING
    titles, wholes = (meaning.whole_numbers([found[part]], count) for part in ("titles", "wholes"))
    return list(map(int, found["ids"].split(","))), titles, wholes


async def _sizes_of(embedder: str) -> dict[int, int]:
    if _sizes.embedder != embedder or time.monotonic() > _sizes.until:
        found = await database.rows_aside(
            "SELECT cell, count(*) AS n FROM duplicate_vectors WHERE embedder = $1 GROUP BY cell", embedder
        )
        _sizes.embedder, _sizes.of = embedder, {int(row["cell"]): int(row["n"]) for row in found}
        _sizes.until = time.monotonic() + KEPT_SECONDS if sum(_sizes.of.values()) >= KEPT_FROM else 0.0
    return _sizes.of
