"""What the console says while things fail in the middle of a flood, and that no act is lost."""

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import City

pytestmark = [
    pytest.mark.parametrize("database_server", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]

AT_ONCE_MS = 10_000  # long before a silent link is noticed
NOTICED_MS = 60_000  # 25 s, and what a busy machine takes to draw it
API = re.compile(r"/hq/(?!assets|icons|sw|manifest)[a-z]")


def test_an_api_that_is_killed_is_waited_for_and_told_what_was_done(city: "City") -> None:
    page = city.look()

    city.kill()

    expect(page.locator(".lost")).to_contain_text("接続が切れました", timeout=AT_ONCE_MS)
    city.acknowledge(page)
    city.expect_kept(page)
    city.picture(page, "5-api-killed")
    city.rise(4.6)
    city.serve()

    city.expect_live(page)
    city.expect_sent(page)
    page.get_by_role("tab", name=re.compile("観測所")).click()
    expect(page.locator(".row").first).to_contain_text("4.60 m")
    city.picture(page, "6-api-back")


def test_a_database_that_is_restarted_is_named_and_nothing_is_lost(city: "City") -> None:
    page = city.look()

    city.server.stop()

    lost = page.locator(".lost")
    expect(lost).to_contain_text("データベース応答なし")
    city.acknowledge(page)
    city.expect_kept(page)
    city.write_down(page, "樋門を閉めた")
    expect(page.locator(".unsent summary")).to_contain_text("未送信 2件")
    city.picture(page, "7-database-stopped")
    city.server.start()
    city.rise(4.6)

    city.expect_live(page)
    city.expect_sent(page)
    assert city.count("SELECT count(*) FROM entries WHERE body = '樋門を閉めた'") == 1
    page.get_by_role("tab", name=re.compile("観測所")).click()
    expect(page.locator(".row").first).to_contain_text("4.60 m")
    city.picture(page, "8-database-back")


def test_an_answer_that_is_lost_on_the_way_has_nothing_done_twice(city: "City") -> None:
    page = city.look()
    page.get_by_role("tab", name=re.compile("アラート")).click()

    def take_and_say_nothing(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/acknowledge", take_and_say_nothing, times=2)
    page.get_by_role("button", name="了解する").click()

    city.expect_sent(page)


def test_a_link_that_dies_without_a_word_is_noticed_by_itself(city: "City") -> None:
    page = city.look()

    city.link.mute = True

    expect(page.locator(".lost")).to_contain_text("接続が切れました", timeout=NOTICED_MS)
    city.link.mute = False
    city.expect_live(page)


def test_a_proxy_that_answers_for_a_dead_server_is_no_server(city: "City") -> None:
    page = city.look()
    city.wait_until_kept(page, "4.20")
    page.context.route(API, _bad_gateway)

    page.reload()

    expect(page.locator(".lost")).to_contain_text("現在の状況ではありません")
    expect(page.locator(".row").first).to_contain_text("4.20 m")
    page.context.unroute_all()
    city.expect_live(page)


def _bad_gateway(route: Any) -> None:
    route.fulfill(status=502, body="<h1>502 Bad Gateway</h1>")


def test_a_laptop_that_slept_does_not_show_old_ages(city: "City") -> None:
    page = city.look()
    page.context.set_offline(offline=True)
    expect(page.locator(".lost")).to_be_visible()

    page.evaluate("const now = Date.now; Date.now = () => now() + 3 * 3600 * 1000")

    expect(page.locator(".lost")).to_contain_text("3時間前")
    page.context.set_offline(offline=False)
    city.expect_live(page)
