"""What the parts of a pass of judging cost: thresholds and trend, and what comes beside."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import numpy as np

from kawamori.judging.confirming import confirm
from kawamori.judging.course import Signs, observe
from kawamori.judging.jumps import settle
from kawamori.judging.lookout import look_ahead
from kawamori.judging.neighbours import note_rises
from kawamori.judging.passes import rates_now
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.rivers import Floats, Rivers, Rows, Watch
from kawamori.levels import Levels, Thresholds
from kawamori.trends import trends_of

LADDER = Thresholds(standby_m=1.0, caution_m=2.0, evacuation_m=3.0, danger_m=4.0, overflow_m=5.0)
READINGS, COUNTED = 90, 25
BEGIN_S, MINUTE_S = 1_788_220_800.0, 60.0
AIM_MS = 5.0
T = TypeVar("T")


def measure_parts(sizes: tuple[int, ...]) -> None:
    """Print the median cost of each part of a pass, for so many stations."""
    print("  of which, a calm pass:")
    for stations in sizes:
        thresholds, trend, ahead, beside = _parts_ms(stations)
        print(
            f"    {stations:7,} stations: thresholds {thresholds:.2f} ms and trend {trend:.2f} ms, "
            f"together {(thresholds + trend) / AIM_MS:.2f} of {AIM_MS:g} ms; the river's course, "
            f"confirming and warning {ahead:.2f} ms; rises for neighbours {beside:.2f} ms"
        )


def _parts_ms(stations: int) -> list[float]:
    rivers, rng = Rivers(), np.random.default_rng(1)
    minute = timedelta(minutes=1)
    rows = rivers.add([Watch(0, n, f"station-{n}", minute, LADDER) for n in range(stations)])
    taken = []
    for number in range(READINGS):
        seconds = np.full(stations, BEGIN_S + MINUTE_S * number)
        taken.append(_one(rivers, rows, seconds, 0.5 + rng.normal(0, 0.005, stations)))
    return [float(each) * 1e3 for each in np.median(taken[-COUNTED:], axis=0)]


def _one(rivers: Rivers, rows: Rows, seconds: Floats, stages_m: Floats) -> list[float]:
    """Judge one reading a station and return the seconds of each part."""
    signs, course_s = _timed(lambda: observe(rivers.course, rows, seconds, stages_m))
    stands, confirm_s = _timed(lambda: _confirm(rivers, rows, signs))
    _, settle_s = _timed(lambda: settle(rivers, rows, seconds, signs, stands, DEFAULT_POLICY))
    _, trend_s = _timed(lambda: _trend(rivers, rows, seconds, stages_m))
    at_us = (seconds * 1e6).astype(np.int64)
    _, ahead_s = _timed(lambda: look_ahead(rivers, rows, at_us, signs, DEFAULT_POLICY))
    _, beside_s = _timed(lambda: note_rises(rivers, rows, DEFAULT_POLICY))
    return [settle_s, trend_s, course_s + confirm_s + ahead_s, beside_s]


def _confirm(rivers: Rivers, rows: Rows, signs: Signs) -> Levels:
    return confirm(rivers.stood, rows, rivers.ladders.rungs_m[:, rows], signs)


def _trend(rivers: Rivers, rows: Rows, seconds: Floats, stages_m: Floats) -> None:
    rivers.remember(rows, seconds, stages_m)
    rates = rates_now(rivers, rows, DEFAULT_POLICY)
    rivers.trend[rows] = trends_of(rates, DEFAULT_POLICY.dead_band_m_per_h)
    rivers.rise_m_per_h[rows] = rates


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began
