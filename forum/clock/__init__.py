"""The only room that asks the time. Everyone else calls `now()`, so that tests and the demo can stop or move the clock."""

from datetime import UTC, datetime, timedelta

_stopped: datetime | None = None


def now() -> datetime:
    """The present moment, aware, in UTC (or the moment at which the clock was stopped)."""
    return _stopped if _stopped is not None else datetime.now(UTC)


def stop(at: datetime) -> None:
    """Stop the clock at `at`, an aware moment. Raises ValueError for a naive one."""
    global _stopped
    if at.tzinfo is None:
        raise ValueError("the clock stops only at an aware moment")
    _stopped = at.astimezone(UTC)


def advance(by: timedelta) -> None:
    """Move a stopped clock forward (or back, for a negative `by`)."""
    stop(now() + by)


def resume() -> None:
    """Let the clock run again."""
    global _stopped
    _stopped = None
