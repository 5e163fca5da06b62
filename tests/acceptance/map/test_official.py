"""Official information at a desk: checked, entered, passed on with its reach seen, and lifted."""

import os
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from kawamori.people import AreaSubscription, PhoneNumber, Subscriber
from kawamori.storage.areas.voices import set_area_stations
from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from conftest import Headquarters, Phones

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

FUMI = "fumi-operates-the-desk"
PICTURES = os.environ.get("PICTURES")
MIO = PhoneNumber("+819011112222")


def view(hq: "Headquarters", run: str = "") -> Page:
    page = hq.desk(run, token=FUMI)
    page.get_by_role("button", name="公的情報").click()
    return page


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def test_an_announcement_is_checked_entered_told_and_lifted(
    hq: "Headquarters", phones: "Phones"
) -> None:
    connection = hq.town.connection
    settle_districts(connection)
    set_area_stations(connection, "kawara", ["kawabe-bridge"], author="test")
    phones.add(Subscriber(MIO, areas=(AreaSubscription("kawara"),)))
    page, other = view(hq), hq.desk()

    page.get_by_role("button", name="発表を入力").click()
    form = page.get_by_role("form", name="発表を入力")
    form.get_by_label("情報の名前").select_option("レベル4氾濫危険警報")
    expect(form.get_by_label("発表した機関")).to_have_value("気象庁・国土交通省")
    form.get_by_label("発表した機関").fill("川辺市")
    form.get_by_label("川辺川").check()
    form.get_by_role("button", name="内容を確かめる").click()
    expect(form.locator("[data-code=unknown_issuer]")).to_be_visible()
    picture(page, "official-check")
    form.get_by_label("発表した機関").fill("気象庁・国土交通省")
    form.get_by_role("button", name="内容を確かめる").click()
    expect(form.get_by_role("region", name="この内容で入力すると")).to_contain_text("川辺橋")
    form.get_by_role("button", name="この内容で入力する").click()

    piece = page.locator("[data-official]")
    expect(piece).to_contain_text("警戒レベル4相当")
    expect(other.get_by_role("button", name=re.compile("^公的情報 ?1"))).to_be_visible()
    piece.get_by_role("button", name="住民に知らせる").click()
    telling = piece.get_by_role("region", name="住民に知らせる")
    expect(telling).to_contain_text("1人")
    expect(telling).to_contain_text("気象庁・国土交通省")
    picture(page, "official-pass-on")
    telling.get_by_role("button", name="住民に知らせる（送信）").click()
    expect(piece).to_contain_text("住民に知らせ済み")
    phones.tell()
    assert [text for text in phones.texts(MIO) if "レベル4氾濫危険警報" in text]

    piece.get_by_role("button", name="解除を入力").click()
    piece.get_by_role("button", name="解除を入力する").click()
    expect(page.get_by_text("発表中の公的情報はありません。")).to_be_visible()
    page.get_by_label("訂正・解除・期限切れも表示").check()
    expect(page.locator("[data-state=lifted]")).to_be_visible()
    picture(page, "official-lifted")
