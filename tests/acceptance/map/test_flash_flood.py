"""Headquarters through a flash flood: the whole system runs, and is used while the water rises.

With PICTURES=folder in the environment each view is kept, on every screen, by day and by night.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from kawamori.testing.launching import launched, read_until

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

KEPT = os.environ.get("PICTURES")
DESK: "ViewportSize" = {"width": 1440, "height": 900}
SCREENS: dict[str, "ViewportSize"] = {
    "desk": DESK,
    "wall": {"width": 3840, "height": 2160},
    "tablet": {"width": 820, "height": 1180},
    "phone": {"width": 390, "height": 844},
}
PASSWORDS = {"葵": "demo-aoi-commands", "文": "demo-fumi-operates", "恵令奈": "demo-elena-branches"}
SPEED = "90"  # danger from a minute and a half on, for as long again
PATIENCE_MS = 180_000  # the river rises by its own clock, on a busy machine


@dataclass(frozen=True, slots=True)
class Flood:
    """A flood that goes on: where its map is, and browsers to look with."""

    url: str
    run: str
    browser: Browser

    def sit_down(self, person: str, view: str = "map", **more: object) -> Page:
        """Sign in by name and password, and look at a view of the flood."""
        page = self.browser.new_page(
            **{"viewport": DESK, "locale": "ja-JP", "timezone_id": "Asia/Tokyo", **more}  # type: ignore[arg-type]
        )
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{self.url}/hq/?run={self.run}&view={view}")
        page.get_by_label("氏名").fill(person)
        page.get_by_label("パスワード", exact=True).fill(PASSWORDS[person])
        page.get_by_role("button", name="サインイン", exact=True).click()
        page.locator("[data-link=live]").wait_for()
        return page


@pytest.fixture(scope="module")
def flood(chromium: Browser) -> Iterator[Flood]:
    """Let a flash flood begin in the city, with nothing left out."""
    with TemporaryDirectory(prefix="kawamori-home-") as made:
        home = Path(made)
        home.chmod(0o711)
        with launched(home, "demo", "--speed", SPEED) as launcher:
            shown = read_until(launcher.stdout, "the map of headquarters")[-1]
            found = re.search(r"(http://[\d.:]+)/hq/\?run=([^#&]+)", shown)
            assert found, shown
            expect.set_options(timeout=PATIENCE_MS)
            yield Flood(found[1], found[2], chromium)


def in_danger(page: Page) -> None:
    """Wait until a river is at evacuation or above."""
    page.locator(
        ".row[data-level='3'], .row[data-level='4'], .row[data-level='5']"
    ).first.wait_for()


def test_the_worst_comes_first_is_taken_in_hand_and_explained(flood: Flood) -> None:
    page = flood.sit_down("文")
    expect(page.locator(".drill")).to_contain_text("訓練")
    page.locator(".map[data-drawn=true]").wait_for()
    in_danger(page)
    worst = page.locator(".row").first
    assert int(worst.get_attribute("data-level") or 0) >= 3

    worst.click()
    expect(page.locator(".station svg.chart")).to_be_visible()
    expect(page.locator(".station")).to_contain_text("基準水位")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name=re.compile("アラート")).click()
    alert = page.locator("[data-alert]").first
    number = alert.get_attribute("data-alert")
    taken = page.locator(f"[data-alert='{number}']")
    taken.get_by_role("button", name="了解する").click()
    expect(taken).to_contain_text("了解済 文")
    taken.get_by_role("button", name="理由を見る").click()
    expect(taken.get_by_role("region", name="なぜこのアラートか")).to_be_visible()


def test_headquarters_is_seen_as_it_stood_before_the_water_came(flood: Flood) -> None:
    page = flood.sit_down("葵")
    in_danger(page)
    worst = page.locator(".row").first.get_attribute("data-station")
    row = page.locator(f".row[data-station={worst}]")
    before = row.locator(".stage").inner_text()

    page.get_by_role("slider", name="表示する時刻").press("Home")

    expect(page.locator(".back-to")).to_contain_text("再現表示")
    expect(row.locator(".stage")).not_to_have_text(before)
    expect(row).not_to_have_attribute("data-level", re.compile("[345]"))
    page.get_by_role("button", name="現在に戻る").click()
    expect(page.locator(".back-to")).to_have_count(0)


def test_an_order_is_composed_released_by_another_and_reaches_the_areas(flood: Flood) -> None:
    fumi, aoi = flood.sit_down("文", "orders"), flood.sit_down("葵", "orders")
    fumi.locator(".orders-list .strong").click()
    fumi.locator("[data-area=kawaramachi] input").check()
    fumi.locator("#reason").fill("川辺橋で氾濫危険水位に到達")
    fumi.locator("#shelter").fill("川辺小学校")
    fumi.locator("button[type=submit]").click()
    expect(fumi.locator(".preview")).to_be_visible()
    expect(fumi.get_by_role("button", name="発令する")).to_have_count(0)

    aoi.locator(".order-row").first.click()
    aoi.get_by_role("button", name="【訓練】発令する").click()

    expect(fumi.locator("article[data-state=released]")).to_be_visible()
    told = aoi.locator("[data-telling=release] [data-channel=sms] [data-stage=accepted]")
    expect(told).not_to_have_text(re.compile(r"^\D*0\D*$"))
    aoi.get_by_role("button", name="クロノロジー").click()
    expect(aoi.locator(".entry", has_text="避難指示").first).to_be_visible()


def test_a_branch_and_headquarters_write_to_one_another_and_report(flood: Flood) -> None:
    branch, desk = flood.sit_down("恵令奈", "offices"), flood.sit_down("文", "offices")
    branch.get_by_label("内容").fill("小滝橋の左岸で越水のおそれ")
    branch.get_by_role("button", name="申し送りを書く").click()
    expect(desk.locator("[data-note]").first).to_contain_text("小滝橋の左岸")
    desk.locator("[data-note]").first.get_by_role("button", name="読んだ").click()
    expect(branch.locator("[data-note]").first).to_contain_text("文")

    desk.get_by_role("button", name="状況報告", exact=True).click()
    desk.get_by_role("button", name="状況報告を作る").click()
    expect(desk.locator("[data-report]").first).to_contain_text("第1報")


def test_what_is_written_by_hand_stands_among_what_happened(flood: Flood) -> None:
    page = flood.sit_down("文", "chronology")
    page.locator("#writing-body").fill("市道 川原線 冠水、通行止め")
    page.get_by_role("button", name="記録する").click()

    expect(page.locator(".entry[data-kind=written]").first).to_contain_text("川原線")
    expect(page.locator(".entry[data-kind=gauge]").first).to_be_visible()


def test_the_ledger_and_the_state_of_every_part_are_there_to_be_read(flood: Flood) -> None:
    page = flood.sit_down("葵")
    page.get_by_role("tab", name="送信記録").click()
    expect(page.locator("[data-stage=accepted], .delivery, [data-delivery]").first).to_be_visible()
    page.get_by_role("button", name="状態").click()

    expect(page.locator("main")).to_contain_text("データベース")


@pytest.mark.skipif(KEPT is None, reason="PICTURES names no folder to keep pictures in")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_each_view_is_kept_as_a_picture(flood: Flood, screen: str, scheme: str) -> None:
    page = flood.sit_down("葵", viewport=SCREENS[screen], color_scheme=scheme)
    page.locator(".map[data-drawn=true]").wait_for()
    folder = Path(KEPT or ".")
    page.wait_for_timeout(1500)
    page.screenshot(path=folder / f"flood-map-{screen}-{scheme}.png")
    for button in page.locator(".views button").all()[1:]:
        button.click()
        page.locator("main:not(.floor-message)").wait_for()
        page.wait_for_timeout(800)
        name = page.url.partition("view=")[2].partition("&")[0]
        page.screenshot(path=folder / f"flood-{name}-{screen}-{scheme}.png")
