"""Which of two threads stays when they ask the same. Pure: a proposal, which whoever decides may overrule."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What speaks for a thread as the canonical one."""

    thread_id: int
    solved: bool
    #: How many threads were marked as its duplicates already.
    duplicate_count: int
    response_count: int
    created_at: datetime


def proposed(one: Standing, other: Standing) -> int:
    """The id of the thread to keep: the solved one, else the one with more duplicates, else with answers, else the older."""

    def weight(standing: Standing) -> tuple[bool, int, bool, float, int]:
        return (
            standing.solved, standing.duplicate_count, standing.response_count > 0,
            -standing.created_at.timestamp(), -standing.thread_id,
        )

    return max((one, other), key=weight).thread_id
