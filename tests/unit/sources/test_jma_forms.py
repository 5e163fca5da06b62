"""What JMA says, in every form: a code means what it means in its own product, and nothing else."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from ingest.sources.jma.area_json import read_areas
from ingest.sources.jma.feed import read_feed
from ingest.sources.jma.flood_json import read_floods
from ingest.sources.jma.said import Places, Told
from ingest.sources.jma.telegrams import read_telegram
from kawamori.errors import InvalidError
from kawamori.official import ControlStatus, Kind
from simulators.sources.jma import (
    KAWA_RIVER,
    KAWABE_CITY,
    SHIZUOKA,
    JmaPages,
    area_document,
    area_telegram,
    flood_item,
    flood_telegram,
    landslide_telegram,
    old_area_file,
)

NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
BEFORE = datetime(2025, 9, 1, 3, 0, tzinfo=UTC)  # the new names
PLACES = Places({KAWABE_CITY: "川辺市"}, {KAWA_RIVER: "川辺川"})
RAIN, LANDSLIDE, SURGE = (
    f"気象警報・注意報（Ｒ０６）（{each}）" for each in ("大雨", "土砂", "高潮")
)


def names(told: Told) -> dict[Kind, str | None]:
    return {each.kind: each.name.ja if each.name else None for each in told.said}


def levels(told: Told) -> dict[Kind, int]:
    return {each.kind: each.name.alert_level if each.name else 0 for each in told.said}


def as_bytes(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("code", "name", "means"),
    [
        ("20", "レベル２氾濫注意報", "レベル2氾濫注意報"),
        ("22", "レベル２氾濫注意報", "レベル2氾濫注意報"),  # lowered to it
        ("31", "レベル３氾濫警報", "レベル3氾濫警報"),
        ("40", "レベル４氾濫危険警報", "レベル4氾濫危険警報"),
        ("53", "レベル５氾濫特別警報", "レベル5氾濫特別警報"),
        ("41", "氾濫危険情報", "レベル4氾濫危険警報"),  # the title until May 2026
        ("99", "氾濫発生情報", "レベル5氾濫特別警報"),  # a code of tomorrow, a name that is known
        ("10", "レベル２氾濫注意報解除", None),
    ],
)
def test_a_flood_forecast_s_code_says_its_level_in_every_form(
    code: str, name: str, means: str | None
) -> None:
    by_list = read_floods(as_bytes([flood_item(code, name, NOW)]), PLACES)
    by_telegram = read_telegram(flood_telegram(code, name, NOW).encode(), PLACES)

    assert names(by_list) == names(by_telegram) == {Kind.FLOOD: means}
    assert [each.place for each in by_list.said] == ["川辺川"]


def test_another_river_s_forecast_is_not_ours() -> None:
    elsewhere = Places({}, {"999999999999": "遠川"})

    assert read_floods(as_bytes([flood_item("40", "", NOW)]), elsewhere) == Told()
    assert read_telegram(flood_telegram("40", "", NOW).encode(), elsewhere) == Told()


def test_a_river_of_which_neither_code_nor_name_is_known_is_set_aside_and_the_next_is_read() -> (
    None
):
    told = read_floods(
        as_bytes([flood_item("77", "氾濫の何か", NOW), flood_item("30", "", NOW)]), PLACES
    )

    assert names(told) == {Kind.FLOOD: "レベル3氾濫警報"}
    assert "77" in told.doubtful[0].reason


@pytest.mark.parametrize("mark", ["訓練", "試験"])
def test_a_drill_stays_marked_as_one(mark: str) -> None:
    by_list = read_floods(as_bytes([flood_item("51", "", NOW, status=mark)]), PLACES)
    by_telegram = read_telegram(flood_telegram("51", "", NOW, status=mark).encode(), PLACES)

    for told in (by_list, by_telegram):
        assert [each.report.control_status for each in told.said] == [ControlStatus(mark)]


def test_a_mark_that_nobody_knows_is_not_taken_for_real() -> None:
    told = read_floods(as_bytes([flood_item("51", "", NOW, status="演習")]), PLACES)

    assert told.said == ()
    with pytest.raises(InvalidError, match="演習"):
        read_telegram(flood_telegram("51", "", NOW, status="演習").encode(), PLACES)


def test_a_telegram_that_takes_a_forecast_back_has_no_body_and_ends_it() -> None:
    told = read_telegram(flood_telegram("40", "", NOW, info_type="取消").encode(), PLACES)

    assert names(told) == {Kind.FLOOD: None}


@pytest.mark.parametrize(
    ("kinds", "means"),
    [
        ([{"code": "10", "status": "発表"}], 2),
        ([{"code": "03", "status": "継続"}], 3),
        ([{"code": "43", "status": "発表"}], 4),
        ([{"code": "33", "status": "発表"}], 5),
        ([{"code": "10", "status": "警報から注意報"}], 2),
        ([{"code": "03", "status": "解除"}], 0),
        ([{"code": "03", "status": "解除"}, {"code": "10", "status": "発表"}], 2),
        ([{"status": "発表警報・注意報はなし"}], 0),
    ],
)
def test_a_document_of_rain_tells_all_about_rain(
    kinds: list[Mapping[str, object]], means: int
) -> None:
    told = read_areas(as_bytes([area_document("VPWW55", kinds, NOW)]), PLACES)

    assert levels(told) == {Kind.HEAVY_RAIN: means}


def test_a_document_of_landslides_ends_no_warning_of_rain() -> None:
    told = read_areas(
        as_bytes([area_document("VPWW56", [{"code": "49", "status": "発表"}], NOW)]), PLACES
    )

    assert levels(told) == {Kind.LANDSLIDE: 4}


def test_storm_and_snow_have_no_level_and_are_not_kept() -> None:
    kinds = [{"code": "05", "status": "発表"}, {"code": "14", "status": "継続"}]

    assert read_areas(as_bytes([area_document("VPWW58", kinds, NOW)]), PLACES) == Told()


def test_beside_a_kind_that_nobody_knows_nothing_is_taken_for_ended() -> None:
    told = read_areas(
        as_bytes([area_document("VPWW55", [{"code": "63", "status": "発表"}], NOW)]), PLACES
    )

    assert told.said == ()
    assert "63" in told.doubtful[0].reason


@pytest.mark.parametrize(
    ("title", "kind", "means"),
    [
        (RAIN, ("レベル３大雨警報", "03", "発表"), {Kind.HEAVY_RAIN: 3}),
        (RAIN, ("解除", "00", "解除"), {Kind.HEAVY_RAIN: 0}),
        (LANDSLIDE, ("レベル４土砂災害危険警報", "49", "発表"), {Kind.LANDSLIDE: 4}),
        (SURGE, ("レベル３高潮警報", "08", "継続"), {Kind.STORM_SURGE: 3}),
        (SURGE, ("レベル５高潮特別警報", "48", "発表"), {Kind.STORM_SURGE: 5}),  # the higher
    ],
)
def test_a_new_telegram_s_kinds_are_read_and_its_boilerplate_is_not(
    title: str, kind: tuple[str, str, str], means: dict[Kind, int]
) -> None:
    told = read_telegram(area_telegram(title, [kind], NOW).encode(), PLACES)

    assert levels(told) == means


def test_the_file_of_before_may_2026_meant_other_things_by_the_same_codes() -> None:
    warnings = [
        {"code": "08", "status": "発表"},
        {"code": "04", "status": "発表"},
        {"code": "14", "status": "継続"},
    ]

    told = read_areas(as_bytes(old_area_file(warnings, BEFORE)), PLACES)

    assert levels(told) == {Kind.STORM_SURGE: 4, Kind.HEAVY_RAIN: 3}
    assert all(each.report.text.startswith("高潮警報・洪水警報。") for each in told.said)


@pytest.mark.parametrize("title", ["気象警報・注意報（Ｈ２７）", "気象特別警報・警報・注意報"])
def test_an_old_telegram_counted_until_the_new_ones_began(title: str) -> None:
    kind = ("大雨警報", "03", "発表")

    then = read_telegram(area_telegram(title, [kind], BEFORE).encode(), PLACES)
    now = read_telegram(area_telegram(title, [kind], NOW).encode(), PLACES)

    assert levels(then) == {Kind.HEAVY_RAIN: 3, Kind.STORM_SURGE: 0}
    assert now == Told()  # a copy that knows no level 4 must not lower one


@pytest.mark.parametrize(("kind", "code", "means"), [("警戒", "3", 4), ("解除", "1", 0)])
def test_the_landslide_alert_of_before_is_level_4_now(kind: str, code: str, means: int) -> None:
    told = read_telegram(landslide_telegram(kind, code, BEFORE).encode(), PLACES)

    assert levels(told) == {Kind.LANDSLIDE: means}


def test_the_feed_gives_every_flood_and_our_offices_warnings_the_oldest_first() -> None:
    pages = JmaPages()
    wanted = [
        pages.send("VXKO60", "", NOW, office="130000"),
        pages.send("VPWW55", "", NOW + timedelta(minutes=1)),
    ]
    pages.send("VPWW55", "", NOW, office="010000")
    pages.send("VPWW54", "", NOW)
    pages.send("VPOA50", "", NOW)
    feed = pages.telegram("extra.xml", "https://jma.test/xml")
    assert feed is not None

    entries = read_feed(feed, "https://jma.test/xml/extra.xml", [SHIZUOKA])

    assert [each.url.rpartition("/")[2] for each in entries] == wanted


def test_a_link_to_another_host_is_not_followed() -> None:
    pages = JmaPages()
    pages.send("VXKO60", "", NOW)
    feed = pages.telegram("extra.xml", "https://elsewhere.test")
    assert feed is not None

    assert read_feed(feed, "https://jma.test/xml/extra.xml", [SHIZUOKA]) == []


def test_xml_that_defines_entities_is_refused_before_any_is_expanded() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><r>&b;</r>'

    with pytest.raises(InvalidError, match="DOCTYPE"):
        read_telegram(bomb.encode(), PLACES)
    with pytest.raises(InvalidError, match="DOCTYPE"):
        read_feed(bomb.encode(), "https://jma.test/", [])
