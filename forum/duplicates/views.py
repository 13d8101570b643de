"""What this flat hands out: values, already visible to whoever asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """A thread that may ask the same as the one that was asked about."""

    thread_id: int
    #: The calibrated probability that the two ask the same, 0 to 1.
    score: float
    #: What spoke for and against, by the feature's name (docs/duplicates.md lists them), each as it was measured.
    parts: dict[str, float]
