"""The real program with a clock that a file moves: `python -m tests.reliability.wrong_clock FILE serve …`.

The file holds seconds by which the clock is off, or `stopped SECONDS` for one that stands still at a Unix time. Only the
clock moves, as when somebody sets it: stopwatches (the event loop's timers) run on.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from forum import clock
from forum.cli import main

FILE = Path(sys.argv.pop(1))
_real = time.time


def wrong() -> float:
    """What the clock says, in Unix time."""
    words = FILE.read_text().split()
    return float(words[1]) if words[0] == "stopped" else _real() + float(words[0])


def wrong_now() -> datetime:
    """The same for `forum.clock`."""
    return datetime.fromtimestamp(wrong(), UTC)


# Libraries that ask the time themselves (limits, logging) are to see the same clock.
time.time = wrong
clock.now = wrong_now

if __name__ == "__main__":
    main()
