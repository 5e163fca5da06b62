"""The ledger says how far each message came and whom it missed, and takes back what was wrong."""

from itertools import count
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from kawamori.people import AreaSubscription, PhoneNumber, Subscriber, Subscription
from kawamori.testing.areas import settle_districts
from kawamori.testing.texts import words_alone

if TYPE_CHECKING:
    from conftest import Headquarters, Phones

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]

PHONE = (390, 844)
_numbers = count(81_90_4000_0000)


def warn(hq: "Headquarters", phones: "Phones", run_no: int = 0) -> Subscriber:
    """Let somebody of Kawaramachi read that the river has reached a threshold."""
    settle_districts(hq.town.connection)
    address = PhoneNumber(f"+{next(_numbers)}")
    wanted = (Subscription("kawabe-bridge"),)
    person = Subscriber(address, areas=(AreaSubscription("kawara"),), subscriptions=wanted)
    phones.add(person, run_no)
    hq.observe(2.5, 2.9, 3.3, 3.5, run_no=run_no)
    phones.tell()
    assert len(phones.texts(address)) == 1
    return person


def by_message(page: Page) -> None:
    page.get_by_role("tab", name="送信記録").click()
    page.get_by_role("button", name="通知ごと").click()


def test_a_notice_is_shown_with_its_funnel_and_the_areas_it_did_not_reach(
    hq: "Headquarters", phones: "Phones"
) -> None:
    warn(hq, phones)
    page = hq.look()
    by_message(page)

    card = page.locator("[data-family=gauge]").first
    expect(card).to_contain_text("川辺橋")
    expect(card.locator("[data-stage=accepted]")).to_contain_text("1")
    expect(card.locator("[data-stage=delivered]")).to_contain_text("0")
    card.get_by_role("button", name="届いていない地区").click()

    expect(card.locator("[data-area=kawara]")).to_contain_text("川原町")
    with page.expect_download() as download:
        card.get_by_role("link", name="この表をCSVで保存").click()
    assert download.value.suggested_filename.startswith("reach-")


def test_a_notice_that_was_wrong_is_taken_back_as_it_was_previewed(
    hq: "Headquarters", phones: "Phones"
) -> None:
    person = warn(hq, phones)
    page = hq.look()
    by_message(page)
    card = page.locator("[data-family=gauge]").first

    card.get_by_role("button", name="訂正・取消").click()
    card.get_by_label("理由").fill("センサーの故障")
    card.get_by_role("button", name="内容を確かめる").click()
    expect(card.locator(".told")).to_contain_text("SMS 1")
    seen = card.locator(".phone-sms").inner_text()
    card.get_by_role("button", name="この内容で取消を起案").click()
    waiting = card.get_by_role("region", name="承認待ち")
    send = waiting.get_by_role("button", name="取消を送る")
    waiting.get_by_label("一人で発令する理由").fill("夜間で指揮者が一人")
    expect(send).to_be_disabled()
    waiting.get_by_label(waiting.locator("kbd").inner_text()).fill(
        waiting.locator("kbd").inner_text()
    )
    send.click()

    expect(page.locator(".kept-back", has_text="訂正・取消を送りました")).to_be_visible()
    expect(card).to_contain_text("取消")
    phones.tell()
    first, last = phones.texts(person.address)
    assert words_alone(last) == words_alone(seen)
    assert "【取消】" in seen

    cards = page.locator(".card.message")
    expect(cards).not_to_have_count(1)
    page.get_by_label("照合番号").fill(f" {first[-6:].lower()}")
    expect(cards).to_have_count(1)
    expect(cards).to_contain_text(first[-7:])
    page.get_by_label("照合番号").fill("234567")
    expect(page.get_by_text("この照合番号の通知は")).to_be_visible()


def test_a_correction_changed_after_it_was_seen_is_seen_again_and_a_drill_says_so(
    hq: "Headquarters", phones: "Phones"
) -> None:
    drill = hq.town.start_drill("drill-2026")
    warn(hq, phones, drill.run_no)
    page = hq.look("drill-2026", size=PHONE)
    by_message(page)
    card = page.locator("[data-family=gauge]").first

    card.get_by_role("button", name="訂正・取消").click()
    card.get_by_role("button", name="訂正する", exact=True).click()
    look = card.get_by_role("button", name="内容を確かめる")
    expect(look).to_be_disabled()
    card.get_by_label("正しくは").fill("水位は2.50m")
    look.click()
    expect(card.locator(".phone-sms")).to_contain_text("【訓練】")
    expect(card.get_by_role("button", name="この内容で訂正を起案")).to_be_visible()

    card.get_by_label("正しくは").fill("水位は2.60m")

    expect(card.get_by_role("button", name="この内容で訂正を起案")).to_have_count(0)
    expect(look).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
