"""Whatever a service sends: the poller reads it, or sets it aside, and never falls over."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.environment_agency import EnvironmentAgency
from ingest.sources.gauges import GaugeSource, Heard
from ingest.sources.jma.area_json import read_areas
from ingest.sources.jma.feed import read_feed
from ingest.sources.jma.flood_json import read_floods
from ingest.sources.jma.said import Places
from ingest.sources.jma.telegrams import read_telegram
from ingest.sources.kawabou import Kawabou
from ingest.sources.usgs import Usgs
from ingest.sources.web import Answer, Web
from kawamori.errors import KawamoriError
from simulators.sources.jma import KAWA_RIVER, KAWABE_CITY, area_telegram, flood_telegram

NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=1)
PLACES = Places({KAWABE_CITY: "川辺市"}, {KAWA_RIVER: "川辺川"})

# Words that the services use, among whatever else.
KEYS = [
    "items",
    "value",
    "dateTime",
    "features",
    "properties",
    "time",
    "time_series_id",
    "unit_of_measure",
    "geometry",
    "coordinates",
    "monitoring_location_name",
    "measures",
    "parameter",
    "qualifier",
    "unitName",
    "@id",
    "label",
    "lat",
    "long",
    "stageScale",
    "crntObsTime",
    "min10Values",
    "obsTime",
    "stg",
    "stgCcd",
    "riverCode",
    "item",
    "code",
    "name",
    "status",
    "reportDatetime",
    "infoType",
    "warning",
    "class20Items",
    "areaCode",
    "kinds",
    "areaTypes",
    "areas",
    "warnings",
]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        [
            "\ud800",
            "2026-09-01T02:00:00Z",
            "2026/09/01 11:00",
            "9999/12/31 24:00",
            "0001-01-01T00:00:00+09:00",
        ]
    ),
    st.sampled_from([KAWA_RIVER, KAWABE_CITY, "通常", "解除", "発表", "Stage", "level", "m", "ft"]),
)
ANSWERS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=25,
)


class Parrot(Web):
    """A web that says one thing, whatever it is asked."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def get(self, url: str) -> Answer | None:
        return Answer(url, self.body)

    def remember(self, answer: Answer) -> None: ...


def is_honest(heard: Heard) -> bool:
    readings = [each.observed_at for each in heard.readings]
    return readings == sorted(set(readings)) and all(
        SINCE < at <= NOW + timedelta(minutes=5) for at in readings
    )


@pytest.mark.parametrize("source", [EnvironmentAgency(), Usgs(), Kawabou()])
@given(answer=ANSWERS)
def test_any_json_is_read_or_refused_by_a_source_of_gauges(
    source: GaugeSource, answer: object
) -> None:
    web = Parrot(json.dumps(answer).encode())
    for ask in (
        lambda: is_honest(source.readings(web, "x/y", SINCE, NOW)),
        lambda: source.describe(web, "x", "ea-x").station.station_id == "ea-x",
    ):
        try:
            assert ask()
        except KawamoriError:
            continue


@given(st.lists(st.tuples(st.datetimes(timezones=st.just(UTC)), LEAVES), max_size=10))
def test_of_any_readings_only_honest_ones_are_taken(values: list[tuple[datetime, Any]]) -> None:
    items = [{"dateTime": at.isoformat(), "value": value} for at, value in values]

    heard = EnvironmentAgency().readings(
        Parrot(json.dumps({"items": items}).encode()), "x", SINCE, NOW
    )

    assert is_honest(heard)
    assert len(heard.readings) + len(heard.faults) <= len(items)


@given(answer=ANSWERS)
def test_any_json_is_read_or_refused_as_an_announcement(answer: object) -> None:
    for read in (read_floods, read_areas):
        try:
            told = read(json.dumps(answer).encode(), PLACES)
        except KawamoriError:
            continue
        assert all(each.place in {"川辺市", "川辺川"} for each in told.said)
        assert all(each.report.issued_at.year >= 1990 for each in told.said)


TELEGRAMS = (
    flood_telegram("40", "レベル４氾濫危険警報", NOW),
    flood_telegram("40", "レベル４氾濫危険警報", NOW, info_type="取消"),
    area_telegram("気象警報・注意報（Ｒ０６）（大雨）", [("レベル３大雨警報", "03", "発表")], NOW),
)


@given(st.sampled_from(TELEGRAMS), st.text(max_size=5), st.floats(0, 1), st.integers(0, 60))
def test_a_telegram_with_a_piece_of_it_gone_is_read_or_refused(
    telegram: str, noise: str, at: float, missing: int
) -> None:
    start = int(at * len(telegram))
    damaged = telegram[:start] + noise + telegram[start + missing :]
    try:
        told = read_telegram(damaged.encode("utf-8", "replace"), PLACES)
    except KawamoriError:
        return
    assert all(each.place in {"川辺市", "川辺川"} for each in told.said)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(body: bytes) -> None:
    for read in (
        lambda: read_floods(body, PLACES),
        lambda: read_areas(body, PLACES),
        lambda: read_telegram(body, PLACES),
        lambda: read_feed(body, "https://jma.test/extra.xml", ["220000"]),
        lambda: Usgs().readings(Parrot(body), "x/y", SINCE, NOW),
    ):
        try:
            read()
        except KawamoriError:
            continue
