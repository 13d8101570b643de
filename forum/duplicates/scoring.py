"""From features to the probability that two texts ask the same. Pure thinking; the numbers stand in weights.json.

There is a model for each kind of vectors (and one without any), each for texts in Latin letters and for Japanese, where
letters and spelling say more. `python run.py duplicates fit --help` tells how they are learned anew.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Grows when the same pair would get another score: stored scores are then made anew.
DETECTOR_VERSION = 2

WEIGHTS_FILE = Path(__file__).with_name("weights.json")
#: Without vectors; the models of an embedder bear its name.
WITHOUT = "words"
#: Whose models serve an embedder that none were learned for.
LIKENESS = {"onnx": "minilm"}


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model: the log odds are `bias` and what each feature adds."""

    bias: float
    weights: Mapping[str, float]

    def odds(self, features: Mapping[str, float]) -> float:
        """The logarithm of the odds that a pair with these features asks the same."""
        return self.bias + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())


@dataclass(frozen=True, slots=True)
class Scorer:
    """The models in force, by name ("static/ja")."""

    models: Mapping[str, Model]

    def score(self, features: Mapping[str, float], embedder: str = "") -> float:
        """The probability, 0 to 1, for features that were made with (or without) an embedder's vectors."""
        return probability(self.models[self.which(features, embedder)].odds(features))

    def which(self, features: Mapping[str, float], embedder: str = "") -> str:
        """The name of the model for these features."""
        family = embedder.partition(":")[0] if embedder and "title_meaning" in features else WITHOUT
        family = LIKENESS.get(family, family)
        language = "ja" if features.get("japanese") else "en"
        name = f"{family}/{language}"
        return name if name in self.models else f"{WITHOUT}/{language}"


def probability(odds: float) -> float:
    """From log odds, however great."""
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, odds))))


def scorer(stored: Mapping[str, Any]) -> Scorer:
    """Models from their JSON form: {"models": {name: {"bias": number, "weights": {feature: number}}}}."""
    return Scorer(
        {name: Model(float(made["bias"]), dict(made["weights"])) for name, made in stored["models"].items()}
    )


BUILT_IN = scorer(json.loads(WEIGHTS_FILE.read_text(encoding="utf-8")))
