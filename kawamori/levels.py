"""Which gauge level a river stage stands at.

The ladder is the one printed on Japanese gauging stations. Thresholds belong
to a station, are in metres above that station's gauge zero, and rise strictly.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kawamori.errors import InvalidError

Levels = NDArray[np.int8]
Floats = NDArray[np.float64]


class GaugeLevel(IntEnum):
    """A step of the ladder that a gauge shows; not an alert level (警戒レベル)."""

    NORMAL = 0
    STANDBY = 1  # 水防団待機水位
    CAUTION = 2  # 氾濫注意水位
    EVACUATION = 3  # 避難判断水位
    DANGER = 4  # 氾濫危険水位
    OVERFLOW = 5  # 氾濫開始水位

    @property
    def name_ja(self) -> str:
        """The threshold's official name, or 平常 where none is reached."""
        return _NAMES_JA[self]


_NAMES_JA = dict(
    zip(
        GaugeLevel,
        ("平常", "水防団待機水位", "氾濫注意水位", "避難判断水位", "氾濫危険水位", "氾濫開始水位"),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A station's own thresholds; every one may be missing, those there rise strictly.

    ``release_m`` is how far below a threshold the stage must fall to leave its level.
    """

    standby_m: float | None = None
    caution_m: float | None = None
    evacuation_m: float | None = None
    danger_m: float | None = None
    overflow_m: float | None = None
    release_m: float = 0.10

    def __post_init__(self) -> None:
        """Refuse thresholds under which a river could rise and the level fall."""
        defined = list(self.defined())
        for level, rung_m in defined:
            if not math.isfinite(rung_m):
                raise InvalidError(f"threshold {level.name} is {rung_m}: give metres, or nothing")
        for (lower, lower_m), (upper, upper_m) in pairwise(defined):
            if not lower_m < upper_m:
                raise InvalidError(
                    f"threshold {upper.name} at {upper_m} m must be above {lower.name} at "
                    f"{lower_m} m"
                )
        if not 0 <= self.release_m < math.inf:
            raise InvalidError(f"release_m is {self.release_m}: give metres, 0 or more")

    def defined(self) -> Iterator[tuple[GaugeLevel, float]]:
        """Yield each level that has a threshold, the lowest first."""
        rungs = (
            self.standby_m,
            self.caution_m,
            self.evacuation_m,
            self.danger_m,
            self.overflow_m,
        )
        for level, rung_m in zip(list(GaugeLevel)[1:], rungs, strict=True):
            if rung_m is not None:
                yield level, rung_m

    def of(self, level: GaugeLevel) -> float | None:
        """Return the stage at which a level begins, or None where the station has none."""
        return dict(self.defined()).get(level)


def classify(
    stage_m: float,
    thresholds: Thresholds,
    *,
    held: GaugeLevel = GaugeLevel.NORMAL,
) -> GaugeLevel:
    """Return the level for a stage, given the level already held.

    The level is that of the highest *defined* threshold reached: most stations
    lack some rungs. Rising is immediate. Falling waits until the stage is
    ``release_m`` below the threshold that was crossed, because waves on a
    swollen river would otherwise raise and clear the same alert every few
    minutes.
    """
    reached = kept = GaugeLevel.NORMAL
    for level, rung_m in thresholds.defined():
        if stage_m >= rung_m:
            reached = max(reached, level)
        if stage_m > rung_m - thresholds.release_m:
            kept = max(kept, level)
    return max(reached, min(held, kept))


@dataclass(frozen=True, slots=True)
class Ladders:
    """The thresholds of many stations as arrays, one column a station.

    ``rungs_m`` has a row for each level above NORMAL; a missing threshold is
    infinity, which no river reaches.
    """

    rungs_m: Floats
    release_m: Floats

    @classmethod
    def of(cls, thresholds: Sequence[Thresholds]) -> "Ladders":
        """Return the ladders of these stations, in this order."""
        rungs_m = np.full((len(GaugeLevel) - 1, len(thresholds)), np.inf)
        for column, own in enumerate(thresholds):
            for level, rung_m in own.defined():
                rungs_m[level - 1, column] = rung_m
        return cls(rungs_m, np.array([t.release_m for t in thresholds], dtype=np.float64))

    def take(self, stations: NDArray[np.intp]) -> "Ladders":
        """Return the ladders of some of the stations, in the order asked for."""
        return Ladders(self.rungs_m[:, stations], self.release_m[stations])

    def below(self, level: GaugeLevel) -> "Ladders":
        """Return the same ladders as far as they are below a level."""
        return Ladders(self.rungs_m[: max(level - 1, 0)], self.release_m)


def classify_all(stages_m: Floats, ladders: Ladders, *, held: Levels) -> Levels:
    """Return what ``classify`` returns, for many stations at once."""
    reached = np.zeros(stages_m.shape, dtype=np.int8)
    kept = np.zeros(stages_m.shape, dtype=np.int8)
    for level, rungs_m in enumerate(ladders.rungs_m, start=1):
        reached[stages_m >= rungs_m] = level
        kept[stages_m > rungs_m - ladders.release_m] = level
    return np.maximum(reached, np.minimum(held, kept))
