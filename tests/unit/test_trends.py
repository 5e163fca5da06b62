"""The rate of rise: true on uneven samples, and not turned by one bad reading."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.judging.rivers import Rivers, Watch
from kawamori.levels import Thresholds
from kawamori.trends import TRENDS, Trend, rates_of_rise, trends_of

HOUR_S = 3600.0


def rise(times_s: list[float], stages_m: list[float], window_s: float = HOUR_S) -> float:
    """Return the rate of one station after these readings, as judging keeps them."""
    rivers = Rivers()
    rows = rivers.add([Watch(0, 1, "kawabe-bridge", timedelta(minutes=1), Thresholds())])
    for at_s, stage_m in zip(times_s, stages_m, strict=True):
        rivers.remember(rows, np.array([at_s]), np.array([stage_m]))
    return float(rates_of_rise(*rivers.spaced(rows, np.array([window_s])))[0])


def steady_rise(times_s: list[float], rate_m_per_h: float) -> list[float]:
    return [1.0 + rate_m_per_h * t / HOUR_S for t in times_s]


minutes = st.sets(st.integers(0, 59), min_size=3, max_size=60)
rates = st.floats(-5, 5)


@given(minutes, rates)
def test_a_steady_rise_is_measured_on_any_uneven_sampling(
    sampled: set[int], rate_m_per_h: float
) -> None:
    times_s = [60.0 * minute for minute in sorted(sampled)]

    found = rise(times_s, steady_rise(times_s, rate_m_per_h))

    assert found == pytest.approx(rate_m_per_h, abs=2e-3)


@given(st.integers(6, 60), rates, st.data(), st.floats(-100, 100))
def test_one_bad_reading_does_not_turn_the_rate(
    readings: int, rate_m_per_h: float, data: st.DataObject, wrong_m: float
) -> None:
    times_s = [HOUR_S * k / readings for k in range(readings)]
    stages_m = steady_rise(times_s, rate_m_per_h)
    stages_m[data.draw(st.integers(0, readings - 1))] = wrong_m

    assert rise(times_s, stages_m) == pytest.approx(rate_m_per_h, abs=2e-3)


@pytest.mark.parametrize("readings", range(6, 61))
def test_wherever_the_bad_reading_is(readings: int) -> None:
    times_s = [HOUR_S * k / readings for k in range(readings)]
    for place in range(readings):
        stages_m = steady_rise(times_s, 0.3)
        stages_m[place] = 4.84

        assert rise(times_s, stages_m) == pytest.approx(0.3, abs=2e-3)


def test_two_readings_say_nothing_of_a_rate() -> None:
    assert np.isnan(rise([0, 600], [1.0, 2.0]))


def test_what_is_older_than_the_window_says_nothing_either() -> None:
    times_s = [0.0, 600.0, 1200.0, 7200.0, 7800.0, 8400.0]

    assert rise(times_s, [9.0, 9.0, 9.0, 1.0, 1.1, 1.2]) == pytest.approx(0.6)


def test_a_gap_is_only_fewer_readings() -> None:
    times_s = [0.0, 60.0, 120.0, 3000.0, 3060.0]

    assert rise(times_s, steady_rise(times_s, 0.4)) == pytest.approx(0.4, abs=1e-3)


def test_noise_leaves_the_rate() -> None:
    rng = np.random.default_rng(7)
    times_s = [60.0 * k for k in range(200)]
    stages_m = [z + rng.normal(0, 0.01) for z in steady_rise(times_s, 0.5)]

    assert rise(times_s, stages_m) == pytest.approx(0.5, abs=0.03)


def test_stations_with_different_sampling_are_measured_together() -> None:
    rivers = Rivers()
    watches = [Watch(0, n, f"gauge-{n}", timedelta(minutes=1), Thresholds()) for n in range(3)]
    rows = rivers.add(watches)
    for row, readings in enumerate((64, 7, 2)):
        times_s = [HOUR_S * k / readings for k in range(readings)]
        for at_s, stage_m in zip(times_s, steady_rise(times_s, row + 1.0), strict=True):
            rivers.remember(rows[row : row + 1], np.array([at_s]), np.array([stage_m]))

    found = rates_of_rise(*rivers.spaced(rows, np.full(3, HOUR_S)))

    assert found[:2] == pytest.approx([1.0, 2.0], abs=2e-3)
    assert np.isnan(found[2])


@pytest.mark.parametrize(
    ("rise_m_per_h", "trend"),
    [
        (0.3, Trend.RISING),
        (0.02, Trend.STEADY),
        (0.0, Trend.STEADY),
        (-0.02, Trend.STEADY),
        (-0.3, Trend.FALLING),
        (np.nan, Trend.UNKNOWN),
    ],
)
def test_within_the_dead_band_a_river_is_steady(rise_m_per_h: float, trend: Trend) -> None:
    found = trends_of(np.array([rise_m_per_h]), dead_band_m_per_h=0.02)

    assert TRENDS[found[0]] is trend
