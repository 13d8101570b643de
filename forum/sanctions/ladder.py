"""The ladder: which sanction comes next for somebody, from those they had. A suggestion; the moderator chooses. Pure.

Each sanction that still counts takes a person one step up. It counts for a year from when it was given, and never once it
was lifted. Grave reasons begin higher: spam and going around a decision at a week's suspension, insults and personal data
at a day's silence. Spam ends in suspension without end at the second time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

#: How long a sanction weighs on the next one.
COUNTS_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Past:
    """A sanction that somebody had."""

    given_at: datetime
    lifted: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A sanction to give: its kind, and for how many days (None: without end, or a warning)."""

    kind: str
    days: int | None


STEPS = (
    Step("warning", None),
    Step("silence", 1),
    Step("silence", 7),
    Step("suspension", 7),
    Step("suspension", 30),
    Step("suspension", None),
)
#: Where a reason begins; the others begin at the first step.
BEGINS = {"abuse": 1, "personal_data": 1, "spam": 3, "evasion": 3}
#: Reasons after which a second time is the last.
LAST_AT_ONCE = frozenset({"spam"})


def counting(past: Iterable[Past], now: datetime) -> int:
    """How many of these sanctions still count."""
    return sum(1 for one in past if not one.lifted and now - one.given_at < COUNTS_FOR)


def suggest(past: Iterable[Past], reason: str, now: datetime) -> Step:
    """The next step for this reason."""
    had = counting(past, now)
    if had and reason in LAST_AT_ONCE:
        return STEPS[-1]
    return STEPS[min(max(had, BEGINS.get(reason, 0) + (1 if had else 0)), len(STEPS) - 1)]
