"""All that the map does is done by keyboard and by the list; what lies together is gathered."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from api.testing.pixels import has_colour, middle_of, wait_for_colour

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

FAR_NORTH = 43.06  # a gauge there has the whole country in view


def crowd(hq: "Headquarters") -> None:
    """Give a town a heap of gauges, one of them in danger, and one far away."""
    stages = {f"gauge_{n}": 0.5 for n in range(8)} | {"gauge_3": 4.5, "gauge_5": 2.5}
    for n in range(8):
        hq.add_gauge(f"gauge-{n}", f"観測所{n}", 138.97 + 0.004 * n, 35.05)
    hq.add_gauge("north", "北の川", 141.35, FAR_NORTH)
    hq.stand(**stages, north=0.5, kawabe_bridge=0.5)


def told(page: Page) -> Locator:
    """Return what a screen reader is told of the map."""
    return page.locator("[data-told]")


def rows(page: Page) -> list[str]:
    """Return the stations in the list, in its order."""
    ids = page.locator(".row").evaluate_all("rows => rows.map(row => row.dataset.station)")
    return [str(each) for each in ids]


def on_map(page: Page) -> None:
    """Bring the focus to the map by keyboard alone."""
    page.locator(".map canvas").focus()


def test_the_map_is_walked_from_the_worst_station_by_keyboard(kawabe: "Headquarters") -> None:
    kawabe.stand(sugitani=0.5, aikawa=3.9, kawabe_bridge=2.5, otaki_bridge=0.4)
    page = kawabe.look()
    on_map(page)

    page.keyboard.press("]")
    expect(told(page)).to_contain_text("1 / 10 合川")
    expect(told(page)).to_contain_text("氾濫危険")
    page.keyboard.press("PageDown")
    expect(told(page)).to_contain_text("2 / 10 川辺橋")
    page.keyboard.press("[")
    expect(told(page)).to_contain_text("1 / 10 合川")
    page.keyboard.press("Enter")

    expect(page.locator(".station")).to_contain_text("合川")


def test_what_lies_together_shows_its_worst_and_opens(hq: "Headquarters") -> None:
    crowd(hq)
    page = hq.look()
    wait_for_colour(page, 4)
    assert not has_colour(page, 2)  # it lies with the worst, which is shown

    page.mouse.click(*middle_of(page, 4))

    expect(told(page)).to_have_text("9か所が重なっています。氾濫危険 1、氾濫注意 1、平常 7")
    wait_for_colour(page, 2)
    assert has_colour(page, 4)


def test_what_changes_among_what_lies_together_never_covers_the_worst(hq: "Headquarters") -> None:
    crowd(hq)
    page = hq.look()
    wait_for_colour(page, 4)

    hq.stand(gauge_1=3.5, gauge_3=4.5)
    lesser = page.locator("[data-changed=gauge-1]")
    lesser.wait_for(state="attached")
    assert lesser.evaluate("image => image.hidden")  # from the first frame on
    assert has_colour(page, 4)

    hq.stand(gauge_1=5.5, gauge_3=4.5)
    expect(page.locator("[data-changed=gauge-1]").last).to_be_visible()


def test_a_gathered_station_is_opened_by_keyboard(hq: "Headquarters") -> None:
    crowd(hq)
    page = hq.look()
    on_map(page)
    page.keyboard.press("]")
    expect(told(page)).to_contain_text("1 / 10 観測所3")

    page.keyboard.press("Enter")

    expect(page.locator(".station")).to_contain_text("観測所3")
    wait_for_colour(page, 2)


def test_the_list_is_narrowed_by_age_river_and_area(kawabe: "Headquarters") -> None:
    kawabe.stand(aikawa=3.9, kawabe_bridge=2.5, yawata_bridge=0.4)
    page = kawabe.look()
    expect(page.locator("[data-age=fresh]")).to_contain_text("3")
    expect(page.locator("[data-age=silent]")).to_contain_text("7")

    page.locator("[data-age=fresh]").click()
    expect(page.locator(".row")).to_have_count(3)
    page.get_by_label("河川", exact=True).select_option("八幡川")
    expect(page.locator(".row")).to_have_count(1)
    assert rows(page) == ["yawata-bridge"]
    page.locator(".list-filters").get_by_role("button", name="すべて").click()
    page.get_by_label("地区", exact=True).select_option("kawaramachi")

    assert sorted(rows(page)) == ["aikawa", "kawabe-bridge"]
