"""Whether the clock can be believed when something is to be deleted or sent because time has passed.

A machine may start with a wrong clock, or have it set wrong while it serves, and be put right hours later. Pages bear
that; but a year that passes in a second would end every session and forget every notification for good. So a clock that
leaps ahead is in doubt until it has run evenly for a while.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from forum import clock

logger = logging.getLogger(__name__)

#: By how much the clock may be ahead of where it should be by the stopwatch.
LEAP = timedelta(hours=1)
#: Seconds after which a clock that leapt and has run evenly since is believed: it was wrong before, or we were away.
PROBATION = 6 * 3600.0


class Steadiness:
    """Compares the clock with a stopwatch. `last` is when the forum was last alive by the clock, None when it never was."""

    def __init__(self, last: datetime | None, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self._stopwatch = stopwatch
        self._ticks = stopwatch()
        #: Where the clock was when it was believed, and the stopwatch then.
        self._moment = last or clock.now()
        self._leapt: tuple[datetime, float] | None = None

    def in_doubt(self) -> bool:
        """Whether the clock has leapt ahead lately. To be asked again and again."""
        now, ticks = clock.now(), self._stopwatch()
        if now - self._moment - timedelta(seconds=ticks - self._ticks) <= LEAP:
            # Where it should be, or behind: a clock that is late does nothing too early.
            self._moment, self._ticks, self._leapt = now, ticks, None
            return False
        if self._leapt is None or abs(now - self._leapt[0] - timedelta(seconds=ticks - self._leapt[1])) > LEAP:
            logger.warning("the clock is ahead of where it should be; what cannot be undone waits")
            self._leapt = now, ticks
        if ticks - self._leapt[1] < PROBATION:
            return True
        self._moment, self._ticks, self._leapt = now, ticks, None
        return False
