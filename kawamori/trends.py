"""How fast a river rises, and when it may reach a stage if it goes on so.

The rate is the median slope over pairs of readings (Theil 1950; Sen 1968, J. Am.
Stat. Assoc. 63:1379), so that a single bad reading can't turn it. A long window is
first thinned to at most eight runs of neighbouring readings, each standing as
its median, which keeps the cost of pairs small. Sampling may be uneven and gaps
are simply fewer readings: each slope is by the times themselves.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.intp]

POINTS = 8
FEWEST_READINGS = 3
SECONDS_PER_HOUR = 3600.0
TWO_SIDED_80_PERCENT = 1.2816  # standard normal: p10 to p90

_EARLIER, _LATER = np.triu_indices(POINTS, k=1)


class Trend(StrEnum):
    """Which way the water goes."""

    RISING = "rising"  # 上昇
    STEADY = "steady"  # 横ばい
    FALLING = "falling"  # 下降
    UNKNOWN = "unknown"  # 不明


TRENDS = tuple(Trend)
_RISING, _STEADY, _FALLING, _UNKNOWN = range(len(TRENDS))


@dataclass(frozen=True, slots=True)
class Rises:
    """Rates of rise of many stations, metres an hour; NaN where readings are too few.

    ``low`` and ``high`` are Sen's 80 percent interval: how well the readings agree
    on the rate. They say nothing of what the river will do next.
    """

    median: Floats
    low: Floats
    high: Floats


def rates_of_rise(seconds: Floats, stages_m: Floats, window_s: Floats) -> Rises:
    """Return each station's rate of rise over its window before its newest reading.

    A row is a station, its readings in order of time, the newest last; where there
    is none yet, on the left, the time is NaN.

    1. Count the readings inside the window.
    2. Thin long windows to runs of equal length, each standing as its median.
    3. Take the slope of every pair, their median, and Sen's interval.
    """
    count = np.sum(seconds >= seconds[:, -1:] - window_s[:, None], axis=1)
    # Of nine readings the newest eight: in four runs of two, one bad reading has half the slopes.
    run = np.maximum(1, -(-(count - 1) // POINTS))
    rises = Rises(*(np.full(len(count), np.nan) for _ in range(3)))
    hours = ((seconds - seconds[:, -1:]) / SECONDS_PER_HOUR).astype(np.float32)
    stages = (stages_m - stages_m[:, -1:]).astype(np.float32)  # half to move, finer than a gauge
    for length in np.unique(run):
        rows = np.flatnonzero(run == length)
        points = np.minimum(count[rows] // length, POINTS)
        if len(rows) == len(run):
            at, stage = _runs(hours, stages, int(length))
        else:
            at, stage = _runs(hours[rows], stages[rows], int(length))
        _median_slopes(at, stage, points, rows, rises)
    return rises


def trends_of(rise_m_per_h: Floats, dead_band_m_per_h: float) -> NDArray[np.int8]:
    """Return the place in ``TRENDS`` of each rate; within the dead band is steady."""
    trend = np.full(rise_m_per_h.shape, _UNKNOWN, dtype=np.int8)
    trend[np.abs(rise_m_per_h) <= dead_band_m_per_h] = _STEADY
    trend[rise_m_per_h > dead_band_m_per_h] = _RISING
    trend[rise_m_per_h < -dead_band_m_per_h] = _FALLING
    return trend


@dataclass(frozen=True, slots=True)
class Pace:
    """How much faster and slower than it rises now a river may go on.

    Measured on 51 recorded gauges: of the stages 0.2 to 1 m above that were reached
    within a day, one in ten was reached in half the time that the rate said, one in
    ten took six times as long. Most were never reached: rivers crest.
    """

    faster: float = 2.0
    slower: float = 6.0


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Seconds until a stage is reached, early to late; NaN where that is not foreseen."""

    p10_s: Floats
    p50_s: Floats
    p90_s: Floats


def times_to_reach(
    threshold_m: Floats, stage_m: Floats, rises: Rises, pace: Pace, *, horizon_s: float
) -> Arrivals:
    """Return when each station reaches its threshold if the rate holds.

    Distance over rate: p50 by the median, p10 and p90 by the ends of Sen's interval,
    or by how rivers change their pace where the readings agree more closely than that.
    Nothing is said beyond ``horizon_s``.
    """
    distance_m = threshold_m - stage_m
    fast = np.maximum(rises.high, rises.median * pace.faster)
    slow = np.minimum(rises.low, rises.median / pace.slower)
    p50 = _seconds(distance_m, rises.median, horizon_s)
    p10 = _seconds(distance_m, fast, horizon_s)
    p90 = _seconds(distance_m, slow, horizon_s)
    foreseen = ~np.isnan(p50)
    return Arrivals(np.where(foreseen, p10, np.nan), p50, np.where(foreseen, p90, np.nan))


def _seconds(distance_m: Floats, rate_m_per_h: Floats, horizon_s: float) -> Floats:
    possible = (rate_m_per_h > 0) & (distance_m > 0) & np.isfinite(distance_m)
    seconds = np.full(distance_m.shape, np.nan)
    np.divide(distance_m * SECONDS_PER_HOUR, rate_m_per_h, out=seconds, where=possible)
    seconds[seconds > horizon_s] = np.nan
    return seconds


def _runs(hours: Singles, stages: Singles, length: int) -> tuple[Singles, Singles]:
    """Return the newest ``POINTS`` runs, right-aligned, as median times and stages."""
    wanted = POINTS * length
    hours, stages = hours[:, -wanted:], stages[:, -wanted:]
    if stages.shape[1] < wanted:
        missing = ((0, 0), (wanted - stages.shape[1], 0))
        hours = np.pad(hours, missing, constant_values=np.nan)
        stages = np.pad(stages, missing, constant_values=np.nan)
    if length == 1:
        return hours, stages
    shape = (len(hours), POINTS, length)
    ordered = np.sort(stages.reshape(shape), axis=2)
    first, last = (length - 1) // 2, length // 2
    times = hours.reshape(shape)
    at = (times[:, :, first] + times[:, :, last]) / 2
    stage = (ordered[:, :, first] + ordered[:, :, last]) / 2
    return at.astype(np.float32, copy=False), stage.astype(np.float32, copy=False)


def _median_slopes(
    hours: Singles, stages_m: Singles, points: Ints, rows: Ints, rises: Rises
) -> None:
    """Write the median slope and Sen's interval of each row's newest ``points`` points."""
    enough = points >= FEWEST_READINGS
    if not enough.all():
        hours, stages_m = hours[enough], stages_m[enough]
        points, rows = points[enough], rows[enough]
    step_h = hours[:, _LATER] - hours[:, _EARLIER]
    inside = (POINTS - points[:, None] <= _EARLIER) & (step_h > 0)
    slopes = np.full(step_h.shape, np.inf, dtype=np.float32)  # sorts behind every real slope
    np.divide(stages_m[:, _LATER] - stages_m[:, _EARLIER], step_h, out=slopes, where=inside)
    slopes.sort(axis=1)
    pairs = inside.sum(axis=1)
    kendall_sd = np.sqrt(points * (points - 1) * (2 * points + 5) / 18.0)
    reach = TWO_SIDED_80_PERCENT * kendall_sd / 2
    lower = np.floor((pairs - 1) / 2 - reach).astype(np.intp)
    upper = np.ceil((pairs - 1) / 2 + reach).astype(np.intp)
    last = pairs - 1
    each = np.arange(len(slopes))
    middle = slopes[each, last // 2] + slopes[each, (last + 1) // 2]
    rises.median[rows] = np.where(pairs > 0, middle / 2, np.nan)  # none: a clock runs backwards
    rises.low[rows] = slopes[each, np.clip(lower, 0, last)]
    rises.high[rows] = slopes[each, np.clip(upper, 0, last)]
