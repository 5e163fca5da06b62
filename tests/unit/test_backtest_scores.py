"""A score says what an engine saw, how early, and what it cried for nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kawamori.alerts import Kind
from kawamori.backtest.gauges import Gauge
from kawamori.backtest.outcomes import Change, Forewarning, Outcome
from kawamori.backtest.scores import Score, score, total
from kawamori.testing.recorded import MAY, Made, gauge

HOURLY = timedelta(hours=1)
FLOOD_H, BRIEF_H = 24, 60
STAGES_M = [
    *[1.0] * FLOOD_H,
    *[2.5] * 6,
    *[1.0] * (BRIEF_H - FLOOD_H - 6),
    2.5,
    *[1.0] * 20,
]
EVENTS = [
    "xx,official,2026-05-02T00:00:00Z,2026-05-02T06:00:00Z,2.5,False,False",
    "xx,official,2026-05-03T12:00:00Z,2026-05-03T12:00:00Z,2.5,True,False",
    "xx,p99.5,2026-05-03T12:00:00Z,2026-05-03T12:00:00Z,2.5,False,False",
]
Make = Callable[..., Gauge]


@pytest.fixture
def river(tmp_path: Path) -> Gauge:
    """Give an hourly gauge: a flood of six hours after a day, a spike after two and a half."""
    return gauge(tmp_path, Made("xx", STAGES_M, {1: 2.0, 2: 3.0}, HOURLY), EVENTS)


def at(hours: float) -> int:
    return round((MAY.timestamp() + hours * 3600) * 1e6)


def warned(*hours: float, level: int = 1) -> Outcome:
    return Outcome("xx", warnings=[Forewarning(at(h), level) for h in hours])


def change(hours: float, before: int, after: int, *, public: bool = True) -> Change:
    kind = (Kind.ESCALATE if before else Kind.RAISE) if after > before else Kind.CLEAR
    return Change(at(hours), kind, before, after, public, 2.5)


def said(*changes: Change) -> Outcome:
    return Outcome("xx", list(changes))


def test_a_river_nobody_watches_is_missed(river: Gauge) -> None:
    found = score(river, Outcome("xx"))

    assert (found.events, found.detected, found.missed) == (1, 0, 1)
    assert (found.crossings, found.warned, found.untold, found.briefs) == (1, 0, 1, 1)
    assert found.months == pytest.approx(80 / 24 / 30)


@pytest.mark.parametrize(
    ("hours", "lead_h"), [([20], 4), ([18], 6), ([22, 20, 23.9], 4), ([24], None), ([17.9], None)]
)
def test_the_lead_is_from_the_first_warning_of_the_six_hours_before(
    river: Gauge, hours: list[float], lead_h: float | None
) -> None:
    found = score(river, warned(*hours))

    lead_s = found.median_lead_s()
    assert (lead_s and lead_s / 3600) == lead_h
    assert found.median_lead_s(1) == lead_s
    assert found.median_lead_s(2) is None


@pytest.mark.parametrize(("hours", "level", "false"), [(18, 1, 0), (17.9, 1, 1), (20, 2, 1)])
def test_a_warning_is_false_when_its_level_is_not_reached_in_six_hours(
    river: Gauge, hours: float, level: int, false: int
) -> None:
    assert score(river, warned(hours, level=level)).false_warnings == false


@pytest.mark.parametrize(("hours", "detected"), [(24, 1), (26, 1), (23, 1), (26.1, 0)], ids=str)
def test_an_event_is_detected_within_two_steps_of_its_start(
    river: Gauge, hours: float, detected: int
) -> None:
    found = score(river, said(change(hours, 0, 1)))

    assert (found.detected, found.told) == (detected, detected)


def test_an_alert_that_only_headquarters_sees_tells_nobody(river: Gauge) -> None:
    found = score(river, said(change(24, 0, 1, public=False), change(31, 0, 1, public=True)))

    assert (found.detected, found.told, found.untold) == (1, 0, 1)


def test_residents_are_told_when_their_side_comes_to_the_level(river: Gauge) -> None:
    found = score(river, said(change(24, 0, 1, public=False), change(26, 0, 1)))

    assert found.median_told_s() == 7200


@pytest.mark.parametrize(
    ("hours", "public", "briefs", "false_public"),
    [(60, True, 1, 1), (61, True, 1, 1), (61.5, True, 0, 1), (60, False, 0, 0), (24, True, 0, 0)],
)
def test_a_brief_crossing_is_public_when_residents_are_told_before_it_is_over(
    river: Gauge, hours: float, briefs: int, false_public: int, *, public: bool
) -> None:
    found = score(river, said(change(0.5, 0, 0, public=False), change(hours, 0, 1, public=public)))

    assert (found.public_briefs, found.false_public) == (briefs, false_public)


@pytest.mark.parametrize(
    ("raised", "cleared", "again", "flaps"),
    [(24, 25, 25.5, 1), (24, 25, 25.6, 0), (24, 24.4, 24.5, 1)],
)
def test_up_again_within_half_an_hour_is_a_flap(
    river: Gauge, raised: float, cleared: float, again: float, flaps: int
) -> None:
    outcome = said(change(raised, 0, 1), change(cleared, 1, 0), change(again, 0, 1))

    assert score(river, outcome).flaps == flaps


def test_one_flood_told_in_three_alerts_shows(river: Gauge) -> None:
    steps = [change(24, 0, 1), change(26, 1, 0), change(27, 0, 1), change(28, 1, 0)]

    found = score(river, said(*steps, change(29, 0, 1)))

    assert found.alerts_an_event == 3


def test_chronic_gauges_and_those_without_levels_are_not_scored(tmp_path: Path) -> None:
    outcome = said(change(24, 0, 1))
    made = [Made("xx", STAGES_M, is_chronic=True), Made("xx", STAGES_M, {})]

    assert [score(gauge(tmp_path, each), outcome) for each in made] == [Score(), Score()]


def test_scores_add_up(river: Gauge) -> None:
    once = score(river, warned(20, 40))

    twice = total([once, once, Score()])

    assert (twice.gauges, twice.crossings, twice.warned, twice.false_warnings) == (2, 2, 2, 2)
    assert twice.a_month(twice.false_warnings) == once.a_month(once.false_warnings)
    assert total([]).a_month(1) is None
