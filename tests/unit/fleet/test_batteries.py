"""Whether a battery lasts until Sunday: by its nights, whatever the sun did by day."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.fleet.batteries import outlook, theil_sen

NOW = datetime(2026, 9, 10, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
Hours = list[tuple[datetime, float]]


def going(start_v: float, a_day_v: float, *, days: float = 8, sun_v: float = 0.6) -> Hours:
    """Return a battery's hours until now: a straight trend, with the sun's hump by day on it."""
    count = int(days * 24)
    hours = []
    for hour in range(count):
        at = NOW - (count - hour) * HOUR
        hump = max(0.0, math.sin((at.hour - 6) / 12 * math.pi)) if 6 <= at.hour < 18 else 0.0
        hours.append((at, start_v + a_day_v * hour / 24 + sun_v * hump))
    return hours


def test_a_battery_that_loses_a_tenth_of_a_volt_a_day_falls_on_the_day_that_follows() -> None:
    found = outlook(going(12.8, -0.1), 11.7, NOW)  # now at 12.0

    assert found.known == "falls"
    assert found.falls_at is not None
    assert abs(found.falls_at - (NOW + timedelta(days=3))) < timedelta(hours=6)


def test_a_battery_that_the_sun_keeps_full_lasts() -> None:
    assert outlook(going(12.6, 0.0), 11.7, NOW).known == "lasts"


def test_the_same_battery_is_asked_how_long_it_lasts_without_sun() -> None:
    found = outlook(going(12.6, 0.0, sun_v=1.2), 12.5, NOW)

    assert found.known == "lasts"
    assert found.without_sun_at is not None
    assert found.without_sun_at < NOW + timedelta(days=2)


def test_one_day_of_wrong_values_bends_nothing() -> None:
    hours = going(12.8, -0.1)
    broken = [(at, 3.0 if 72 <= place < 96 else volts) for place, (at, volts) in enumerate(hours)]

    straight, bent = outlook(hours, 11.7, NOW).falls_at, outlook(broken, 11.7, NOW).falls_at

    assert straight is not None
    assert bent is not None
    assert abs(straight - bent) < timedelta(hours=12)


@pytest.mark.parametrize(
    ("hours", "floor_v"),
    [
        (going(12.8, -0.1), None),  # nobody said where it stops
        (going(12.8, -0.1, days=2.5), 11.7),
        ([], 11.7),
        ([(at - timedelta(days=2), volts) for at, volts in going(12.8, -0.1)], 11.7),
    ],
)
def test_what_can_not_be_told_is_not_told(hours: Hours, floor_v: float | None) -> None:
    assert outlook(hours, floor_v, NOW).known == "unknown"


def test_a_battery_under_its_floor_is_low_however_it_charges() -> None:
    assert outlook(going(10.0, 0.1), 11.7, NOW).known == "low"


@given(
    start_v=st.floats(11.8, 14.0),
    a_day_v=st.floats(-0.5, 0.5),
    lower_v=st.floats(0.01, 0.5),
)
def test_a_lower_floor_is_never_reached_sooner(
    start_v: float, a_day_v: float, lower_v: float
) -> None:
    hours = going(start_v, a_day_v)
    newest_v = hours[-1][1]
    high = outlook(hours, newest_v - 0.1, NOW)
    low = outlook(hours, newest_v - 0.1 - lower_v, NOW)

    end = NOW + timedelta(days=1000)
    assert (low.falls_at or end) >= (high.falls_at or end)
    assert (low.without_sun_at or end) >= (high.without_sun_at or end)


@given(st.lists(st.floats(9, 15), min_size=96, max_size=192), st.floats(9, 15))
def test_whatever_was_told_no_fall_lies_in_the_past(volts: list[float], floor_v: float) -> None:
    hours = [(NOW - (len(volts) - n) * HOUR, each) for n, each in enumerate(volts)]

    found = outlook(hours, floor_v, NOW)

    assert found.falls_at is None or NOW <= found.falls_at <= NOW + timedelta(days=14)
    assert (found.known == "falls") == (found.falls_at is not None)


@given(st.floats(-1, 1), st.floats(10, 14))
def test_a_straight_line_has_its_own_slope(slope: float, start: float) -> None:
    line = [(NOW + timedelta(days=day), start + slope * day) for day in range(6)]

    assert theil_sen(line) == pytest.approx(slope, abs=1e-6)
