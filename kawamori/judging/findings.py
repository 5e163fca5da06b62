"""What a pass of judging found: everything that is to be stored, nothing that was not."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple, Self

import numpy as np

from kawamori.alerts import Alert, Transition
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import Bools, Floats, Ints, Reasons, Rivers, Rows
from kawamori.levels import GaugeLevel, Levels
from kawamori.observations import Flag


@dataclass(frozen=True, slots=True)
class Projections:
    """When each threshold above may be reached, by level and station, seconds from the reading."""

    chance: Floats  # of being reached within six hours
    p10_s: Floats
    p50_s: Floats
    p90_s: Floats

    def where(self, which: Bools) -> "Projections":
        """Return those of some stations."""
        return Projections(
            self.chance[:, which], self.p10_s[:, which], self.p50_s[:, which], self.p90_s[:, which]
        )


@dataclass(frozen=True, slots=True)
class Assessments:
    """Assessments as columns; ``rows`` are the stations' rows in ``Rivers``."""

    rows: Rows
    observed_us: Ints
    stage_m: Floats
    level: Levels
    public_level: Levels
    unconfirmed: Bools
    trend: Levels
    rise_m_per_h: Floats
    projections: Projections
    freshness: Levels
    reasons: Reasons

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, observed_us: Ints) -> "Assessments":
        """Return the same as of other times."""
        return replace(self, observed_us=observed_us)

    def where(self, which: Bools) -> "Assessments":
        """Return some of the assessments."""
        if which.all():
            return self
        return Assessments(
            self.rows[which],
            self.observed_us[which],
            self.stage_m[which],
            self.level[which],
            self.public_level[which],
            self.unconfirmed[which],
            self.trend[which],
            self.rise_m_per_h[which],
            self.projections.where(which),
            self.freshness[which],
            self.reasons[which],
        )


@dataclass(frozen=True, slots=True)
class Doubts:
    """Flags as columns: of the ``about`` bits of each observation, ``flags`` now hold."""

    rows: Rows
    observed_us: Ints
    flags: Ints
    about: Ints

    @classmethod
    def of(cls, rows: Rows, observed_us: Ints, flags: Ints, about: Flag) -> Self:
        """Return flags that are all about the same bits."""
        return cls(rows, observed_us, flags, np.full(len(rows), int(about), dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Warnings:
    """Levels that are expected to be reached, as columns; times in microseconds since 1970.

    ``observed_us`` is the reading that it was seen from. A time that is not foreseen,
    such as a p90 beyond the horizon, is ``NEVER_US``.
    """

    rows: Rows
    level: Levels
    observed_us: Ints
    expected_us: Ints
    p10_us: Ints
    p90_us: Ints


@dataclass(frozen=True, slots=True)
class Step:
    """A transition of the alert at one station, and the alert after it."""

    row: int
    transition: Transition
    alert: Alert
    reasons: Reason


@dataclass(slots=True)
class Findings:
    """The outcome of a pass, in the order it was judged.

    ``history`` holds what is appended to the record, ``latest`` how every touched
    station now stands; ``calm`` names, beside the first of ``latest``, the stations of which
    that is nothing for the record; ``superseded`` are alerts that gave way to a new one, and when;
    ``waiting`` are those, by number, whose quiet time began anew after their last step;
    ``doubts`` are flags beside observations, of this pass or of earlier ones; ``warnings``
    say, once each, that a level is expected to be reached.
    """

    history: list[Assessments] = field(default_factory=list)
    latest: list[Assessments] = field(default_factory=list)
    calm: list[Rows] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    superseded: list[tuple[Alert, datetime]] = field(default_factory=list)
    waiting: dict[int, Alert] = field(default_factory=dict)
    doubts: list[Doubts] = field(default_factory=list)
    warnings: list[Warnings] = field(default_factory=list)
    late: int = 0

    def calm_rows(self) -> Rows:
        """Return the stations whose last word of this pass is not in the record."""
        if not self.calm:
            return np.empty(0, dtype=np.intp)
        again = [found.rows for found in self.latest[len(self.calm) :]]
        calm = np.concatenate(self.calm)
        return np.setdiff1d(calm, np.concatenate(again)) if again else np.unique(calm)


class Next(NamedTuple):
    """A threshold that may be reached: how surely within six hours, and when, in seconds."""

    level: GaugeLevel
    threshold_m: float
    chance: float
    p10_s: float
    p50_s: float
    p90_s: float


def next_thresholds(found: Assessments, place: int, rivers: Rivers) -> Iterator[Next]:
    """Yield each threshold foreseen at one assessment, the lowest first."""
    rungs_m, p = rivers.ladders.rungs_m[:, found.rows[place]], found.projections
    for rung, level in enumerate(list(GaugeLevel)[1:]):
        if not np.isnan(p.p50_s[rung, place]):
            told = (each[rung, place] for each in (p.chance, p.p10_s, p.p50_s, p.p90_s))
            yield Next(level, float(rungs_m[rung]), *(float(each) for each in told))
