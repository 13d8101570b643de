"""Learning the weights that come with the code: python -m bench.duplicates.learning FOLDER [--write]

For each embedder at hand and each language, a ranking is learned from all labelled sets together, every set with the
same say, and then put on the scale of probabilities. What is printed is measured on sets (and, within a set, on groups of
duplicates) that were not learned from. Only numbers are kept: names of features and their weights.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from bench.duplicates.examples import LEARNED, Examples, examples, joined
from bench.duplicates.sets import everything, smaller
from forum.duplicates import embedding
from forum.duplicates.features import MEANING
from forum.duplicates.fitting import calibration_error, folds, ranking, regression, reliability, sigmoid
from forum.duplicates.scoring import DETECTOR_VERSION, WEIGHTS_FILE, WITHOUT

FOLDS = 4
RIDGE = 0.5
#: What a forum knows besides the texts, as additions to the log odds; nothing labelled tells them, so they are modest.
#: Threads with known duplicates draw more: 0.06·ln(1 + links) of the score's range was measured to help most.
CIRCUMSTANCES = {"same_tags": 0.5, "same_category": 0.1, "known_links": 0.35}
#: Where weights start from, and stay as far as nothing labelled speaks against it. Of titles that are the same but for a
#: number the sets have some two hundred, and forums have them in series: exercises, versions, years.
STARTS = {"numbers_clash": -4.0}

Matrix = NDArray[numpy.float64]


def learned(some: Sequence[Examples], used: Sequence[int]) -> tuple[Matrix, float]:
    """Weights for the used columns and a bias that give log odds: learned as an order, and then put on that scale.

    Whether both texts have bodies is the same for all candidates of most queries, so that it says nothing of their order,
    but much of what a score is worth.
    """
    rows, labels, queries, counts = joined(some)
    weights = ranking(rows[:, used], labels, queries, counts, ridge=RIDGE, start=_start(used))
    bodies = used.index(LEARNED.index("bodies"))
    weights[bodies] = 0.0
    told = numpy.column_stack([rows[:, used] @ weights, rows[:, used[bodies]]])
    slope, with_bodies, offset = regression(told, labels, counts, ridge=1e-3)
    weights *= slope
    weights[bodies] = with_bodies
    return weights, float(offset)


def _start(used: Sequence[int]) -> Matrix:
    return numpy.array([STARTS.get(LEARNED[column], 0.0) for column in used])


def hits(one: Examples, scores: Matrix, reach: Sequence[int] = (1, 5, 10, 50)) -> list[float]:
    """MRR and the share of queries with a duplicate among the first 1, 5, 10 and 50, in per cent."""
    found = [0.0] * (1 + len(reach))
    order = numpy.lexsort((-scores, one.query))
    starts = numpy.searchsorted(one.query[order], numpy.arange(len(one.wanted) + 1))
    for at in range(len(one.wanted)):
        places = numpy.flatnonzero(one.labels[order[starts[at] : starts[at + 1]]])
        if len(places):
            found[0] += 1 / (places[0] + 1)
            for number, within in enumerate(reach, 1):
                found[number] += places[0] < within
    return [100 * share / len(one.wanted) for share in found]


def table(name: str, one: Examples, others: Sequence[Examples], used: Sequence[int]) -> None:
    """Print how a set fares: by BM25, with weights from the other sets, and with weights from its own other folds."""
    own = numpy.zeros(len(one.labels))
    fold = folds(one.groups, FOLDS)
    for number in range(FOLDS):
        here, rest = fold == number, fold != number
        weights = ranking(one.rows[rest][:, used], one.labels[rest], one.query[rest], ridge=RIDGE, start=_start(used))
        own[here] = one.rows[here][:, used] @ weights
    lines = [("BM25", hits(one, one.baseline)), ("own folds", hits(one, own))]
    said = None
    if others:
        weights, offset = learned(others, used)
        odds = one.rows[:, used] @ weights + offset
        lines.append(("other sets", hits(one, odds)))
        said = sigmoid(odds)
    for label, values in lines:
        print(f"{name:8} {one.name:18} {label:10} " + " ".join(f"{value:5.1f}" for value in values))  # noqa: T201
    if said is not None:
        print(f"{'':28}calibration error {100 * calibration_error(said, one.labels):.1f}")  # noqa: T201


def learn(folder: Path, names: Sequence[str], languages: Sequence[str], most: int, queries: int) -> dict[str, Any]:
    """The models for these embedders ("none" for words alone), by name, in the form of weights.json."""
    sets = [smaller(one, most) for one in everything(folder) if one.language in languages]
    models: dict[str, Any] = {}
    for name in names:
        embedder = embedding.named(name)
        used = [at for at, feature in enumerate(LEARNED) if embedder is not None or feature not in MEANING]
        found = [examples(one, embedder, queries) for one in sets]
        for language in languages:
            some = [one for one in found if one.language == language]
            for one in some:
                table(name, one, [other for other in some if other is not one], used)
            weights, offset = learned(some, used)
            family = WITHOUT if embedder is None else embedder.name.partition(":")[0]
            models[f"{family}/{language}"] = {
                "bias": round(offset, 4),
                "weights": {
                    **{LEARNED[column]: round(float(weight), 4) for column, weight in zip(used, weights, strict=True)},
                    **CIRCUMSTANCES,
                },
            }
            rows, labels, _, _ = joined(some)
            print(f"{name:8} {language} on what was learned from: {_told(rows, labels, used, weights, offset)}")  # noqa: T201
            for one in some:
                print(f"{name:8}   {one.name:18} {_told(one.rows, one.labels, used, weights, offset)}")  # noqa: T201
    return models


def _told(rows: Matrix, labels: Matrix, used: Sequence[int], weights: Matrix, offset: float) -> str:
    said = sigmoid(rows[:, used] @ weights + offset)
    steps = " ".join(f"{100 * told:.0f}→{100 * true:.0f} ({count})" for told, true, count in reliability(said, labels))
    return f"{steps} error {100 * calibration_error(said, labels):.1f}"


def main() -> None:
    """Learn, print, and with --write keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--embedders", default="none,static", help="as DUPLICATES_EMBEDDER takes them, separated by commas")
    parser.add_argument("--write", action="store_true", help="keep the models in forum/duplicates/weights.json")
    parser.add_argument("--languages", default="en,ja")
    parser.add_argument("--most", type=int, default=1_000_000, help="texts of each set: encoders take milliseconds for each")
    parser.add_argument("--queries", type=int, default=500, help="at most so many of each set")
    given = parser.parse_args()
    models = learn(given.folder, given.embedders.split(","), given.languages.split(","), given.most, given.queries)
    if given.write:
        kept = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))["models"] if WEIGHTS_FILE.exists() else {}
        for name, model in kept.items():
            # What only a few pairs or one set tell is taken over by encoders that were not at hand to learn it.
            like = models.get(f"static/{name.partition('/')[2]}")
            if name not in models and like is not None:
                model["weights"] |= {feature: like["weights"][feature] for feature in (*STARTS, "bodies")}
        written = {
            "version": DETECTOR_VERSION,
            "learned_from": "the labelled sets in docs/duplicates.md, by python -m bench.duplicates.learning",
            "models": dict(sorted({**kept, **models}.items())),
        }
        WEIGHTS_FILE.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
