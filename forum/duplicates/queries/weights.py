"""The weights in force: those fitted to this community's own decisions, or the ones that came with the code."""

import json
import time
from dataclasses import dataclass

from forum import database
from forum.duplicates.scoring import BUILT_IN, DETECTOR_VERSION, Scorer, scorer

#: Seconds after which a fit that another process made is noticed.
KEPT_SECONDS = 60.0


@dataclass(slots=True)
class _Kept:
    row_id: int = 0
    until: float = 0.0
    scorer: Scorer = BUILT_IN


_kept = _Kept()


async def scorer_in_force() -> Scorer:
    """How pairs are scored now. Weights that another version of the detector learned are not used."""
    if time.monotonic() >= _kept.until:
        found = await database.row(
            "SELECT id, weights FROM duplicate_weights WHERE detector_version = $1 ORDER BY id DESC LIMIT 1", DETECTOR_VERSION
        )
        if found is None:
            _kept.row_id, _kept.scorer = 0, BUILT_IN
        elif found["id"] != _kept.row_id:
            stored = json.loads(found["weights"])
            _kept.row_id, _kept.scorer = int(found["id"]), Scorer({**BUILT_IN.models, **scorer(stored).models})
        _kept.until = time.monotonic() + KEPT_SECONDS
    return _kept.scorer


def forget() -> None:
    """Look again on the next use."""
    _kept.until = 0.0
