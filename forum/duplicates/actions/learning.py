"""Fitting the detector to this community: what people decided of pairs moves the weights that came with the code."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from numpy.typing import NDArray

from forum import clock, database
from forum.duplicates import meaning
from forum.duplicates.features import FEATURES, KIND
from forum.duplicates.fitting import area, calibration_error, folds, log_loss, regression, reliability, sigmoid
from forum.duplicates.queries import weights as in_force
from forum.duplicates.scoring import BUILT_IN, DETECTOR_VERSION, Model
from forum.errors import Invalid
from forum.i18n import gettext as _

#: Decisions without which nothing is fitted, and how many of them must be of the rarer kind.
LEAST, LEAST_OF_A_KIND = 50, 8
FOLDS = 5
#: How strongly weights are held near the built-in ones: some hundred decisions move them, ten hardly do.
HOLD = 4.0

Matrix = NDArray[numpy.float64]


@dataclass(frozen=True, slots=True)
class Measured:
    """How well probabilities fitted decisions: log loss (nats a pair), area under the curve, calibration error (0 to 1)."""

    log_loss: float
    area: float
    calibration_error: float
    #: For each tenth of the scale that occurs: the mean probability said, the share that was true, how many.
    reliability: tuple[tuple[float, float, int], ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """What a fit came to: decisions it used, and how the built-in and the fitted weights fare on decisions unseen by them."""

    decisions: int
    duplicates: int
    before: Measured
    after: Measured
    models: dict[str, Any]

    @property
    def is_better(self) -> bool:
        """Whether decisions that were not learned from are told more truly than before."""
        return self.after.log_loss < self.before.log_loss


async def fit() -> Fit:
    """Fit weights to the decisions of people, measured by cross-validation; nothing is kept. Raises Invalid for too few.

    A duplicate is one, "related" and "not a duplicate" are none. Groups of threads that hang together by decisions are
    learned from or measured, never both.
    """
    found = await database.rows_aside(
        "SELECT low_thread_id, high_thread_id, state, parts FROM duplicate_pairs"
        " WHERE state IN ('duplicate', 'not_duplicate', 'related') ORDER BY id"
    )
    decided = [(row, _parts(row["parts"])) for row in found]
    decided = [(row, parts) for row, parts in decided if parts]
    rows = numpy.array([[parts.get(name, 0.0) for name in FEATURES] for _, parts in decided]).reshape(-1, len(FEATURES))
    labels = numpy.array([float(row["state"] == "duplicate") for row, _ in decided])
    duplicates = int(labels.sum())
    if len(decided) < LEAST or min(duplicates, len(decided) - duplicates) < LEAST_OF_A_KIND:
        raise Invalid({"decisions": _(
            "There are %(num)s decisions to learn from, %(same)s of them duplicates."
            " It takes %(least)s, with %(kind)s of each kind.",
            num=len(decided), same=duplicates, least=LEAST, kind=LEAST_OF_A_KIND,
        )})
    kinds = _kinds(rows)
    fold = folds(_groups([(int(row["low_thread_id"]), int(row["high_thread_id"])) for row, _ in decided]), FOLDS)
    before, after = numpy.empty(len(labels)), numpy.empty(len(labels))
    for number in range(FOLDS):
        here, rest = fold == number, fold != number
        fitted = _fitted(rows[rest], labels[rest], [kinds[at] for at in numpy.flatnonzero(rest)])
        for at in numpy.flatnonzero(here):
            before[at] = _odds(BUILT_IN.models[kinds[at]], rows[at])
            after[at] = _odds(fitted.get(kinds[at], BUILT_IN.models[kinds[at]]), rows[at])
    models = {
        name: {"bias": model.bias, "weights": dict(model.weights)} for name, model in _fitted(rows, labels, kinds).items()
    }
    return Fit(len(decided), duplicates, _measured(before, labels), _measured(after, labels), models)


async def keep(made: Fit) -> None:
    """Put fitted weights in force, for this community only; pairs get new scores when they are compared again."""
    text = json.dumps({"models": made.models})

    async def work() -> None:
        value = "CAST($3 AS JSONB)" if database.engine() == "postgres" else "$3"
        await database.execute(
            "INSERT INTO duplicate_weights (detector_version, decisions, weights, fitted_at)"
            f" VALUES ($1, $2, {value}, $4)", DETECTOR_VERSION, made.decisions, text, clock.now(),
        )

    await database.transaction(work)
    in_force.forget()


async def forget() -> int:
    """Go back to the built-in weights; returns how many fits are forgotten."""

    async def work() -> int:
        return await database.execute("DELETE FROM duplicate_weights")

    gone = await database.transaction(work)
    in_force.forget()
    return gone


def _kinds(rows: Matrix) -> list[str]:
    has, japanese = (FEATURES.index(name) for name in KIND)
    embedder = meaning.name()
    return [
        BUILT_IN.which(embedder if row[has] else "", "ja" if row[japanese] else "en") for row in rows
    ]


def _fitted(rows: Matrix, labels: Matrix, kinds: Sequence[str]) -> dict[str, Model]:
    made = {}
    for name in sorted(set(kinds)):
        here = numpy.array([kind == name for kind in kinds])
        built_in = BUILT_IN.models[name]
        start = numpy.append(built_in.column(), built_in.bias)
        weights = regression(rows[here], labels[here], start=start, ridge=HOLD)
        made[name] = Model(
            round(float(weights[-1]), 4),
            {feature: round(float(weight), 4) for feature, weight in zip(FEATURES, weights, strict=False) if abs(weight) > 1e-4},
        )
    return made


def _odds(model: Model, row: Matrix) -> float:
    return float(row @ model.column() + model.bias)


def _measured(odds: Matrix, labels: Matrix) -> Measured:
    said = sigmoid(odds)
    return Measured(
        log_loss(said, labels), area(said, labels), calibration_error(said, labels), tuple(reliability(said, labels))
    )


def _groups(pairs: Sequence[tuple[int, int]]) -> list[str]:
    above: dict[int, int] = {}

    def top(thread: int) -> int:
        while above.setdefault(thread, thread) != thread:
            above[thread] = thread = above[above[thread]]
        return thread

    for low, high in pairs:
        above[top(low)] = top(high)
    groups = [str(top(low)) for low, _ in pairs]
    if Counter(groups).most_common(1)[0][1] <= 2 * len(pairs) / FOLDS:
        return groups
    # Nearly everything hangs together, and nothing would be left to learn from: then each pair stands for itself.
    return [f"{low}-{high}" for low, high in pairs]


def _parts(stored: Any) -> dict[str, float]:
    found = json.loads(stored) if isinstance(stored, str) else stored
    return found if isinstance(found, dict) else {}
