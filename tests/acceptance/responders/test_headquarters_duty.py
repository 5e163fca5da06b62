"""Headquarters' side of people on duty: sent, looked after, ordered out."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from api.testing.desks import give, mapped, picture, press
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import Duty

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

GAUGE = "kawabe-bridge"
DANGER = 4


def test_nobody_is_sent_to_danger_but_by_a_commander_who_says_why(duty: "Duty") -> None:
    who = duty.enrol()
    duty.stand(GAUGE, DANGER, 5.3)
    operator = duty.at_desk("文", "operator", "任務")
    give(operator, who)
    lock = operator.get_by_label("水位による制限")
    expect(lock).to_contain_text("この場所へは出せません")
    expect(lock.locator(f"[data-gauge={GAUGE}]")).to_contain_text("水位レベル 4 氾濫危険")
    expect(lock).to_contain_text("許可できるのは指揮者だけです")
    expect(operator.get_by_role("form").get_by_role("button", name="任務を出す")).to_be_disabled()
    picture(operator, "40-blocked")

    commander = duty.at_desk("葵", "commander", "任務")
    give(commander, who)
    lock = commander.get_by_label("水位による制限")
    lock.get_by_text("指揮者の判断で許可する").click()
    allow = lock.get_by_role("button", name="許可する")
    expect(allow).to_be_disabled()
    lock.get_by_label("理由").fill("消防と同行し、堤防の上だけを通る")
    picture(commander, "41-override")
    allow.click()
    expect(lock).to_contain_text("指揮者が許可")
    commander.get_by_role("form").get_by_role("button", name="任務を出す").click()
    expect(commander.locator("[data-task]")).to_contain_text("受諾待ち")
    expect(operator.locator("[data-task]")).to_contain_text("受諾待ち")


def test_what_speaks_against_somebody_is_said_before_a_task_is_given(duty: "Duty") -> None:
    who = duty.enrol(pass_until=datetime.now(UTC) + timedelta(hours=1))
    duty.connection.execute("UPDATE responder_passes SET area_ids = '{hama}'")
    desk = duty.at_desk("葵", "commander", "任務")
    give(desk, who)
    against = desk.locator("[data-against]")
    expect(against).to_contain_text("従事証の範囲外")
    desk.get_by_role("form").get_by_label("技能").select_option("boat")
    expect(against).to_contain_text("技能を確認していない")
    expect(desk.get_by_role("form").get_by_role("button", name="任務を出す")).to_be_disabled()


def test_who_is_overdue_comes_first_and_is_accounted_for(duty: "Duty") -> None:
    first = duty.enrol(name="川辺 太郎")
    second = duty.enrol(name="本町 花子", number="090-2222-0002")
    third = duty.enrol(name="港 次郎", number="090-2222-0003")
    duty.out(first, heard=timedelta(minutes=3))
    late = duty.out(second, heard=timedelta(minutes=47), what="避難の案内")
    duty.out(third, heard=timedelta(minutes=33))
    duty.seen(first, 138.972, 35.047)
    desk = duty.at_desk("葵", "commander", "任務")
    cards = desk.locator("[data-task]")
    expect(cards).to_have_count(3)
    expect(cards.first).to_contain_text("本町 花子")
    expect(cards.first).to_contain_text("17分超過")
    expect(cards.nth(1)).to_contain_text("港 次郎")
    expect(cards.nth(2)).to_contain_text("従事中")
    expect(desk.get_by_role("button", name="一時職員").first).to_contain_text("2")
    mapped(desk)
    desk.get_by_role("button", name="現場からの報告").click()
    report = desk.locator(".seen [data-place]")
    report.get_by_role("button").click()
    shown = report.locator("img").last
    until(lambda: shown.evaluate("each => each.naturalWidth") == 320)
    picture(desk, "42-tasks")

    cards.first.get_by_text("所在を確認した").first.click()
    cards.first.get_by_role("button", name="所在を確認した").click()
    expect(desk.locator(f"[data-task='{late}'][data-stand=in_time]")).to_be_visible()
    expect(cards.first).to_contain_text("港 次郎")
    cards.first.get_by_text("取りやめる").first.click()
    cards.first.get_by_role("button", name="取りやめる").click()
    desk.get_by_label("終わった任務も表示").check()
    expect(desk.locator("[data-task]", has_text="港 次郎")).to_contain_text("取りやめ")


def test_everybody_inside_an_outline_is_ordered_out_and_looked_for(duty: "Duty") -> None:
    inside = duty.enrol(name="川辺 太郎")
    other = duty.enrol(name="本町 花子", number="090-2222-0002")
    duty.out(inside, heard=timedelta(minutes=3))
    duty.out(other, heard=timedelta(minutes=5))
    duty.seen(inside, 138.972, 35.047)
    desk = duty.at_desk("葵", "commander", "退避指示")
    desk.get_by_role("button", name="退避を指示する").click()
    form = desk.get_by_role("form", name="退避を指示する")
    for right, down in ((0.25, 0.02), (0.98, 0.02), (0.98, 0.98)):
        press(desk, right, down)
    expect(form.locator("[data-points]")).to_have_text("3点")
    press(desk, 0.5, 0.01)
    expect(form.get_by_role("alert").filter(has_text="線が交わっています")).to_be_visible()
    form.get_by_role("button", name="1点戻す").click()
    press(desk, 0.02, 0.98)
    expect(form.locator("[data-inside]")).to_contain_text("2人")
    form.get_by_label("理由").fill("上流の堤防から漏水")
    order = form.get_by_role("button", name="退避を指示する")
    expect(order).to_be_disabled()
    form.get_by_label("確認のため").fill("退避指示")
    picture(desk, "50-drawing")
    order.click()
    card = desk.locator("[data-withdraw]")
    expect(card).to_contain_text("所在未確認 2人 / 2人")

    duty.by_phone(inside, "safe", {"at": datetime.now(UTC).isoformat()})
    expect(card).to_contain_text("所在未確認 1人 / 2人")
    expect(card.locator("[data-out=true]")).to_contain_text("本人から連絡")
    picture(desk, "51-ordered-out")
    card.get_by_text("所在を確認した").first.click()
    card.get_by_role("button", name="所在を確認した").click()
    expect(card).to_contain_text("2人全員の退避を確認")


def test_without_a_pointer_areas_are_chosen_by_name(duty: "Duty") -> None:
    duty.out(duty.enrol(), heard=timedelta(minutes=3))
    desk = duty.at_desk("葵", "commander", "退避指示")
    desk.get_by_role("button", name="退避を指示する").press("Enter")
    form = desk.get_by_role("form", name="退避を指示する")
    form.get_by_role("button", name="地区を選ぶ").press("Enter")
    form.get_by_label("川原町").press("Space")
    expect(form.locator("[data-inside]")).to_contain_text("1人")
    form.get_by_label("理由").fill("堤防から漏水")
    form.get_by_label("確認のため").fill("退避指示")
    picture(desk, "52-by-area")
    form.get_by_label("確認のため").press("Enter")
    expect(desk.locator("[data-withdraw]")).to_contain_text("所在未確認 1人 / 1人")


def test_without_a_link_nobody_is_sent_or_called_and_nothing_waits(duty: "Duty") -> None:
    who = duty.enrol()
    desk = duty.at_desk("葵", "commander", "任務")
    give(desk, who)
    send = desk.get_by_role("form").get_by_role("button", name="任務を出す")
    expect(send).to_be_enabled()
    duty.link.cut = True
    expect(desk.get_by_text("参集要請・任務・退避指示を出せません")).to_be_visible()
    expect(send).to_be_disabled()
    picture(desk, "60-no-link")
    duty.link.cut = False
    expect(send).to_be_enabled()
    assert duty.connection.execute("SELECT count(*) FROM responder_tasks").fetchone() == (0,)


def test_the_citys_map_shows_who_is_out_and_what_they_saw(duty: "Duty") -> None:
    first, second = duty.enrol(), duty.enrol(name="本町 花子", number="090-2222-0002")
    duty.out(first, heard=timedelta(minutes=3))
    duty.out(second, heard=timedelta(minutes=40))
    duty.seen(first, 138.93, 35.08)
    desk = duty.at_desk("葵", "commander")
    desk.goto(f"{duty.url}/hq/?run=")
    desk.locator(".map[data-drawn=true]").wait_for()
    expect(desk.get_by_role("button", name="一時職員")).to_contain_text("1")
    desk.get_by_text("地図に重ねるもの").click()
    desk.get_by_role("button", name="現場からの報告の一覧").click()
    expect(desk.locator("[data-place]")).to_contain_text("道路の冠水・通行止め")
    desk.get_by_role("button", name="一時職員の位置の一覧").click()
    expect(desk.locator("[data-place]")).to_contain_text("川辺 太郎")
    desk.get_by_role("button", name="任務の場所の一覧").click()
    expect(desk.locator("[data-place]").first).to_contain_text("連絡なし・要捜索")
    picture(desk, "61-city-map")
