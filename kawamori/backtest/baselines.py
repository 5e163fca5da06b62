"""Two simple rules that an engine must beat: plain thresholds, and a line drawn onward."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from kawamori.alerts import Kind
from kawamori.backtest.gauges import Gauge
from kawamori.backtest.outcomes import Change, Forewarning, Outcome
from kawamori.backtest.recordings import Series

Floats = NDArray[np.float64]
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Line:
    """Least squares over a window, extrapolated, as Prometheus' ``predict_linear`` does.

    The window is closed at both ends. A line needs three readings: through two, a
    single faulty one is a line as well.
    """

    window: timedelta = HOUR
    window_steps: float = 3.0
    horizon: timedelta = HOUR
    horizon_steps: float = 2.0
    fewest: int = 3


def plain_thresholds(gauge: Gauge) -> Outcome:
    """Return what thresholds with no hysteresis say: every level at once, up and down."""
    series, levels_m = gauge.series, gauge.recording.levels_m
    level = np.zeros(len(series), dtype=np.int64)
    for n, level_m in levels_m.items():
        level[series.stage_m >= level_m] = n
    before = np.concatenate([[0], level[:-1]])
    moved = np.flatnonzero(level != before)
    changes = [
        Change(
            int(series.observed_us[i]),
            _kind(int(before[i]), int(level[i])),
            int(before[i]),
            int(level[i]),
            public=True,
            stage_m=float(series.stage_m[i]),
        )
        for i in moved
    ]
    return Outcome(gauge.gauge_id, changes)


def extrapolated(gauge: Gauge, line: Line = Line()) -> Outcome:
    """Return the warnings of a line drawn onward: one when it reaches a level, until it falls back.

    None is given of a level that the stage itself has reached.
    """
    series, step = gauge.series, gauge.recording.shortest_step
    window_s = max(line.window, line.window_steps * step).total_seconds()
    horizon_s = max(line.horizon, line.horizon_steps * step).total_seconds()
    now_m, rise_m_per_s = fit(series, window_s, line.fewest)
    then_m = now_m + rise_m_per_s * horizon_s
    warnings = []
    for n, level_m in gauge.recording.levels_m.items():
        stands = (then_m >= level_m) | (series.stage_m >= level_m)
        begins = stands & ~np.concatenate([[False], stands[:-1]]) & (series.stage_m < level_m)
        for i in np.flatnonzero(begins):
            at_us = int(series.observed_us[i])
            wait_s = max(0.0, float((level_m - now_m[i]) / rise_m_per_s[i]))
            warnings.append(Forewarning(at_us, n, at_us + round(wait_s * 1e6)))
    return Outcome(gauge.gauge_id, warnings=sorted(warnings, key=lambda w: w.at_us))


def fit(series: Series, window_s: float, fewest: int) -> tuple[Floats, Floats]:
    """Return the line's stage and slope at each reading, NaN where readings are too few."""
    seconds = (series.observed_us - series.observed_us[:1]) / 1e6
    first = np.searchsorted(seconds, seconds - window_s, side="left")
    count = np.arange(len(seconds)) - first + 1
    sums = np.zeros((4, len(seconds)))  # of t, x, tt and tx, from the newest reading
    for back in range(int(count.max(initial=0))):
        here = np.flatnonzero(count > back)
        t = seconds[here - back] - seconds[here]
        x = series.stage_m[here - back] - series.stage_m[here]
        sums[:, here] += (t, x, t * t, t * x)
    t, x, tt, tx = sums
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = np.where(count >= fewest, (count * tx - t * x) / (count * tt - t * t), np.nan)
    return series.stage_m + (x - slope * t) / count, slope


def _kind(before: int, after: int) -> Kind:
    if after > before:
        return Kind.ESCALATE if before else Kind.RAISE
    return Kind.EASE if after else Kind.CLEAR
