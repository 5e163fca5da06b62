"""Is it dangerous here, what do I do now, where do I go: found by anybody, on any phone."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from api.testing.phones import look
from kawamori.shelters import ShelterState

if TYPE_CHECKING:
    from conftest import Kawabe

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_who_chose_a_place_is_told_of_its_river_and_of_its_order(kawabe: "Kawabe") -> None:
    page = kawabe.phone()
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("市の避難情報は出ていません")

    page.get_by_role("link", name="自分の場所を選ぶ").click()
    page.get_by_label("地区や川の名前でさがす").fill("カワラ")
    page.get_by_role("checkbox", name="川原町").check()
    page.get_by_role("link", name="いまのようすを見る").click()
    expect(page.locator("h1")).to_have_text("川原町のいま")
    expect(page.locator(".gauge")).to_have_count(2)

    kawabe.stand("kawabe-bridge", 4, 3.72)
    kawabe.ask_again(page)
    expect(verdict).to_contain_text("いつあふれてもおかしくない")
    gauge = page.locator(".gauge", has_text="川辺橋")
    expect(gauge.locator(".stage")).to_have_text(
        re.compile(r"3\.72 m.*上がっています.*1分前.*観測")
    )
    expect(gauge).to_contain_text("氾濫危険水位に達しています")
    expect(gauge).to_contain_text("氾濫開始水位まで あと 0.88 m")

    kawabe.order(3, "kawaramachi", "hama")
    kawabe.ask_again(page)
    expect(verdict.locator(".order")).to_contain_text("警戒レベル3 高齢者等避難")
    expect(page.locator("[role=alert]")).to_be_empty()
    kawabe.order(4, "minatomachi")
    kawabe.ask_again(page)
    expect(verdict.locator(".elsewhere")).to_contain_text("警戒レベル4 避難指示: 港町")
    expect(verdict).to_have_attribute("data-level", "3")

    look(page).reload()
    expect(look(page).locator("h1")).to_have_text("川原町のいま")


def test_an_order_to_leave_interrupts_whoever_listens(kawabe: "Kawabe") -> None:
    page = kawabe.phone("/en/")

    kawabe.order(4, "kawaramachi")
    kawabe.ask_again(page)

    expect(page.locator("[role=alert]")).to_contain_text("Evacuation Order")
    expect(page.locator("[role=alert]")).to_contain_text("Everyone: leave dangerous places.")
    expect(page.locator(".order")).to_contain_text("避難指示")  # as it is on signs and loudspeakers


def test_where_nobody_confirmed_the_language_plain_japanese_says_what_to_do(
    kawabe: "Kawabe",
) -> None:
    kawabe.order(5, "kawaramachi")

    order = kawabe.phone("/pt/").locator(".order")

    expect(order).to_contain_text("緊急安全確保")
    expect(order.locator(".do [lang=ja]")).to_contain_text("危")
    expect(order.locator(".do ruby rt").first).to_have_text("いのち")


def test_what_a_gauge_does_not_say_is_not_shown_as_calm(kawabe: "Kawabe") -> None:
    kawabe.stand("kawabe-bridge", 4, 3.9, freshness="blind")
    kawabe.stand("aikawa", 0, 0.9, freshness="dead")

    page = kawabe.phone()

    blind, dead = (page.locator(".gauge", has_text=name) for name in ("川辺橋", "合川"))
    expect(page.locator(".verdict")).to_contain_text("水位がわからない川があります")
    for gauge, says in ((blind, "危険が続いている"), (dead, "値が届いていません")):
        expect(gauge).to_have_attribute("data-level", "unknown")
        expect(gauge).to_contain_text("水位不明")
        expect(gauge).to_contain_text(says)


def test_a_gauge_s_page_says_how_the_river_came_there(kawabe: "Kawabe") -> None:
    kawabe.stand("kawabe-bridge", 2, 2.4)
    kawabe.observe("kawabe-bridge", [0.4 + 0.05 * n for n in range(40)])
    page = kawabe.phone()

    page.locator(".verdict").get_by_role("link", name="川辺橋").click()

    chart = page.get_by_role("img", name=re.compile("最低"))
    expect(chart).to_have_accessible_name(re.compile(r"最低 0\.\d\d m、最高 2\.3\d m"))
    page.get_by_text("表で見る").click()
    expect(page.get_by_role("table")).to_contain_text("2.30 m")
    expect(page.locator(".thresholds")).to_contain_text("このあたりで川があふれ始める")
    page.go_back()
    expect(page.locator(".verdict")).to_be_visible()


def test_official_information_is_quoted_with_its_source(kawabe: "Kawabe") -> None:
    kawabe.announce("flood_4")

    official = kawabe.phone("/vi/").locator(".official article")

    expect(official).to_contain_text("レベル4氾濫危険警報")
    expect(official).to_contain_text("国土交通省・気象庁")
    expect(official).to_contain_text("川辺川")


def test_where_to_go_is_found_by_position_which_never_leaves_the_phone(kawabe: "Kawabe") -> None:
    kawabe.shelter("kawaramachi-hall", ShelterState.FULL)
    here = {"latitude": 35.0371234, "longitude": 138.9731234}
    page = kawabe.phone(geolocation=here, permissions=["geolocation"])
    page.get_by_role("link", name="避難先", exact=True).click()

    page.get_by_role("button", name="いまいる場所からさがす").click()

    expect(page.locator(".shelters .distance").first).to_have_text(re.compile(r"へ [\d.]+ k?m"))
    full = page.locator(".shelter", has_text="川原町公民館")
    expect(full).to_contain_text("満員です")
    expect(full.get_by_role("link")).to_have_attribute("href", re.compile("^geo:35"))
    page.get_by_role("link", name="場所", exact=True).click()
    expect(page.locator(".locate")).to_contain_text("いまいる地区")
    page.locator(".locate button[aria-pressed]").first.click()
    page.get_by_role("link", name="いま", exact=True).click()
    expect(page.locator(".gauge").first).to_be_visible()
    sent = " ".join(kawabe.asked)
    assert "now.json" in sent
    assert not re.search(r"35\.037|138\.973|latitude|longitude", sent)
    kept = page.evaluate("JSON.stringify({...localStorage})")
    assert not re.search(r"35\.03|138\.97", kept)


def test_another_language_is_one_tap_away_and_is_remembered(kawabe: "Kawabe") -> None:
    page = kawabe.phone("/#go")

    page.get_by_role("link", name="やさしい日本語").click()

    expect(look(page).locator("h1 ruby rt").first).to_have_text("に")
    page.get_by_label("ふりがな").uncheck()
    expect(page.locator("h1")).to_have_text("逃げる 所")
    page.goto(f"{kawabe.url}/")
    page.wait_for_url("**/ja-easy/")
    expect(look(page).locator("html")).to_have_attribute("lang", "ja")
