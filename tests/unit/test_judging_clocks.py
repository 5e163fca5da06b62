"""A device whose clock is ahead, or runs backwards, hides no rise."""

from datetime import timedelta

import numpy as np

from kawamori.alerts import Audience, Kind
from kawamori.judging.passes import Clock, judge
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.rivers import Rivers, Watch
from kawamori.levels import GaugeLevel
from kawamori.testing.gauge import NOON, Gauge, readings
from kawamori.testing.town import LADDER
from kawamori.trends import TRENDS, Trend

CAUTION = GaugeLevel.CAUTION


def test_a_rise_right_after_a_reading_from_a_clock_that_is_ahead_alerts_at_once() -> None:
    gauge = Gauge(every=timedelta(minutes=1), beginning_m=1.8)
    ahead = [(gauge.now + timedelta(minutes=4, seconds=59), 1.85)]
    clocks = {0: Clock(gauge.now + timedelta(seconds=1))}
    judge(gauge.rivers, readings(ahead), clocks, DEFAULT_POLICY)

    again = judge(gauge.rivers, readings(ahead), clocks, DEFAULT_POLICY)
    gauge.read(2.1, 2.2)

    assert again.late == 1
    assert gauge.findings[-1].late == 0
    assert gauge.steps(Audience.PUBLIC) == [(Kind.RAISE, CAUTION)]


def test_readings_from_a_clock_that_is_ahead_are_all_judged() -> None:
    gauge = Gauge(every=timedelta(minutes=1), beginning_m=1.8)
    ahead = [(gauge.now + timedelta(minutes=k), 1.8 + 0.1 * k) for k in range(1, 5)]

    found = judge(gauge.rivers, readings(ahead), {0: Clock(gauge.now)}, DEFAULT_POLICY)

    assert (found.late, gauge.public_level) == (0, CAUTION)


def test_a_clock_that_runs_backwards_tells_no_trend() -> None:
    rivers = Rivers()
    rivers.add([Watch(0, 1, "kawabe-bridge", timedelta(minutes=1), LADDER)])
    for minute, shown in enumerate((4.9, 4.0, 3.0)):
        at = [(NOON + timedelta(minutes=shown), 0.8 + 0.1 * minute)]
        clocks = {0: Clock(NOON + timedelta(minutes=minute))}
        judge(rivers, readings(at), clocks, DEFAULT_POLICY)

    assert np.isnan(rivers.rise_m_per_h[0])
    assert TRENDS[rivers.trend[0]] is Trend.UNKNOWN


def test_a_station_whose_clock_was_ahead_is_late_by_when_it_was_heard() -> None:
    gauge = Gauge(every=timedelta(minutes=1))
    ahead = [(gauge.now + timedelta(minutes=4), 0.8)]
    judge(gauge.rivers, readings(ahead), {0: Clock(gauge.now)}, DEFAULT_POLICY)

    gauge.wait(4 / 60)

    assert gauge.freshness == "late"
