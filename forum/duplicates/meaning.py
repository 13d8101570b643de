"""Texts as vectors: which embedder is in force, and how its vectors are kept (rows of int8, looked up by cells).

Cells are regions of meaning: near a text lie the texts of its own cell and of the next ones, so that no search reads all
vectors, and no process holds them. They are drawn by the built-in vectors, which cost next to nothing, whichever
embedder then says how near two texts are.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy
from numpy.typing import NDArray

from forum import settings
from forum.duplicates import embedding
from forum.duplicates.embedding import Embedder

Vectors = NDArray[numpy.float32]

logger = logging.getLogger(__name__)

NONE = "none"
#: Characters of title and body that are embedded together: encoders read no further, and are paid by the word.
TEXT_CHARACTERS = 900


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text means to one embedder: the title alone and all of it, as vectors of length 1 (or 0).

    `place` is where the built-in vectors see it: cells are found by it.
    """

    embedder: str
    title: Vectors
    whole: Vectors
    place: Vectors

    @property
    def kept_place(self) -> bytes | None:
        """The place as it is kept beside the other two; None when they tell it already."""
        return None if numpy.array_equal(self.place, blend(self.title, self.whole)) else packed(self.place)


def embedder() -> Embedder | None:
    """The embedder that DUPLICATES_EMBEDDER names; None for "none". One that cannot be had gives way to the built-in."""
    return _embedder(wanted())


def wanted() -> str:
    """What DUPLICATES_EMBEDDER says."""
    return settings.current().duplicates_embedder.strip() or NONE


def name() -> str:
    """The name under which the embedder's vectors are kept; "" when there is none."""
    found = embedder()
    return str(found.name) if found is not None else ""


async def meanings(texts: Sequence[tuple[str, str]]) -> list[Meaning | None]:
    """The meaning of each (title, readable body), or Nones without an embedder. A slow one works in a thread."""
    found = embedder()
    if found is None or not texts:
        return [None] * len(texts)
    if found.slow:
        return list(await asyncio.to_thread(_meanings, found, texts))
    return list(_meanings(found, texts))


def meanings_here(texts: Sequence[tuple[str, str]], wanted: str) -> list[Meaning | None]:
    """The same by the embedder that is `wanted`, in whatever process; Nones by one that is slow or is not there."""
    found = _embedder(wanted)
    return [None] * len(texts) if found is None or found.slow or not texts else list(_meanings(found, texts))


def is_quick() -> bool:
    """Whether meanings cost little more than words do, in any process that works them out."""
    found = embedder()
    return found is None or not found.slow


def packed(vector: Vectors) -> bytes:
    """A vector as it is kept."""
    return numpy.clip(numpy.rint(vector * 127), -127, 127).astype(numpy.int8).tobytes()


def unpacked(kept: Sequence[bytes], count: int | None = None) -> Vectors:
    """Kept vectors, all of one length, as rows of length 1 (0 for texts that mean nothing to the embedder).

    `count` says how many there are when several stand in one piece.
    """
    rows = whole_numbers(kept, count)
    lengths = numpy.sqrt(numpy.einsum("ij,ij->i", rows, rows))
    rows /= numpy.maximum(lengths, 1e-6)[:, None]
    return rows


def whole_numbers(kept: Sequence[bytes], count: int | None = None) -> Vectors:
    """The same as they are kept: 127 long, but for rounding. Quicker, and good enough to find the nearest of many."""
    return numpy.frombuffer(b"".join(kept), numpy.int8).reshape(len(kept) if count is None else count, -1).astype(numpy.float32)


def kept(rows: Sequence[tuple[bytes | None, bytes | None, bytes | None]], embedder: str) -> list[Meaning | None]:
    """Meanings as the index keeps them (title, whole, place where it is another's); None where it keeps none."""
    there = [number for number, (title, _, _) in enumerate(rows) if title]
    found: list[Meaning | None] = [None] * len(rows)
    if there:
        titles = unpacked([rows[number][0] or b"" for number in there])
        wholes = unpacked([rows[number][1] or b"" for number in there])
        places = blend(titles, wholes)
        for at, number in enumerate(there):
            other = rows[number][2]
            place = places[at] if other is None else unpacked([other])[0]
            found[number] = Meaning(embedder, titles[at], wholes[at], place)
    return found


def stacked(meant: Sequence[Meaning]) -> tuple[Vectors, Vectors]:
    """The vectors of titles and of whole texts as two arrays, a row for each."""
    return numpy.stack([one.title for one in meant]), numpy.stack([one.whole for one in meant])


def closeness(one: Meaning | None, other: Meaning | None) -> tuple[float, float] | None:
    """The cosines of the titles and of the whole texts; None when either has no meaning, or another embedder's."""
    if one is None or other is None or one.embedder != other.embedder or len(one.title) != len(other.title):
        return None
    return float(one.title @ other.title), float(one.whole @ other.whole)


def blend(title: Vectors, whole: Vectors) -> Vectors:
    """The direction by which a text is looked for: half its title, half all of it. Takes rows or one vector."""
    both = title + whole
    return both / numpy.maximum(numpy.linalg.norm(both, axis=-1, keepdims=True), 1e-6)


def cells(place: Vectors, most: int) -> list[int]:
    """The cells around a place, the nearest first. The first is the one in which a text there is kept."""
    return [int(cell) for cell in embedding.cells(place[None, :], most)[0]]


def texts_of(found: Embedder, texts: Sequence[tuple[str, str]]) -> tuple[Vectors, Vectors]:
    """The vectors of titles and of whole texts, for (title, readable body); without a body both are the title's."""
    titles = found.embed([title for title, _ in texts])
    bodies = [number for number, (_, body) in enumerate(texts) if body.strip()]
    wholes = titles.copy()
    if bodies:
        wholes[bodies] = found.embed([f"{texts[number][0]}\n{texts[number][1]}"[:TEXT_CHARACTERS] for number in bodies])
    return titles, wholes


def _meanings(found: Embedder, texts: Sequence[tuple[str, str]]) -> list[Meaning]:
    titles, wholes = texts_of(found, texts)
    built_in = embedding.default()
    if built_in is None or built_in.name == found.name:
        places = blend(titles, wholes)
    else:
        places = blend(*texts_of(built_in, texts))
    return [
        Meaning(found.name, title, whole, place) for title, whole, place in zip(titles, wholes, places, strict=True)
    ]


@lru_cache(maxsize=4)
def _embedder(wanted: str) -> Embedder | None:
    try:
        return embedding.default() if wanted == "static" else embedding.named(wanted)
    except (embedding.EmbedderUnavailable, ValueError) as error:
        # Said once for each process: similar questions are then found less well, and everything else works.
        logger.error("DUPLICATES_EMBEDDER is %s: %s The built-in vectors are used.", wanted, error)
        return embedding.default()
