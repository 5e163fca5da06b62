"""A jump is settled by the river beside it, or said to be unsettled when its time is over."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from kawamori.alerts import Audience, Kind
from kawamori.judging.passes import Clock, Readings, judge, sweep
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import FRESHNESS, Rivers, Watch
from kawamori.judging.ways import neighbours_among
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.neighbours import Passage
from kawamori.times import to_us

if TYPE_CHECKING:
    from kawamori.judging.findings import Findings

LADDER = Thresholds(1.0, 2.0, 3.0, 4.0)
RAIN_BEGINS = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
WEIR, BRIDGE = 0, 1


class TwoGauges:
    """A weir, and forty minutes below it a bridge."""

    def __init__(self, *, known: bool = True) -> None:
        self.rivers = Rivers()
        names = ("weir", "bridge")
        self.rivers.add([Watch(0, n, name, TEN_MINUTES, LADDER) for n, name in enumerate(names)])
        passages = [Passage("weir", "bridge", 4 * TEN_MINUTES, TEN_MINUTES)] if known else []
        self.rivers.neighbours = neighbours_among([(0, name) for name in names], passages, ())
        self.now = RAIN_BEGINS
        self.findings: list[Findings] = []

    def observe(self, weir: float | None, bridge: float | None) -> None:
        """Let ten minutes pass and judge what the two read; None is silence."""
        self.now += TEN_MINUTES
        read = [(n, z) for n, z in enumerate((weir, bridge)) if z is not None]
        streams = np.array([n for n, _ in read])
        at_us = np.full(len(read), to_us(self.now))
        stages_m = np.array([z for _, z in read])
        readings = Readings(np.zeros(len(read), dtype=np.int64), streams, at_us, stages_m)
        self.findings.append(judge(self.rivers, readings, {0: Clock(self.now)}, DEFAULT_POLICY))

    def rise_above(self) -> None:
        """Have the weir rise by 0.7 m within the hour, and the bridge stand still."""
        for stage_m in (0.5, 0.5, 0.6, 0.8, 1.0, 1.2):
            self.observe(stage_m, 0.5)

    def wait(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)
        self.findings.append(sweep(self.rivers, {0: Clock(self.now)}, DEFAULT_POLICY))

    def public(self) -> GaugeLevel:
        return GaugeLevel(int(self.rivers.public_level[BRIDGE]))

    def reasons(self) -> Reason:
        return Reason(int(self.rivers.reasons[BRIDGE]))

    def told(self) -> list[tuple[Kind, GaugeLevel]]:
        """Return what the public was told of the bridge."""
        steps = [s for found in self.findings for s in found.steps if s.row == BRIDGE]
        return [
            (s.transition.kind, s.transition.to_level)
            for s in steps
            if s.transition.audience is Audience.PUBLIC
        ]


def test_a_surge_that_was_seen_upstream_is_public_with_its_first_reading() -> None:
    gauges = TwoGauges()
    gauges.rise_above()

    gauges.observe(1.3, 2.3)

    assert gauges.public() == GaugeLevel.CAUTION
    assert Reason.SETTLED_BY_A_NEIGHBOUR in gauges.reasons()
    assert gauges.told() == [(Kind.RAISE, GaugeLevel.CAUTION)]


def test_without_a_neighbour_that_is_known_it_waits_for_the_next_reading() -> None:
    gauges = TwoGauges(known=False)
    gauges.rise_above()

    gauges.observe(1.3, 2.3)

    assert gauges.public() == GaugeLevel.NORMAL
    assert gauges.told() == []


def test_a_neighbour_s_small_rise_bears_no_giant_jump_out() -> None:
    gauges = TwoGauges()
    gauges.rise_above()

    gauges.observe(1.3, 3.83)

    assert gauges.rivers.level[BRIDGE] == GaugeLevel.EVACUATION
    assert gauges.told() == []


def test_a_jump_that_waits_is_borne_out_by_a_neighbour_s_later_report() -> None:
    gauges = TwoGauges()
    for stage_m in (0.5, 0.5, 0.5, 0.5):
        gauges.observe(stage_m, 0.5)
    gauges.observe(None, 0.5)
    gauges.observe(None, 2.3)
    assert gauges.told() == []

    gauges.observe(1.4, None)

    assert gauges.told() == [(Kind.RAISE, GaugeLevel.CAUTION)]


def test_a_jump_that_nothing_settles_in_time_is_said_to_be_unsettled_once() -> None:
    gauges = TwoGauges()
    gauges.observe(0.5, 0.5)
    gauges.observe(0.5, 3.2)

    gauges.wait(29)
    assert Reason.UNSETTLED not in gauges.reasons()
    gauges.wait(2)

    assert Reason.UNSETTLED in gauges.reasons()
    noted = len(gauges.findings[-1].latest)
    gauges.wait(1)
    assert noted == 1
    assert gauges.findings[-1].latest == []
    assert gauges.told() == []


def test_silence_beside_a_rise_is_suspicious_with_the_first_missed_reading() -> None:
    quiet, beside = TwoGauges(known=False), TwoGauges()
    for gauges in (quiet, beside):
        gauges.rise_above()
        gauges.observe(1.4, None)
        gauges.wait(7)

    assert FRESHNESS[quiet.rivers.freshness[BRIDGE]] == "live"
    assert FRESHNESS[beside.rivers.freshness[BRIDGE]] == "late"
    assert Reason.NEIGHBOURS_RISE in beside.reasons()


def test_no_all_clear_while_the_river_rises_upstream() -> None:
    gauges = TwoGauges()
    for stage_m in (1.5, 1.9, 2.3, 2.2, 1.8, 1.5):
        gauges.observe(0.5, stage_m)
    for _ in range(14):
        gauges.observe(0.5, 1.4)
    for step in range(6):
        gauges.observe(0.6 + 0.15 * step, 1.4)

    assert Reason.CLEAR_WAITS_FOR_UPSTREAM in gauges.reasons()
    assert (Kind.CLEAR, GaugeLevel.STANDBY) not in gauges.told()
    for _ in range(24):
        gauges.observe(1.3, 1.4)
    assert gauges.told()[-1] == (Kind.CLEAR, GaugeLevel.STANDBY)
