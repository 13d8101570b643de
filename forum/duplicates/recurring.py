"""How a question recurs: its weeks, whether this week stands out, and what to act on first. Pure.

A *spike* is a week that would come about by chance less than once in a hundred weeks: if questions came at random, as
often on average as in the eight weeks before (and at least once in eight weeks), the chance of this week's number or
more (the upper tail of the Poisson distribution) is below 1 %. Fewer than three questions are never a spike.

*Priority*, by which the board is ordered, is a product of four:
  how often it is asked now   the sum over its questions of 0.5 ^ (age in weeks / 8), plus a tenth for each question
  how much is unsolved        1 + the share of its threads that are open
  how many read it            1 + log10(1 + views) / 2
  whether it grows            1.5 in a spike, else 1
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

#: Weeks in the plot, and those with which this one is compared.
WEEKS = 26
COMPARED = 8
#: Chance below which a week stands out, and the least number of questions that can.
BOUND = 0.01
LEAST = 3
_WEEK = timedelta(days=7)
_HALF_LIFE = 8.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One thread of a cluster, as the counts need it."""

    author_id: int
    created_at: datetime
    first_response_at: datetime | None
    view_count: int
    is_unsolved: bool


def weeks(moments: Sequence[datetime], now: datetime, count: int = WEEKS) -> tuple[int, ...]:
    """How many fall into each of the past weeks, the oldest first; the last one ends now."""
    found = [0] * count
    for moment in moments:
        back = (now - moment) // _WEEK
        # What a leaping clock dated ahead belongs to this week.
        if (place := count - 1 - max(0, back)) >= 0:
            found[place] += 1
    return tuple(found)


def upper_tail(number: int, mean: float) -> float:
    """The chance of `number` or more events when `mean` are expected (Poisson)."""
    if number <= 0:
        return 1.0
    term = below = math.exp(-mean)
    for k in range(1, number):
        term *= mean / k
        below += term
    return max(0.0, 1.0 - below)


def is_spike(by_week: Sequence[int]) -> bool:
    """Whether the last week stands out against the eight before it."""
    this, before = by_week[-1], by_week[-1 - COMPARED : -1]
    mean = max(sum(before) / COMPARED, 1 / COMPARED)
    return this >= LEAST and upper_tail(this, mean) < BOUND


def hours_to_answer(asked: Sequence[Asked]) -> float | None:
    """The median of the hours from question to first answer, over those that have one."""
    waits = [
        (one.first_response_at - one.created_at).total_seconds() / 3600
        for one in asked if one.first_response_at is not None
    ]
    return max(0.0, median(waits)) if waits else None


def priority(asked: Sequence[Asked], now: datetime) -> float:
    """What to act on first, as the module says."""
    if not asked:
        return 0.0
    ages = [max(0.0, (now - one.created_at) / _WEEK) for one in asked]
    often = math.fsum(0.5 ** (age / _HALF_LIFE) for age in ages) + len(asked) / 10
    unsolved = 1 + sum(one.is_unsolved for one in asked) / len(asked)
    read = 1 + math.log10(1 + sum(one.view_count for one in asked)) / 2
    growing = 1.5 if is_spike(weeks([one.created_at for one in asked], now)) else 1.0
    return often * unsolved * read * growing
