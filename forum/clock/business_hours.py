"""When the team works, and which moment lies so many of these hours back. Pure.

A week is written `mon-fri 09:00-12:00 13:00-17:30, sat 10:00-14:00`, holidays as dates; both are read in one time zone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Days that are looked back at most: longer ago is long enough.
_FAR = 4_000


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of each day from Monday on, as (begin, end) of the wall clock; the zone they are in; days without any."""

    days: tuple[tuple[tuple[time, time], ...], ...]
    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()


@lru_cache(maxsize=8)
def read(hours: str, zone: str, holidays: str = "") -> Week:
    """A week as it is written. Raises ValueError with what is wrong: an unknown day, no hours, hours that do not go on."""
    days: list[list[tuple[time, time]]] = [[] for _ in DAYS]
    for part in hours.lower().split(","):
        named, *spans = part.split()
        first, _, last = named.partition("-")
        at, until = DAYS.index(first), DAYS.index(last or first)
        if until < at or not spans:
            raise ValueError(part.strip())
        read_spans = [_span(span) for span in spans]
        for day in days[at : until + 1]:
            day += read_spans
            if sorted(day) != day or any(one[1] > other[0] for one, other in pairwise(day)):
                raise ValueError(part.strip())
    return Week(tuple(map(tuple, days)), ZoneInfo(zone), dates(holidays))


def dates(text: str) -> frozenset[date]:
    """Dates with commas between them. Raises ValueError for what is none."""
    return frozenset(date.fromisoformat(one.strip()) for one in text.split(",") if one.strip())


def hours_before(moment: datetime, hours: float, week: Week) -> datetime:
    """The latest moment between which and `moment` lie so many business hours, in UTC.

    Whatever was there at that moment has waited as long. Clocks put forward or back count as they pass.
    """
    left = timedelta(hours=hours)
    moment = moment.astimezone(UTC)
    if left <= timedelta():
        return moment
    day = moment.astimezone(week.zone).date()
    for _ in range(_FAR):
        for begin, end in reversed(() if day in week.holidays else week.days[day.weekday()]):
            opened, closed = (datetime.combine(day, at, week.zone).astimezone(UTC) for at in (begin, end))
            closed = min(closed, moment)
            if closed - opened >= left:
                return closed - left
            left -= max(closed - opened, timedelta())
        day -= timedelta(days=1)
    return datetime.combine(day, time(), week.zone).astimezone(UTC)


def _span(text: str) -> tuple[time, time]:
    begin, _, end = text.partition("-")
    # Midnight at the end of a day is its last moment; what is lost is a microsecond.
    span = (time.fromisoformat(begin), time.max if end == "24:00" else time.fromisoformat(end))
    if span[0] >= span[1]:
        raise ValueError(text)
    return span
