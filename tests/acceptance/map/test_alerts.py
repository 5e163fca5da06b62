"""The alert panel: a danger is noticed, given, kept back, explained, and found again later."""

import os
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from api.testing.axe import serious_findings

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]

FUMI = "fumi-operates-the-desk"
AOI = "aoi-commands-headquarters"
PICTURES = os.environ.get("PICTURES")


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")


def card(page: Page) -> Locator:
    """Open the alerts beside the map and return the first."""
    page.get_by_role("tab", name=re.compile("アラート")).click()
    return page.locator("[data-alert]").first


def test_a_new_danger_is_said_on_every_view_until_somebody_acknowledges_it(
    hq: "Headquarters",
) -> None:
    page = hq.desk(token=FUMI)
    expect(page.locator(".arrivals")).to_have_count(0)
    before = page.title()

    hq.stand(kawabe_bridge=4.2)

    arrived = page.get_by_role("alert").filter(has_text="川辺橋")
    expect(arrived).to_contain_text("氾濫危険")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    picture(page, "arrived-on-orders")
    page.get_by_role("button", name="アラートを見る").focus()
    page.keyboard.press("Enter")
    page.locator("[data-alert]").get_by_role("button", name="了解する").click()

    expect(page.locator(".arrivals")).to_have_count(0)
    expect(page).to_have_title(before)


def test_an_alert_is_given_by_keyboard_and_every_console_sees_who_has_it(
    hq: "Headquarters",
) -> None:
    page, other = hq.look(token=FUMI), hq.look(token=AOI)
    hq.stand(kawabe_bridge=4.2)
    mine, theirs = card(page), card(other)

    mine.get_by_role("button", name="担当を決める").focus()
    page.keyboard.press("Enter")
    mine.get_by_label("担当者または部署の名前").fill("港支所")
    mine.get_by_label("部署・支所").check()
    mine.get_by_label("申し送り").fill("樋門を確認")
    picture(page, "assign")
    page.keyboard.press("Enter")

    expect(theirs.locator(".in-hand")).to_contain_text("港支所（部署）")
    expect(theirs.locator(".in-hand")).to_contain_text("文が指定・樋門を確認")
    theirs.get_by_role("button", name="担当を替える").click()
    theirs.get_by_role("button", name="自分が担当する").click()
    expect(mine.locator(".in-hand")).to_contain_text("担当 葵")
    mine.get_by_role("button", name="理由を見る").click()
    expect(mine.get_by_role("region", name="なぜこのアラートか")).to_contain_text("港支所")


def test_an_alert_is_given_before_the_list_of_names_has_come(hq: "Headquarters") -> None:
    page = hq.look(token=FUMI)
    page.route("**/hq/assignees*", lambda _: None)  # no answer ever comes
    hq.stand(kawabe_bridge=4.2)
    alert = card(page)

    alert.get_by_role("button", name="担当を決める").click()
    alert.get_by_label("担当者または部署の名前").fill("港支所")
    page.keyboard.press("Enter")

    expect(alert.locator(".in-hand")).to_contain_text("港支所")


def test_what_is_kept_back_is_shown_with_its_reason_and_ended_early(hq: "Headquarters") -> None:
    page = hq.look(token=FUMI)
    hq.stand(kawabe_bridge=2.2)
    alert = card(page)

    alert.get_by_role("button", name="送信を止める").click()
    form = alert.get_by_role("form", name="送信を止める")
    form.get_by_label("理由").fill("堤防の草刈り")
    form.get_by_role("button", name="30分").click()
    picture(page, "silence")
    form.get_by_role("button", name="送信を止める").click()

    page.get_by_role("button", name=re.compile("送信停止 1")).click()
    row = page.locator("[data-silence]")
    expect(row).to_contain_text("堤防の草刈り（文）")
    expect(row).to_contain_text("氾濫注意まで")
    expect(row).to_contain_text("保留中")
    picture(page, "silences")
    row.get_by_role("button", name="いま終える").click()
    expect(page.get_by_text("止めている送信はありません。")).to_be_visible()


def test_danger_is_kept_back_by_a_commander_alone_and_the_refusal_is_read(
    hq: "Headquarters",
) -> None:
    page = hq.look(token=FUMI)
    hq.stand(kawabe_bridge=4.2)
    alert = card(page)

    alert.get_by_role("button", name="送信を止める").click()
    form = alert.get_by_role("form", name="送信を止める")
    form.get_by_label("ここまでのレベルを止める").select_option("4")
    form.get_by_label("理由").fill("点検")
    form.get_by_role("button", name="送信を止める").click()

    expect(form.get_by_role("alert")).to_contain_text("この操作はできません")
    expect(alert.locator(".kept-back")).to_have_count(0)


def test_a_doubt_is_settled_where_it_is_read(hq: "Headquarters") -> None:
    page = hq.look(token=FUMI)
    hq.stand(kawabe_bridge=0.5)
    hq.observe(4.3)
    alert = card(page)

    doubt = alert.locator(".doubt")
    expect(doubt).to_contain_text("急な変化が確かめられていません")
    doubt.get_by_role("button", name="実際の上昇と認める").click()
    doubt.get_by_label("根拠").fill("橋の上から水位標を確認")
    picture(page, "doubt")
    doubt.get_by_role("button", name="判断を確定する").click()
    expect(doubt.get_by_label("根拠")).to_have_count(0)  # it is stored: judging obeys next
    hq.judge_all()

    expect(alert.locator(".doubt")).to_have_count(0)
    alert.get_by_role("button", name="理由を見る").click()
    expect(alert.locator(".why")).to_contain_text(
        "実際の上昇と認める：橋の上から水位標を確認（文）"
    )
    picture(page, "why")


def test_what_is_over_is_found_again_by_station(hq: "Headquarters") -> None:
    page = hq.look(token=FUMI)
    hq.stand(kawabe_bridge=2.2)
    hq.stand(kawabe_bridge=0.2)
    for _ in range(200):
        hq.observe(0.2)
    card_tab = page.get_by_role("tab", name=re.compile("アラート"))
    card_tab.click()
    expect(page.get_by_text("対応中のアラートはありません。")).to_be_visible()

    page.get_by_role("button", name="履歴").click()

    over = page.locator("[data-alert]")
    expect(over).to_contain_text("最高 2 氾濫注意")
    page.get_by_label("いつまで").fill("2020-01-01T00:00")
    page.get_by_role("button", name="探す").click()
    expect(page.get_by_text("この条件の終わったアラートはありません。")).to_be_visible()


@pytest.mark.parametrize(("scheme", "size"), [("light", (1440, 900)), ("dark", (390, 844))])
def test_every_form_of_the_panel_can_be_used_by_everybody(
    hq: "Headquarters", scheme: str, size: tuple[int, int]
) -> None:
    hq.stand(kawabe_bridge=0.5)
    hq.observe(4.3)
    page = hq.look(token=AOI, scheme=scheme, size=size)
    alert = card(page)

    found = {}
    for deed in ("担当を決める", "送信を止める", "理由を見る"):
        alert.get_by_role("button", name=deed).first.click()
        found[deed] = serious_findings(page)
        picture(page, f"{scheme}-{deed}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], deed
    alert.get_by_role("button", name="誤測と認める").click()
    for part in ("送信停止", "履歴"):
        page.get_by_role("button", name=re.compile(f"^{part}")).click()
        found[part] = serious_findings(page)

    assert {where: each for where, each in found.items() if each} == {}
