"""From features to the probability that two texts ask the same. Pure thinking."""

import math
from collections.abc import Mapping

#: Grows when the same pair would get another score: stored scores are then made anew.
DETECTOR_VERSION = 1

_WEIGHTS: Mapping[str, float] = {
    "title_agreement": 3.0,
    "title_least": 1.0,
    "whole_agreement": 2.0,
    "title_in_text": 0.5,
    "titles_in_texts": 1.5,
    "letters": 1.0,
    "codes_agree": 0.6,
    "codes_differ": -0.8,
    "same_tags": 0.8,
    "same_category": 0.2,
    "known_links": 0.2,
}
_BIAS = -5.5


def score(features: Mapping[str, float]) -> float:
    """The probability, 0 to 1."""
    return 1 / (1 + math.exp(-(_BIAS + sum(weight * features.get(name, 0.0) for name, weight in _WEIGHTS.items()))))
