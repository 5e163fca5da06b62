"""A station that falls silent: late, dead, dormant or blind, and live again."""

import pytest

from kawamori.judging.reasons import Reason
from kawamori.levels import GaugeLevel
from kawamori.stations import Mode
from kawamori.testing.gauge import Gauge

EVACUATION = GaugeLevel.EVACUATION


@pytest.mark.parametrize(
    ("hours", "freshness"), [(0.4, "live"), (0.7, "late"), (1.5, "dead"), (100.0, "dead")]
)
def test_a_regular_station_that_falls_silent_is_late_and_then_dead(
    hours: float, freshness: str
) -> None:
    gauge = Gauge()

    gauge.wait(hours)

    assert gauge.freshness == freshness


@pytest.mark.parametrize(
    ("hours", "freshness"), [(0.4, "live"), (1.5, "dormant"), (25.0, "dormant"), (27.0, "dead")]
)
def test_a_crisis_gauge_below_its_start_is_silent_by_design_for_a_day(
    hours: float, freshness: str
) -> None:
    gauge = Gauge(mode=Mode.CRISIS)

    gauge.wait(hours)

    assert gauge.freshness == freshness


def test_a_crisis_gauge_above_its_start_is_expected_to_report() -> None:
    gauge = Gauge(mode=Mode.CRISIS, beginning_m=1.2)

    gauge.wait(1.5)

    assert gauge.freshness == "dead"


def test_danger_and_then_silence_is_blind_and_the_alert_stays() -> None:
    gauge = Gauge(beginning_m=2.7)
    gauge.read(2.7, 3.0, 3.3)

    found = gauge.wait(40)

    assert gauge.freshness == "blind"
    assert (gauge.level, gauge.public_level) == (EVACUATION, EVACUATION)
    assert list(gauge.rivers.alerts) == [0]
    assert found.steps == []
    assert Reason.SILENT in gauge.reasons


def test_a_sweep_that_changes_nothing_finds_nothing() -> None:
    gauge = Gauge()

    assert gauge.wait(0.1).latest == []


def test_a_fast_rehearsal_leaves_a_reading_time_to_arrive() -> None:
    gauge = Gauge()

    assert gauge.wait(0.9, speed=600).latest == []


def test_a_station_that_comes_back_is_live_again() -> None:
    gauge = Gauge()
    gauge.wait(5)

    gauge.read(0.8)

    assert gauge.freshness == "live"
