"""Nobody is sent where the water is dangerous, or where nobody knows, whatever else is around."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.responders.interlock import (
    OUTSIDE,
    STALE_AFTER,
    District,
    Gauge,
    Verdict,
    along,
    is_passable,
    judge,
)

NOW = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FRESHNESS = ("live", "late", "dead", "dormant", "blind", None)

gauges = st.builds(
    Gauge,
    station_id=st.just("kawabe-bridge"),
    name=st.just("川辺橋"),
    level=st.sampled_from([None, *GaugeLevel]),
    freshness=st.sampled_from(FRESHNESS),
    observed_at=st.one_of(
        st.none(), st.integers(0, 600).map(lambda minutes: NOW - minutes * MINUTE)
    ),
)
dangerous = st.one_of(
    gauges.filter(lambda gauge: gauge.freshness == "blind"),
    gauges.filter(lambda gauge: gauge.level is not None and gauge.level >= GaugeLevel.DANGER),
)
# What nobody lets through: no override, or one that is over.
over = st.one_of(st.none(), st.integers(0, 600).map(lambda minutes: NOW - minutes * MINUTE))


def districts(
    of: st.SearchStrategy[Gauge], until: st.SearchStrategy[datetime | None] = over
) -> st.SearchStrategy[District]:
    return st.builds(
        District,
        area_id=st.just("honcho"),
        name=st.just("本町"),
        gauges=st.lists(of, max_size=4).map(tuple),
        overridden_until=until,
    )


def gauge(
    level: GaugeLevel | None = GaugeLevel.NORMAL,
    freshness: str | None = "live",
    at: datetime | None = NOW,
    interval: timedelta = MINUTE,
) -> Gauge:
    return Gauge("kawabe-bridge", "川辺橋", level, freshness, at, interval)


def verdict(*around: Gauge, until: datetime | None = None, now: datetime = NOW) -> Verdict:
    return District("honcho", "本町", around, until).judge(now).verdict


@given(
    calm=st.lists(gauges, max_size=4),
    bad=dangerous,
    place=st.integers(0, 4),
    others=st.lists(districts(gauges, st.datetimes().map(lambda t: t.replace(tzinfo=UTC)))),
    until=over,
)
def test_no_task_goes_through_danger_whatever_else_is_around(
    calm: list[Gauge],
    bad: Gauge,
    place: int,
    others: list[District],
    until: datetime | None,
) -> None:
    through = District("honcho", "本町", (*calm[:place], bad, *calm[place:]), until)

    for order in ([through, *others], [*others, through]):
        findings = judge(order, NOW)
        assert not is_passable(findings)
        assert Verdict.BLOCKED in [finding.verdict for finding in findings]


@given(st.lists(districts(gauges.filter(lambda each: not each.at(NOW).is_live))))
def test_where_nobody_knows_nobody_goes(unknown: list[District]) -> None:
    assert not is_passable(judge(unknown, NOW))


@given(st.lists(districts(gauges), min_size=1))
def test_every_district_that_lets_a_task_go_has_a_live_gauge_below_danger(
    around: list[District],
) -> None:
    if is_passable(judge(around, NOW)):
        for district in around:
            now = [each.at(NOW) for each in district.gauges]
            assert any(each.is_live for each in now)
            assert not any(each.is_blocking for each in now)


@given(districts(gauges), st.integers(1, 360))
def test_an_override_lets_a_task_go_until_its_time_and_no_longer(
    district: District, minutes: int
) -> None:
    until = NOW + minutes * MINUTE
    let_go = District(district.area_id, district.name, district.gauges, until)

    assert is_passable([let_go.judge(until - timedelta(seconds=1))])
    assert let_go.judge(until) == district.judge(until)


def test_an_override_of_one_district_opens_no_other() -> None:
    blocked = District("hama", "浜", (gauge(GaugeLevel.DANGER),))
    let_go = District("honcho", "本町", (gauge(GaugeLevel.DANGER),), NOW + MINUTE)

    assert [finding.verdict for finding in judge([let_go, blocked], NOW)] == [
        Verdict.OVERRIDDEN,
        Verdict.BLOCKED,
    ]
    assert not is_passable(judge([let_go, blocked], NOW))


def test_a_gauge_below_danger_that_is_live_lets_a_task_go() -> None:
    assert verdict(gauge(GaugeLevel.EVACUATION)) is Verdict.CLEAR
    assert verdict(gauge(), gauge(freshness="dead")) is Verdict.CLEAR


def test_the_last_known_danger_of_a_dead_gauge_blocks_beside_a_live_one() -> None:
    assert verdict(gauge(), gauge(GaugeLevel.DANGER, "dead")) is Verdict.BLOCKED


@pytest.mark.parametrize("freshness", ["late", "dead", "dormant", None])
def test_a_district_without_a_live_gauge_is_unknown(freshness: str | None) -> None:
    assert verdict(gauge(freshness=freshness)) is Verdict.UNKNOWN
    assert verdict() is Verdict.UNKNOWN


def test_a_place_in_no_district_is_unknown() -> None:
    assert judge([], NOW) == [OUTSIDE]
    assert not is_passable([OUTSIDE])
    assert not is_passable([])
    assert str(OUTSIDE) == "outside every district is unknown: no gauge speaks for it"


def test_what_was_live_is_unknown_once_judging_has_stopped() -> None:
    assert verdict(gauge(), now=NOW + STALE_AFTER) is Verdict.CLEAR
    assert verdict(gauge(), now=NOW + STALE_AFTER + MINUTE) is Verdict.UNKNOWN
    assert verdict(gauge(at=None)) is Verdict.UNKNOWN


def test_a_gauge_that_speaks_seldom_is_given_longer() -> None:
    hourly = gauge(interval=timedelta(hours=1))

    assert verdict(hourly, now=NOW + timedelta(hours=6)) is Verdict.CLEAR
    assert verdict(hourly, now=NOW + timedelta(hours=7)) is Verdict.UNKNOWN


def test_a_refusal_names_area_gauge_level_and_time() -> None:
    [finding] = judge([District("honcho", "本町", (gauge(GaugeLevel.DANGER),))], NOW)

    assert str(finding) == "本町 (honcho) is blocked: 川辺橋 DANGER, live, 2026-09-01T03:10Z"
    [silent] = judge([District("honcho", "本町", (gauge(None, None, None),))], NOW)
    assert str(silent) == "本町 (honcho) is unknown: 川辺橋 no level, never heard, never"


lons, lats = st.floats(138.9, 139.0), st.floats(35.0, 35.1)


@given(st.lists(st.tuples(lons, lats), max_size=3))
def test_a_way_is_looked_at_all_along(route: list[tuple[float, float]]) -> None:
    places = along(route)

    for lon, lat in route:
        assert min(abs(lon - x) + abs(lat - y) for x, y in places) < 1e-9
    for (lon, lat), (next_lon, next_lat) in pairwise(places):
        assert max(abs(next_lon - lon), abs(next_lat - lat)) <= 0.0002 + 1e-9


def test_a_way_across_the_country_is_none() -> None:
    with pytest.raises(InvalidError, match="50 km"):
        along([(139.0, 35.0), (141.0, 43.0)])
