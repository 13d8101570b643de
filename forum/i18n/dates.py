"""Dates, times, spans and numbers as each language writes them (by Babel's tables).

Moments come in as aware UTC datetimes and go out in the reader's zone. Formatting by tables is slow beside the rest of
a page, so answers are kept: the same moments and small numbers come again on every page.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import dates as tables
from babel.numbers import format_compact_decimal, format_decimal

from forum.i18n.catalogue import gettext
from forum.i18n.locale import current_locale, use_locale

# Nearer than this, in either direction, is "just now": two clocks that differ must not say "in 3 seconds".
JUST_NOW = timedelta(seconds=45)

_DAY_PATTERN = {"en": "MMM d, y", "ja": "y年M月d日"}
_TIME_PATTERN = {"en": "h:mm a", "ja": "H:mm"}
_BETWEEN = {"en": ", ", "ja": " "}

_MONTH = timedelta(days=30)
_YEAR = timedelta(days=365)
_SPANS = (
    _YEAR,
    _MONTH,
    timedelta(weeks=1),
    timedelta(days=1),
    timedelta(hours=1),
    timedelta(minutes=1),
)


def format_date(moment: datetime | date, zone: str | tzinfo = UTC, locale: str | None = None) -> str:
    """The day, as "Mar 3, 2026" or 「2026年3月3日」, in the reader's zone (a zone nobody knows counts as UTC)."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(_zone(zone)).date()
    return _day(moment, locale or current_locale())


def format_datetime(moment: datetime, zone: str | tzinfo = UTC, locale: str | None = None) -> str:
    """The day and the minute, as "Mar 3, 2026, 6:00 PM" or 「2026年3月3日 18:00」, in the reader's zone."""
    # The answer is kept by the wall clock's reading: aware datetimes of one instant are equal in every zone.
    reading = moment.astimezone(_zone(zone)).replace(second=0, microsecond=0, tzinfo=None)
    return _minute(reading, locale or current_locale())


def relative(moment: datetime, now: datetime, locale: str | None = None) -> str:
    """How long ago or in how long, in the largest whole unit: "3 hours ago", 「3時間前」, "in 2 days"."""
    code = locale or current_locale()
    distance = moment - now
    if abs(distance) < JUST_NOW:
        with use_locale(code):
            return gettext("just now")
    unit = next((span for span in _SPANS if abs(distance) >= span), _SPANS[-1])
    count = max(1, abs(distance) // unit)
    return _distance(unit, count if distance > timedelta(0) else -count, code)


def format_number(number: float, locale: str | None = None) -> str:
    """A number with its digits grouped: 1,234,567."""
    return _number(number, locale or current_locale())


def compact(number: int, locale: str | None = None) -> str:
    """A count in few characters, for badges: 1.2K, 12.3K, 「1.2万」."""
    return _compact(number, locale or current_locale())


@lru_cache(maxsize=256)
def _zone(zone: str | tzinfo) -> tzinfo:
    if isinstance(zone, tzinfo):
        return zone
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # A profile may name a zone that a later edition of the tables has dropped; the page must still be shown.
        return UTC


@lru_cache(maxsize=4096)
def _day(day: date, locale: str) -> str:
    return tables.format_date(day, _DAY_PATTERN[locale], locale=locale)


@lru_cache(maxsize=8192)
def _minute(reading: datetime, locale: str) -> str:
    time = tables.format_time(reading.time(), _TIME_PATTERN[locale], locale=locale)
    return _day(reading.date(), locale) + _BETWEEN[locale] + time


@lru_cache(maxsize=2048)
def _distance(unit: timedelta, count: int, locale: str) -> str:
    text = tables.format_timedelta(unit * count, threshold=1, add_direction=True, locale=locale)
    # Babel's tables put a space between the number and its counter, as nobody does in running Japanese.
    return text.replace(" ", "") if locale == "ja" else text


@lru_cache(maxsize=4096)
def _number(number: float, locale: str) -> str:
    return format_decimal(number, locale=locale)


@lru_cache(maxsize=4096)
def _compact(number: int, locale: str) -> str:
    return format_compact_decimal(number, fraction_digits=1, locale=locale)
