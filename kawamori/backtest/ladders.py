"""Proposed thresholds held against those in force: when each fires, and what for nothing.

The yardstick is the same for both: a level is reached where the river stands at today's
threshold, or at the proposed one where there is none today. So a lower threshold shows
as firing earlier before the same height, and as false where that height never came.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from kawamori.backtest.answers import Json, iso
from kawamori.backtest.crossings import Crossing
from kawamori.backtest.gauges import Gauge
from kawamori.backtest.outcomes import Change, Outcome
from kawamori.backtest.proposals import Window, compared
from kawamori.backtest.scores import stands_not
from kawamori.backtest.trials import Trial

MOST = 300  # crossings, spans and fires of a station that are drawn, the newest


@dataclass(frozen=True, slots=True)
class Pair:
    """How long before a crossing each side stood at its level; negative is after, None never."""

    crossing: Crossing
    before_s: float | None
    after_s: float | None


def yardstick(gauge: Gauge, proposed: Gauge) -> Gauge:
    """Return a gauge whose levels are today's, and the proposed ones where there are none today."""
    levels_m = {**proposed.recording.levels_m, **gauge.recording.levels_m}
    recording = replace(gauge.recording, levels_m=dict(sorted(levels_m.items())))
    return replace(gauge, recording=recording)


def compared_ladders(
    before: Trial, after: Trial, gauges: Sequence[Gauge], changed: Sequence[int], window: Window
) -> Json:
    """Return what other thresholds do otherwise; ``changed`` are the places of their gauges."""
    pairs = {
        place: list(_pairs(gauges[place], before.outcomes[place], after.outcomes[place]))
        for place in changed
    }
    found = compared(before, after)
    more = after.total.false_alerts - before.total.false_alerts
    said = _said([pair for each in pairs.values() for pair in each], more)
    return {
        **found,
        "summary": said,
        "differences": [said, *found["differences"]],
        "timelines": [
            _timeline(
                gauges[place], before.outcomes[place], after.outcomes[place], pairs[place], window
            )
            for place in changed
        ],
    }


def _pairs(gauge: Gauge, before: Outcome, after: Outcome) -> Iterator[Pair]:
    sides = [[c for c in outcome.changes if not c.public] for outcome in (before, after)]
    for crossing in gauge.crossings:
        if crossing.stands:
            old, new = (_lead_s(crossing, side) for side in sides)
            yield Pair(crossing, old, new)


def _lead_s(crossing: Crossing, changes: Sequence[Change]) -> float | None:
    """Return how long before a crossing an alert came to its level and still stood there."""
    since: int | None = None
    for change in changes:
        if change.at_us > crossing.until_us:
            break
        if change.to_level < crossing.level:
            since = None if change.at_us <= crossing.at_us else since
        elif since is None:
            since = change.at_us
    return None if since is None else (crossing.at_us - since) / 1e6


def _said(pairs: Sequence[Pair], more_false: int) -> str:
    """Return the sentence that is read first: fires 12 min earlier, 3 more false."""
    both = [
        pair.after_s - pair.before_s
        for pair in pairs
        if pair.before_s is not None and pair.after_s is not None
    ]
    false = f"{abs(more_false)} {'fewer' if more_false < 0 else 'more'} false"
    gained = sum(pair.before_s is None and pair.after_s is not None for pair in pairs)
    lost = sum(pair.before_s is not None and pair.after_s is None for pair in pairs)
    turned = [f"{gained} gained"] * bool(gained) + [f"{lost} lost"] * bool(lost)
    if not both:
        return ", ".join(["no crossing is seen by both", *turned, false])
    minutes = round(median(both) / 60)
    when = f"{abs(minutes)} min {'earlier' if minutes > 0 else 'later'}" if minutes else "as before"
    return ", ".join([f"fires {when}", *turned, false])


def _timeline(
    gauge: Gauge, before: Outcome, after: Outcome, pairs: Sequence[Pair], window: Window
) -> Json:
    return {
        "station_id": gauge.gauge_id,
        "levels_m": {str(level): level_m for level, level_m in gauge.recording.levels_m.items()},
        "begins": iso(window.begins_us),
        "ends": iso(window.ends_us),
        "before": _side(gauge, before, window),
        "after": _side(gauge, after, window),
        "crossings": [
            {
                "level": pair.crossing.level,
                "at": iso(pair.crossing.at_us),
                "until": iso(pair.crossing.until_us),
                "before_lead_min": _minutes(pair.before_s),
                "after_lead_min": _minutes(pair.after_s),
            }
            for pair in sorted(pairs, key=lambda pair: pair.crossing.at_us)[-MOST:]
        ],
    }


def _side(gauge: Gauge, outcome: Outcome, window: Window) -> Json:
    changes = [c for c in outcome.changes if not c.public and window.holds(c.at_us)]
    fires = [c for c in changes if c.rises]
    return {
        "spans": list(_spans(changes, window))[-MOST:],
        "fires": [
            {"at": iso(c.at_us), "level": c.to_level, "is_false": stands_not(gauge, c)}
            for c in fires[-MOST:]
        ],
    }


def _spans(changes: Sequence[Change], window: Window) -> Iterator[Mapping[str, object]]:
    """Yield how long an alert stood at each level."""
    ends = [change.at_us for change in changes[1:]] + [window.ends_us]
    for change, ends_us in zip(changes, ends, strict=True):
        if change.to_level:
            yield {"from": iso(change.at_us), "until": iso(ends_us), "level": change.to_level}


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)
