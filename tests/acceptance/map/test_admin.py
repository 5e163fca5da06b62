"""Master data on screen: drafted, tried, published by a commander, and only then judged by."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from alerting.jobs.backtests import do_backtest
from api.testing.axe import serious_findings
from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]

FUMI = "fumi-operates-the-desk"
AOI = "aoi-commands-headquarters"
TABLET = (820, 1180)
PHONE = (390, 844)
QUIET = [0.4] * 800  # minutes
FLOOD = [0.4 + 0.02 * n for n in range(190)] + [4.2] * 30 + [4.2 - 0.02 * n for n in range(190)]


def administer(hq: "Headquarters", token: str = AOI, size: tuple[int, int] = (1440, 900)) -> Page:
    page = hq.open(f"/hq/?view=admin#token={token}", size=size)
    page.locator("[data-link=live]").wait_for()
    expect(page.locator("[data-row]").first).to_be_visible()
    return page


def section(page: Page, name: str) -> Locator:
    return page.locator(".admin-sections").get_by_role("button", name=name)


def draft_ladder(page: Page, **rungs: str) -> None:
    page.locator("[data-row=kawabe-bridge]").click()
    for rung, text in rungs.items():
        page.locator(f"#thresholds-{rung}").fill(text)
    expect(page.locator(".proposal .differences tbody tr")).to_have_count(len(rungs))
    page.get_by_role("button", name="下書きを保存").click()
    expect(page.locator("[data-draft]")).to_be_visible()


def publish(page: Page, phrase: str, because: str = "") -> None:
    if because:
        page.locator(".release").get_by_label("理由").fill(because)
    page.locator("#publish-phrase").fill(phrase)
    page.get_by_role("button", name="公開する").click()
    expect(page.locator("[data-draft][data-state=published]")).to_be_visible()


def wide(page: Page) -> int:
    return int(page.locator(".admin-desk").evaluate("(desk) => desk.scrollWidth"))


def test_a_threshold_is_drafted_tried_and_published_and_the_next_reading_is_judged_by_it(
    hq: "Headquarters", database: str
) -> None:
    hq.observe(*QUIET, *FLOOD, *QUIET, 1.5, 1.5, 1.5)
    fumi, aoi = administer(hq, FUMI), administer(hq)

    draft_ladder(fumi, caution_m="1.1", evacuation_m="1.2", danger_m="1.4")
    expect(fumi.locator("[data-effects]")).to_contain_text("1 か所が「氾濫危険」になります")
    expect(fumi.get_by_role("button", name="公開する")).to_have_count(0)
    fumi.get_by_role("button", name="記録で試す").click()
    expect(fumi.locator("[data-trial=queued]")).to_be_visible()
    do_backtest(database, hq.town.wall, 1, lambda: False)
    expect(fumi.locator(".trial .summary")).to_contain_text(
        re.compile("アラートが [0-9]+ 分早く出ます")
    )
    expect(fumi.locator("[data-timeline] [data-side=after] .span")).not_to_have_count(0)
    assert serious_findings(fumi) == []

    section(aoi, "下書き").click()
    aoi.locator("[data-row=draft-1]").click()
    button = aoi.get_by_role("button", name="公開する")
    aoi.locator("#publish-phrase").fill("川辺橋")
    expect(button).to_be_disabled()
    publish(aoi, "川辺橋　基準水位")
    expect(fumi.locator("[data-draft][data-state=published]")).to_be_visible()

    hq.fall_silent(hq.town.now - hq.town.now)
    assert hq.town.connection.execute(
        "SELECT count(*) FROM alerts WHERE closed_at IS NULL"
    ).fetchone() == (0,)
    hq.observe(1.5, 1.5, 1.5)
    opened = hq.town.connection.execute("SELECT level FROM alerts WHERE closed_at IS NULL")
    assert opened.fetchone() == (4,)
    aoi.get_by_role("button", name="地図").click()
    expect(aoi.locator(".row", has_text="川辺橋").locator("[data-mark]").first).to_have_attribute(
        "data-mark", re.compile("4")
    )


def test_a_new_station_is_drafted_in_secret_and_there_once_published(hq: "Headquarters") -> None:
    fumi, aoi = administer(hq, FUMI), administer(hq)
    fumi.get_by_role("button", name="新しい観測所").click()
    fumi.locator("#new-id").fill("jouryu")
    values = {
        "name": "上流橋",
        "river": "川辺川",
        "lat": "35.08",
        "lon": "138.95",
        "danger_m": "３．５",
    }
    for field, text in values.items():
        fumi.locator(f"#station-{field}").fill(text)
    fumi.get_by_role("button", name="下書きを保存").click()
    expect(fumi.locator("[data-draft]")).to_contain_text("3.50 m")

    def public() -> str:
        return str(aoi.evaluate("fetch('/public/stations').then((answer) => answer.text())"))

    assert "上流橋" not in public()
    expect(aoi.locator("[data-row=jouryu]")).to_have_count(0)
    section(aoi, "下書き").click()
    aoi.locator("[data-row=draft-1]").click()
    publish(aoi, "上流橋 観測所")
    assert "上流橋" in public()
    section(aoi, "観測所").click()
    expect(aoi.locator("[data-row=jouryu]")).to_be_visible()


def test_what_cant_stand_is_said_beside_the_field_and_not_saved(hq: "Headquarters") -> None:
    page = administer(hq, FUMI)
    page.locator("[data-row=kawabe-bridge]").click()

    page.locator("#thresholds-danger_m").fill("2.9")
    expect(page.locator("#thresholds-danger_m-faults")).to_contain_text(
        "氾濫危険水位 2.90 m は 避難判断水位 3.00 m より高くしてください"
    )
    expect(page.locator("#thresholds-danger_m")).to_have_attribute("aria-invalid", "true")
    page.locator("#thresholds-overflow_m").fill("九メートル")
    expect(page.locator("#thresholds-overflow_m-faults")).to_contain_text("数値ではありません")
    page.get_by_role("button", name="下書きを保存").click()

    expect(page.get_by_role("alert").filter(has_text="保存していません")).to_be_visible()
    section(page, "下書き").click()
    expect(page.get_by_text("下書きはありません。")).to_be_visible()


def test_a_phrase_is_published_and_chosen_as_the_reason_of_an_order(hq: "Headquarters") -> None:
    settle_districts(hq.town.connection)
    page = administer(hq)
    section(page, "定型文").click()
    page.get_by_role("button", name="新しい定型文").click()
    page.locator("#new-id").fill("levee")
    page.locator("#phrase-ja").fill("堤防が決壊するおそれがあるため")
    page.get_by_role("button", name="下書きを保存").click()
    publish(page, "堤防が決壊するおそれがあるため 定型文")

    page.get_by_role("button", name="避難情報", exact=True).click()
    page.locator(".orders-list .strong").click()
    page.get_by_label("定型文から選ぶ").first.select_option("堤防が決壊するおそれがあるため")

    expect(page.locator("#reason")).to_have_value("堤防が決壊するおそれがあるため")


def test_a_file_of_areas_is_shown_on_the_map_and_published_together(
    hq: "Headquarters", tmp_path: Path
) -> None:
    settle_districts(hq.town.connection)
    file = tmp_path / "areas.geojson"
    ring = "[[138.97,35.03],[138.98,35.03],[138.98,35.04],[138.97,35.03]]"
    file.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
        '{"area_id":"shinmachi","name":"新町"},"geometry":{"type":"Polygon","coordinates":['
        + ring
        + "]}}]}"
    )
    page = administer(hq)
    section(page, "地区").click()
    page.get_by_label("ファイルにない地区は廃止として下書きする").check()
    page.locator("input[type=file]").set_input_files(file)

    expect(page.locator("[data-subject=shinmachi]")).to_contain_text("新規")
    expect(page.locator("[data-subject=kawara]")).to_contain_text("廃止")
    page.locator("#publish-phrase").fill("新町ほか3件 地区")
    page.get_by_role("button", name="公開する").click()
    expect(page.locator(".file-rows .state-published")).to_have_count(4)
    section(page, "地区").click()
    expect(page.locator("[data-row]")).to_have_count(1)


@pytest.mark.parametrize("size", [(1440, 900), TABLET, PHONE], ids=["desk", "tablet", "phone"])
def test_nothing_overflows_and_all_is_done_by_the_keyboard(
    hq: "Headquarters", size: tuple[int, int]
) -> None:
    page = administer(hq, size=size)
    row = page.locator("[data-row=kawabe-bridge]")

    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator("article[data-station] h2")).to_be_focused()
    expect(page.locator(".record-chart")).to_be_visible()
    assert serious_findings(page) == []
    field = page.locator("#thresholds-danger_m")
    while not field.evaluate("(each) => each === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("3.8")
    page.keyboard.press("Enter")
    expect(page.locator("[data-draft] h2")).to_be_focused()

    assert serious_findings(page) == []
    assert wide(page) <= size[0]
