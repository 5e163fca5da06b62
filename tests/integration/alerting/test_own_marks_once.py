"""Whatever a river does, each height is told once a crossing, by the plainest rule there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kawamori.levels import Thresholds
from kawamori.people import OwnMark, PhoneNumber, Subscriber
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber

if TYPE_CHECKING:
    from alerting.assess import Judge
    from kawamori.testing.town import Town

MARKS_CM = (110, 125, 160)
RELEASE_CM = 20  # of a gauge without thresholds
BELOW_FOR = timedelta(minutes=30)
BEGINS_CM = 90
REACHES = """
SELECT round(mark_m * 100)::int, observed_at FROM own_reaches WHERE station_id = %s
ORDER BY observed_at, mark_m
"""
Readings = list[tuple[int, int]]  # minutes since the one before, and centimetres


@dataclass
class Mark:
    """One height, and whether it was told since the river was last clearly below it."""

    cm: int
    is_told: bool = False
    low_since: datetime | None = None

    def is_reached_by(self, cm: int, at: datetime) -> bool:
        """Take in a reading; return whether it is to be told."""
        if cm <= self.cm - RELEASE_CM:
            self.low_since = self.low_since or at
            self.is_told &= at - self.low_since < BELOW_FOR
            return False
        self.low_since = None
        tells = cm >= self.cm and not self.is_told
        self.is_told |= tells
        return tells


def expected(readings: Sequence[tuple[datetime, int]]) -> list[tuple[int, datetime]]:
    """Return which height is told by which reading."""
    marks = [Mark(cm) for cm in MARKS_CM]
    return [(m.cm, at) for at, cm in readings for m in marks if m.is_reached_by(cm, at)]


def walk(steps: Readings) -> Readings:
    """Return a river that goes up and down by so much each time, within its bed."""
    cm, walked = BEGINS_CM, []
    for minutes, step in steps:
        cm = min(max(cm + step, 60), 200)
        walked.append((minutes, cm))
    return walked


rivers = st.lists(
    st.tuples(st.sampled_from([5, 10, 15, 20, 35]), st.integers(-45, 45)), min_size=6, max_size=30
).map(walk)


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(river=rivers)
@example(river=[(10, cm) for cm in (110, 90, 89, 91, 90, 110, 90, 90, 90, 110, 160, 90, 125)])
def test_each_height_is_told_once_a_crossing(town: "Town", judge: "Judge", river: Readings) -> None:
    name = f"creek-{len(town.datastreams)}"
    town.add_station(name, Thresholds())
    heights = tuple(OwnMark(name, cm / 100) for cm in MARKS_CM)
    person = Subscriber(PhoneNumber("+819055559999"), own_marks=heights)
    add_subscriber(town.connection, AddressSeal(bytes(32)), person)
    judge.sweep()  # so that judging has heard of the marks
    readings = []
    for minutes, cm in river:
        town.observe(cm / 100, station_id=name, every=timedelta(minutes=minutes))
        readings.append((town.now, cm))
        while judge.step():
            pass

    assert town.connection.execute(REACHES, (name,)).fetchall() == expected(readings)


BEFORE = """
INSERT INTO own_reaches (run_no, station_id, mark_m, stage_m, observed_at, recorded_at)
VALUES (0, 'creek', 1.10, 1.10, %(at)s, %(at)s)
"""


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_a_height_that_is_kept_as_reached_already_holds_no_judging_up(
    town: "Town", judge: "Judge"
) -> None:
    town.add_station("creek", Thresholds())
    person = Subscriber(PhoneNumber("+819055559999"), own_marks=(OwnMark("creek", 1.10),))
    add_subscriber(town.connection, AddressSeal(bytes(32)), person)
    judge.sweep()
    town.observe(0.9, station_id="creek", every=timedelta(minutes=10))
    town.connection.execute(BEFORE, {"at": town.now + timedelta(minutes=10)})
    town.observe(1.2, station_id="creek", every=timedelta(minutes=10))
    while judge.step():
        pass

    judged = "SELECT public_stage_m FROM latest_assessments WHERE station_id = 'creek'"
    assert town.connection.execute(judged).fetchall() == [(1.2,)]
    assert town.connection.execute(REACHES, ("creek",)).fetchall() == [(110, town.now)]
