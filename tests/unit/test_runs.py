"""A rehearsal has its own clock and can never pass for reality."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.errors import InvalidError
from kawamori.runs import ACTUAL, CITY_NETWORK, Run, Status

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
MIDNIGHT = datetime(2019, 4, 25, tzinfo=UTC)


def rehearsal(speed: float) -> Run:
    return Run(1, "drill", Status.EXERCISE, CITY_NETWORK, NOON, MIDNIGHT, speed)


def test_ten_hours_of_flood_pass_in_five_minutes_at_speed_120() -> None:
    assert rehearsal(120).now(NOON + timedelta(minutes=5)) == MIDNIGHT + timedelta(hours=10)


@given(st.floats(1e-3, 1e6), st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_rehearsal_clock_never_runs_backwards(speed: float, first: int, more: int) -> None:
    run = rehearsal(speed)
    earlier = NOON + timedelta(seconds=first)

    assert run.now(earlier + timedelta(seconds=more)) >= run.now(earlier)


def test_the_clock_of_a_rehearsal_that_is_over_stands_still() -> None:
    run = replace(rehearsal(120), ended_at=NOON + timedelta(minutes=5))

    assert run.now(NOON + timedelta(hours=3)) == MIDNIGHT + timedelta(hours=10)


@pytest.mark.parametrize("speed", [1e4, 6e6, 1e300])
def test_the_clock_of_a_rehearsal_left_open_stops_before_the_calendar_ends(speed: float) -> None:
    left_open = rehearsal(speed)

    found = left_open.now(NOON + timedelta(days=3000))

    assert found == datetime(9000, 1, 1, tzinfo=UTC)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 hypothesis adds the zone
def test_actual_always_runs_on_real_time(wall: datetime) -> None:
    assert ACTUAL.now(wall) == wall


@pytest.mark.parametrize(
    ("run_no", "run", "status", "speed"),
    [
        (0, "drill", Status.EXERCISE, 1.0),
        (1, "", Status.ACTUAL, 1.0),
        (0, "", Status.ACTUAL, 60.0),
        (0, "drill", Status.ACTUAL, 1.0),
        (1, "", Status.EXERCISE, 1.0),
        (1, "Drill 1", Status.EXERCISE, 1.0),
        (1, "drill", Status.TEST, 0.0),
        (1, "drill", Status.TEST, float("nan")),
        (1, "drill", Status.TEST, float("inf")),
    ],
)
def test_a_run_that_could_be_mistaken_for_reality_is_refused(
    run_no: int, run: str, status: Status, speed: float
) -> None:
    with pytest.raises(InvalidError):
        Run(run_no, run, status, CITY_NETWORK, NOON, MIDNIGHT, speed)
