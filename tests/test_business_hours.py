"""Business hours: a week as it is written, and the moment that lies so many of its hours back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import settings
from forum.clock.business_hours import hours_before, read

OFFICE = "mon-fri 09:00-12:00 13:00-17:00, sat 10:00-14:00"


@pytest.mark.parametrize(("now", "hours", "then"), [
    # Tuesday afternoon, before and past the pause at noon; a moment inside the pause.
    ("2026-03-03 15:00", 1, "2026-03-03 14:00"),
    ("2026-03-03 15:00", 3, "2026-03-03 11:00"),
    ("2026-03-03 12:30", 1, "2026-03-03 11:00"),
    # Past the night, past the Sunday, from a Sunday, and past a holiday (Friday, 6 March).
    ("2026-03-03 10:00", 2, "2026-03-02 16:00"),
    ("2026-03-02 10:00", 2, "2026-02-28 13:00"),
    ("2026-03-01 23:00", 4, "2026-02-28 10:00"),
    ("2026-03-07 10:00", 1, "2026-03-05 16:00"),
    ("2026-03-03 20:00", 0, "2026-03-03 20:00"),
])
def test_so_many_hours_of_the_week_back(now: str, hours: float, then: str) -> None:
    zone = ZoneInfo("Asia/Tokyo")
    week = read(OFFICE, "Asia/Tokyo", "2026-03-06, 2026-12-25")
    found = hours_before(datetime.fromisoformat(now).replace(tzinfo=zone), hours, week)
    assert found.astimezone(zone).replace(tzinfo=None) == datetime.fromisoformat(then)


def test_a_day_whose_clock_is_put_forward_is_an_hour_shorter() -> None:
    week = read("mon-sun 00:00-24:00", "Europe/Berlin")
    found = hours_before(datetime(2026, 3, 29, 22, tzinfo=UTC), 23, week)
    assert abs(found - datetime(2026, 3, 28, 23, tzinfo=UTC)) < timedelta(seconds=1)


@given(st.integers(0, 400_000), st.integers(1, 200), st.integers(1, 200))
def test_hours_add_up(minute: int, some: int, more: int) -> None:
    week = read(OFFICE, "America/New_York", "2026-07-03")
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    assert hours_before(hours_before(moment, some, week), more, week) == hours_before(moment, some + more, week)


@pytest.mark.parametrize("text", [
    "", "mon", "mun 09:00-17:00", "fri-mon 09:00-17:00", "mon 17:00-09:00", "mon 09:00-17:00 16:00-18:00", "mon 25:00-26:00",
])
def test_what_is_no_week_stops_the_start(text: str) -> None:
    with pytest.raises(settings.SettingsError, match="BUSINESS_HOURS"):
        settings.read({"BUSINESS_HOURS": text})


def test_what_is_no_date_stops_the_start() -> None:
    with pytest.raises(settings.SettingsError, match="BUSINESS_HOLIDAYS"):
        settings.read({"BUSINESS_HOLIDAYS": "2026-12-25, christmas"})
