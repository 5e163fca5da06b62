"""How fast a river rises: the median slope over pairs of readings.

Theil 1950; Sen 1968, J. Am. Stat. Assoc. 63:1379. Nearly a third of the readings may be
wrong without turning it. Of a long window eight readings are taken, evenly spaced, which
keeps the pairs few. Sampling may be uneven and gaps are simply fewer readings: each slope
is by the times themselves.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

POINTS = 8
FEWEST_READINGS = 3

_EARLIER, _LATER = np.triu_indices(POINTS, k=1)


class Trend(StrEnum):
    """Which way the water goes."""

    RISING = "rising"  # 上昇
    STEADY = "steady"  # 横ばい
    FALLING = "falling"  # 下降
    UNKNOWN = "unknown"  # 不明


TRENDS = tuple(Trend)
_RISING, _STEADY, _FALLING, _UNKNOWN = range(len(TRENDS))


def rates_of_rise(hours: Singles, stages_m: Singles) -> Floats:
    """Return each station's rate of rise in metres an hour; NaN for fewer than three readings.

    A column is a station, its ``POINTS`` readings newest first: hours and metres counted
    from the newest, NaN where there are fewer.
    """
    step_h = hours[_EARLIER] - hours[_LATER]
    inside = step_h > 0
    step_h[~inside] = np.nan
    slopes = ((stages_m[_EARLIER] - stages_m[_LATER]) / step_h).T.copy()
    slopes.sort(axis=1)  # NaN behind every real slope
    pairs = np.count_nonzero(inside, axis=0)
    each = np.arange(len(slopes))
    last = pairs - 1
    middle = (slopes[each, last // 2] + slopes[each, (last + 1) // 2]) / 2
    enough = pairs >= FEWEST_READINGS * (FEWEST_READINGS - 1) // 2
    return np.where(enough, middle.astype(np.float64), np.nan)


def trends_of(rise_m_per_h: Floats, dead_band_m_per_h: float) -> NDArray[np.int8]:
    """Return the place in ``TRENDS`` of each rate; within the dead band is steady."""
    trend = np.full(rise_m_per_h.shape, _UNKNOWN, dtype=np.int8)
    trend[np.abs(rise_m_per_h) <= dead_band_m_per_h] = _STEADY
    trend[rise_m_per_h > dead_band_m_per_h] = _RISING
    trend[rise_m_per_h < -dead_band_m_per_h] = _FALLING
    return trend
