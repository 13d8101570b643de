"""`make bench-duplicates`: how well duplicates and recurring questions are found, beside BM25 in the same run.

Ranks by the forum's own index, features and score in a temporary database, as `run.py duplicates rank` does.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import numpy
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.duplicates import recurring
from bench.duplicates.sets import Labelled, everything
from forum import clock
from forum.duplicates import trial
from forum.duplicates.clustering import WIDE, clusters, nearness
from forum.duplicates.commands import MEMBER_FROM
from forum.duplicates.corpus import by_words, corpus
from forum.duplicates.fitting import calibration_error, reliability
from forum.duplicates.queries.neighbours import all_matches
from forum.duplicates.scoring import DETECTOR_VERSION

TOP = 50
#: Candidates that are given to be put in order: BM25's first ones, wherever there is a duplicate among them.
GIVEN = 20

Asked = tuple[int, frozenset[int], str]
console = Console(width=150)


def main() -> None:
    """Measure and print, as tables that go into docs/duplicates.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the labelled sets lie")
    parser.add_argument("--embedders", default="none,static", help="as DUPLICATES_EMBEDDER takes them, separated by commas")
    parser.add_argument("--database", default="", help="a PostgreSQL server; without it SQLite")
    parser.add_argument("--queries", type=int, default=1000, help="at most so many of each set")
    parser.add_argument("--only", default="", help="names of sets, separated by commas")
    parser.add_argument("--without-clusters", action="store_true")
    given = parser.parse_args()
    if not given.folder.is_dir():
        console.print(f"There are no labelled sets at {given.folder}: nothing to measure.")
        return
    sets = [one for one in everything(given.folder) if not given.only or one.name in given.only.split(",")]
    console.print(f"{clock.now():%Y-%m-%d}, detector {DETECTOR_VERSION}, {'PostgreSQL' if given.database else 'SQLite'}")
    asyncio.run(_all(sets, given.embedders.split(","), given.database, given.queries, not given.without_clusters))


async def _all(sets: Sequence[Labelled], embedders: Sequence[str], url: str, most: int, with_clusters: bool) -> None:
    ranking = Table("set", "method", "MRR", "hit@1", "hit@5", "hit@10", "gain", "recall@10", "recall@50", "p50 ms", "p95 ms")
    given = Table("set", "method", "MAP", "MRR", "P@1")
    told = Table("set", "method", "said → true (pairs)", "error")
    topics = Table("edges", "clustering", "B³ P", "R", "F1", "hubs@50", "hubs@200", "list@50", "largest")
    for one in sets:
        asked = one.some(most)
        baseline = _by_bm25(one, asked)
        first = _measures(baseline, asked)
        ranking.add_row(f"{one.name} ({len(one.texts)}, {len(asked)} asked)", "BM25", *_cells(first, None), "", "")
        to_order = [
            (ranked[:GIVEN], wanted) for ranked, wanted in zip(baseline, asked, strict=True)
            if not wanted[1].isdisjoint(ranked[:GIVEN])
        ]
        given.add_row(f"{one.name} ({len(to_order)} asked)", "BM25", *_in_order(to_order))
        for name in embedders:
            documents = [
                trial.Document(str(at), title, body, None)
                for at, (title, body) in enumerate(zip(one.titles, one.bodies, strict=True))
            ]
            async with trial.trial(url, name):
                numbers = await trial.fill(documents, lambda *_: None)
                ids = [document.id for document in documents]
                found, said, true, spent = [], [], [], []
                for own, same, _ in track(asked, description=f"{one.name} {name}", console=console, transient=True):
                    began = time.perf_counter()
                    query = trial.Query(str(own), None, "", None)
                    ranked = await trial.ranked(query, numbers, ids, TOP)
                    spent.append((time.perf_counter() - began) * 1000)
                    found.append([int(match["id"]) for match in ranked])
                    said += [match["score"] for match in ranked]
                    true += [float(int(match["id"]) in same) for match in ranked]
                spent.sort()
                ranking.add_row(
                    "", name, *_cells(_measures(found, asked), first), f"{spent[len(spent) // 2]:.0f}",
                    f"{spent[int(len(spent) * 0.95)]:.0f}",
                )
                given.add_row("", name, *_in_order([
                    (await _put_in_order(own, some, numbers, ids), (own, same, group)) for some, (own, same, group) in to_order
                ]))
                probabilities, labels = numpy.array(said), numpy.array(true)
                steps = " · ".join(f"{a:.2f}→{b:.2f} ({n})" for a, b, n in reliability(probabilities, labels))
                told.add_row(one.name, name, steps, f"{calibration_error(probabilities, labels):.3f}")
                if one.clusters and with_clusters:
                    await _topics(one, name, topics)
    for table in (ranking, given, told, topics):
        if table.row_count:
            console.print(table)


async def _topics(one: Labelled, name: str, table: Table) -> None:
    edges: list[recurring.Edge] = []
    near: list[recurring.Edge] = []
    async for batch in all_matches(lambda *_: None, most=WIDE):
        for own, matches in batch:
            edges += [(own - 1, match.thread_id - 1, match.score) for match in matches]
            near += [(own - 1, match.thread_id - 1, nearness(match.parts.get("title_meaning", 0.0))) for match in matches]
    # The baseline at the bound at which it does best: the detector's clusters have one bound for all.
    bounds = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
    joined = [(bound, recurring.union_find(edges, bound)) for bound in bounds]
    bound, best = max(joined, key=lambda made: recurring.b_cubed(one.clusters, (members for _, members in made[1]))[2])
    _topic_row(one, name, f"union–find at {bound}", best, table)
    gathered = clusters((), edges, near=near, least=MEMBER_FROM)
    stars = [(made.hub, [made.hub, *(thread for thread, _ in made.suspected)]) for made in gathered]
    _topic_row(one, name, "stars around hubs", stars, table)


def _topic_row(one: Labelled, name: str, label: str, made: Sequence[tuple[int, list[int]]], table: Table) -> None:
    hubs = [hub for hub, _ in made]
    row = [*recurring.b_cubed(one.clusters, (members for _, members in made))]
    row += [recurring.hub_recall(one.clusters, hubs, 50), recurring.hub_recall(one.clusters, hubs, 200)]
    row.append(recurring.list_precision(one.clusters, hubs, 50))
    largest = max((len(members) for _, members in made), default=0)
    table.add_row(name, label, *(f"{value:.1f}" for value in row), str(largest))


async def _put_in_order(
    own: int, some: Sequence[int], numbers: dict[str | int, int], ids: Sequence[str | int]
) -> list[int]:
    query = trial.Query(str(own), None, "", tuple(str(number) for number in some))
    return [int(match["id"]) for match in await trial.ranked(query, numbers, ids, TOP)]


def _in_order(some: Sequence[tuple[Sequence[int], Asked]]) -> list[str]:
    """MAP, MRR and the share of queries with a duplicate first, over what was given; duplicates that were not do not count."""
    sums = [0.0] * 3
    for ranked, (_, same, _) in some:
        places = [at for at, other in enumerate(ranked, 1) if other in same]
        sums[0] += sum(number / at for number, at in enumerate(places, 1)) / len(places)
        sums[1] += 1 / places[0]
        sums[2] += places[0] == 1
    return [f"{100 * value / max(1, len(some)):.1f}" for value in sums]


def _by_bm25(one: Labelled, asked: Sequence[Asked]) -> list[list[int]]:
    within = corpus(one.texts, title_weight=1.0)
    return [[other for other, _ in by_words(within, one.texts[own], TOP + 1) if other != own][:TOP] for own, _, _ in asked]


def _measures(found: Sequence[Sequence[int]], asked: Sequence[Asked]) -> list[float]:
    sums = [0.0] * 6
    for ranked, (_, same, _) in zip(found, asked, strict=True):
        places = [at for at, other in enumerate(ranked) if other in same]
        first = places[0] if places else TOP
        sums[0] += 1 / (first + 1) if places else 0
        for number, reach in enumerate((1, 5, 10), 1):
            sums[number] += first < reach
        sums[4] += sum(at < 10 for at in places) / len(same)
        sums[5] += len(places) / len(same)
    return [100 * value / max(1, len(asked)) for value in sums]


def _cells(values: Sequence[float], first: Sequence[float] | None) -> list[str]:
    cells = [f"{value:.1f}" for value in values]
    cells.insert(4, "" if first is None else f"{values[3] - first[3]:+.1f}")
    return cells


if __name__ == "__main__":
    main()
