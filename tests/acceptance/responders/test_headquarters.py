"""Headquarters' side of responders: enrolled, called out, sent, looked after, ordered out."""

import base64
import io
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect

from api.testing.axe import serious_findings
from kawamori.responders.callouts import Answer
from kawamori.responders.checkins import Step
from kawamori.responders.people import BRIEFING, Skill
from kawamori.runs import ACTUAL
from kawamori.storage.responders.answering import answer_ask
from kawamori.storage.responders.asking import Due, ask_next
from kawamori.storage.responders.interlock import Place
from kawamori.storage.responders.registering import Enrolled, brief
from kawamori.storage.responders.task_steps import Said, take_step
from kawamori.storage.responders.tasks import Wanted, give_task
from kawamori.storage.runs import find_run
from kawamori.testing.responders import signed_up, wish
from kawamori.testing.staff import employ, link_for
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import Duty

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
KEY = bytes(range(32))
PICTURES = os.environ.get("PICTURES")
KAWARAMACHI = Place(138.975, 35.0467)
GAUGE = "kawabe-bridge"
DANGER = 4
PLACE = re.compile(r"^35\.\d+, 13[89]\.\d+$")


def at_desk(
    duty: "Duty", person: str, role: Any, part: str = "", scheme: Literal["light", "dark"] = "light"
) -> Page:
    """Open the view of responders in a browser of somebody's own, and wait until it is live."""
    employ(duty.connection, person, role)
    context = duty.browser.new_context(locale="ja-JP", viewport=DESK, color_scheme=scheme)
    duty.contexts.append(context)
    page = context.new_page()
    page.set_default_timeout(30_000)
    link = link_for(duty.connection, person)
    page.goto(f"{duty.url}/hq/?run=&view=responders#link={link}")
    page.locator("[data-link=live]").wait_for()
    if part:
        turn(page, part)
    return page


def turn(page: Page, part: str) -> None:
    """Turn to a part of the view."""
    page.get_by_role("group", name="一時職員", exact=True).get_by_role("button", name=part).click()


def mapped(page: Page) -> None:
    """Wait until the map is drawn."""
    page.locator(".chart-map[data-drawn=true]").wait_for()


def picture(page: Page, name: str) -> None:
    """Keep what a desk and a telephone show, if somebody wants pictures."""
    if not PICTURES:
        return
    Path(PICTURES).mkdir(parents=True, exist_ok=True)
    for size, suffix in ((PHONE, "390"), (DESK, "1440")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.wait_for_timeout(1200)
        page.screenshot(path=Path(PICTURES) / f"{name}-{suffix}.png")


def press(page: Page, right: float, down: float) -> None:
    """Press the map, so far from its upper left corner, in parts of its size."""
    mapped(page)
    box = page.locator(".chart-map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + right * box["width"], box["y"] + down * box["height"])


def out(duty: "Duty", who: Enrolled, *, heard: timedelta, what: str = "土のうを積む") -> int:
    """Have somebody on a task at 川原町, heard of so long ago; they check in each half hour."""
    then = datetime.now(UTC) - heard
    run = find_run(duty.connection, ACTUAL.run)
    wanted = Wanted(who.responder_id, what, "", Skill.GENERAL, "川原町 川辺橋の東", KAWARAMACHI, 30)
    task = give_task(
        duty.connection,
        run,
        wanted,
        person="葵",
        role="commander",
        now=then,
        wall=datetime.now(UTC),
    )
    take_step(duty.connection, who.responder_id, task, Said(uuid4(), Step.ON_THE_WAY, then), then)
    return task


def by_phone(duty: "Duty", who: Enrolled, path: str, said: dict[str, Any]) -> None:
    """Have somebody's phone say something."""
    headers = {"Authorization": f"Bearer {who.key}"}
    url = f"{duty.url}/responders/me/{path}"
    httpx.post(url, json=said, headers=headers).raise_for_status()


def seen(duty: "Duty", who: Enrolled, lon: float, lat: float) -> None:
    """Have somebody's phone tell where it is, and of a road under water there."""
    where = {"lat": lat, "lon": lon, "accuracy_m": 12.0, "at": datetime.now(UTC).isoformat()}
    by_phone(duty, who, "positions", {"points": [where]})
    jpeg = io.BytesIO()
    Image.new("RGB", (320, 240), (96, 120, 140)).save(jpeg, "JPEG")
    pictured = base64.b64encode(jpeg.getvalue()).decode()
    report = {"report_id": str(uuid4()), "kind": "road", "body": "県道が冠水。車は通れません。"}
    by_phone(duty, who, "reports", where | report | {"picture": pictured})


def test_whoever_registers_is_made_fit_step_by_step(duty: "Duty") -> None:
    now = datetime.now(UTC)
    asked = wish("川辺 太郎", skills=["boat"], area="honcho", certificate="二級 第98765号")
    who = signed_up(duty.connection, KEY, "090-1234-5678", asked, now)
    desk = at_desk(duty, "文", "operator", "登録・承認")
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
    desk = at_desk(duty, "文", "operator", "登録・承認")
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
    desk = at_desk(duty, "葵", "commander", "参集要請")
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


def test_nobody_is_sent_to_danger_but_by_a_commander_who_says_why(duty: "Duty") -> None:
    who = duty.enrol()
    duty.stand(GAUGE, DANGER, 5.3)
    operator = at_desk(duty, "文", "operator", "任務")
    give(operator, who)
    lock = operator.get_by_label("水位による制限")
    expect(lock).to_contain_text("この場所へは出せません")
    expect(lock.locator(f"[data-gauge={GAUGE}]")).to_contain_text("水位レベル 4 氾濫危険")
    expect(lock).to_contain_text("許可できるのは指揮者だけです")
    expect(operator.get_by_role("form").get_by_role("button", name="任務を出す")).to_be_disabled()
    picture(operator, "40-blocked")

    commander = at_desk(duty, "葵", "commander", "任務")
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
    desk = at_desk(duty, "葵", "commander", "任務")
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
    out(duty, first, heard=timedelta(minutes=3))
    late = out(duty, second, heard=timedelta(minutes=47), what="避難の案内")
    out(duty, third, heard=timedelta(minutes=33))
    seen(duty, first, 138.972, 35.047)
    desk = at_desk(duty, "葵", "commander", "任務")
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
    out(duty, inside, heard=timedelta(minutes=3))
    out(duty, other, heard=timedelta(minutes=5))
    seen(duty, inside, 138.972, 35.047)
    desk = at_desk(duty, "葵", "commander", "退避指示")
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

    by_phone(duty, inside, "safe", {"at": datetime.now(UTC).isoformat()})
    expect(card).to_contain_text("所在未確認 1人 / 2人")
    expect(card.locator("[data-out=true]")).to_contain_text("本人から連絡")
    picture(desk, "51-ordered-out")
    card.get_by_text("所在を確認した").first.click()
    card.get_by_role("button", name="所在を確認した").click()
    expect(card).to_contain_text("2人全員の退避を確認")


def test_without_a_pointer_areas_are_chosen_by_name(duty: "Duty") -> None:
    out(duty, duty.enrol(), heard=timedelta(minutes=3))
    desk = at_desk(duty, "葵", "commander", "退避指示")
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
    desk = at_desk(duty, "葵", "commander", "任務")
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


def test_whoever_only_looks_sees_no_names_and_is_offered_nothing(duty: "Duty") -> None:
    who = duty.enrol(name="川辺 太郎")
    out(duty, who, heard=timedelta(minutes=3))
    page = at_desk(duty, "見", "viewer", "登録・承認")
    expect(page.locator("[data-responder]")).to_contain_text(f"{who.responder_id}番")
    page.locator("[data-responder] button").click()
    expect(page.locator("[data-person]")).to_be_visible()
    expect(page.locator("[data-person] input")).to_have_count(0)
    assert "川辺 太郎" not in page.content()
    for part in ("参集要請", "任務", "退避指示"):
        turn(page, part)
        expect(page.locator(".compose, .write-in, form")).to_have_count(0)
    picture(page, "70-viewer")


def test_the_citys_map_shows_who_is_out_and_what_they_saw(duty: "Duty") -> None:
    first, second = duty.enrol(), duty.enrol(name="本町 花子", number="090-2222-0002")
    out(duty, first, heard=timedelta(minutes=3))
    out(duty, second, heard=timedelta(minutes=40))
    seen(duty, first, 138.93, 35.08)
    desk = at_desk(duty, "葵", "commander")
    desk.get_by_role("button", name="水位地図").click()
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


def test_the_code_on_the_poster_opens_the_page_to_register(duty: "Duty") -> None:
    desk = at_desk(duty, "文", "operator", "登録・承認")
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
    out(duty, duty.enrol(), heard=timedelta(minutes=47))
    duty.call_out()
    duty.order_out()
    desk = at_desk(duty, "葵", "commander", scheme=scheme)
    for part in ("体制", "登録・承認", "参集要請", "任務", "退避指示"):
        turn(desk, part)
        desk.wait_for_timeout(500)
        assert not serious_findings(desk), part


def give(page: Page, who: Enrolled) -> None:
    """Fill in a task at 川原町 for somebody."""
    page.get_by_role("button", name="任務を出す").click()
    form = page.get_by_role("form", name="任務を出す")
    form.get_by_label("一時職員").select_option(str(who.responder_id))
    form.get_by_label("何をするか").fill("土のうを積む")
    form.get_by_label("場所の名前").fill("川辺橋の東")
    form.get_by_label("緯度, 経度").fill("35.0467, 138.975")
