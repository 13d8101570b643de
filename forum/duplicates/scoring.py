"""From features to the probability that two texts ask the same. Pure thinking; the numbers stand in weights.json.

There is a model for each kind of vectors (and one without any), each for texts in Latin letters and for Japanese, where
letters and spelling say more. `python run.py duplicates fit --help` tells how they are learned anew.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from forum.duplicates.features import FEATURES

#: Grows when the same pair would get another score. What a community fitted to the version before is then not used, and
#: `run.py duplicates rebuild` makes stored scores anew; otherwise they are when a thread is compared again.
DETECTOR_VERSION = 4

WEIGHTS_FILE = Path(__file__).with_name("weights.json")
#: Without vectors; the models of an embedder bear its name.
WITHOUT = "words"
#: Whose models serve an embedder that none were learned for: the built-in vectors are MiniLM's pupils, so that cosines mean
#: about the same to both.
LIKENESS = {"onnx": "minilm", "minilm": "static"}
#: Embedders that read each language with another encoder's eyes, and go by its models.
BY_LANGUAGE = {"minilm+e5": {"en": "minilm", "ja": "e5"}}
#: Whose vectors say nothing of other languages.
ENGLISH_ONLY = frozenset({"minilm"})

_HAS_MEANING, _JAPANESE = FEATURES.index("has_meaning"), FEATURES.index("japanese")


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model: the log odds are `bias` and what each feature adds."""

    bias: float
    weights: Mapping[str, float]

    def column(self) -> NDArray[numpy.float64]:
        """The weights in the order of FEATURES."""
        return numpy.array([self.weights.get(name, 0.0) for name in FEATURES])


class Scorer:
    """The models in force, by name ("static/ja")."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        """Makes the models ready for many pairs at once."""
        self.models = models
        self._columns = {name: model.column() for name, model in models.items()}

    def scores(self, rows: Sequence[Sequence[float]], embedder: str = "") -> list[float]:
        """The probability, 0 to 1, for each row of features (in the order of FEATURES)."""
        if not rows:
            return []
        found = numpy.array(rows, numpy.float64)
        odds = numpy.empty(len(rows))
        # Every pair by the model for its kind: there are four of them at most.
        kinds = (2 * (found[:, _HAS_MEANING] > 0) + (found[:, _JAPANESE] > 0)).astype(int)
        for kind in set(kinds.tolist()):
            name = self.which(embedder if kind & 2 else "", "ja" if kind & 1 else "en")
            here = kinds == kind
            odds[here] = found[here] @ self._columns[name] + self.models[name].bias
        return [float(value) for value in 1 / (1 + numpy.exp(-numpy.clip(odds, -40, 40)))]

    def which(self, embedder: str, language: str) -> str:
        """The name of the model for vectors of this embedder ("" for none) in this language."""
        family = embedder.partition(":")[0] or WITHOUT
        family = BY_LANGUAGE.get(family, {}).get(language, family)
        alike = [family]
        while alike[-1] in LIKENESS:
            alike.append(LIKENESS[alike[-1]])
        other = "en" if language == "ja" else "ja"
        if family in ENGLISH_ONLY and language != "en":
            return f"{WITHOUT}/{language}"
        names = [f"{one}/{each}" for each in (language, other) for one in alike]
        return next((name for name in names if name in self.models), f"{WITHOUT}/{language}")


def scorer(stored: Mapping[str, Any]) -> Scorer:
    """Models from their JSON form: {"models": {name: {"bias": number, "weights": {feature: number}}}}."""
    return Scorer(
        {name: Model(float(made["bias"]), dict(made["weights"])) for name, made in stored["models"].items()}
    )


BUILT_IN = scorer(json.loads(WEIGHTS_FILE.read_text(encoding="utf-8")))
