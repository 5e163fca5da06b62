"""What a station's neighbours do: the river above, the river below, and when its water comes."""

from datetime import UTC, datetime, timedelta

import numpy as np

from kawamori.judging.neighbours import (
    beside_high,
    beside_rising,
    expected,
    neighbour_rose,
    upstream_rising,
    upstream_unheard,
)
from kawamori.judging.passes import Clock, Readings, judge, sweep
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.rivers import Rivers, Watch
from kawamori.judging.states import packed, unpack
from kawamori.judging.ways import Ways, neighbours_among
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.neighbours import Passage
from kawamori.times import to_us

LADDER = Thresholds(1.0, 2.0, 3.0, 4.0)
RAIN_BEGINS = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
GORGE, WEIR, BRIDGE, MOUTH, SPRING = STATIONS = ("gorge", "weir", "bridge", "mouth", "spring")
FORTY = timedelta(minutes=40)
PASSAGES = [
    Passage(GORGE, WEIR, FORTY / 2, FORTY / 4),
    Passage(WEIR, BRIDGE, FORTY, FORTY * 3 / 8),
    Passage(BRIDGE, MOUTH),
]


class Valley:
    """Five gauges down a river, read every ten minutes."""

    def __init__(self, *, tidal: tuple[str, ...] = (), readings_since: int = 0) -> None:
        self.rivers = Rivers()
        watches = [
            Watch(0, number, station_id, TEN_MINUTES, LADDER)
            for number, station_id in enumerate(STATIONS)
        ]
        self.rows = self.rivers.add(watches)
        known = [(0, station_id) for station_id in STATIONS]
        self.rivers.neighbours = neighbours_among(known, PASSAGES, tidal)
        self.now = RAIN_BEGINS + readings_since * TEN_MINUTES

    def observe(self, **stages_m: float) -> None:
        """Let ten minutes pass and judge one reading of each station named, of the others 0.5 m."""
        self.now += TEN_MINUTES
        self.report(dict.fromkeys(STATIONS, 0.5) | stages_m)

    def report(self, stages_m: dict[str, float]) -> None:
        """Judge these readings of now."""
        streams = np.array([STATIONS.index(station_id) for station_id in stages_m])
        at_us = np.full(len(streams), to_us(self.now))
        stages = np.array(list(stages_m.values()))
        judge(
            self.rivers,
            Readings(np.zeros(len(streams), dtype=np.int64), streams, at_us, stages),
            {0: Clock(self.now)},
            DEFAULT_POLICY,
        )

    def calm(self, readings: int = 6) -> None:
        for _ in range(readings):
            self.observe()

    def at_s(self) -> np.ndarray:
        return np.full(len(STATIONS), self.now.timestamp())

    def named(self, where: np.ndarray) -> set[str]:
        return {station_id for station_id, is_so in zip(STATIONS, where, strict=True) if is_so}

    def expects(self) -> dict[str, tuple[str, int, int]]:
        """Return from where, in how many minutes, give or take, each station expects water."""
        found = expected(self.rivers, self.rows, self.at_s())
        return {
            STATIONS[place]: (
                STATIONS[found.upstream[place]],
                round(found.in_s[place] / 60),
                round(found.spread_s[place] / 60),
            )
            for place in np.flatnonzero(found.upstream >= 0)
        }


def test_calm_water_tells_nobody_anything() -> None:
    valley = Valley()
    valley.calm(12)

    assert valley.named(upstream_rising(valley.rivers, valley.rows)) == set()
    assert valley.named(beside_rising(valley.rivers, valley.rows)) == set()
    assert valley.expects() == {}


def test_a_rise_upstream_is_here_in_forty_minutes_give_or_take_fifteen() -> None:
    valley = Valley()
    valley.calm()

    valley.observe(weir=0.7)
    assert valley.expects() == {BRIDGE: (WEIR, 30, 15)}  # it began ten minutes ago

    valley.observe(weir=0.9)
    assert valley.expects() == {BRIDGE: (WEIR, 20, 15)}
    assert valley.named(upstream_rising(valley.rivers, valley.rows)) == {BRIDGE}
    assert valley.named(beside_rising(valley.rivers, valley.rows)) == {GORGE, BRIDGE}


def test_what_should_have_come_long_ago_is_not_expected_any_more() -> None:
    valley = Valley()
    valley.calm()
    seen = []
    for reading in range(1, 8):
        valley.observe(weir=0.5 + 0.2 * reading)
        seen.append(valley.expects().get(BRIDGE))

    assert seen == [
        (WEIR, 30, 15),
        (WEIR, 20, 15),
        (WEIR, 10, 15),
        (WEIR, 0, 15),
        (WEIR, 0, 15),
        None,
        None,
    ]


def test_where_the_time_is_not_known_nothing_is_expected_and_the_rise_is_known() -> None:
    valley = Valley()
    valley.calm()
    valley.observe(bridge=0.8)
    valley.observe(bridge=1.1)

    assert MOUTH not in valley.expects()
    assert valley.named(upstream_rising(valley.rivers, valley.rows)) == {MOUTH}


def test_a_rise_a_travel_time_ago_fits_and_one_that_only_begins_does_not() -> None:
    valley = Valley()
    valley.calm()
    valley.observe(weir=0.8)
    at_once = neighbour_rose(valley.rivers, valley.rows, valley.at_s())
    for stage_m in (1.1, 1.4, 1.7):
        valley.observe(weir=stage_m)
    later = neighbour_rose(valley.rivers, valley.rows, valley.at_s())

    assert valley.named(at_once.fits) == {GORGE}  # below it, the water has passed it already
    assert valley.named(later.fits) == {GORGE, BRIDGE}
    assert later.age_s[STATIONS.index(BRIDGE)] == 0
    assert np.isnan(later.age_s[STATIONS.index(SPRING)])


def test_a_rise_of_yesterday_fits_nothing_today() -> None:
    valley = Valley()
    valley.calm()
    for stage_m in (0.8, 1.1, 1.4, 1.1, 0.8, 0.5):
        valley.observe(weir=stage_m)
    valley.calm(12)

    rose = neighbour_rose(valley.rivers, valley.rows, valley.at_s())

    assert valley.named(rose.fits) == set()


def test_a_jump_that_nobody_believes_yet_is_no_rise() -> None:
    valley = Valley()
    valley.calm()

    valley.observe(weir=3.83)

    assert valley.expects() == {}
    assert valley.named(neighbour_rose(valley.rivers, valley.rows, valley.at_s()).fits) == set()

    valley.observe(weir=3.9)
    valley.observe(weir=3.9)
    assert BRIDGE in valley.expects()


def test_noise_of_a_centimetre_is_no_rise() -> None:
    valley, rng = Valley(), np.random.default_rng(3)
    for _ in range(72):
        valley.observe(**{each: 0.5 + rng.normal(0, 0.01) for each in STATIONS})

        assert valley.expects() == {}


def test_the_tide_is_no_evidence_of_a_river() -> None:
    valley = Valley(tidal=(BRIDGE,))
    valley.calm()
    valley.observe(bridge=0.8)
    valley.observe(bridge=1.1, weir=0.8)

    assert valley.named(upstream_rising(valley.rivers, valley.rows)) == {BRIDGE}
    assert valley.named(beside_rising(valley.rivers, valley.rows)) == {GORGE, BRIDGE}


def test_a_silent_neighbour_is_not_heard_and_does_not_rise() -> None:
    valley = Valley()
    valley.calm()
    valley.observe(weir=0.8)
    for _ in range(4):
        valley.now += TEN_MINUTES
        valley.report({each: 0.5 for each in STATIONS if each != WEIR})
        sweep(valley.rivers, {0: Clock(valley.now)}, DEFAULT_POLICY)

    assert valley.named(upstream_unheard(valley.rivers, valley.rows)) == {BRIDGE}
    assert valley.named(upstream_rising(valley.rivers, valley.rows)) == set()
    assert valley.expects() == {}


def test_high_water_beside_is_by_what_is_believed() -> None:
    valley = Valley()
    valley.calm()
    for stage_m in (0.9, 1.3, 1.7, 2.1):
        valley.observe(weir=stage_m)

    high = beside_high(valley.rivers, valley.rows, GaugeLevel.CAUTION)

    assert valley.named(high) == {GORGE, BRIDGE}


def test_after_a_restart_the_rises_are_known_again() -> None:
    valley = Valley()
    valley.calm()
    for stage_m in (0.7, 0.9, 1.1):
        valley.observe(weir=stage_m)
    again = Valley()
    kept = packed(valley.rivers.remembered(), valley.rows)

    for row, memory in zip(again.rows.tolist(), kept, strict=True):
        unpack(again.rivers.remembered(), row, memory)

    again.now = valley.now
    assert again.expects() == valley.expects() == {BRIDGE: (WEIR, 10, 15)}


def test_runs_have_nothing_to_do_with_one_another() -> None:
    stations = [(0, WEIR), (0, BRIDGE), (7, WEIR), (7, BRIDGE), (8, BRIDGE)]

    ways = neighbours_among(stations, PASSAGES, ()).upstream

    place, edge = ways.of_rows(np.arange(5))
    assert list(zip(place.tolist(), ways.rows[edge].tolist(), strict=True)) == [(1, 0), (3, 2)]


def test_a_station_may_have_several_above_and_none() -> None:
    ways = Ways.of(4, [(3, 0, 60.0, 1.0), (1, 0, 60.0, 1.0), (3, 2, 30.0, 1.0)])

    place, edge = ways.of_rows(np.array([3, 0, 1]))

    assert (place.tolist(), ways.rows[edge].tolist()) == ([0, 0, 2], [0, 2, 0])
    assert ways.grown(6).of_rows(np.array([5, 4]))[0].tolist() == []
