"""Labelled sets as corpora with queries: which other texts of the corpus ask the same is known (never completely)."""

import gzip
import json
import random
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forum.duplicates.analysis import Analysed, analyse

#: The built-in vectors were taught by three quarters of the groups (tools/train_vectors.py divides them in the same way);
#: weights are learned, and everything is measured, on what they have not seen.
PARTS = 4

#: Rephrasings of each question of StackFAQ that are taken, beside the question itself.
REPHRASINGS = 3
#: From which human similarity (0 to 5) on two sentences of JSTS say the same.
SAME = 4.0


@dataclass(frozen=True, slots=True)
class Labelled:
    """A corpus, and for each query its number, the numbers of its duplicates, and a group that is never split."""

    name: str
    language: str
    titles: list[str]
    bodies: list[str]
    texts: list[Analysed]
    queries: list[tuple[int, frozenset[int], str]]
    #: Known clusters, for measuring what recurs; empty where there are none.
    clusters: list[frozenset[int]]

    def some(self, most: int, seed: int = 7) -> list[tuple[int, frozenset[int], str]]:
        """At most so many of the queries, always the same ones."""
        return self.queries if len(self.queries) <= most else random.Random(seed).sample(self.queries, most)


def smaller(labelled: Labelled, most: int, seed: int = 7) -> Labelled:
    """At most so many of the texts, always the same: first those of queries with their duplicates, then others at random."""
    if len(labelled.texts) <= most:
        return labelled
    chance = random.Random(seed)
    kept: dict[int, int] = {}
    asked = []
    for query in chance.sample(labelled.queries, len(labelled.queries)):
        if len({*kept, query[0], *query[1]}) > most // 2:
            continue
        for number in (query[0], *sorted(query[1])):
            kept.setdefault(number, len(kept))
        asked.append(query)
    for number in chance.sample(range(len(labelled.texts)), len(labelled.texts)):
        if len(kept) >= most:
            break
        kept.setdefault(number, len(kept))
    return Labelled(
        labelled.name, labelled.language, [labelled.titles[number] for number in kept],
        [labelled.bodies[number] for number in kept], [labelled.texts[number] for number in kept],
        [(kept[own], frozenset(kept[other] for other in same), group) for own, same, group in asked], [],
    )


def everything(folder: Path) -> list[Labelled]:
    """Every set that lies in the folder."""
    readers = {
        "askubuntu": _askubuntu, "askubuntu_body_pairs": _bodies, "stackfaq": _stackfaq, "ja_paraphrase": _paraphrases,
        "ja_jsts": _jsts,
    }
    return [read(folder / name) for name, read in readers.items() if (folder / name).is_dir()]


def unseen(group: str) -> bool:
    """Whether the built-in vectors were not taught by this group."""
    return zlib.crc32(group.encode()) % PARTS == 0


def _askubuntu(folder: Path) -> Labelled:
    rows = _lines(folder / "corpus.jsonl.gz")
    clusters = [frozenset({row["canonical"], *row["members"]}) for row in _lines(folder / "clusters.jsonl.gz")]
    hub_of = {member: row["canonical"] for row in _lines(folder / "clusters.jsonl.gz") for member in row["members"]}
    queries = [
        (row["id"], {*row["direct"], *row["cluster"]})
        for row in _lines(folder / "queries.jsonl.gz") if unseen(hub_of.get(row["id"], row["id"]))
    ]
    return _labelled("askubuntu", "en", [(row["id"], row["title"], row["body"]) for row in rows], queries, clusters)


def _bodies(folder: Path) -> Labelled:
    texts: dict[tuple[str, str], str] = {}
    same: dict[str, set[str]] = {}
    for row in _lines(folder / "pairs.jsonl.gz"):
        a = texts.setdefault((row["title_a"], row["body_a"]), f"{len(texts)}")
        b = texts.setdefault((row["title_b"], row["body_b"]), f"{len(texts)}")
        if row["dup"]:
            same.setdefault(a, set()).add(b)
            same.setdefault(b, set()).add(a)
    return _labelled(
        "askubuntu_bodies", "en", [(own, title, body) for (title, body), own in texts.items()], same.items()
    )


def _stackfaq(folder: Path) -> Labelled:
    documents, queries = [], []
    for row in _lines(folder / "threads.jsonl.gz"):
        group = [f"{row['id']}-{number}" for number in range(1 + len(row["rephrasings"][:REPHRASINGS]))]
        texts = [row["title"], *row["rephrasings"][:REPHRASINGS]]
        documents += [(own, text, "") for own, text in zip(group, texts, strict=True)]
        queries += [(own, set(group) - {own}) for own in group]
    return _labelled("stackfaq", "en", documents, queries)


def _paraphrases(folder: Path) -> Labelled:
    documents = [(row["id"], row["title"], row["body"]) for row in _lines(folder / "corpus.jsonl.gz")]
    queries = [
        (row["id"], set(row["cluster"]))
        for row in _lines(folder / "queries.jsonl.gz") if unseen(min([row["id"], *row["cluster"]]))
    ]
    return _labelled("ja_paraphrase", "ja", documents, queries)


def _jsts(folder: Path) -> Labelled:
    texts: dict[str, str] = {}
    same: dict[str, set[str]] = {}
    for row in _lines(folder / "train.jsonl.gz"):
        a, b = (texts.setdefault(row[side], f"{len(texts)}") for side in ("a", "b"))
        if row["score"] >= SAME and a != b and unseen(row["img"]):
            same.setdefault(a, set()).add(b)
            same.setdefault(b, set()).add(a)
    return _labelled("ja_jsts", "ja", [(own, text, "") for text, own in texts.items()], same.items())


def _labelled(
    name: str, language: str, documents: list[tuple[str, str, str]], queries: Iterable[tuple[str, set[str]]],
    clusters: Iterable[frozenset[str]] = (),
) -> Labelled:
    numbers = {own: number for number, (own, _, _) in enumerate(documents)}
    made, groups = [], _Groups()
    for own, same in queries:
        for other in same:
            groups.join(own, other)
    for own, same in queries:
        others = frozenset(numbers[other] for other in same if other in numbers and other != own)
        if own in numbers and others:
            made.append((numbers[own], others, groups.of(own)))
    return Labelled(
        name, language, [title for _, title, _ in documents], [body for _, _, body in documents],
        [analyse(title, body) for _, title, body in documents], made,
        [frozenset(numbers[member] for member in cluster if member in numbers) for cluster in clusters],
    )


class _Groups:
    """Whatever is known to be the same, however indirectly, is one group: it is learned from or measured, never both."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}

    def of(self, own: str) -> str:
        while self.above.get(own, own) != own:
            self.above[own] = own = self.above.get(self.above[own], self.above[own])
        return own

    def join(self, one: str, other: str) -> None:
        self.above[self.of(one)] = self.of(other)


def _lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]
