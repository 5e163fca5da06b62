"""The map and the list show what is stored, live, and say what they don't know."""

import base64
import re
import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

COLOURS = {
    0: (0xC8, 0xC8, 0xCB),
    2: (0xF2, 0xE7, 0x00),
    3: (0xFF, 0x28, 0x00),
    4: (0xAA, 0x00, 0xAA),
    5: (0x0C, 0x00, 0x0C),
}  # Cabinet Office, 2020; level 1 is white, as much else is
A_MARK_PX = 60

_COUNT_COLOURS = """
async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const paper = canvas.getContext("2d");
  paper.drawImage(image, 0, 0);
  const { data } = paper.getImageData(0, 0, image.width, image.height);
  const counts = {};
  for (let at = 0; at < data.length; at += 4) {
    const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
    counts[colour] = (counts[colour] ?? 0) + 1;
  }
  return counts;
}
"""


def levels_on_map(page: Page) -> set[int]:
    """Return the levels whose official colour covers at least a mark's worth of the map."""
    png = base64.b64encode(page.locator(".map canvas").screenshot()).decode()
    counts = Counter(page.evaluate(_COUNT_COLOURS, png))
    return {level for level, rgb in COLOURS.items() if counts[",".join(map(str, rgb))] >= A_MARK_PX}


def wait_for_levels(page: Page, levels: set[int]) -> None:
    """Wait until the map shows exactly these levels, among those told by colour alone."""
    until = time.monotonic() + 10
    while (shown := levels_on_map(page)) != levels and time.monotonic() < until:
        page.wait_for_timeout(100)
    assert shown == levels


def row(page: Page, station_id: str = "kawabe-bridge") -> Locator:
    """Return a station's row in the list."""
    return page.locator(f"[data-station={station_id}].row")


def test_each_level_is_on_the_map_in_its_official_colour_and_in_the_list(
    hq: "Headquarters",
) -> None:
    for level in range(6):
        hq.add_gauge(f"gauge-{level}", f"観測所{level}", 138.94 + 0.02 * level, 35.04)
    hq.stand(**{f"gauge_{level}": level + 0.5 for level in range(5)}, gauge_5=5.5)

    page = hq.look()

    for level in range(6):
        expect(row(page, f"gauge-{level}")).to_have_attribute("data-level", str(level))
    wait_for_levels(page, {0, 2, 3, 4, 5})
    assert page.locator(".row").first.get_attribute("data-station") == "gauge-5"


def test_a_stored_change_is_on_screen_without_asking(hq: "Headquarters") -> None:
    hq.stand(kawabe_bridge=2.5)
    page = hq.look()
    expect(row(page)).to_have_attribute("data-level", "2")

    hq.observe(2.9, 3.1)

    expect(row(page)).to_have_attribute("data-level", "3")
    expect(row(page)).to_contain_text("3.10 m")
    wait_for_levels(page, {3})


def test_a_changed_mark_lies_over_the_map_until_the_map_shows_it_itself(
    hq: "Headquarters",
) -> None:
    hq.stand(kawabe_bridge=2.5)
    page = hq.look()
    changed = page.locator("[data-changed=kawabe-bridge]")
    expect(changed).to_have_count(0)

    hq.observe(2.9, 3.1)

    expect(changed).to_be_visible()
    expect(changed).to_have_attribute("src", re.compile("%3E3%3C"))  # with its digit
    expect(changed).to_have_count(0)
    wait_for_levels(page, {3})


def test_a_silent_station_loses_its_colour_and_shows_its_age(hq: "Headquarters") -> None:
    hq.stand(kawabe_bridge=2.5)
    page = hq.look()
    wait_for_levels(page, {2})

    hq.fall_silent(timedelta(hours=2))

    expect(row(page)).to_have_attribute("data-look", "dead")
    expect(row(page)).to_contain_text("欠測 2時間前")
    wait_for_levels(page, set())


def test_a_station_that_falls_silent_in_danger_is_blind_and_stays_on_top(
    hq: "Headquarters",
) -> None:
    hq.add_gauge("otaki", "小滝", 138.99, 35.08)
    hq.stand(kawabe_bridge=4.2)
    hq.town.now += timedelta(hours=2)
    hq.stand(otaki=4.5)
    page = hq.look()

    hq.judge.sweep()

    expect(row(page)).to_have_attribute("data-look", "blind")
    expect(row(page)).to_contain_text("危険時欠測")
    assert page.locator(".row").first.get_attribute("data-station") == "kawabe-bridge"


def test_an_unconfirmed_surge_says_so_until_it_is_confirmed(hq: "Headquarters") -> None:
    hq.stand(kawabe_bridge=0.5)
    page = hq.look()

    hq.observe(3.83)

    expect(row(page)).to_contain_text("未確認 急上昇")
    expect(row(page)).to_have_attribute("data-level", "3")

    hq.observe(3.9)
    hq.observe(3.95)

    expect(row(page)).not_to_contain_text("未確認 急上昇")
    expect(row(page)).to_have_attribute("data-level", "3")


def test_a_station_that_never_reported_is_not_shown_as_calm(hq: "Headquarters") -> None:
    page = hq.look()

    expect(row(page)).to_have_attribute("data-look", "never")
    expect(page.locator("[data-standing=silent]")).to_contain_text("1")
    wait_for_levels(page, set())


def test_nothing_is_asked_of_any_other_host(hq: "Headquarters") -> None:
    hq.stand(kawabe_bridge=2.5)
    page = hq.look(path="&station=kawabe-bridge")
    expect(page.locator(".chart")).to_be_visible()

    hosts = {urlsplit(url).netloc for url in hq.asked if not url.startswith(("data:", "blob:"))}

    assert hosts == {urlsplit(hq.url).netloc}


def test_a_thousand_stations_are_in_the_list_but_only_those_in_sight_are_made(
    hq: "Headquarters",
) -> None:
    for n in range(1000):
        hq.add_gauge(f"gauge-{n}", f"観測所{n}", 138.9 + 0.15 * (n % 40) / 40, 35.0 + n / 8000)
    page = hq.look()
    expect(page.locator("#tab-stations")).to_contain_text("1001")

    page.locator(".list").focus()
    page.keyboard.press("End")

    expect(page.locator(".row.active")).to_have_attribute("aria-posinset", "1001")
    expect(page.locator(".row.active")).to_be_in_viewport()
    assert page.locator(".row").count() < 60
