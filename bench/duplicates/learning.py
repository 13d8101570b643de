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

Matrix = NDArray[numpy.float64]


def learned(some: Sequence[Examples], used: Sequence[int]) -> tuple[Matrix, float, float]:
    """Weights for the used columns, and slope and offset that make log odds of what they add up to."""
    rows, labels, queries, counts = joined(some)
    weights = ranking(rows[:, used], labels, queries, counts, ridge=RIDGE)
    slope, offset = regression((rows[:, used] @ weights)[:, None], labels, counts, ridge=1e-3)
    return weights, float(slope), float(offset)


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
        weights = ranking(one.rows[rest][:, used], one.labels[rest], one.query[rest], ridge=RIDGE)
        own[here] = one.rows[here][:, used] @ weights
    lines = [("BM25", hits(one, one.baseline)), ("own folds", hits(one, own))]
    said = None
    if others:
        weights, slope, offset = learned(others, used)
        odds = one.rows[:, used] @ weights * slope + offset
        lines.append(("other sets", hits(one, odds)))
        said = sigmoid(odds)
    for label, values in lines:
        print(f"{name:8} {one.name:18} {label:10} " + " ".join(f"{value:5.1f}" for value in values))  # noqa: T201
    if said is not None:
        print(f"{'':28}calibration error {100 * calibration_error(said, one.labels):.1f}")  # noqa: T201


def learn(folder: Path, names: Sequence[str], languages: Sequence[str], most: int) -> dict[str, Any]:
    """The models for these embedders ("none" for words alone), by name, in the form of weights.json."""
    sets = [smaller(one, most) for one in everything(folder) if one.language in languages]
    models: dict[str, Any] = {}
    for name in names:
        embedder = embedding.named(name)
        used = [at for at, feature in enumerate(LEARNED) if embedder is not None or feature not in MEANING]
        found = [examples(one, embedder) for one in sets]
        for language in languages:
            some = [one for one in found if one.language == language]
            for one in some:
                table(name, one, [other for other in some if other is not one], used)
            weights, slope, offset = learned(some, used)
            family = WITHOUT if embedder is None else embedder.name.partition(":")[0]
            models[f"{family}/{language}"] = {
                "bias": round(offset, 4),
                "weights": {
                    **{LEARNED[column]: round(float(weight * slope), 4) for column, weight in zip(used, weights, strict=True)},
                    **CIRCUMSTANCES,
                },
            }
            rows, labels, _, _ = joined(some)
            said = sigmoid(rows[:, used] @ weights * slope + offset)
            steps = " ".join(f"{100 * told:.0f}→{100 * true:.0f} ({count})" for told, true, count in reliability(said, labels))
            print(f"{name:8} {language} reliability on what was learned from: {steps}")  # noqa: T201
    return models


def main() -> None:
    """Learn, print, and with --write keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--embedders", default="none,static", help="as DUPLICATES_EMBEDDER takes them, separated by commas")
    parser.add_argument("--write", action="store_true", help="keep the models in forum/duplicates/weights.json")
    parser.add_argument("--languages", default="en,ja")
    parser.add_argument("--most", type=int, default=1_000_000, help="texts of each set: encoders take milliseconds for each")
    given = parser.parse_args()
    models = learn(given.folder, given.embedders.split(","), given.languages.split(","), given.most)
    if given.write:
        kept = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))["models"] if WEIGHTS_FILE.exists() else {}
        written = {
            "version": DETECTOR_VERSION,
            "learned_from": "the labelled sets in docs/duplicates.md, by python -m bench.duplicates.learning",
            "models": dict(sorted({**kept, **models}.items())),
        }
        WEIGHTS_FILE.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
