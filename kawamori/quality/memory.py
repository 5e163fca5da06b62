"""What the quality tests remember of every station: arrays, one row a station.

The rows are those of ``judging.rivers``. ``last_*`` and ``before_*`` are the two newest
readings; ``noise_m`` is the usual distance of a reading from the line through its neighbours,
``usual_m`` and ``spread_m`` where the river usually stands and how far from it.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kawamori.quality.limits import EVERYWHERE, Limits

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.intp]
Bools = NDArray[np.bool_]

LEAST_NOISE_M = 0.002
LEAST_SPREAD_M = 0.02


class Memory:
    """Everything the tests know between two readings; only ``checks`` changes it."""

    interval_s: Floats
    count: Ints
    last_s: Floats
    last_m: Floats
    before_s: Floats
    before_m: Floats
    noise_m: Floats
    usual_m: Floats
    spread_m: Floats
    flat_since_s: Floats
    flat_low_m: Floats
    flat_high_m: Floats
    longest_flat_s: Floats
    behind_s: Floats
    in_step: Ints
    low_m: Floats
    high_m: Floats
    outlier_m: Floats
    spike_m: Floats
    rate_m_per_h: Floats
    flat_s: Floats
    stuck_s: Floats

    def __init__(self) -> None:
        for name, (fill, kind) in _COLUMNS.items():
            setattr(self, name, np.full(0, fill, dtype=kind))

    def __len__(self) -> int:
        return len(self.count)

    def grow(self, intervals_s: Floats) -> None:
        """Begin rows up to as many as there are intervals, and take over the intervals."""
        more = len(intervals_s) - len(self)
        if more > 0:
            for name, (fill, kind) in _COLUMNS.items():
                block = np.full(more, fill, dtype=kind)
                setattr(self, name, np.concatenate([getattr(self, name), block]))
        self.interval_s = intervals_s

    def hold_to(self, row: int, limits: Limits) -> None:
        """Hold a station to limits of its own."""
        for field in fields(limits):
            getattr(self, field.name)[row] = getattr(limits, field.name)

    def learned(self, rows: Sequence[int]) -> list[tuple[float, float]]:
        """Return the noise and the longest flat time of stations, for a person to read."""
        return [(float(self.noise_m[row]), float(self.longest_flat_s[row])) for row in rows]


_COLUMNS: dict[str, tuple[Any, Any]] = {
    "interval_s": (np.nan, np.float64),
    "count": (0, np.int64),
    "last_s": (np.nan, np.float64),
    "last_m": (np.nan, np.float64),
    "before_s": (np.nan, np.float64),
    "before_m": (np.nan, np.float64),
    "noise_m": (LEAST_NOISE_M, np.float64),
    "usual_m": (np.nan, np.float64),
    "spread_m": (LEAST_SPREAD_M, np.float64),
    "flat_since_s": (np.nan, np.float64),
    "flat_low_m": (np.nan, np.float64),
    "flat_high_m": (np.nan, np.float64),
    "longest_flat_s": (0.0, np.float64),
    "behind_s": (np.nan, np.float64),
    "in_step": (0, np.int64),
} | {field.name: (getattr(EVERYWHERE, field.name), np.float64) for field in fields(Limits)}
