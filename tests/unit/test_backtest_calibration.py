"""A projected time is held against the river: was it between p10 and p90, and how far off."""

import math
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from kawamori.backtest.calibration import by_lead, by_step, scored, waits_s, warned
from kawamori.backtest.gauges import Gauge, read_folder
from kawamori.backtest.outcomes import Forewarning, Outcome
from kawamori.backtest.play import Projected
from kawamori.testing.recorded import MAY, Made, write_folder

UNKNOWN = math.nan


@pytest.fixture
def gauges(tmp_path: Path) -> list[Gauge]:
    """Give a gauge that reaches 2 m after two hours, an hourly one after four, a chronic one."""
    quick, slow = [1.0] * 12 + [2.5] * 3, [1.0] * 4 + [2.0] * 3
    made = [
        Made("quick", quick, {1: 2.0, 2: 3.0}),
        Made("slow", slow, {1: 2.0}, timedelta(hours=1)),
        Made("wet", quick, {1: 2.0}, is_chronic=True),
    ]
    folder = write_folder(tmp_path, made)
    return sorted(read_folder(folder), key=lambda g: g.gauge_id)


def made(*rows: tuple[int, int, float, float, float, float]) -> Projected:
    """Return projections of gauge, level, minute, p10, p50 and p90 minutes."""
    gauge, level, minute, *quantiles = (np.array(column) for column in zip(*rows, strict=True))
    at_us = (np.array(minute) * 60 + MAY.timestamp()) * 1e6
    return Projected(gauge, level, np.rint(at_us).astype(np.int64), *(60.0 * q for q in quantiles))


def test_the_wait_is_until_the_first_reading_as_high(gauges: list[Gauge]) -> None:
    projected = made(
        (0, 1, 0, 1, 1, 1), (0, 1, 90, 1, 1, 1), (0, 2, 90, 1, 1, 1), (0, 1, 140, 1, 1, 1),
        (1, 1, 0, 1, 1, 1), (2, 1, 90, 1, 1, 1),
    )  # fmt: skip

    minutes = waits_s(gauges, projected) / 60

    assert minutes.tolist() == pytest.approx([120, 30, UNKNOWN, UNKNOWN, 240, UNKNOWN], nan_ok=True)
    assert len(scored(gauges, projected)) == 5


def test_coverage_and_error_are_of_those_that_came_true(gauges: list[Gauge]) -> None:
    projected = made(
        (0, 1, 100, 10, 25, 40),  # after 20 minutes: held
        (0, 1, 100, 21, 25, 40),  # earlier than p10
        (0, 1, 100, 5, 10, 19),  # later than p90
        (0, 1, 100, 5, 10, UNKNOWN),  # no p90 foreseen: held
        (0, 2, 100, 5, 10, 40),  # never
        (0, 1, 30, 60, 90, 120),  # after 90 minutes: held
    )

    *_, half_hour, _, two_hours, _, _, everything = [None, *by_lead(gauges, projected)]

    assert half_hour is not None
    assert two_hours is not None
    assert everything is not None
    assert (half_hour.projections, half_hour.came_true) == (4, 4)
    assert (half_hour.covered, half_hour.early, half_hour.late) == (0.5, 0.25, 0.25)
    assert half_hour.error_min == pytest.approx(2.5)
    assert (two_hours.covered, two_hours.error_min) == (1.0, pytest.approx(0.0))
    assert (everything.projections, everything.came_true) == (6, 5)


def test_each_sampling_step_is_held_by_itself(gauges: list[Gauge]) -> None:
    projected = made((0, 1, 100, 10, 20, 30), (1, 1, 60, 10, 60, 90))

    fits = by_step(gauges, projected)

    assert [(fit.group, fit.covered) for fit in fits] == [("10 min", 1.0), ("60 min", 0.0)]


def test_warnings_are_held_to_their_times_as_well(gauges: list[Gauge]) -> None:
    at_us = round((MAY.timestamp() + 5400) * 1e6)
    told = [
        Forewarning(at_us, 1, at_us + 2 * 10**9, at_us + 10**9, at_us + 3 * 10**9),
        Forewarning(at_us, 1, at_us + 2 * 10**9),
    ]
    outcomes = [Outcome(gauge.gauge_id, warnings=told) for gauge in gauges]

    fits = by_lead(gauges, warned(gauges, outcomes))

    assert (fits[-1].projections, fits[-1].came_true, fits[-1].covered) == (2, 2, 0.5)


def test_nothing_projected_is_nothing_to_hold(gauges: list[Gauge]) -> None:
    nothing = warned(gauges, [Outcome(gauge.gauge_id) for gauge in gauges])

    assert [fit.came_true for fit in by_lead(gauges, nothing)] == [0] * 6
    assert by_step(gauges, nothing) == []
