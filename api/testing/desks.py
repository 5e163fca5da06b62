"""Headquarters' view of responders, as a person at a desk uses it."""

import os
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

from kawamori.storage.responders.registering import Enrolled

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PICTURES = os.environ.get("PICTURES")


def turn(page: Page, part: str) -> None:
    """Turn to a part of the view."""
    page.get_by_role("group", name="一時職員", exact=True).get_by_role("button", name=part).click()


def mapped(page: Page) -> None:
    """Wait until the map is drawn."""
    page.locator(".chart-map[data-drawn=true]").wait_for()


def picture(page: Page, name: str) -> None:
    """Keep what a desk and a telephone show, if somebody wants pictures."""
    if not PICTURES:
        return
    Path(PICTURES).mkdir(parents=True, exist_ok=True)
    for size, suffix in ((PHONE, "390"), (DESK, "1440")):
        page.set_viewport_size(size)
        page.wait_for_timeout(1200)
        page.screenshot(path=Path(PICTURES) / f"{name}-{suffix}.png")


def press(page: Page, right: float, down: float) -> None:
    """Press the map, so far from its upper left corner, in parts of its size."""
    mapped(page)
    box = page.locator(".chart-map").bounding_box()
    if box is None:
        raise AssertionError("no map is drawn to be pressed")
    page.mouse.click(box["x"] + right * box["width"], box["y"] + down * box["height"])


def give(page: Page, who: Enrolled) -> None:
    """Fill in a task at 川原町 for somebody."""
    page.get_by_role("button", name="任務を出す").click()
    form = page.get_by_role("form", name="任務を出す")
    form.get_by_label("一時職員").select_option(str(who.responder_id))
    form.get_by_label("何をするか").fill("土のうを積む")
    form.get_by_label("場所の名前").fill("川辺橋の東")
    form.get_by_label("緯度, 経度").fill("35.0467, 138.975")
