"""Nobody can take a rehearsal for real: every view and all paper say so, on a phone too."""

import os
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]

AOI = "aoi-commands-headquarters"
PHONE = (390, 844)
VIEWS = ("map", "orders", "official", "inbound", "chronology", "status", "account")
PICTURES = os.environ.get("PICTURES")


def test_every_view_of_a_rehearsal_says_so_on_a_phone(hq: "Headquarters") -> None:
    hq.town.start_drill("drill-2026")
    page = hq.open(f"/hq/?run=drill-2026#token={AOI}", size=PHONE)
    page.locator("[data-link=live]").wait_for()

    for view in VIEWS:
        page.goto(f"{hq.url}/hq/?run=drill-2026&view={view}")
        page.locator("[data-link=live]").wait_for()
        drill = page.locator(".drill")
        expect(drill).to_contain_text("これは訓練です")
        expect(drill).to_be_in_viewport(ratio=1)
        page.mouse.wheel(0, 3000)
        expect(drill).to_be_in_viewport(ratio=1)
        assert page.title().startswith("【訓練】"), view
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], view
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/drill-{view}.png")


def test_the_paper_of_a_rehearsal_says_so(hq: "Headquarters") -> None:
    settle_districts(hq.town.connection)
    hq.town.start_drill("drill-2026")
    page = hq.desk("drill-2026")
    order = page.evaluate(
        """async () => (await (await fetch("/hq/orders?run=drill-2026", {
          method: "POST", headers: {"content-type": "application/json"},
          body: JSON.stringify({alert_level: 4, areas: ["kawara"], reason: "訓練"})})).json())"""
    )

    page.goto(f"{hq.url}/hq/orders/{order['order_id']}/print")

    expect(page.locator("body")).to_contain_text("訓練")
    assert "訓練" in page.title()
