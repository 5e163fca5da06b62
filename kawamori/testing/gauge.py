"""One gauge whose readings are judged in memory, step by step."""

from datetime import UTC, datetime, timedelta

import numpy as np

from kawamori.alerts import Audience, Kind
from kawamori.judging.findings import Findings
from kawamori.judging.passes import Clock, Readings, judge, sweep
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import FRESHNESS, Rivers, Watch
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.stations import Mode
from kawamori.testing.town import LADDER, TEN_MINUTES
from kawamori.times import to_us

NOON = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)  # in Japan


class Gauge:
    """One station that is judged reading by reading, or in one go."""

    def __init__(
        self,
        *,
        every: timedelta = TEN_MINUTES,
        mode: Mode = Mode.REGULAR,
        thresholds: Thresholds = LADDER,
        beginning_m: float = 0.8,
    ) -> None:
        """Begin with one reading."""
        self.rivers = Rivers()
        self.rivers.add([Watch(0, 1, "kawabe-bridge", every, thresholds, mode)])
        self.every = every
        self.now = NOON
        self.findings: list[Findings] = []
        self.read(beginning_m)

    def read(self, *stages_m: float, in_one_go: bool = False) -> None:
        """Judge readings, each a step later than the last."""
        times = [self.now + self.every * (k + 1) for k in range(len(stages_m))]
        groups = [list(zip(times, stages_m, strict=True))]
        if not in_one_go:
            groups = [[one] for one in groups[0]]
        for group in groups:
            self.now = group[-1][0]
            clocks = {0: Clock(self.now)}
            self.findings.append(judge(self.rivers, readings(group), clocks, DEFAULT_POLICY))

    def wait(self, hours: float, speed: float = 1.0) -> Findings:
        """Let time pass without a reading and sweep."""
        self.now += timedelta(hours=hours)
        found = sweep(self.rivers, {0: Clock(self.now, speed)}, DEFAULT_POLICY)
        self.findings.append(found)
        return found

    @property
    def level(self) -> GaugeLevel:
        """What headquarters sees."""
        return GaugeLevel(int(self.rivers.level[0]))

    @property
    def public_level(self) -> GaugeLevel:
        """What everybody sees."""
        return GaugeLevel(int(self.rivers.public_level[0]))

    @property
    def freshness(self) -> str:
        """How fresh that is."""
        return FRESHNESS[int(self.rivers.freshness[0])]

    @property
    def reasons(self) -> Reason:
        """Why."""
        return Reason(int(self.rivers.reasons[0]))

    def steps(self, audience: Audience) -> list[tuple[Kind, GaugeLevel]]:
        """Return what the alerts did, on one side."""
        steps = [step.transition for findings in self.findings for step in findings.steps]
        return [(t.kind, t.to_level) for t in steps if t.audience is audience]


def readings(group: list[tuple[datetime, float]], stream: int = 1) -> Readings:
    """Return readings of one datastream, of the actual river."""
    us = np.array([to_us(t) for t, _ in group], dtype=np.int64)
    zeros = np.zeros(len(us), dtype=np.int64)
    return Readings(zeros, zeros + stream, us, np.array([z for _, z in group]))
