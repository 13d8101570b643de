"""Examples to learn from and to measure with: candidates of every query with their features and what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from bench.duplicates.sets import Labelled
from forum.duplicates.analysis import readable
from forum.duplicates.corpus import by_meaning, by_words, corpus
from forum.duplicates.embedding import Embedder
from forum.duplicates.features import FEATURES, MEANING, WORDS, Side, Weighed, compare, weigh
from forum.duplicates.meaning import blend, packed, texts_of, unpacked

Matrix = NDArray[numpy.float64]

#: What is learned from texts alone; circumstances are known in a forum only.
LEARNED = (*WORDS, *MEANING)
assert FEATURES[: len(LEARNED)] == LEARNED
CANDIDATES = 60


@dataclass(slots=True)
class Examples:
    """A row for each candidate of each query, the queries numbered from 0 in `query`."""

    name: str
    language: str
    rows: NDArray[numpy.float64]
    labels: NDArray[numpy.float64]
    query: NDArray[numpy.int64]
    #: BM25 of each candidate, the baseline; minus infinity for what it did not find.
    baseline: NDArray[numpy.float64]
    #: How many duplicates each query has in all, found or not.
    wanted: list[int]
    groups: list[str]


def examples(labelled: Labelled, embedder: Embedder | None, queries: int) -> Examples:
    """The candidates that words and meaning suggest for (at most so many of) a set's queries."""
    within = corpus(labelled.texts)
    asked = labelled.some(queries)
    titles, wholes = vectors(labelled, embedder) if embedder is not None else (None, None)
    near = None
    if titles is not None and wholes is not None:
        directions = blend(titles, wholes)
        numbers = [number for number, _, _ in asked]
        near = by_meaning(directions[numbers], directions, CANDIDATES + 1)
    weighed: dict[int, Weighed] = {}

    def weighing(number: int) -> Weighed:
        if number not in weighed:
            weighed[number] = weigh(Side(labelled.texts[number]), within.words)
        return weighed[number]

    rows, labels, query, baseline, wanted, groups = [], [], [], [], [], []
    for at, (own, same, group) in enumerate(asked):
        found = dict(by_words(within, labelled.texts[own], CANDIDATES + 1))
        if near is not None:
            found.update({other: found.get(other, -numpy.inf) for other, _ in next(near)})
        wanted.append(len(same))
        for other, score in found.items():
            if other == own:
                continue
            close = None
            if titles is not None and wholes is not None:
                close = (float(titles[own] @ titles[other]), float(wholes[own] @ wholes[other]))
            parts = compare(weighing(own), weighing(other), within.words, close)
            rows.append(parts[: len(LEARNED)])
            labels.append(float(other in same))
            query.append(at)
            baseline.append(score)
            groups.append(group)
    return Examples(
        labelled.name, labelled.language, numpy.array(rows), numpy.array(labels), numpy.array(query), numpy.array(baseline),
        wanted, groups,
    )


def vectors(labelled: Labelled, embedder: Embedder) -> tuple[NDArray[numpy.float32], NDArray[numpy.float32]]:
    """The vectors of all titles and of all texts, as the index keeps them: rounded to int8."""
    titles, wholes = texts_of(embedder, [(t, readable(b)) for t, b in zip(labelled.titles, labelled.bodies, strict=True)])
    return unpacked([packed(row) for row in titles]), unpacked([packed(row) for row in wholes])


def joined(many: Sequence[Examples]) -> tuple[Matrix, Matrix, NDArray[numpy.int64], Matrix]:
    """Rows, labels, queries (numbered anew) and counts by which every set has the same say."""
    queries, offset = [], 0
    for one in many:
        queries.append(one.query + offset)
        offset += len(one.wanted)
    counts = [numpy.full(len(one.labels), 500 / len(one.wanted)) for one in many]
    return (
        numpy.vstack([one.rows for one in many]), numpy.concatenate([one.labels for one in many]),
        numpy.concatenate(queries), numpy.concatenate(counts),
    )
