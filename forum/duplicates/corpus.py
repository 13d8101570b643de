"""A whole corpus in memory: every thread's nearest neighbours at once, as an import, a measurement and a fit need them.

Finds candidates by the same words and vectors as the database's index does, over arrays instead of rows. Pure thinking.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy
from numpy.typing import NDArray

from forum.duplicates.analysis import Analysed
from forum.duplicates.features import Side, Weighed, compare, named, weigh
from forum.duplicates.queries.words import Words
from forum.duplicates.scoring import Scorer

Vectors = NDArray[numpy.float32]

#: BM25's two constants: how soon repeats stop counting, and how much longer texts are held down.
SATURATION, LENGTH = 1.2, 0.6
#: Texts whose nearest vectors are looked for in one multiplication.
ROWS_AT_ONCE = 256
#: For each text, so many found by words and so many by meaning are compared; entries of the lists read for it.
NEAR_BY_WORDS, NEAR_BY_MEANING = 24, 16
READ = 12_000
#: Texts whose words are kept weighed: neighbours have neighbours in common.
KEPT_WEIGHED = 8_000


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts by number, with the lists of who has which word and what it counts there."""

    texts: Sequence[Analysed]
    words: Words
    #: word → where its list begins and ends in `owners` and `weights`
    places: dict[str, tuple[int, int]]
    owners: NDArray[numpy.int32]
    weights: NDArray[numpy.float32]
    #: Room for everybody's score, all zero between searches.
    scores: NDArray[numpy.float32]


def corpus(texts: Sequence[Analysed], title_weight: float = 2.0) -> Corpus:
    """Count and list the words of all texts. A title's words weigh `title_weight` times a body's."""
    words = counted(texts)
    numbers: dict[str, int] = {}
    named, owners, times = array("i"), array("i"), array("f")
    lengths = numpy.zeros(len(texts), numpy.float32)
    for owner, text in enumerate(texts):
        own: dict[str, float] = {}
        for word in text.title:
            own[word] = own.get(word, 0.0) + title_weight
        for word in text.body:
            own[word] = own.get(word, 0.0) + 1.0
        lengths[owner] = title_weight * len(text.title) + len(text.body)
        for word, count in own.items():
            named.append(numbers.setdefault(word, len(numbers)))
            owners.append(owner)
            times.append(count)
    which = numpy.frombuffer(named, numpy.int32) if named else numpy.zeros(0, numpy.int32)
    who = numpy.frombuffer(owners, numpy.int32) if owners else numpy.zeros(0, numpy.int32)
    counts = numpy.frombuffer(times, numpy.float32) if times else numpy.zeros(0, numpy.float32)
    relative = 1 - LENGTH + LENGTH * lengths / max(1.0, float(lengths.mean()) if len(texts) else 1.0)
    worths = numpy.array([words.worth(word) for word in numbers], numpy.float32)
    weights = worths[which] * counts * (SATURATION + 1) / (counts + SATURATION * relative[who])
    order = numpy.argsort(which, kind="stable")
    ends = numpy.cumsum(numpy.bincount(which, minlength=len(numbers))) if numbers else numpy.zeros(0, numpy.int64)
    places = {}
    start = 0
    for word, end in zip(numbers, ends.tolist(), strict=True):
        places[word] = (start, end)
        start = end
    return Corpus(
        texts, words, places, who[order], weights[order].astype(numpy.float32), numpy.zeros(len(texts), numpy.float32)
    )


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another text by its number, the probability that it asks the same, and the features that say so."""

    number: int
    score: float
    parts: dict[str, float]


def neighbours(
    sides: Sequence[Side], scorer: Scorer, embedder: str = "", titles: Vectors | None = None, wholes: Vectors | None = None,
    *, most: int = 10,
) -> Iterator[list[Neighbour]]:
    """For each text in turn its `most` likeliest duplicates, best first; vectors are rows of length 1, or None."""
    return Neighbourhood(sides, scorer, embedder, titles, wholes, most=most).of(range(len(sides)))


class Neighbourhood:
    """All texts, ready to be asked for some of them who is near; see `neighbours`."""

    def __init__(
        self, sides: Sequence[Side], scorer: Scorer, embedder: str = "", titles: Vectors | None = None,
        wholes: Vectors | None = None, *, most: int = 10,
    ) -> None:
        """Counts and lists the words of all."""
        self.sides, self.scorer, self.embedder, self.most = sides, scorer, embedder, most
        self.titles, self.wholes = titles, wholes
        self.within = corpus([side.text for side in sides])
        self.weighed = lru_cache(maxsize=KEPT_WEIGHED)(self._weigh)
        self.directions: Vectors | None = None
        if titles is not None and wholes is not None:
            self.directions = titles + wholes
            self.directions /= numpy.maximum(numpy.linalg.norm(self.directions, axis=1, keepdims=True), 1e-6)

    def of(self, numbers: range) -> Iterator[list[Neighbour]]:
        """For each of these texts in turn its likeliest duplicates, best first."""
        words, titles, wholes = self.within.words, self.titles, self.wholes
        meant: Iterator[list[tuple[int, float]]] | None = None
        if self.directions is not None:
            some = self.directions[numbers.start : numbers.stop]
            meant = by_meaning(some, self.directions, max(NEAR_BY_MEANING, self.most) + 1)
        for number in numbers:
            mine = self.weighed(number)
            near = [other for other, _ in by_words(self.within, mine.side.text, NEAR_BY_WORDS + 1, READ)]
            if meant is not None:
                near += [other for other, _ in next(meant)]
            others = [other for other in dict.fromkeys(near) if other != number]
            rows = []
            for other in others:
                close = None
                if titles is not None and wholes is not None:
                    close = (float(titles[number] @ titles[other]), float(wholes[number] @ wholes[other]))
                rows.append(compare(mine, self.weighed(other), words, close))
            scores = self.scorer.scores(rows, self.embedder)
            order = sorted(range(len(others)), key=lambda at: (-scores[at], others[at]))[: self.most]
            yield [Neighbour(others[at], scores[at], named(rows[at])) for at in order]

    def _weigh(self, number: int) -> Weighed:
        # A copy, so that the sets of words it works out go when it goes.
        side = self.sides[number]
        text = Analysed(side.text.title, side.text.body, side.text.codes, side.text.line, side.text.lang)
        return weigh(Side(text, side.category_id, side.tags, side.known_links), self.within.words)


def counted(texts: Sequence[Analysed]) -> Words:
    """How common every word of these texts is among them."""
    counts: dict[str, list[int]] = {}
    title_length = body_length = 0
    for text in texts:
        title_length += len(text.title)
        body_length += len(text.body)
        # Not the sets that the text would keep: of a whole community they are several times as large as its words.
        for word in {*text.title, *text.body}:
            counts.setdefault(word, [0, 0])[0] += 1
        for word in set(text.title):
            counts[word][1] += 1
    total = max(1, len(texts))
    return Words(
        len(texts), max(1.0, title_length / total), max(1.0, body_length / total),
        {word: (threads, titles) for word, (threads, titles) in counts.items()},
    )


def by_words(within: Corpus, text: Analysed, most: int, budget: int = 0) -> list[tuple[int, float]]:
    """The `most` texts with the highest BM25, best first; with a `budget`, by the rarest words it can read."""
    asked = sorted((within.places[word] for word in text.words if word in within.places), key=lambda at: at[1] - at[0])
    if budget:
        kept: list[tuple[int, int]] = []
        read = 0
        for start, end in asked:
            read += end - start
            if kept and read > budget:
                break
            kept.append((start, end))
        asked = kept
    if not asked:
        return []
    scores = within.scores
    touched = []
    for start, end in asked:
        owners = within.owners[start:end]
        scores[owners] += within.weights[start:end]
        touched.append(owners)
    everyone = numpy.concatenate(touched)
    values = scores[everyone]
    scores[everyone] = 0.0
    # Whoever has several of the words stands here several times, once for each of them.
    reach = min(len(everyone), most * len(asked))
    top = numpy.argpartition(-values, reach - 1)[:reach] if reach < len(everyone) else numpy.arange(len(everyone))
    best: dict[int, float] = {}
    for at in top[numpy.lexsort((everyone[top], -values[top]))].tolist():
        best.setdefault(int(everyone[at]), float(values[at]))
        if len(best) == most:
            break
    return list(best.items())


def by_meaning(
    asked: NDArray[numpy.float32], vectors: NDArray[numpy.float32], most: int
) -> Iterator[list[tuple[int, float]]]:
    """For each row of `asked`, the `most` rows of `vectors` with the greatest cosine, best first. Rows have length 1."""
    most = min(most, len(vectors))
    for start in range(0, len(asked), ROWS_AT_ONCE):
        close = asked[start : start + ROWS_AT_ONCE] @ vectors.T
        top = numpy.argpartition(-close, most - 1, axis=1)[:, :most] if most < len(vectors) else None
        for number, row in enumerate(close):
            near = numpy.arange(len(vectors)) if top is None else top[number]
            near = near[numpy.argsort(-row[near], kind="stable")]
            yield [(int(at), float(row[at])) for at in near]
