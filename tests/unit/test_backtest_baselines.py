"""The two rules to beat: plain thresholds, and a line drawn onward."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from kawamori.alerts import Kind
from kawamori.backtest.baselines import Line, extrapolated, fit, plain_thresholds
from kawamori.testing.recorded import MAY, Made, gauge


def minutes(at_us: int | None) -> float:
    assert at_us is not None
    return (at_us / 1e6 - MAY.timestamp()) / 60


def test_plain_thresholds_tell_everyone_every_wave(tmp_path: Path) -> None:
    river = gauge(tmp_path, Made("xx", [1.0, 2.0, 1.9, 3.5, 2.5, 1.0]))

    changes = plain_thresholds(river).changes

    assert [(minutes(c.at_us), c.kind, c.from_level, c.to_level) for c in changes] == [
        (10, Kind.RAISE, 0, 1),
        (20, Kind.CLEAR, 1, 0),
        (30, Kind.RAISE, 0, 2),
        (40, Kind.EASE, 2, 1),
        (50, Kind.CLEAR, 1, 0),
    ]
    assert all(c.public for c in changes)


def test_a_line_warns_once_until_it_falls_back(tmp_path: Path) -> None:
    rise = [1.0 + 0.06 * k for k in range(15)]  # 0.36 m an hour, up to 1.84 m
    stages_m = [1.0] * 7 + rise + [1.84] * 12 + rise[::-1]

    warnings = extrapolated(gauge(tmp_path, Made("xx", stages_m, {1: 2.0}))).warnings

    found = [(w.level, minutes(w.at_us), minutes(w.expected_us)) for w in warnings]
    assert found == [(1, 180, pytest.approx(180 + 60 * 0.34 / 0.36))]  # at 1.66 m


def test_a_line_is_not_warned_of_a_level_that_is_reached(tmp_path: Path) -> None:
    stages_m = [1.0] * 6 + [2.5] * 6 + [1.0] * 6

    assert extrapolated(gauge(tmp_path, Made("xx", stages_m, {1: 2.0}))).warnings == []


@pytest.mark.parametrize(("fewest", "warned"), [(2, True), (3, False)])
def test_two_readings_are_a_line_only_if_asked(
    tmp_path: Path, fewest: int, *, warned: bool
) -> None:
    hourly = Made("xx", [None, None, None, 1.0, 1.6], {1: 2.0}, timedelta(hours=1))

    found = extrapolated(gauge(tmp_path, hourly), Line(fewest=fewest)).warnings

    assert bool(found) is warned


def test_the_line_is_that_of_least_squares(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    stages_m = [None if k % 7 == 3 else float(m) for k, m in enumerate(rng.normal(1, 0.2, 60))]
    series = gauge(tmp_path, Made("xx", stages_m)).series
    seconds = series.observed_us / 1e6

    now_m, slope = fit(series, 3600, 3)

    for i in range(len(series)):
        inside = (seconds <= seconds[i]) & (seconds >= seconds[i] - 3600)
        if inside.sum() < 3:
            assert np.isnan(slope[i])
            continue
        expected = np.polyfit(seconds[inside] - seconds[i], series.stage_m[inside], 1)
        assert [slope[i], now_m[i]] == pytest.approx(expected.tolist(), rel=1e-6, abs=1e-9)
