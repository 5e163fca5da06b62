"""Looking back: headquarters as it stood, in a page that nobody takes for now."""

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def flood(hq: "Headquarters") -> str:
    """Let the bridge rise to danger, and return the moment before it did."""
    hq.town.now = datetime.now(UTC) + timedelta(seconds=1)  # what is entered, is entered by then
    hq.add_gauge("kami", "上流橋", 138.99, 35.09)
    hq.observe(0.5, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1)
    hq.observe(0.4, 0.4, station_id="kami")
    before = hq.town.now
    for stage_m in (2.4, 2.8, 3.2, 3.6, 4.1, 4.3):
        hq.observe(stage_m)
    return before.isoformat().replace("+00:00", "Z")


def stage(page: Page) -> str:
    return page.locator("[data-station=kawabe-bridge] .stage").first.inner_text()


def moment_of(shown: Locator) -> str:
    return shown.get_attribute("data-as-of") or ""


def test_headquarters_is_shown_as_it_stood_and_the_present_is_a_press_away(
    hq: "Headquarters",
) -> None:
    before = flood(hq)

    page = hq.look(path=f"&asof={before}")

    banner = page.locator(".back-to")
    expect(banner).to_contain_text("再現表示")
    expect(page.locator("[data-station=kawabe-bridge]").first).to_have_attribute("data-level", "2")
    assert stage(page) == "2.10 m"
    expect(page).to_have_title(re.compile("^【再現表示】"))
    hq.observe(4.6)
    page.locator(".arrivals").wait_for()  # what happens meanwhile is told all the same
    assert stage(page) == "2.10 m"
    banner.get_by_role("button", name="現在に戻る").click()
    expect(banner).to_have_count(0)
    expect(page.locator("[data-station=kawabe-bridge] .stage").first).to_have_text("4.60 m")
    assert "asof" not in page.url


def test_along_the_time_line_keys_step_and_marks_are_gone_to(hq: "Headquarters") -> None:
    flood(hq)
    page = hq.look()
    slider = page.get_by_role("slider", name="表示する時刻")
    expect(page.locator(".line-mark.of-alert").first).to_be_attached()

    slider.focus()
    page.keyboard.press("ArrowLeft")

    shown = page.locator(".back-to")
    expect(shown).to_be_visible()
    minutes_ago = re.compile(r"^(4\.10|3\.60) m$")  # the page's own clock may lag by a reading
    expect(page.locator("[data-station=kawabe-bridge] .stage").first).to_have_text(minutes_ago)
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-station=kawabe-bridge] .stage").first).not_to_have_text(minutes_ago)
    for _ in range(2):
        before = moment_of(shown)
        page.get_by_role("button", name="次の出来事").click()
        expect(shown).not_to_have_attribute("data-as-of", before)
    moment = moment_of(shown)
    until(lambda: moment in page.evaluate("decodeURIComponent(location.search)"))
    page.get_by_role("button", name="再生").click()
    expect(shown).not_to_have_attribute("data-as-of", moment)
    page.get_by_role("button", name="停止").click()
    page.get_by_role("button", name="現在", exact=True).click()
    expect(shown).to_have_count(0)


def test_nothing_is_done_from_the_past(hq: "Headquarters") -> None:
    before = flood(hq)
    page = hq.look()
    page.locator("#tab-alerts").click()
    expect(page.get_by_role("button", name="了解する").first).to_be_enabled()

    back = hq.look(path=f"&asof={before}")
    back.locator("#tab-alerts").click()

    expect(back.locator("[data-alert]").first).to_be_visible()
    expect(back.get_by_role("button", name="了解する")).to_have_count(0)
    acts = hq.town.connection.execute("SELECT act FROM acts WHERE act NOT LIKE 'sign%'").fetchall()
    assert acts == []
