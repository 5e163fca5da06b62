"""A crossing comes after twelve hours below; it stands by three readings, else it is brief."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from kawamori.backtest.crossings import crossings_of
from kawamori.backtest.recordings import Series
from kawamori.testing.recorded import MAY, Made, gauge
from kawamori.times import to_us

HOURLY = timedelta(hours=1)
LOW = [1.0] * 12


def crossings(stages_m: list[float | None]) -> list[tuple[int, int, bool]]:
    """Return level-2 m crossings of an hourly series: hour, readings, and whether it stands."""
    known = [(hour, m) for hour, m in enumerate(stages_m) if m is not None]
    hours = np.array([hour for hour, _ in known], dtype=np.int64)
    series = Series(hours * 3_600_000_000, np.array([m for _, m in known], dtype=np.float64))
    return [(c.at_us // 3_600_000_000, c.readings, c.stands) for c in crossings_of(series, 1, 2.0)]


@pytest.mark.parametrize(
    ("above", "readings", "stands"),
    [([2.0], 1, False), ([2.5, 2.1], 2, False), ([2.0, 2.0, 2.0], 3, True), ([9.9] * 7, 7, True)],
)
def test_three_readings_in_a_row_make_a_crossing_stand(
    above: list[float | None], readings: int, *, stands: bool
) -> None:
    assert crossings([*LOW, *above, 1.0]) == [(12, readings, stands)]


def test_a_wave_within_twelve_hours_is_the_same_crossing() -> None:
    assert crossings([*LOW, 2.0, *[1.0] * 10, 2.5, 2.5, 2.5]) == [(12, 1, False)]


def test_twelve_hours_below_make_the_next_a_crossing_of_its_own() -> None:
    assert crossings([*LOW, 2.0, *[1.0] * 11, 2.5, 2.5, 2.5]) == [(12, 1, False), (24, 3, True)]


def test_silence_counts_as_time_below() -> None:
    assert crossings([*LOW, 2.0, 2.0, *[None] * 13, 2.0, 2.0, 2.0]) == [
        (12, 5, True),
        (27, 3, True),
    ]


@pytest.mark.parametrize("hours", [0, 5, 11])
def test_what_was_before_the_recording_is_not_known(hours: int) -> None:
    assert crossings([*LOW[:hours], 2.5, 2.5, 2.5, 1.0]) == []


def test_an_empty_recording_crosses_nothing() -> None:
    assert crossings([]) == []


def test_each_level_is_crossed_by_itself(tmp_path: Path) -> None:
    stages_m = [*LOW, 2.5, 3.5, 2.5, 1.0]

    found = gauge(tmp_path, Made("xx", stages_m, {1: 2.0, 2: 3.0, 4: 9.0}, HOURLY)).crossings

    assert [(c.level, c.readings) for c in found] == [(1, 3), (2, 1)]
    begins_us = to_us(MAY)
    assert [(c.at_us - begins_us) / 3.6e9 for c in found] == [12, 13]
    assert [(c.until_us - begins_us) / 3.6e9 for c in found] == [15, 14]
