"""A flood that is over before it is known: headquarters sees it, and nobody else is told."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from kawamori.alerts import Audience, Kind
from kawamori.judging.findings import Findings
from kawamori.judging.passes import Clock, Readings, judge
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import Rivers, Watch
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.times import to_us

LADDER = Thresholds(standby_m=1.0, caution_m=2.0, evacuation_m=3.0, danger_m=4.0, overflow_m=5.0)
NOON = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
STEP = timedelta(minutes=10)
FLOOD_M = (0.8, 1.9, 2.6, 3.3, 3.4, 2.9, 2.1, 1.4, 0.9)
NORMAL, _, CAUTION, EVACUATION, _, _ = GaugeLevel


@pytest.fixture
def rivers() -> Rivers:
    """One station, low at noon."""
    rivers = Rivers()
    rivers.add([Watch(0, 1, "kawabe-bridge", STEP, LADDER)])
    arrive(rivers, (0, 0.8))
    return rivers


def arrive(rivers: Rivers, *readings: tuple[int, float]) -> Findings:
    """Judge readings, each given by its steps after noon, that arrive together."""
    steps, stages_m = zip(*readings, strict=True)
    times = [NOON + STEP * step for step in steps]
    many = np.ones(len(steps), dtype=np.int64)
    us = np.array([to_us(time) for time in times], dtype=np.int64)
    told = Readings(0 * many, many, us, np.array(stages_m))
    return judge(rivers, told, {0: Clock(max(times))}, DEFAULT_POLICY)


def kinds(found: Findings) -> list[tuple[Audience, Kind, GaugeLevel]]:
    """Return what was done, for whom, and where it went."""
    return [(s.transition.audience, s.transition.kind, s.transition.to_level) for s in found.steps]


def flood(first: int) -> list[tuple[int, float]]:
    """Return a flood that begins so many steps after noon."""
    return list(enumerate(FLOOD_M, start=first))


def test_a_flood_wholly_within_an_outage_is_seen_by_headquarters_alone(rivers: Rivers) -> None:
    arrive(rivers, (19, 0.8), (20, 0.8))

    found = arrive(rivers, *flood(5))

    assert kinds(found) == [(Audience.HQ, Kind.RAISE, EVACUATION)]
    assert found.steps[0].reasons & Reason.ARRIVED_LATE
    assert found.steps[0].alert.opened_at == NOON + 7 * STEP
    assert not found.steps[0].alert.public.is_open
    assert found.latest == []
    assert rivers.public_level[0] == NORMAL


def test_the_next_reading_eases_it_and_the_quiet_time_clears_it(rivers: Rivers) -> None:
    arrive(rivers, (19, 0.8), (20, 0.8))
    arrive(rivers, *flood(5))

    later = [arrive(rivers, (step, 0.8)) for step in range(21, 41)]

    assert [k for found in later for k in kinds(found)] == [
        (Audience.HQ, Kind.EASE, NORMAL),
        (Audience.HQ, Kind.CLEAR, NORMAL),
    ]
    assert 0 not in rivers.alerts


def test_a_backlog_in_several_pieces_is_one_flood(rivers: Rivers) -> None:
    arrive(rivers, (19, 0.8), (20, 0.8))

    pieces = [arrive(rivers, *flood(5)[first : first + 3]) for first in (0, 3, 6)]

    assert [kinds(piece) for piece in pieces[1:]] == [[(Audience.HQ, Kind.RAISE, EVACUATION)], []]
    assert len(rivers.alerts) == 1


def test_a_flood_that_still_stands_when_the_link_returns_alerts_everybody(rivers: Rivers) -> None:
    """The newest readings are ahead of the backlog; what comes after adds nothing to them."""
    found = arrive(rivers, (7, 3.2), (8, 3.3), (9, 3.4))
    late = arrive(rivers, *flood(5)[:3])

    assert (Audience.PUBLIC, Kind.RAISE, EVACUATION) in kinds(found)
    assert kinds(late) == []


def test_a_single_reading_that_stands_when_the_link_returns_is_seen_and_the_next_is_told(
    rivers: Rivers,
) -> None:
    seen = arrive(rivers, (9, 3.4))
    late = arrive(rivers, *flood(5)[:4])
    told = arrive(rivers, (10, 3.4), (11, 3.4))

    assert kinds(seen) == [(Audience.HQ, Kind.RAISE, EVACUATION)]
    assert kinds(late) == []
    assert kinds(told) == [(Audience.PUBLIC, Kind.RAISE, EVACUATION)]


def test_a_higher_peak_within_an_outage_is_added_to_the_alert_that_stands(rivers: Rivers) -> None:
    arrive(rivers, (1, 1.5), (2, 2.1))
    arrive(rivers, (20, 2.1), (21, 2.1))

    found = arrive(rivers, *flood(5))

    assert kinds(found) == [(Audience.HQ, Kind.ESCALATE, EVACUATION)]
    assert rivers.alert_public_level[0] == CAUTION


def test_a_lone_late_reading_may_be_a_fault_and_is_no_flood(rivers: Rivers) -> None:
    arrive(rivers, (19, 0.8), (20, 0.8))

    assert kinds(arrive(rivers, (5, 0.8), (6, 3.8), (7, 0.8))) == []


def test_what_is_further_back_than_a_weekend_is_for_the_record(rivers: Rivers) -> None:
    arrive(rivers, (449, 0.8), (450, 0.8))

    assert kinds(arrive(rivers, *flood(5))) == []
    assert kinds(arrive(rivers, *flood(30))) == [(Audience.HQ, Kind.RAISE, EVACUATION)]
