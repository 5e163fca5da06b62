"""When the network is bad: the last that was known, with its age, and never as how it is now."""

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from api.residents.rendering import folder_of
from api.residents.words import plain, words
from api.testing.phones import WEB, look
from kawamori.people import Language
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Kawabe
    from playwright.sync_api import Page

PATIENCE_S = 30
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def wait_until_kept(page: "Page") -> None:
    """Wait until a phone has all that it needs without a network."""
    until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), PATIENCE_S)


@pytest.mark.parametrize("language", [Language.JA, Language.EASY, Language.EN])
def test_without_a_network_the_app_opens_with_what_was_last_known(
    kawabe: "Kawabe", language: Language
) -> None:
    def said(key: str) -> str:
        return plain(words("now", language)[key]).partition("{")[0]

    kawabe.order(4, "kawaramachi")
    page = kawabe.phone(f"/{folder_of(language)}")
    wait_until_kept(page)

    page.context.set_offline(offline=True)
    expect(page.locator(".behind")).to_be_visible()
    page.reload()

    look(page)
    if language is Language.EASY:
        page.get_by_label("ふりがな").uncheck()
    expect(page.locator(".behind")).to_contain_text(said("offline.banner"))
    expect(page.locator(".order")).to_contain_text(said("do.order_4"))
    page.get_by_role("link", name=said("tab.go"), exact=True).click()
    expect(page.locator(".shelter").first).to_be_visible()
    page.context.set_offline(offline=False)
    expect(page.locator(".behind")).to_have_count(0)


def test_what_was_known_long_ago_is_not_said_of_now(kawabe: "Kawabe") -> None:
    page = kawabe.phone()
    wait_until_kept(page)
    page.context.set_offline(offline=True)
    page.clock.install()

    page.clock.fast_forward("40:00")
    page.clock.run_for(11_000)

    expect(page.locator(".behind")).to_contain_text("40分前")
    expect(page.locator(".verdict")).to_contain_text("いまの水位がわかりません")
    expect(page.locator(".verdict")).to_contain_text("いまはわかりません")
    expect(page.locator(".gauge[data-level='0']")).to_have_count(0)


def test_on_a_line_that_gets_nothing_through_the_page_opens_all_the_same(kawabe: "Kawabe") -> None:
    page = kawabe.phone()
    wait_until_kept(page)

    kawabe.link.mute = True
    page.reload()

    expect(look(page).locator(".behind")).to_contain_text("新しい情報を取れません")
    expect(page.locator(".gauge").first).to_contain_text("0.40 m")
    kawabe.link.mute = False


def test_a_page_that_nothing_more_is_known_of_says_that_it_may_be_behind(kawabe: "Kawabe") -> None:
    kawabe.tell()
    context = kawabe.browser.new_context(locale="ja-JP")
    kawabe.contexts.append(context)
    context.route("**/now.json", lambda route: route.abort())
    page = context.new_page()

    page.goto(kawabe.url)

    made_at = re.findall(r"\d+:\d+", page.locator(".made-at").inner_text())[0]
    behind = page.locator("#app .behind")
    expect(behind).to_contain_text("新しい情報を取れません")
    expect(behind).to_contain_text(made_at)
    expect(page.locator("nav.tabs")).to_have_count(0)
    context.unroute("**/now.json")
    kawabe.ask_again(page)
    expect(look(page).locator(".behind")).to_have_count(0)


def test_whether_a_message_is_ours_is_never_answered_from_what_was_kept(kawabe: "Kawabe") -> None:
    page = kawabe.phone()
    wait_until_kept(page)
    page.goto(f"{kawabe.url}/m/K7Q4MX")
    expect(page.locator("[data-proof]")).to_be_visible()

    page.context.set_offline(offline=True)
    page.reload()

    expect(page.locator("[data-answer=unreachable]")).to_be_visible()


def test_a_new_version_waits_until_somebody_takes_it(kawabe: "Kawabe", tmp_path: "Path") -> None:
    page = kawabe.phone("/#places")
    wait_until_kept(page)
    page.get_by_role("searchbox").fill("かわ")
    newer = tmp_path / "web"
    shutil.copytree(WEB, newer)
    worker = newer / "sw.js"
    worker.write_text(
        re.sub(r"kawamori-residents-build-", "kawamori-residents-build-newer-", worker.read_text())
    )
    page.evaluate("window.notReloaded = true")

    kawabe.serve(newer)
    page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update())")

    notice = page.locator(".new-version")
    expect(notice).to_contain_text("新しい版があります")
    assert page.evaluate("window.notReloaded")
    with page.expect_navigation():
        notice.get_by_role("button").click()
    look(page)
    expect(notice).to_have_count(0)
    builds = page.evaluate("caches.keys().then((all) => all.filter((each) => /build/.test(each)))")
    assert any("newer" in each for each in builds)


def test_a_new_version_that_is_broken_leaves_the_old_one_in_place(
    kawabe: "Kawabe", tmp_path: "Path"
) -> None:
    page = kawabe.phone()
    wait_until_kept(page)
    broken = tmp_path / "web"
    shutil.copytree(WEB, broken)
    worker = broken / "sw.js"
    worker.write_text(worker.read_text().replace("/icons/192.png", "/icons/lost.png") + "\n//")

    kawabe.serve(broken)
    page.evaluate(
        "navigator.serviceWorker.getRegistration().then((found) => found.update()).catch(String)"
    )
    page.context.set_offline(offline=True)
    page.reload()

    expect(look(page).locator(".gauge").first).to_contain_text("0.40 m")


def test_without_news_a_phone_asks_for_nothing_but_whether_there_is_any(kawabe: "Kawabe") -> None:
    page = kawabe.phone()
    with page.expect_response("**/now.json") as answered:
        kawabe.ask_again(page)

    headers = answered.value.request.all_headers()
    assert "if-none-match" in headers
