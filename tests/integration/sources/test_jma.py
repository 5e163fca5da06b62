"""What JMA announces reaches headquarters and the public; a drill, an error, silence do not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ingest.sources.config import base_url
from ingest.sources.jma import asking
from ingest.sources.jma.asking import GONE_AFTER, Jma, JmaFeed
from ingest.sources.jma.said import Places
from ingest.sources.store import Store
from ingest.sources.web import Web
from kawamori.errors import InvalidError, UnavailableError
from kawamori.official import Announcement, Kind, find_name
from kawamori.runs import ACTUAL
from kawamori.settings import Settings
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.official.entries import Entry, enter_official
from kawamori.storage.readings.quarantine import list_quarantined
from kawamori.testing.areas import DISTRICTS
from simulators.sources.jma import (
    KAWA_RIVER,
    KAWABE_CITY,
    SHIZUOKA,
    area_document,
    area_telegram,
    flood_item,
    flood_telegram,
    landslide_telegram,
    old_area_file,
)
from simulators.sources.server import Mishap, PublicSources

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
BEFORE = datetime(2025, 9, 1, 3, 0, tzinfo=UTC)  # the new names
PLACES = Places({KAWABE_CITY: "川辺市"}, {KAWA_RIVER: "川辺川"})
RAIN = "気象警報・注意報（Ｒ０６）（大雨）"


class Watch:
    """The program that asks JMA, one turn at a time, and what became of it."""

    def __init__(self, sources: PublicSources, settings: Settings) -> None:
        self.jma = sources.jma
        self.store = Store(settings)
        here = {"KAWAMORI_SOURCES_URL": sources.url}
        pages, feed = (base_url(name, "", here) for name in ("jma", "jma-xml"))
        asked = Jma([SHIZUOKA], PLACES, telegrams=True, pages_url=pages, feed_url=feed)
        self.feed = JmaFeed(asked, Web("Kawabe City"), self.store)

    def ask(self, now: datetime = NOW) -> None:
        self.feed.ask(now)

    def warn(self, data_type: str, code: str, at: datetime, status: str = "発表") -> None:
        kinds = [{"code": code, "status": status}]
        self.jma.warnings[SHIZUOKA] = [area_document(data_type, kinds, at)]


@pytest.fixture
def watch(world: "World", sources: PublicSources, settings: Settings) -> Iterator[Watch]:
    del world  # its stations have to be there
    watch = Watch(sources, settings)
    yield watch
    watch.feed.close()


def shown(api: "Api", query: str = "") -> list[dict[str, Any]]:
    return list(api.get(f"/hq/official{query}").json()["official"])


def public(api: "Api") -> list[str]:
    return [each["name"] for each in api.get("/public/official", who=None).json()["official"]]


def stands(world: "World") -> list[tuple[str, str]]:
    """Return the names in the order they were entered, and how each row came to be."""
    return world.connection.execute(
        "SELECT name, CASE WHEN lifted_at IS NOT NULL THEN 'lifted' "
        "WHEN supersedes IS NOT NULL THEN 'corrected' ELSE control_status END "
        "FROM official_information ORDER BY official_id"
    ).fetchall()


def messages(world: "World") -> list[int]:
    """Return the levels of what residents are told."""
    rows = world.connection.execute("SELECT level FROM messages ORDER BY message_id")
    return [int(row[0]) for row in rows]


def reasons(world: "World") -> list[str]:
    return [each.reason for each in list_quarantined(world.connection)]


def test_flood_and_rain_in_the_forms_of_now_reach_headquarters_and_the_public(
    watch: Watch, api: "Api"
) -> None:
    watch.jma.floods = [flood_item("30", "レベル３氾濫警報", NOW)]
    watch.warn("VPWW55", "43", NOW)

    watch.ask()

    rain, flood = shown(api)
    assert (rain["name"], rain["areas"]) == ("レベル4大雨危険警報", ["川辺市"])
    assert (flood["name"], flood["rivers"]) == ("レベル3氾濫警報", ["川辺川"])
    assert flood["station_ids"] == ["kawabe-bridge"]
    assert (flood["issuer"], flood["entered_by"]) == ("静岡地方気象台", "気象庁（自動取得）")
    assert public(api) == ["レベル4大雨危険警報", "レベル3氾濫警報"]


def test_the_forms_of_before_say_it_in_the_names_of_now(watch: Watch, api: "Api") -> None:
    watch.jma.floods = [flood_item("40", "氾濫危険情報", BEFORE)]
    watch.jma.warnings[SHIZUOKA] = old_area_file([{"code": "03", "status": "発表"}], BEFORE)
    watch.jma.send("VXWW50", landslide_telegram("警戒", "3", BEFORE), BEFORE)

    watch.ask()

    found = {each["name"]: each["source_text"] for each in shown(api)}
    assert set(found) == {"レベル4氾濫危険警報", "レベル4土砂災害危険警報", "レベル3大雨警報"}
    assert found["レベル4氾濫危険警報"] == "氾濫危険情報（発表）"  # word for word
    assert found["レベル3大雨警報"].startswith("大雨警報。")


@pytest.mark.parametrize("mark", ["訓練", "試験"])
def test_a_drill_is_shown_as_one_counts_for_nothing_and_runs_out(
    mark: str, watch: Watch, api: "Api", world: "World"
) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    watch.jma.send("VXKO60", flood_telegram("51", "レベル５氾濫特別警報", at, status=mark), at)

    watch.ask(at)

    [drill] = shown(api)
    assert (drill["control_status"], drill["counts"]) == (mark, False)
    assert drill["valid_until"] is not None
    assert public(api) == []
    assert world.connection.execute("SELECT count(*) FROM messages").fetchone() == (0,)


def test_the_city_s_policy_tells_residents_of_what_is_real_and_of_no_drill(
    world: "World", sources: PublicSources, settings: Settings
) -> None:
    store_areas(world.connection, DISTRICTS, author="test")
    set_area_stations(world.connection, "kawara", ["kawabe-bridge"], author="test")
    policy = settings.model_copy(update={"official_pass_on": {Kind.FLOOD: 4}})
    watch = Watch(sources, policy)
    later = NOW + MINUTE

    watch.jma.send("VXKO60", flood_telegram("51", "", NOW, status="訓練"), NOW)
    watch.ask(NOW)
    assert messages(world) == []

    watch.jma.send("VXKO60", flood_telegram("40", "", later), later)
    watch.ask(later)
    watch.ask(later + MINUTE)
    watch.feed.close()

    assert messages(world) == [4]


def test_the_same_by_list_and_by_telegram_again_and_again_is_one(
    watch: Watch, world: "World"
) -> None:
    watch.jma.floods = [flood_item("20", "レベル２氾濫注意報", NOW)]
    watch.jma.send("VXKO60", flood_telegram("20", "レベル２氾濫注意報", NOW), NOW)
    watch.ask()

    watch.jma.send("VXKO60", flood_telegram("20", "レベル２氾濫注意報", NOW), NOW)
    watch.jma.floods = [flood_item("21", "レベル２氾濫注意報", NOW + MINUTE)]  # it goes on
    watch.ask(NOW + MINUTE)

    assert stands(world) == [("レベル2氾濫注意報", "通常")]


def test_a_program_that_starts_anew_enters_nothing_twice(
    watch: Watch, sources: PublicSources, settings: Settings, world: "World"
) -> None:
    watch.jma.floods = [flood_item("40", "", NOW)]
    watch.jma.send("VPWW55", area_telegram(RAIN, [("レベル３大雨警報", "03", "発表")], NOW), NOW)
    watch.ask()
    again = Watch(sources, settings)

    again.ask()
    again.feed.close()

    assert [name for name, _ in stands(world)] == ["レベル4氾濫危険警報", "レベル3大雨警報"]


def test_a_flood_rises_falls_and_is_lifted_step_by_step(
    watch: Watch, world: "World", api: "Api"
) -> None:
    for minutes, code in enumerate(("20", "30", "40", "22", "10")):
        at = NOW + minutes * MINUTE
        watch.jma.floods = [flood_item(code, "", at)]
        watch.ask(at)

    assert [name for name, _ in stands(world)] == [
        "レベル2氾濫注意報",
        "レベル3氾濫警報",
        "レベル4氾濫危険警報",
        "レベル2氾濫注意報",
        "レベル2氾濫注意報",
    ]
    assert stands(world)[-1][1] == "lifted"
    assert shown(api) == []


def test_a_telegram_that_comes_late_lowers_nothing(watch: Watch, api: "Api") -> None:
    watch.jma.floods = [flood_item("40", "", NOW + 10 * MINUTE)]
    watch.ask(NOW + 10 * MINUTE)

    watch.jma.send("VXKO60", flood_telegram("20", "レベル２氾濫注意報", NOW), NOW)
    watch.ask(NOW + 11 * MINUTE)

    assert [each["alert_level"] for each in shown(api)] == [4]


def test_a_night_that_was_missed_is_told_as_it_ended(
    watch: Watch, world: "World", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_TELEGRAMS", 2)  # of four: it takes two turns
    for hours, code in enumerate(("20", "40", "51", "22")):
        at = NOW + hours * timedelta(hours=1)
        watch.jma.send("VXKO60", flood_telegram(code, "", at), at)
    morning = NOW + timedelta(hours=8)

    watch.ask(morning)
    assert stands(world) == []
    watch.ask(morning + MINUTE)

    assert stands(world) == [("レベル2氾濫注意報", "通常")]


def test_a_telegram_that_can_not_be_had_is_given_up_and_the_others_are_taken(
    watch: Watch, sources: PublicSources, world: "World"
) -> None:
    name = watch.jma.send("VXKO60", flood_telegram("51", "", NOW), NOW)
    watch.jma.send("VXKO60", flood_telegram("30", "", NOW + MINUTE), NOW + MINUTE)
    sources.mishaps[f"/jma-xml/data/{name}"] = Mishap(500)

    for turn in range(asking.TRIES - 1):
        with pytest.raises(UnavailableError, match="500"):
            watch.ask(NOW + turn * MINUTE)
    watch.ask(NOW + asking.TRIES * MINUTE)

    assert stands(world) == [("レベル3氾濫警報", "通常")]


def test_a_correction_replaces_and_a_retraction_ends(
    watch: Watch, world: "World", api: "Api"
) -> None:
    watch.jma.send("VXKO60", flood_telegram("40", "レベル４氾濫危険警報", NOW), NOW)
    watch.ask()

    corrected = flood_telegram("30", "レベル３氾濫警報", NOW, info_type="訂正")
    watch.jma.send("VXKO60", corrected, NOW + MINUTE)
    watch.ask(NOW + MINUTE)

    assert stands(world)[-1] == ("レベル3氾濫警報", "corrected")
    assert [each["alert_level"] for each in shown(api)] == [3]

    later = NOW + 2 * MINUTE
    watch.jma.send("VXKO60", flood_telegram("30", "", later, info_type="取消"), later)
    watch.ask(later)

    assert shown(api) == []


def test_rain_that_a_document_lists_no_more_has_ended(watch: Watch, api: "Api") -> None:
    watch.warn("VPWW55", "03", NOW)
    watch.ask()
    none = [{"status": "発表警報・注意報はなし"}]

    watch.jma.warnings[SHIZUOKA] = [area_document("VPWW55", none, NOW + MINUTE)]
    watch.ask(NOW + MINUTE)

    assert shown(api) == []


def test_a_list_without_a_river_ends_its_warning_only_when_that_lasts_and_until_it_is_back(
    watch: Watch, api: "Api"
) -> None:
    watch.jma.floods = [flood_item("40", "", NOW)]
    watch.ask()
    watch.jma.floods = []

    watch.ask(NOW + MINUTE)
    watch.ask(NOW + GONE_AFTER)
    assert [each["alert_level"] for each in shown(api)] == [4]

    watch.ask(NOW + MINUTE + GONE_AFTER)
    assert shown(api) == []
    watch.jma.floods = [flood_item("40", "", NOW)]
    watch.ask(NOW + 2 * MINUTE + GONE_AFTER)
    assert [each["alert_level"] for each in shown(api)] == [4]  # it had only been left out


def test_silence_of_jma_ends_nothing_however_long_it_lasts(
    watch: Watch, sources: PublicSources, api: "Api"
) -> None:
    watch.jma.floods = [flood_item("40", "", NOW)]
    watch.ask()
    sources.mishaps["/jma"] = Mishap(503)

    for minutes in range(1, 90, 30):
        with pytest.raises(UnavailableError, match="503"):
            watch.ask(NOW + minutes * MINUTE)

    assert [each["alert_level"] for each in shown(api)] == [4]


def test_what_a_person_entered_is_not_ended_by_a_list_without_it(
    watch: Watch, world: "World", api: "Api"
) -> None:
    announced = Announcement(find_name("flood_3"), "気象庁", NOW, rivers=("川辺川",))
    enter_official(world.connection, ACTUAL, announced, Entry("Fumi", "operator", NOW))

    watch.ask(NOW + MINUTE)
    watch.ask(NOW + 2 * MINUTE + GONE_AFTER)

    assert [each["entered_by"] for each in shown(api)] == ["Fumi"]


def test_a_changed_shape_is_set_aside_and_the_other_parts_are_read(
    watch: Watch, sources: PublicSources, world: "World", api: "Api"
) -> None:
    sources.mishaps["/jma/flood"] = Mishap(200, b"<html>maintenance</html>")
    watch.warn("VPWW56", "39", NOW)

    with pytest.raises(InvalidError, match="not JSON"):
        watch.ask()

    assert [each["name"] for each in shown(api)] == ["レベル5土砂災害特別警報"]
    assert "not JSON" in reasons(world)[0]


def test_a_broken_telegram_is_set_aside_once_and_the_next_is_taken(
    watch: Watch, sources: PublicSources, world: "World", api: "Api"
) -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaa">]><Report>&a;</Report>'
    watch.jma.send("VXKO60", bomb, NOW)
    watch.jma.send("VXKO60", flood_telegram("51", "", NOW), NOW + MINUTE)

    watch.ask(NOW + MINUTE)
    watch.ask(NOW + 2 * MINUTE)

    assert [each["alert_level"] for each in shown(api)] == [5]
    assert len(reasons(world)) == 1
    telegrams = [
        each.path for each in sources.asked if "/data/" in each.path and "XKO" in each.path
    ]
    assert len(telegrams) == 2  # each was asked for once


def test_what_did_not_change_is_not_sent_again(watch: Watch, sources: PublicSources) -> None:
    watch.jma.floods = [flood_item("20", "", NOW)]
    watch.ask()
    sources.asked.clear()

    watch.ask(NOW + MINUTE)

    lists = [each for each in sources.asked if each.path.startswith("/jma/")]
    assert [each.answered for each in lists] == [304, 304]
    assert all("Kawabe City" in each.headers["User-Agent"] for each in lists)
