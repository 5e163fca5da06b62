"""How well an engine did at recorded gauges: what it saw, how early, and what it cried for nothing.

Chronic gauges and those without levels are not scored: nothing can be right or wrong there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import reduce
from itertools import pairwise
from statistics import median

import numpy as np

from kawamori.alerts import Kind
from kawamori.backtest.crossings import STANDS_FROM, Crossing, runs_of
from kawamori.backtest.gauges import Gauge
from kawamori.backtest.outcomes import Change, Forewarning, Outcome
from kawamori.times import MICROSECOND, to_us

AHEAD_US = 6 * 3_600_000_000  # a warning holds so long, then it was false
FLAP_US = 30 * 60_000_000
EVENT_STEPS = 2


@dataclass(frozen=True, slots=True)
class Lead:
    """A standing crossing: how long before it the first warning came, if one did.

    ``hq_s`` and ``public_s`` are how long after it each side stood at the level, 0 where
    it stood there already, None where it never did while the river was that high.
    """

    level: int
    seconds: float | None
    hq_s: float | None = None
    public_s: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Counts that add up; ``false_alerts`` are headquarters', ``false_public`` residents'."""

    gauges: int = 0
    months: float = 0.0
    events: int = 0
    detected: int = 0
    told: int = 0
    event_alerts: int = 0
    leads: tuple[Lead, ...] = ()
    warnings: int = 0
    false_warnings: int = 0
    alerts: int = 0
    false_alerts: int = 0
    public_alerts: int = 0
    false_public: int = 0
    briefs: int = 0
    public_briefs: int = 0
    flaps: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Score)))

    @property
    def missed(self) -> int:
        """How many clean official events headquarters was not told of in time."""
        return self.events - self.detected

    @property
    def crossings(self) -> int:
        """How many crossings stood."""
        return len(self.leads)

    @property
    def warned(self) -> int:
        """How many of them were warned of."""
        return sum(lead.seconds is not None for lead in self.leads)

    def median_lead_s(self, level: int | None = None) -> float | None:
        """Return the median lead of the crossings warned of, of one level or of all."""
        known = [
            lead.seconds
            for lead in self.leads
            if lead.seconds is not None and level in (None, lead.level)
        ]
        return median(known) if known else None

    def median_told_s(self) -> float | None:
        """Return the median time from a standing crossing until residents are told of it."""
        known = [lead.public_s for lead in self.leads if lead.public_s is not None]
        return median(known) if known else None

    @property
    def untold(self) -> int:
        """How many standing crossings residents were never told of while they lasted."""
        return sum(lead.public_s is None for lead in self.leads)

    @property
    def alerts_an_event(self) -> float | None:
        """How many alerts a clean event made; one is right."""
        return self.event_alerts / self.events if self.events else None

    def a_month(self, count: float) -> float | None:
        """Return a count by gauge and month."""
        return count / self.months if self.months else None


def total(scores: Iterable[Score]) -> Score:
    """Return the sum of scores."""
    return reduce(Score.__add__, scores, Score())


def score(gauge: Gauge, outcome: Outcome) -> Score:
    """Return how well what was said of a gauge fits what its river did."""
    if not gauge.counts:
        return Score()
    standing = [c for c in gauge.crossings if c.stands]
    brief = [c for c in gauge.crossings if not c.stands]
    sides = [[c for c in outcome.changes if c.public is public] for public in (False, True)]
    for_hq, for_public = sides if sides[0] else (sides[1], sides[1])
    detected, told = (_seen(gauge, side) for side in (for_hq, for_public))
    hq_rises, public_rises = ([c for c in side if c.rises] for side in (for_hq, for_public))
    return Score(
        gauges=1,
        months=gauge.months,
        events=len(gauge.events),
        detected=detected,
        told=told,
        event_alerts=_within_events(gauge, hq_rises),
        leads=tuple(
            Lead(c.level, lead_s(c, outcome.warnings), _delay_s(c, for_hq), _delay_s(c, for_public))
            for c in standing
        ),
        warnings=len(outcome.warnings),
        false_warnings=sum(is_false(gauge, w) for w in outcome.warnings),
        alerts=sum(c.kind is Kind.RAISE for c in hq_rises),
        false_alerts=sum(stands_not(gauge, c) for c in hq_rises),
        public_alerts=sum(c.kind is Kind.RAISE for c in public_rises),
        false_public=sum(stands_not(gauge, c) for c in public_rises),
        briefs=len(brief),
        public_briefs=sum(_is_public(c, public_rises) for c in brief),
        flaps=sum(_flaps(side) for side in sides),
    )


def lead_s(crossing: Crossing, warnings: Iterable[Forewarning]) -> float | None:
    """Return how long before a crossing the first warning of the six hours before it came."""
    ahead = (crossing.at_us - w.at_us for w in warnings if w.level == crossing.level)
    return max((us / 1e6 for us in ahead if 0 < us <= AHEAD_US), default=None)


def _delay_s(crossing: Crossing, changes: Sequence[Change]) -> float | None:
    """Return how long after a crossing one side stands at its level, if it comes to that."""
    before = [c for c in changes if c.at_us <= crossing.at_us]
    if before and before[-1].to_level >= crossing.level:
        return 0.0
    later = (
        (c.at_us - crossing.at_us) / 1e6
        for c in changes
        if crossing.at_us < c.at_us <= crossing.until_us and c.to_level >= crossing.level
    )
    return next(later, None)


def is_false(gauge: Gauge, warning: Forewarning) -> bool:
    """Return whether no reading of the six hours after a warning is at or above its level."""
    times = gauge.series.observed_us
    begins = np.searchsorted(times, warning.at_us, side="right")
    ends = np.searchsorted(times, warning.at_us + AHEAD_US, side="right")
    level_m = gauge.recording.levels_m[warning.level]
    return not bool((gauge.series.stage_m[begins:ends] >= level_m).any())


def _seen(gauge: Gauge, changes: Sequence[Change]) -> int:
    """Return in how many events an alert stands within two sampling steps of the start."""
    slack_us = EVENT_STEPS * (gauge.recording.station.interval // MICROSECOND)
    seen = 0
    for event in gauge.events:
        start_us = to_us(event.start)
        until_us = min(start_us + slack_us, max(start_us, to_us(event.end)))
        before = [c for c in changes if c.at_us <= start_us]
        stood = bool(before) and before[-1].to_level > 0
        seen += stood or any(c.rises and start_us < c.at_us <= until_us for c in changes)
    return seen


def _within_events(gauge: Gauge, rises: Sequence[Change]) -> int:
    """Return how many alerts began within events, two sampling steps before them included."""
    slack_us = EVENT_STEPS * (gauge.recording.station.interval // MICROSECOND)
    spans = [(to_us(event.start) - slack_us, to_us(event.end) + slack_us) for event in gauge.events]
    begun = [c.at_us for c in rises if c.kind is Kind.RAISE]
    return sum(any(start <= at <= end for start, end in spans) for at in begun)


def stands_not(gauge: Gauge, change: Change) -> bool:
    """Return whether the river stood at the level neither then nor in the next six hours."""
    times, level_m = gauge.series.observed_us, gauge.recording.levels_m[change.to_level]
    first, last = runs_of(gauge.series.stage_m >= level_m)
    stands = last - first + 1 >= STANDS_FROM
    begins_us, ends_us = times[first[stands]], times[last[stands]]
    during = (begins_us <= change.at_us + AHEAD_US) & (ends_us >= change.at_us)
    return not bool(during.any())


def _is_public(brief: Crossing, rises: Sequence[Change]) -> bool:
    """Return whether residents were told of a brief crossing before it was over."""
    return any(
        c.from_level < brief.level <= c.to_level and brief.at_us <= c.at_us <= brief.until_us
        for c in rises
    )


def _flaps(changes: Sequence[Change]) -> int:
    """Return how often one side goes up within half an hour after it went down."""
    return sum(
        later.rises and not earlier.rises and later.at_us - earlier.at_us <= FLAP_US
        for earlier, later in pairwise(changes)
    )
