"""The chronology on screen: what happens comes by itself, and what is written stands."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from api.testing.axe import serious_findings

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]

AOI = "aoi-commands-headquarters"
SIZES = [(1440, 900), (820, 1180), (390, 844)]
LEAST_TARGET_PX = 24  # WCAG 2.2, 2.5.8


def line(
    hq: "Headquarters",
    query: str = "",
    *,
    size: tuple[int, int] = (1440, 900),
    scheme: str = "light",
) -> Page:
    """Open the chronology and wait until it is read."""
    page = hq.open(f"/hq/?run=&view=chronology{query}#token={AOI}", size=size, scheme=scheme)
    page.locator("[data-link=live]").wait_for()
    page.locator(".line .help").wait_for()
    return page


def told(page: Page) -> list[str]:
    return page.locator(".entry .said").all_inner_texts()


def test_what_happens_comes_by_itself_and_what_is_written_stands_beside_it(
    hq: "Headquarters",
) -> None:
    page = line(hq)
    hq.stand(kawabe_bridge=4.2)
    expect(page.locator(".entry", has_text="氾濫危険水位（水位4）").first).to_be_visible()

    page.get_by_role("button", name="要請", exact=True).click()
    page.locator("#writing-body").fill("県へ排水ポンプ車を要請")
    page.locator("#writing-source").fill("市長")
    page.keyboard.press("Tab")
    page.locator("#writing-body").press("Control+Enter")

    written = page.locator(".entry[data-kind=written]")
    expect(written.locator(".said")).to_have_text("【要請】県へ排水ポンプ車を要請（市長）")
    expect(written.locator(".entry-who")).to_contain_text("葵")
    expect(page.locator("#writing-body")).to_have_value("")
    assert told(page)[0].startswith("【要請】")


def test_an_entry_is_set_right_by_another_and_stays_legible(hq: "Headquarters") -> None:
    page = line(hq)
    page.locator("#writing-body").fill("避難者 130人")
    page.get_by_role("button", name="記録する").click()
    page.locator(".entry[data-kind=written] .entry-row").click()

    page.get_by_role("button", name="訂正を書く").click()
    expect(page.locator("#writing-body")).to_be_focused()
    page.keyboard.type("避難者 103人")
    page.get_by_role("button", name="記録する").click()

    expect(page.locator(".entry[data-kind=written]")).to_have_count(2)
    page.reload()
    wrong = page.locator(".entry[data-void=true]")
    expect(wrong.locator(".said")).to_have_text("【情報】避難者 130人")
    expect(wrong).to_contain_text("後の記録で訂正済み")


def test_what_narrows_it_down_is_in_the_address_and_goes_with_it(hq: "Headquarters") -> None:
    hq.stand(kawabe_bridge=4.2)
    page = line(hq)
    expect(page.locator(".entry[data-kind=gauge]").first).to_be_visible()

    page.locator("#writing-body").fill("本部を設置")
    page.get_by_role("button", name="記録する").click()
    expect(page.locator(".entry[data-kind=written]")).to_have_count(1)
    page.locator(".kinds").get_by_role("button", name="手書き").click()
    expect(page.locator(".entry[data-kind=gauge]")).to_have_count(0)
    expect(page.locator(".entry[data-kind=written]")).to_have_count(1)
    assert "c_kind=written" in page.url

    other = line(hq, "&c_kind=written")
    expect(other.locator(".entry[data-kind=written]")).to_have_count(1)
    expect(other.locator(".entry")).to_have_count(1)
    files = other.locator(".files a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert all("kind=written" in href for href in files)


def test_a_row_is_walked_to_by_arrows_opened_by_enter_and_leads_to_the_thing(
    hq: "Headquarters",
) -> None:
    hq.stand(kawabe_bridge=4.2)
    page = line(hq)
    first = page.locator(".entry-row").first
    first.focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.locator(".entry[data-kind=gauge] .entry-row").first.focus()
    page.keyboard.press("Enter")
    opened = page.locator(".entry", has=page.locator("[aria-expanded=true]"))
    then = opened.get_by_role("link", name="この時点の地図").get_attribute("href") or ""
    assert "asof=2026-09-01T" in then
    opened.get_by_role("button", name="開く").press("Enter")

    expect(page.locator(".station, [data-station]").first).to_be_visible()
    assert "station=kawabe-bridge" in page.url


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_screen_and_axe_finds_no_harm(
    hq: "Headquarters", size: tuple[int, int], scheme: str
) -> None:
    hq.stand(kawabe_bridge=4.2)
    page = line(hq, size=size, scheme=scheme)
    page.locator(".entry").first.wait_for()

    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert serious_findings(page) == []
    small = page.locator(".chronology-floor").locator("button, a, select, input, summary")
    heights = small.evaluate_all(
        "all => all.filter(e => e.offsetParent).map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= LEAST_TARGET_PX
