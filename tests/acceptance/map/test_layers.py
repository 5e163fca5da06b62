"""The map's layers: switched, drawn, listed and acted on, by pointer and by keyboard."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

SCHOOL = "honcho-school"
_POST = """
async ([path, body]) => {
  const headers = {"content-type": "application/json"};
  const answer = await fetch(path, {method: "POST", headers, body: JSON.stringify(body)});
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
"""


def picture(page: Page, name: str) -> None:
    """Keep what is on screen where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(600)  # the map draws its last frame
        page.screenshot(path=f"{folder}/{name}.png")


def post(page: Page, path: str, body: dict[str, Any]) -> Any:
    """Post something as whoever is signed in on a page."""
    return page.evaluate(_POST, [path, body])


def switch(page: Page, layer: str) -> Locator:
    """Return a layer's switch, its panel open."""
    panel = page.locator(".layers")
    if panel.get_attribute("open") is None:
        panel.locator("summary").click()
    return panel.get_by_role("checkbox", name=layer)


def place(page: Page, place_id: str) -> Locator:
    """Return a row of a layer's list."""
    return page.locator(f"[data-place='{place_id}']")


def lists(page: Page, layer: str) -> None:
    """Open a layer's list beside the map."""
    page.get_by_role("tab", name="地図情報").click()
    page.locator(".layer-choice").get_by_role("button", name=layer).click()


def test_headquarters_opens_a_shelter_and_whoever_looks_sees_it(kawabe: "Headquarters") -> None:
    page, other = kawabe.look(), kawabe.look()
    for each in (page, other):
        lists(each, "避難場所")
        expect(place(each, SCHOOL)).to_contain_text("未開設")

    place(page, SCHOOL).get_by_role("button").first.click()
    form = place(page, SCHOOL).get_by_role("form")
    form.get_by_role("button", name="開設", exact=True).click()
    form.get_by_label("避難者数").fill("８４")
    form.get_by_role("button", name="記録する").click()

    for each in (page, other):
        expect(place(each, SCHOOL)).to_contain_text("開設84人 / 620")
        assert each.locator(".place").first.get_attribute("data-place") == SCHOOL
    picture(page, "shelters")


def test_a_shelter_that_is_not_for_floods_says_so_before_it_is_opened(
    kawabe: "Headquarters",
) -> None:
    page = kawabe.look()
    lists(page, "避難場所")
    hall = place(page, "kawaramachi-hall")
    expect(hall).to_contain_text("洪水は対象外")

    hall.get_by_role("button").first.click()
    hall.get_by_role("button", name="開設", exact=True).click()

    expect(hall.get_by_role("alert")).to_contain_text("洪水の避難場所に指定されていません")


def test_a_shelter_is_not_closed_over_the_people_in_it(kawabe: "Headquarters") -> None:
    page = kawabe.look()
    lists(page, "避難場所")
    place(page, SCHOOL).get_by_role("button").first.click()

    place(page, SCHOOL).get_by_label("避難者数").fill("12")

    expect(place(page, SCHOOL).get_by_role("alert")).to_contain_text("未開設")
    expect(place(page, SCHOOL).get_by_role("button", name="記録する")).to_be_disabled()


def test_an_order_stands_on_the_map_and_in_the_list_of_areas(kawabe: "Headquarters") -> None:
    drill = kawabe.town.start_drill("drill").run
    page = kawabe.look(run=drill)
    order = {"alert_level": 4, "areas": ["kawaramachi", "aikawa"], "reason": "川辺橋で氾濫危険水位"}
    made = post(page, f"/hq/orders?run={drill}", order)
    post(page, f"/hq/orders/{made['order_id']}/release", {"alone_because": "訓練"})

    lists(page, "地区と避難情報")

    expect(place(page, "kawaramachi")).to_contain_text("避難指示")
    assert page.locator(".place").first.get_attribute("data-place") in ("kawaramachi", "aikawa")
    expect(place(page, "honcho")).not_to_contain_text("避難指示")
    place(page, "kawaramachi").get_by_role("button").first.click()
    expect(place(page, "kawaramachi")).to_contain_text("氾濫危険水位")
    picture(page, "orders")


def test_official_information_shows_its_issuer_and_time(kawabe: "Headquarters") -> None:
    page = kawabe.look()
    lists(page, "気象庁等の情報")
    expect(page.locator(".tabpanel")).to_contain_text("発表中の情報はありません")
    said = {
        "name": "flood_3",
        "issuer": "気象庁・国土交通省",
        "issued_at": kawabe.town.now.isoformat(),
        "rivers": ["川辺川"],
    }

    post(page, "/hq/official", said)

    row = page.locator(".place").first
    expect(row).to_contain_text("レベル3氾濫警報")
    expect(row).to_contain_text("気象庁・国土交通省")
    expect(row).to_contain_text("12:00")
    picture(page, "official")


def test_the_way_of_the_water_is_listed_with_its_time(kawabe: "Headquarters") -> None:
    page = kawabe.look()
    switch(page, "上流・下流").check()

    lists(page, "上流・下流")

    row = place(page, "aikawa>kawabe-bridge")
    expect(row).to_contain_text("合川 → 川辺橋")
    expect(row).to_contain_text("約35分")
    row.get_by_role("button").first.click()
    row.get_by_role("button", name="下流 川辺橋").click()
    expect(page.locator(".station")).to_be_visible()
    picture(page, "passages")


def test_what_is_switched_off_stays_off_on_this_device(kawabe: "Headquarters") -> None:
    page = kawabe.look()
    switch(page, "避難場所").focus()
    page.keyboard.press("Space")
    expect(switch(page, "避難場所")).not_to_be_checked()

    page.reload()
    page.locator(".map[data-drawn=true]").wait_for()

    expect(switch(page, "避難場所")).not_to_be_checked()
    expect(switch(page, "地区と避難情報")).to_be_checked()


def test_the_map_says_so_when_its_stations_are_switched_off(kawabe: "Headquarters") -> None:
    page = kawabe.look()

    switch(page, "観測所").uncheck()

    expect(
        page.get_by_role("status").filter(has_text="観測所を地図から消しています")
    ).to_be_visible()
