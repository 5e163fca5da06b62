"""Times: to the microsecond, by the run's clock, and never from a future nobody can know."""

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.clocks import AHEAD, latest_believed
from kawamori.runs import ACTUAL, Run, Status
from kawamori.times import from_us, to_us

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FAST = Run(1, "fast", Status.EXERCISE, "city", NOW, NOW - timedelta(days=1000), 60.0)
MAD = Run(2, "mad", Status.TEST, "city", NOW - timedelta(days=300), NOW, 1e12)

times = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 given a zone


@given(times)
def test_a_time_is_the_same_after_counting_microseconds(at: datetime) -> None:
    assert from_us(to_us(at)) == at


@given(times)
def test_a_column_of_times_is_exact_to_the_microsecond(at: datetime) -> None:
    """As ``ingest.batches`` makes it: float seconds are near enough to round."""
    column = np.rint(np.array([at.timestamp()]) * 1e6).astype(np.int64)

    assert column.tolist() == [to_us(at)]


def test_reality_believes_five_minutes_ahead() -> None:
    assert latest_believed(ACTUAL, NOW) == NOW + AHEAD


def test_a_fast_rehearsal_believes_as_much_of_its_own_time() -> None:
    wall = NOW + timedelta(minutes=1)

    assert FAST.now(wall) == NOW - timedelta(days=1000) + timedelta(hours=1)
    assert latest_believed(FAST, wall) == FAST.now(wall) + 60 * AHEAD


def test_a_rehearsal_that_has_run_out_of_years_stops_nobody() -> None:
    assert latest_believed(MAD, NOW).year == 9999
