"""The rate of rise: true on uneven samples, and not turned by one bad reading."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.trends import TRENDS, Pace, Rises, Trend, rates_of_rise, times_to_reach, trends_of

HOUR_S = 3600.0


def rises(
    times_s: list[float], stages_m: list[float], window_s: float = HOUR_S, width: int = 64
) -> Rises:
    """Return the rate of one station, its readings as judging keeps them."""
    seconds = np.full((1, width), np.nan)
    stages = np.full((1, width), np.nan)
    seconds[0, width - len(times_s) :] = times_s
    stages[0, width - len(stages_m) :] = stages_m
    return rates_of_rise(seconds, stages, np.array([window_s]))


def steady_rise(times_s: list[float], rate_m_per_h: float) -> list[float]:
    return [1.0 + rate_m_per_h * t / HOUR_S for t in times_s]


minutes = st.sets(st.integers(0, 59), min_size=3, max_size=60)
rates = st.floats(-5, 5)


@given(minutes, rates)
def test_a_steady_rise_is_measured_on_any_uneven_sampling(
    sampled: set[int], rate_m_per_h: float
) -> None:
    times_s = [60.0 * minute for minute in sorted(sampled)]

    found = rises(times_s, steady_rise(times_s, rate_m_per_h))

    assert found.median[0] == pytest.approx(rate_m_per_h, abs=1e-3)
    assert found.low[0] == pytest.approx(rate_m_per_h, abs=1e-3)
    assert found.high[0] == pytest.approx(rate_m_per_h, abs=1e-3)


@given(st.integers(6, 60), rates, st.data(), st.floats(-100, 100))
def test_one_bad_reading_does_not_turn_the_rate(
    readings: int, rate_m_per_h: float, data: st.DataObject, wrong_m: float
) -> None:
    times_s = [HOUR_S * k / readings for k in range(readings)]
    stages_m = steady_rise(times_s, rate_m_per_h)
    stages_m[data.draw(st.integers(0, readings - 1))] = wrong_m

    found = rises(times_s, stages_m)

    assert found.median[0] == pytest.approx(rate_m_per_h, abs=1e-3)


@pytest.mark.parametrize("readings", range(6, 61))
def test_wherever_the_bad_reading_is(readings: int) -> None:
    times_s = [HOUR_S * k / readings for k in range(readings)]
    for place in range(readings):
        stages_m = steady_rise(times_s, 0.3)
        stages_m[place] = 4.84

        assert rises(times_s, stages_m).median[0] == pytest.approx(0.3, abs=1e-3)


def test_two_readings_say_nothing_of_a_rate() -> None:
    assert np.isnan(rises([0, 600], [1.0, 2.0]).median[0])


def test_what_is_older_than_the_window_says_nothing_either() -> None:
    times_s = [0.0, 600.0, 1200.0, 7200.0, 7800.0, 8400.0]

    found = rises(times_s, [9.0, 9.0, 9.0, 1.0, 1.1, 1.2])

    assert found.median[0] == pytest.approx(0.6)


def test_a_gap_is_only_fewer_readings() -> None:
    times_s = [0.0, 60.0, 120.0, 3000.0, 3060.0]

    found = rises(times_s, steady_rise(times_s, 0.4))

    assert found.median[0] == pytest.approx(0.4)


def test_a_narrow_memory_is_enough() -> None:
    times_s = [60.0 * k for k in range(20)]

    assert rises(times_s, steady_rise(times_s, 0.4), width=20).median[0] == pytest.approx(0.4)


def test_noise_widens_the_interval_and_leaves_the_rate() -> None:
    rng = np.random.default_rng(7)
    times_s = [60.0 * k for k in range(61)]
    stages_m = [z + rng.normal(0, 0.02) for z in steady_rise(times_s, 0.5)]

    found = rises(times_s, stages_m)

    assert found.median[0] == pytest.approx(0.5, abs=0.05)
    assert found.low[0] < found.median[0] < found.high[0]


def test_stations_with_different_sampling_are_measured_together() -> None:
    seconds, stages_m = np.full((3, 64), np.nan), np.full((3, 64), np.nan)
    for row, readings in enumerate((64, 7, 2)):
        times_s = [HOUR_S * k / readings for k in range(readings)]
        seconds[row, 64 - readings :] = times_s
        stages_m[row, 64 - readings :] = steady_rise(times_s, row + 1.0)

    found = rates_of_rise(seconds, stages_m, np.full(3, HOUR_S)).median

    assert found[:2] == pytest.approx([1.0, 2.0])
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


def when(threshold_m: float, stage_m: float, low: float, median: float, high: float) -> list[float]:
    """Return p10, p50 and p90 for one station."""
    rate = Rises(np.array([median]), np.array([low]), np.array([high]))
    times = times_to_reach(
        np.array([threshold_m]), np.array([stage_m]), rate, Pace(), horizon_s=6 * HOUR_S
    )
    return [float(each[0]) for each in (times.p10_s, times.p50_s, times.p90_s)]


def test_the_time_to_a_threshold_is_distance_over_rate() -> None:
    assert when(4.0, 3.0, 0.1, 0.5, 2.0) == pytest.approx([1800, 7200, np.nan], nan_ok=True)


def test_readings_that_agree_still_leave_the_river_free_to_change_its_pace() -> None:
    assert when(4.0, 3.5, 0.5, 0.5, 0.5) == pytest.approx([1800, 3600, 6 * 3600])


@pytest.mark.parametrize(
    ("threshold_m", "stage_m", "rate"),
    [
        (4.0, 4.0, 1.0),  # it is there already
        (4.0, 3.0, 0.0),
        (4.0, 3.0, -1.0),
        (4.0, 3.0, np.nan),
        (4.0, 3.0, 0.1),  # beyond the horizon
        (np.inf, 3.0, 1.0),  # the station lacks the threshold
    ],
)
def test_where_nothing_is_foreseen_nothing_is_said(
    threshold_m: float, stage_m: float, rate: float
) -> None:
    assert np.isnan(when(threshold_m, stage_m, rate, rate, rate)).all()


@given(st.floats(0.01, 5), st.floats(0.05, 5))
def test_early_is_never_later_than_late(distance_m: float, rate: float) -> None:
    p10_s, p50_s, p90_s = when(distance_m, 0.0, rate * 0.9, rate, rate * 1.3)

    assert np.isnan(p50_s) or p10_s <= p50_s
    assert np.isnan(p90_s) or p50_s <= p90_s
