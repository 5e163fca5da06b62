"""A proposed policy held against another on what was stored: counts, and what differs in words.

What was said while warming up is not counted, but a crossing just after it may have
been warned of in it. A warning of the last hours, whose time is not over, is neither
right nor false yet and is left out.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from kawamori.backtest.answers import Json, of_score
from kawamori.backtest.compare import differences
from kawamori.backtest.crossings import crossings_of
from kawamori.backtest.gauges import MONTH_US, Gauge
from kawamori.backtest.outcomes import Forewarning, Outcome
from kawamori.backtest.recordings import Series
from kawamori.backtest.scores import AHEAD_US, Score, is_false, score
from kawamori.backtest.trials import Trial

WARM_UP = timedelta(hours=12)  # without which no crossing can be told from a river already high
AFTERWARDS = timedelta(microseconds=AHEAD_US)  # in which what was said may come true
_OF_EVENTS = ("gauges", "events", "detected_events", "told_events", "missed_events")
_LEFT_OUT = (*_OF_EVENTS, "alerts_per_event")  # nobody lists the floods of what is stored


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when what is said counts, and what time it is now."""

    begins_us: int
    ends_us: int
    now_us: int

    def holds(self, at_us: int) -> bool:
        """Return whether a time is in it."""
        return self.begins_us <= at_us < self.ends_us


def with_series(gauge: Gauge, series: Series, window: Window) -> Gauge:
    """Return a gauge with what it stored, and the crossings in the window."""
    crossings = [
        crossing
        for number, level_m in gauge.recording.levels_m.items()
        for crossing in crossings_of(series, number, level_m)
        if window.holds(crossing.at_us)
    ]
    return replace(gauge, series=series, crossings=tuple(crossings))


def score_within(gauge: Gauge, outcome: Outcome, window: Window) -> Score:
    """Return how well what was said in the window fits what the river did."""
    times = gauge.series.observed_us
    recorded = times[(times >= window.begins_us) & (times < window.ends_us)]
    if not len(recorded):
        return Score()
    levels_m = gauge.recording.levels_m
    said = Outcome(
        outcome.gauge_id, outcome.changes, [w for w in outcome.warnings if w.level in levels_m]
    )
    counted = Outcome(
        outcome.gauge_id,
        [change for change in said.changes if window.holds(change.at_us)],
        [w for w in said.warnings if window.holds(w.at_us) and _is_settled(gauge, w, window)],
    )
    months = float(np.ptp(recorded)) / MONTH_US if gauge.counts else 0.0
    return replace(score(gauge, counted), leads=score(gauge, said).leads, months=months)


def compared(before: Trial, after: Trial) -> Json:
    """Return what the second policy does otherwise, in total and station by station."""
    said = _said(before, after)
    return {
        "summary": said[0],
        "differences": said,
        "before": _counts(before.total),
        "after": _counts(after.total),
        "stations": [_of_station(before, after, n) for n in range(len(before.outcomes))],
    }


def _of_station(before: Trial, after: Trial, place: int) -> Json:
    one = slice(place, place + 1)
    old, new = (Trial(t.name, t.outcomes[one], t.scores[one]) for t in (before, after))
    return {
        "station_id": before.outcomes[place].gauge_id,
        "differences": _said(old, new),
        "before": _counts(old.total),
        "after": _counts(new.total),
    }


def _said(before: Trial, after: Trial) -> list[str]:
    """Return the sentences but those on listed floods and on single stations."""
    return [each for each in differences(before, after) if not each.startswith(("events", " "))]


def _counts(found: Score) -> Json:
    return {name: count for name, count in of_score(found).items() if name not in _LEFT_OUT}


def _is_settled(gauge: Gauge, warning: Forewarning, window: Window) -> bool:
    return warning.at_us + AHEAD_US <= window.now_us or not is_false(gauge, warning)
