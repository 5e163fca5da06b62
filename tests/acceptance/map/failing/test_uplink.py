"""What the console says and keeps while its uplink is pulled, the map included."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import City

pytestmark = pytest.mark.parametrize("database_server", ["postgresql-18"], indirect=True)

AT_ONCE_MS = 10_000  # long before a silent link is noticed
BACK_MS = 60_000


def test_an_uplink_that_is_pulled_loses_nothing_even_when_the_browser_is_closed(
    city: "City",
) -> None:
    page = city.look()
    city.wait_until_kept(page, "4.20")
    city.picture(page, "1-before")

    city.link.cut = True

    lost = page.locator(".lost")
    expect(lost).to_contain_text("接続が切れました", timeout=AT_ONCE_MS)
    expect(lost).to_contain_text("避難情報の発令・解除・取消は保存されません")
    city.acknowledge(page)
    city.expect_kept(page)
    city.picture(page, "2-uplink-pulled")

    context = page.context
    city.write_down(page, "右岸の住民を誘導中")
    expect(page.locator(".unsent summary")).to_contain_text("未送信 2件")
    page.close()
    page = context.new_page()
    page.set_default_timeout(BACK_MS)
    page.goto(f"{city.url}/hq/")
    expect(page.locator(".lost")).to_contain_text("現在の状況ではありません")
    expect(page.locator(".row").first).to_contain_text("4.20 m")
    expect(page.locator("[data-stale=true]")).to_be_visible()
    expect(page.locator("[data-link=live]")).to_have_count(0)
    expect(page.locator(".unsent summary")).to_contain_text("未送信 2件")
    page.locator(".map[data-drawn=true]").wait_for()
    until(lambda: page.evaluate("caches.match('/basemap/kawabe.geojson').then(Boolean)"))
    city.picture(page, "3-opened-without-a-server")

    city.rise(4.6)
    city.link.cut = False

    city.expect_live(page)
    expect(page.locator(".row").first).to_contain_text("4.60 m")
    expect(page.locator(".unsent")).to_have_count(0)  # nothing moves any more below the pointer
    page.get_by_role("tab", name=re.compile("アラート")).click()
    city.expect_sent(page)
    assert city.count("SELECT count(*) FROM entries WHERE body = '右岸の住民を誘導中'") == 1
    city.picture(page, "4-uplink-back")
