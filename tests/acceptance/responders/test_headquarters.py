"""Headquarters' side of responders: registered, made fit, called out, and used by everybody."""

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from api.testing.axe import serious_findings
from api.testing.desks import picture, press, turn
from kawamori.responders.callouts import Answer
from kawamori.responders.people import BRIEFING
from kawamori.runs import ACTUAL
from kawamori.storage.responders.answering import answer_ask
from kawamori.storage.responders.asking import Due, ask_next
from kawamori.storage.responders.registering import brief
from kawamori.storage.runs import find_run
from kawamori.testing.responders import signed_up, wish

if TYPE_CHECKING:
    from conftest import Duty

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

KEY = bytes(range(32))
PLACE = re.compile(r"^35\.\d+, 13[89]\.\d+$")


def test_whoever_registers_is_made_fit_step_by_step(duty: "Duty") -> None:
    now = datetime.now(UTC)
    asked = wish("川辺 太郎", skills=["boat"], area="honcho", certificate="二級 第98765号")
    who = signed_up(duty.connection, KEY, "090-1234-5678", asked, now)
    desk = duty.at_desk("文", "operator", "登録・承認")
    row = desk.locator(f"[data-responder='{who.responder_id}']")
    expect(row).to_contain_text("承認されていない")
    row.get_by_role("button").click()
    person = desk.locator("[data-person]")
    expect(person.get_by_role("button", name="不承認にする")).to_be_disabled()  # without a reason
    picture(desk, "20-waiting")
    person.get_by_role("button", name="承認する").click()
    expect(person.locator(".person-state").first).to_have_text("承認済み")

    person.locator("[data-skill=boat]").get_by_role("button", name="確認した").click()
    expect(person.locator("[data-skill=boat][data-checked=true]")).to_contain_text("文")
    person.get_by_label("任用・命令の文書番号").fill("登録 2026-12")
    expect(person.get_by_role("button", name="記録する", exact=True)).to_be_disabled()
    person.get_by_label("保険の番号").fill("V-2026-0001")
    person.get_by_role("button", name="記録する", exact=True).click()
    expect(person.locator("[data-cover]")).to_contain_text("V-2026-0001")
    person.get_by_role("button", name="従事証を出す").click()
    expect(person.locator("[data-pass]")).to_contain_text("船")
    expect(person.locator(".reasons").first).to_have_text("安全説明を確認していない")
    brief(duty.connection, who.responder_id, BRIEFING, datetime.now(UTC))
    expect(row).to_contain_text("任務に就けます")
    picture(desk, "21-fit")

    turn(desk, "体制")
    boat = desk.locator("tr[data-skill=boat]")
    expect(boat.locator(".big")).to_have_text("1")
    desk.get_by_label("船の必要数").fill("3")
    expect(boat).to_contain_text("2人不足")
    expect(desk.get_by_role("status").filter(has_text="不足: 船 2人不足")).to_be_visible()
    picture(desk, "10-readiness")

    turn(desk, "登録・承認")
    desk.locator("[data-pass] summary").click()
    desk.locator("[data-pass]").get_by_label("理由").fill("別の人に渡した")
    desk.locator("[data-pass]").get_by_role("button", name="取り消す").click()
    expect(row).to_contain_text("有効な従事証がない")


def test_an_emergency_contact_is_shown_on_asking_with_a_reason(duty: "Duty") -> None:
    who = duty.enrol()
    desk = duty.at_desk("文", "operator", "登録・承認")
    desk.locator(f"[data-responder='{who.responder_id}'] button").click()
    desk.get_by_text("緊急連絡先").click()
    ask = desk.get_by_role("button", name="理由を記録して表示")
    expect(ask).to_be_disabled()
    desk.get_by_label("見る理由").fill("けがの連絡")
    ask.click()
    expect(desk.locator("[data-emergency]")).to_contain_text("090-7777-6666")
    picture(desk, "22-emergency")


def test_a_callout_is_placed_on_the_map_and_counted_while_answers_come(duty: "Duty") -> None:
    people = [
        duty.enrol(name=f"応援 {n}", number=f"090-1111-000{n}", area="honcho") for n in range(4)
    ]
    desk = duty.at_desk("葵", "commander", "参集要請")
    desk.get_by_role("button", name="参集要請を出す").click()
    form = desk.get_by_role("form", name="参集要請を出す")
    form.get_by_label("何をするか").fill("避難所の受付")
    form.get_by_label("必要な人数").fill("2")
    form.get_by_label("場所の名前").fill("川辺小学校")
    expect(form.get_by_role("button", name="参集要請を出す")).to_be_disabled()
    press(desk, 0.5, 0.5)
    expect(form.get_by_label("緯度, 経度")).to_have_value(PLACE)
    picture(desk, "30-calling-out")
    form.get_by_role("button", name="参集要請を出す").click()
    card = desk.locator("[data-callout]")
    expect(card).to_contain_text("0 / 2人")
    expect(card).to_contain_text("あと2人")

    number = int(card.get_attribute("data-callout") or 0)
    now = datetime.now(UTC)
    assert ask_next(duty.connection, Due(number, 0, now), now)
    expect(card.locator("[data-count=asked]")).not_to_have_text("0")
    asked = int(card.locator("[data-count=asked]").inner_text())
    run = find_run(duty.connection, ACTUAL.run)
    answers = [Answer.YES, Answer.NO]
    rows = duty.connection.execute("SELECT responder_id FROM callout_asks ORDER BY 1").fetchall()
    assert {row[0] for row in rows} <= {each.responder_id for each in people}
    for (responder_id,), answer in zip(rows, answers, strict=False):
        answer_ask(duty.connection, run.run_no, number, responder_id, answer, now=now, wall=now)
    expect(card).to_contain_text("1 / 2人")
    expect(card.locator("[data-count=yes]")).to_have_text("1")
    expect(card.locator("[data-count=no]")).to_have_text("1")
    expect(card.locator("[data-count=silent]")).to_have_text(str(asked - 2))
    card.get_by_text("尋ねた相手").click()
    expect(card.locator("[data-answer=yes]")).to_contain_text("応援")
    picture(desk, "31-callout")

    card.get_by_text("中止する").first.click()
    card.get_by_role("button", name="中止する").click()
    expect(card).to_have_count(0)
    desk.get_by_label("終わったものも表示").check()
    expect(card).to_contain_text("中止")


def test_whoever_only_looks_sees_no_names_and_is_offered_nothing(duty: "Duty") -> None:
    who = duty.enrol(name="川辺 太郎")
    duty.out(who, heard=timedelta(minutes=3))
    page = duty.at_desk("見", "viewer", "登録・承認")
    expect(page.locator("[data-responder]")).to_contain_text(f"{who.responder_id}番")
    page.locator("[data-responder] button").click()
    expect(page.locator("[data-person]")).to_be_visible()
    expect(page.locator("[data-person] input")).to_have_count(0)
    assert "川辺 太郎" not in page.content()
    for part in ("参集要請", "任務", "退避指示"):
        turn(page, part)
        expect(page.locator(".compose, .write-in, form")).to_have_count(0)
    picture(page, "70-viewer")


def test_the_code_on_the_poster_opens_the_page_to_register(duty: "Duty") -> None:
    desk = duty.at_desk("文", "operator", "登録・承認")
    poster = desk.get_by_role("region", name="一時職員の登録")
    expect(poster.get_by_role("img", name="QR")).to_be_visible()
    address = poster.get_by_role("link").get_attribute("href")
    assert address
    assert address == f"{duty.url}/responder/#register"
    desk.emulate_media(media="print")
    expect(poster).to_be_visible()
    expect(desk.get_by_role("button", name="参集要請")).to_be_hidden()
    picture(desk, "80-poster")
    desk.emulate_media(media="screen")
    desk.goto(address)
    expect(desk.get_by_label("氏名", exact=False).first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_can_be_used_by_everybody(
    duty: "Duty", scheme: Literal["light", "dark"]
) -> None:
    duty.enrol(name="本町 花子", number="090-2222-0002")
    duty.out(duty.enrol(), heard=timedelta(minutes=47))
    duty.call_out()
    duty.order_out()
    desk = duty.at_desk("葵", "commander", scheme=scheme)
    for part in ("体制", "登録・承認", "参集要請", "任務", "退避指示"):
        turn(desk, part)
        desk.wait_for_timeout(500)
        assert not serious_findings(desk), part
