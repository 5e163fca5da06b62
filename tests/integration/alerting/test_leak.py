"""Whatever is rehearsed and whoever is on which list, no run's message leaves its own list."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from alerting.announce import route_next_announcement
from alerting.own import route_next_own
from alerting.route import route_next
from kawamori.areas import Area
from kawamori.levels import GaugeLevel
from kawamori.people import (
    AreaSubscription,
    Channel,
    Language,
    OwnMark,
    PhoneNumber,
    Subscriber,
    Subscription,
)
from kawamori.polygons import Shape
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber, allow
from kawamori.storage.telling.announcements import Announcement, announce_texts
from kawamori.storage.telling.corrections import correct_message
from kawamori.testing.town import KAWABE, RAIN_BEGINS, Town

if TYPE_CHECKING:
    from kawamori.runs import Run

STATIONS = [KAWABE, "weir"]
PEOPLE = 4
RUNS = 3
AREA = "riverside"
ANNOUNCE, RETRACT, REACH = "announce", "retract", "reach"
OWN_M = 2.5
HEARD_FROM = [GaugeLevel.CAUTION, GaugeLevel.EVACUATION, GaugeLevel.DANGER]
EMPTY = """
TRUNCATE deliveries, messages, transitions, alerts, subscriptions, reachable, subscribers,
         subscriber_areas, own_marks, own_reaches, stream_events, acts CASCADE
"""
ALERT = """
INSERT INTO alerts (run_no, status, station_id, opened_at, level, peak_level)
SELECT run_no, status, %s, %s, %s, %s FROM runs WHERE run_no = %s RETURNING alert_id
"""
TRANSITION = """
INSERT INTO transitions (alert_id, run_no, audience, kind, from_level, to_level, observed_at,
                         stage_m, recorded_at, reasons)
VALUES (%s, %s, 'public', %s, 0, %s, %s, 4.1, %s, %s) RETURNING transition_id
"""
LAST = """
SELECT message_id FROM messages m
WHERE run_no = %s AND NOT EXISTS (SELECT FROM messages c WHERE c.corrects = m.message_id)
ORDER BY message_id DESC LIMIT 1
"""
MESSAGE = """
INSERT INTO messages (run_no, status, transition_id, kind, level)
SELECT run_no, status, %s, %s, %s FROM runs WHERE run_no = %s
"""
# As judging writes it, but of whoever has the mark, on the list or not.
REACHED = """
WITH reached AS (
  INSERT INTO own_reaches (run_no, station_id, mark_m, stage_m, observed_at, recorded_at)
  VALUES (%s, %s, %s, %s, %s, %s) RETURNING own_reach_id, run_no
)
INSERT INTO messages (run_no, status, family, kind, level, thread, own_reach_id)
SELECT run_no, status, 'own', 'reach', %s, 'own', own_reach_id FROM reached JOIN runs USING (run_no)
"""
DELIVERED = """
SELECT d.run_no, d.subscriber_id, d.body, m.run_no, m.status, m.corrects,
       coalesce(m.transition_id, m.own_reach_id)
FROM deliveries d JOIN messages m USING (message_id)
"""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is told in a run, and whether people are told before the next.

    It is a transition of a station, a height of somebody's own that it reached, an
    announcement to the people of an area, or the retraction of whatever the run told last.
    """

    run: int
    station: str
    kind: str
    level: GaugeLevel
    told: bool


steps = st.builds(
    Step,
    run=st.integers(0, RUNS - 1),
    station=st.sampled_from(STATIONS),
    kind=st.sampled_from(["raise", "escalate", "clear", REACH, ANNOUNCE, RETRACT]),
    level=st.sampled_from(HEARD_FROM),
    told=st.booleans(),
)
lists = st.sets(st.sampled_from(list(product(range(RUNS), range(PEOPLE)))), min_size=4)
wishes = st.fixed_dictionaries(
    {key: st.sampled_from([*HEARD_FROM, None]) for key in product(range(PEOPLE), STATIONS)}
)


class City:
    """Reality and two rehearsals on the same stations, with people who are told by either."""

    def __init__(self, connection: Connection, runs: "list[Run]", seal: AddressSeal) -> None:
        self._connection, self._runs, self._seal = connection, runs, seal
        self._alerts: dict[tuple[int, str], int] = {}
        self._now = RAIN_BEGINS
        connection.execute(EMPTY)

    def subscribe(
        self, allowed: set[tuple[int, int]], wanted: dict[tuple[int, str], GaugeLevel | None]
    ) -> dict[int, set[int]]:
        """Enter people and lists; return whom each run may reach."""
        reachable: dict[int, set[int]] = {self.number(run): set() for run in range(RUNS)}
        for person in range(PEOPLE):
            on = sorted(run for run, other in allowed if other == person)
            if not on:
                continue  # nobody is entered without a list
            hears = tuple(
                Subscription(s, level) for (p, s), level in wanted.items() if p == person and level
            )
            who = Subscriber(
                PhoneNumber(f"+8190100000{person:02}"),
                Language.JA,
                subscriptions=hears,
                areas=(AreaSubscription(AREA),) if person % 2 else (),
                own_marks=tuple(OwnMark(wish.station_id, OWN_M) for wish in hears),
            )
            run_nos = [self.number(run) for run in on]
            ident = add_subscriber(self._connection, self._seal, who, run_no=run_nos[0])
            for run_no in run_nos:
                allow(self._connection, run_no, ident)
                reachable[run_no].add(ident)
        return reachable

    def number(self, run: int) -> int:
        """Return the number of a run; the first is reality."""
        return 0 if run == 0 else self._runs[run - 1].run_no

    def play(self, step: Step) -> None:
        """Let a transition happen and have it routed, now or with the next."""
        self._now += timedelta(minutes=10)
        run_no = self.number(step.run)
        if step.kind == ANNOUNCE:
            self._announce(run_no, step)
        elif step.kind == RETRACT:
            self._retract(run_no)
        elif step.kind == REACH:
            self._reach(run_no, step)
        else:
            self._move(run_no, step)
        if step.told:
            self.tell()

    def _move(self, run_no: int, step: Step) -> None:
        alert = self._alert(run_no, step)
        facts = (alert, run_no, step.kind, step.level, self._now, self._now, Jsonb([]))
        row = self._connection.execute(TRANSITION, facts).fetchone()
        assert row is not None
        self._connection.execute(MESSAGE, (row[0], step.kind, step.level, run_no))

    def _reach(self, run_no: int, step: Step) -> None:
        facts = (run_no, step.station, OWN_M, OWN_M + 0.03, self._now, self._now, step.level)
        self._connection.execute(REACHED, facts)

    def _announce(self, run_no: int, step: Step) -> None:
        texts = {(Channel.SMS, Language.JA): f"{self._mark(run_no)}お知らせ"}
        wanted = Announcement(run_no, "canary", "announce", step.level, "news", texts, (AREA,))
        announce_texts(self._connection, wanted)

    def _retract(self, run_no: int) -> None:
        """Retract what the run told last, if there is something that can be."""
        row = self._connection.execute(LAST, (run_no,)).fetchone()
        if row is None:
            return
        texts = {(Channel.SMS, Language.JA): f"{self._mark(run_no)}取り消します"}
        with self._connection.transaction():
            correct_message(
                self._connection,
                row[0],
                "retract",
                texts,
                person="Aoi",
                role="commander",
                reason="誤り",
                now=self._now,
            )

    @staticmethod
    def _mark(run_no: int) -> str:
        return "" if run_no == 0 else "【訓練】"

    def tell(self) -> None:
        """Route everything that waits, and have it accepted."""
        while route_next_announcement(self._connection, self._now):
            pass
        while route_next(self._connection, self._now):
            pass
        while route_next_own(self._connection, self._now):
            pass
        self._connection.execute("UPDATE deliveries SET state = 'accepted' WHERE state = 'due'")

    def _alert(self, run_no: int, step: Step) -> int:
        key = run_no, step.station
        if key not in self._alerts:
            values = (step.station, self._now, step.level, step.level, run_no)
            row = self._connection.execute(ALERT, values).fetchone()
            assert row is not None
            self._alerts[key] = row[0]
        return self._alerts[key]


@pytest.fixture
def rehearsals(town: Town) -> "list[Run]":
    town.add_station("weir")
    square = [[139, 35], [139.01, 35], [139.01, 35.01], [139, 35.01], [139, 35]]
    shape = Shape.from_geojson({"type": "Polygon", "coordinates": [square]})
    store_areas(town.connection, [Area(AREA, "河原町", shape)], author="tests")
    set_area_stations(town.connection, AREA, ["weir"], author="tests")
    return [town.start_drill(f"drill-{number}") for number in range(1, RUNS)]


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
@settings(
    max_examples=40,
    # One database serves every example: each begins by emptying it.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(allowed=lists, wanted=wishes, played=st.lists(steps, min_size=3, max_size=12))
def test_no_delivery_leaves_the_list_of_its_run(
    connection: Connection,
    rehearsals: "list[Run]",
    allowed: set[tuple[int, int]],
    wanted: dict[tuple[int, str], GaugeLevel | None],
    played: list[Step],
) -> None:
    city = City(connection, rehearsals, AddressSeal(bytes(32)))
    reachable = city.subscribe(allowed, wanted)

    for step in played:
        city.play(step)
    city.tell()

    delivered = connection.execute(DELIVERED).fetchall()
    told_of = Counter("correction" if c else "gauge" if t else "news" for *_, c, t in delivered)
    event(f"delivered of: {sorted(told_of)}")
    for run_no, person, body, of_run, of_status, _, _ in delivered:
        assert run_no == of_run
        assert person in reachable[run_no]
        assert (of_status == "actual") == (run_no == 0)
        assert body.startswith("【訓練】") == (run_no != 0)


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_the_city_of_these_examples_does_tell_those_on_the_lists(
    connection: Connection, rehearsals: "list[Run]"
) -> None:
    city = City(connection, rehearsals, AddressSeal(bytes(32)))
    reachable = city.subscribe(
        {(0, 0), (1, 1), (2, 1), (2, 2)}, {(p, KAWABE): GaugeLevel.CAUTION for p in range(3)}
    )

    for run, kind in product(range(RUNS), ("raise", REACH)):
        city.play(Step(run, KAWABE, kind, GaugeLevel.DANGER, told=True))

    told = Counter((row[0], row[1]) for row in connection.execute(DELIVERED))
    assert told == {
        (run_no, person): 2 for run_no, people in reachable.items() for person in people
    }
    assert len(told) == 4


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_the_city_of_these_examples_announces_and_retracts_on_the_lists(
    connection: Connection, rehearsals: "list[Run]"
) -> None:
    city = City(connection, rehearsals, AddressSeal(bytes(32)))
    reachable = city.subscribe({(0, 1), (1, 3)}, {(1, KAWABE): None, (3, KAWABE): None})

    for run in range(2):
        city.play(Step(run, KAWABE, ANNOUNCE, GaugeLevel.DANGER, told=True))
        city.play(Step(run, KAWABE, RETRACT, GaugeLevel.DANGER, told=True))

    told = [(run_no, body) for run_no, _, body, *_ in connection.execute(DELIVERED)]
    assert sorted(told) == sorted(
        (run_no, mark + text)
        for run_no, mark in [(0, ""), (city.number(1), "【訓練】")]
        for text in ["お知らせ", "取り消します"]
        for _ in reachable[run_no]
    )
