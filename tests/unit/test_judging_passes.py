"""Readings in one go, late, twice, in any order; and what a pass finds and keeps."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.alerts import Audience, Kind
from kawamori.judging.passes import Clock, Readings, judge
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.rivers import ROOM, Rivers, Watch
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.testing.gauge import NOON, Gauge, readings
from kawamori.testing.town import LADDER, TEN_MINUTES
from kawamori.times import to_us

NORMAL, CAUTION = GaugeLevel.NORMAL, GaugeLevel.CAUTION


@given(st.lists(st.floats(-1, 8), min_size=1, max_size=30))
def test_readings_in_one_go_are_judged_as_one_by_one(stages_m: list[float]) -> None:
    alone, together = Gauge(), Gauge()

    alone.read(*stages_m)
    together.read(*stages_m, in_one_go=True)

    for audience in Audience:
        assert alone.steps(audience) == together.steps(audience)
    for column in ("level", "public_level", "accepted_m", "pending_m", "rise_m_per_h"):
        first, second = getattr(alone.rivers, column), getattr(together.rivers, column)
        np.testing.assert_array_equal(first, second)


def test_the_order_in_which_readings_were_stored_does_not_matter() -> None:
    group = [(NOON + TEN_MINUTES * k, 1.0 + 0.3 * k) for k in range(12)]
    rivers = Rivers()
    rivers.add([Watch(0, 1, "kawabe-bridge", TEN_MINUTES, LADDER)])

    found = judge(rivers, readings(group[::-1]), {0: Clock(group[-1][0])}, DEFAULT_POLICY)

    kinds = [s.transition.kind for s in found.steps if s.transition.audience is Audience.PUBLIC]
    assert kinds == [Kind.RAISE, Kind.ESCALATE, Kind.ESCALATE]


def test_late_duplicate_and_foreign_readings_do_not_judge_the_present() -> None:
    gauge = Gauge()
    before = gauge.now
    again = [(before, 4.5), (before - timedelta(hours=1), 4.5)]

    found = judge(gauge.rivers, readings(again), {0: Clock(before)}, DEFAULT_POLICY)
    strange = judge(
        gauge.rivers,
        readings([(before + TEN_MINUTES, 4.5)], stream=9),
        {0: Clock(before)},
        DEFAULT_POLICY,
    )

    assert (found.late, len(found.latest), gauge.level) == (2, 0, NORMAL)
    assert strange.latest == []


def test_nothing_is_known_of_a_reading_before_there_is_a_station() -> None:
    found = judge(Rivers(), readings([(NOON, 4.5)]), {0: Clock(NOON)}, DEFAULT_POLICY)

    assert (found.latest, found.late) == ([], 0)


def test_a_rising_river_is_projected_to_each_threshold_above() -> None:
    gauge = Gauge(beginning_m=1.2)

    gauge.read(*[1.2 + 0.15 * step for step in range(1, 9)])

    p = gauge.findings[-1].latest[0].projections
    chance, p10_s, p50_s, p90_s = (each[:, 0] for each in (p.chance, p.p10_s, p.p50_s, p.p90_s))
    assert (chance[:2] == 0).all()
    assert 0.8 >= chance[2] > chance[3] > chance[4] > 0
    assert np.isnan(p50_s[:2]).all()
    assert (p10_s[2:4] < p50_s[2:4]).all()
    assert (p50_s[2:4] < p90_s[2:4]).all()
    assert 1200 < p50_s[2] < p50_s[3]
    assert np.isnan(p50_s[4])  # too small a chance for a time


def test_a_level_is_warned_of_once_while_the_river_rises_towards_it() -> None:
    gauge = Gauge(beginning_m=1.2)

    gauge.read(*[1.2 + 0.08 * step for step in range(1, 10)])

    warned = [
        (int(level), int(observed_us))
        for found in gauge.findings
        for each in found.warnings
        for level, observed_us in zip(each.level, each.observed_us, strict=True)
    ]
    levels = [level for level, _ in warned]
    assert CAUTION in levels
    assert len(levels) == len(set(levels))


def test_nothing_is_foreseen_from_a_reading_that_is_not_believed() -> None:
    gauge = Gauge()

    gauge.read(2.9)

    found = gauge.findings[-1]
    assert np.isnan(found.latest[0].projections.p50_s).all()
    assert found.warnings == []


def test_a_falling_river_is_not_projected() -> None:
    gauge = Gauge(beginning_m=2.4)

    gauge.read(2.3, 2.2, 2.1)

    assert np.isnan(gauge.findings[-1].latest[0].projections.p50_s).all()


def test_what_changed_is_kept_for_good_and_so_is_every_reading_of_a_swollen_river() -> None:
    gauge = Gauge()

    gauge.read(0.8, 0.8, 0.8, 1.1, 1.1, in_one_go=True)

    kept = [int(found.level[0]) for found in gauge.findings[-1].history if len(found)]
    assert kept == [0, 1, 1]  # the trend became known, standby was reached, and went on


def test_memory_of_readings_is_a_sliding_window() -> None:
    gauge = Gauge(every=timedelta(minutes=1))

    gauge.read(*[0.8 + 0.001 * k for k in range(3 * ROOM)], in_one_go=True)

    seconds, stages_m = gauge.rivers.windows(np.array([0]))
    assert (np.diff(seconds[0]) == 60).all()
    assert stages_m[0] == pytest.approx([0.8 + 0.001 * k for k in range(3 * ROOM - 64, 3 * ROOM)])
    assert gauge.rivers.rise_m_per_h[0] == pytest.approx(0.06)


def test_new_thresholds_hold_from_the_next_reading_on() -> None:
    gauge = Gauge(beginning_m=1.5)
    row = np.array([0])
    changed = Watch(0, 1, "kawabe-bridge", TEN_MINUTES, Thresholds(caution_m=1.4))

    gauge.rivers.learn(row, [changed])
    gauge.read(1.5)

    assert gauge.level == CAUTION


def test_one_station_s_alert_says_nothing_of_another_s() -> None:
    rivers = Rivers()
    rivers.add([Watch(0, n, f"station-{n}", TEN_MINUTES, LADDER) for n in range(5)])
    us = to_us(NOON)
    for k in range(4):
        streams = np.arange(5)
        stages_m = np.where(streams == 3, 1.8 + 0.2 * k, 0.5)
        at = np.full(5, us + k * 600_000_000)
        reported = Readings(np.zeros(5, dtype=np.int64), streams, at, stages_m)
        judge(rivers, reported, {0: Clock(NOON + TEN_MINUTES * k)}, DEFAULT_POLICY)

    assert list(rivers.alerts) == [3]
    assert rivers.level.tolist() == [0, 0, 0, 2, 0]


def test_an_alert_may_end_while_the_river_moves_below_its_level() -> None:
    gauge = Gauge(beginning_m=1.4)
    gauge.read(1.7, 2.0, 2.2, 1.9, 1.6, 1.2, *[0.8] * 18)

    gauge.read(*[1.02] * 30)

    assert gauge.steps(Audience.PUBLIC)[-1][0] is Kind.CLEAR
    assert gauge.rivers.alerts == {}
