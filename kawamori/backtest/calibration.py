"""How good the projected times are: how often p10–p90 holds the arrival, and how far p50 is off.

A projection came true if a reading of the next six hours is at or above its level; the
time until the first such reading is the wait. Coverage and error are of those that came
true, because the others have no time of arrival; how many those are stands beside.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kawamori.backtest.gauges import Gauge
from kawamori.backtest.outcomes import Outcome
from kawamori.backtest.play import Projected
from kawamori.backtest.scores import AHEAD_US

Floats = NDArray[np.float64]
LEADS_MIN = (0, 30, 60, 120, 180, 360)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a group of projections fared; times in minutes, NaN where none came true.

    ``early`` and ``late`` are the shares that arrived before p10 and after p90; an error
    above 0 says that the river came later than expected.
    """

    group: str
    projections: int
    came_true: int
    covered: float
    early: float
    late: float
    error_min: float
    spread_min: tuple[float, float]  # quartiles of the error


def by_lead(gauges: Sequence[Gauge], projected: Projected) -> list[Fit]:
    """Return how projections fared by the time that was left, and all of them last."""
    wait_s = waits_s(gauges, projected)
    minutes = wait_s / 60
    bins = pairwise(LEADS_MIN)
    groups = [(f"{a}–{b} min", (minutes > a) & (minutes <= b)) for a, b in bins]
    everything = np.ones(len(projected), dtype=np.bool_)
    return [_fit(name, projected, wait_s, which) for name, which in (*groups, ("all", everything))]


def by_step(gauges: Sequence[Gauge], projected: Projected) -> list[Fit]:
    """Return how projections fared by the sampling step of their gauge."""
    wait_s = waits_s(gauges, projected)
    steps = np.array([g.recording.shortest_step.total_seconds() / 60 for g in gauges])
    of_each = steps[projected.gauge]
    return [
        _fit(f"{step:g} min", projected, wait_s, of_each == step) for step in np.unique(of_each)
    ]


def waits_s(gauges: Sequence[Gauge], projected: Projected) -> Floats:
    """Return how long after each projection its level was reached, NaN where it was not."""
    found = np.full(len(projected), np.nan)
    for place, level in _pairs(projected):
        gauge = gauges[place]
        own = np.flatnonzero((projected.gauge == place) & (projected.level == level))
        times = gauge.series.observed_us
        high_us = times[gauge.series.stage_m >= gauge.recording.levels_m[level]]
        if not gauge.counts or not len(high_us):
            continue
        after = np.searchsorted(high_us, projected.observed_us[own], side="right")
        reached = after < len(high_us)
        wait_us = high_us[after[reached]] - projected.observed_us[own[reached]]
        soon = wait_us <= AHEAD_US
        found[own[reached][soon]] = wait_us[soon] / 1e6
    return found


def scored(gauges: Sequence[Gauge], projected: Projected) -> Projected:
    """Return the projections of gauges that are scored."""
    counts = np.array([gauge.counts for gauge in gauges], dtype=np.bool_)
    return projected.where(counts[projected.gauge])


def warned(gauges: Sequence[Gauge], outcomes: Sequence[Outcome]) -> Projected:
    """Return the warnings of scored gauges as projections, those that say how early and late."""
    rows = [
        (place, w.level, w.at_us, _s(w.p10_us, w.at_us), _s(w.expected_us, w.at_us), late)
        for place, outcome in enumerate(outcomes)
        for w in outcome.warnings
        if w.p10_us is not None and gauges[place].counts
        for late in (_s(w.p90_us, w.at_us),)
    ]
    return Projected.of(
        [Projected(*(np.array(column) for column in zip(*rows, strict=True)))] if rows else []
    )


def _s(us: int | None, at_us: int) -> float:
    return np.nan if us is None else (us - at_us) / 1e6


def _pairs(projected: Projected) -> Iterator[tuple[int, int]]:
    for pair in np.unique(np.stack([projected.gauge, projected.level]), axis=1).T:
        yield int(pair[0]), int(pair[1])


def _fit(group: str, projected: Projected, wait_s: Floats, which: NDArray[np.bool_]) -> Fit:
    true = which & ~np.isnan(wait_s)
    wait, p10_s, p90_s = wait_s[true], projected.p10_s[true], projected.p90_s[true]
    early, late = wait < p10_s, wait > p90_s  # a p90 that is not foreseen holds everything
    error = (wait - projected.p50_s[true]) / 60
    if not len(wait):
        none = float("nan")
        return Fit(group, int(which.sum()), 0, none, none, none, none, (none, none))
    low, middle, high = (float(q) for q in np.percentile(error, (25, 50, 75)))
    return Fit(
        group,
        int(which.sum()),
        len(wait),
        float(np.mean(~early & ~late)),
        float(np.mean(early)),
        float(np.mean(late)),
        middle,
        (low, high),
    )
