"""When a recorded river crossed its official levels, and whether it stood above them.

A crossing of a level is a reading at or above it when the last such reading is twelve
hours or more ago, whether lower ones or silence lie between; the recording too must
have begun twelve hours before. It stands if that reading and the next two are at or
above the level, else it is brief: a spike, a wave, a crest that only touched.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kawamori.backtest.recordings import Series

Bools = NDArray[np.bool_]

BELOW_FOR_US = 12 * 3_600_000_000
STANDS_FROM = 3  # readings in a row


@dataclass(frozen=True, slots=True)
class Crossing:
    """A level reached from below: by which reading, and how many in a row were as high.

    ``until_us`` is the first reading below the level again, or the last of the recording.
    """

    level: int
    at_us: int
    until_us: int
    readings: int

    @property
    def stands(self) -> bool:
        """Whether the river stood above the level rather than touched it."""
        return self.readings >= STANDS_FROM


def crossings_of(series: Series, level: int, level_m: float) -> Iterator[Crossing]:
    """Yield each crossing of one level, in order."""
    times = series.observed_us
    is_above = series.stage_m >= level_m
    above = np.flatnonzero(is_above)
    _, ends = runs_of(is_above)
    before_us = np.concatenate([times[:1], times[above[:-1]]])
    for begins in above[times[above] - before_us >= BELOW_FOR_US]:
        last = ends[np.searchsorted(ends, begins)]
        until = min(last + 1, len(times) - 1)
        yield Crossing(level, int(times[begins]), int(times[until]), int(last - begins + 1))


def runs_of(is_so: Bools) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first and the last place of each unbroken run of what is so."""
    edges = np.diff(np.concatenate([[False], is_so, [False]]).astype(np.int8))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
