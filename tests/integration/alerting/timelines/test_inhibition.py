"""Danger mutes what is lower; stations of one river are told together; nothing higher waits."""

from typing import TYPE_CHECKING

import pytest

from kawamori.messages.proof import code_of
from kawamori.people import Language
from kawamori.runs import ACTUAL
from kawamori.storage.telling.funnel import messages_of_run
from kawamori.storage.telling.proven import proven_message
from kawamori.testing.town import KAWABE

if TYPE_CHECKING:
    from conftest import Night

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def beginnings(texts: list[str]) -> list[str]:
    return [text[:6] for text in texts]


def test_danger_mutes_the_caution_that_was_on_its_way(night: "Night") -> None:
    ben, aoi = night.resident(), night.on_duty("Aoi", 1)
    night.at("12:30")

    night.town.observe(2.2, 2.7, 3.2, 3.7, 4.2)  # a gateway was cut off for ten minutes each
    night.work()

    assert beginnings(night.heard(ben)) == ["氾濫危険水位"]
    assert beginnings(night.heard(aoi)) == ["氾濫危険水位"]


def test_a_dip_below_danger_is_not_told_as_news_of_a_lower_level(night: "Night") -> None:
    ben, aoi = night.resident(), night.on_duty("Aoi", 1)
    night.at("12:30")
    night.town.observe(2.2, 2.7, 3.2, 3.7, 4.2)
    night.work()
    night.take("Aoi")

    for clock, stage_m in (("13:30", 3.8), ("13:40", 4.1), ("13:50", 3.8)):
        night.at(clock).observe(stage_m)

    assert (len(night.heard(ben)), len(night.heard(aoi))) == (1, 1)


def test_stations_of_one_river_are_told_together_after_the_first(night: "Night") -> None:
    for station_id, name in (("weir", "堰"), ("mouth", "河口")):
        night.gauge(station_id, name)
        night.observe(1.7, station_id)
    ben, aoi = night.resident("kawabe-bridge", "weir", "mouth"), night.on_duty("Aoi", 1)
    only_weir = night.resident("weir")
    night.at("12:04").swell(KAWABE, "weir", "mouth")

    night.at("12:05").observe(2.1)
    assert (len(night.heard(ben)), len(night.heard(aoi))) == (1, 1)
    night.at("12:05:20").observe(2.1, "weir")
    night.at("12:05:40").observe(2.15, "mouth")
    assert (len(night.heard(ben)), len(night.heard(aoi))) == (1, 1)
    assert beginnings(night.heard(only_weir)) == ["氾濫注意水位"]

    night.at("12:06:10")
    both = (
        "氾濫注意水位に到達しました。川辺川2か所（堰 2.10m、河口 2.15m）12:05。"
        "川に近づかず、市の情報に注意してください。"
    )
    assert night.heard(ben)[1:] == [both]
    code = code_of(night.office.texts(ben)[-1])
    shown = proven_message(night.town.connection, ACTUAL, code)
    assert "（堰 2.10m、河口 2.15m）" in shown.texts[Language.JA]
    own = night.town.connection.execute("SELECT code FROM messages").fetchall()
    assert (code,) not in own
    found = messages_of_run(night.town.connection, 0, limit=9, code=code)
    assert [each.station_id for each in found] == ["mouth", "weir"]
    (together,) = night.heard(aoi)[1:]
    assert together.startswith("川辺川 3か所 氾濫注意水位。")
    assert all(name in together for name in ("川辺橋", "堰", "河口"))


def test_a_higher_level_on_the_same_river_waits_for_nothing(night: "Night") -> None:
    night.gauge("weir", "堰")
    for clock, stage_m in (("12:00", 1.9), ("12:01", 2.3), ("12:02", 2.7), ("12:03", 2.75)):
        night.at(clock).observe(stage_m, "weir")
    night.at("12:04").swell(KAWABE)
    ben, aoi = night.resident("kawabe-bridge", "weir"), night.on_duty("Aoi", 1)

    night.at("12:05").observe(2.1)
    before = len(night.heard(aoi))
    night.at("12:05:20").observe(3.1, "weir")

    assert beginnings(night.heard(ben))[-1] == "避難判断水位"
    assert len(night.heard(aoi)) == before + 1


def test_as_soon_as_five_stations_wait_staff_are_told(night: "Night") -> None:
    weirs = [night.gauge(f"weir-{n}", f"堰{n}") for n in range(5)]
    for weir in weirs:
        night.observe(1.7, weir)
    aoi = night.on_duty("Aoi", 1)

    night.at("12:05").observe(2.1)
    for second, weir in enumerate(weirs[:4], 1):
        night.at(f"12:05:{second:02}").observe(2.1, weir)
    assert len(night.heard(aoi)) == 1
    night.at("12:05:06").observe(2.1, weirs[4])

    assert night.heard(aoi)[1].startswith("川辺川 6か所 氾濫注意水位。")


def test_another_river_waits_for_nothing(night: "Night") -> None:
    night.gauge("otaki", "小滝", "小滝川")
    night.observe(1.7, "otaki")
    ben = night.resident("kawabe-bridge", "otaki")
    night.at("12:04").swell(KAWABE, "otaki")

    night.at("12:05").observe(2.1)
    night.at("12:05:20").observe(2.1, "otaki")

    assert beginnings(night.heard(ben)) == ["氾濫注意水位", "氾濫注意水位"]


def test_what_waits_is_dropped_when_the_same_station_says_more(night: "Night") -> None:
    night.gauge("weir", "堰")
    night.observe(1.7, "weir")
    ben = night.resident("kawabe-bridge", "weir")
    night.at("12:04").swell(KAWABE, "weir")

    night.at("12:05").observe(2.1)
    for second, stage_m in ((10, 2.25), (15, 2.7), (20, 3.05)):
        night.at(f"12:05:{second}").observe(stage_m, "weir")

    night.at("12:07")
    assert beginnings(night.heard(ben)) == ["氾濫注意水位", "避難判断水位"]


def test_the_all_clear_reaches_whoever_read_of_a_station_among_others(night: "Night") -> None:
    night.gauge("weir", "堰")
    night.observe(1.7, "weir")
    ben = night.resident("kawabe-bridge", "weir")
    night.at("12:04").swell(KAWABE, "weir")
    night.at("12:05").observe(2.1)
    night.at("12:05:20").observe(2.1, "weir")
    night.at("12:07")

    night.town.observe(*[1.0] * 25, station_id="weir")
    night.work()

    assert sum(text.startswith("水位が下がりました。堰") for text in night.heard(ben)) == 1
