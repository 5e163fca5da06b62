"""Somebody becomes a responder on their phone, shows a pass, and answers a call-out."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kawamori.testing.responders import make_fit, signed_up, wish
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import Duty

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_somebody_registers_by_a_code_and_reads_the_safety_briefing(duty: "Duty") -> None:
    page = duty.phone(path="#register")
    duty.picture(page, "01-register")
    page.get_by_label("氏名", exact=True).fill("川辺 太郎")
    page.get_by_label("ふりがな").fill("かわべ たろう")
    page.get_by_label("生年月日").fill("1990-04-01")
    page.get_by_label("携帯電話の番号").fill("090-1234-5678")
    page.get_by_label("登録ボランティア").check()
    page.get_by_label("船").check()
    page.get_by_label("資格証の番号など").fill("第12345号")
    page.get_by_label("住んでいる地区").select_option(label="川原町")
    page.get_by_text("できること", exact=True).scroll_into_view_if_needed()
    duty.picture(page, "02-register-skills")
    page.get_by_label("連絡先の氏名").fill("川辺 花子")
    page.get_by_label("連絡先の電話番号").fill("090-7777-6666")
    page.get_by_role("button", name="確認番号をSMSで受け取る").click()
    expect(page.get_by_role("alert")).to_contain_text("「同意します」に印を")
    page.get_by_label("読みました。同意します。").check()
    duty.picture(page, "03-register-consent")
    page.get_by_role("button", name="確認番号をSMSで受け取る").click()
    page.get_by_label("確認番号").fill(until(duty.send_codes)[-1])
    duty.picture(page, "04-register-code")
    page.get_by_role("button", name="登録する").click()

    expect(page.locator(".standing")).to_contain_text("市の承認を待っています")
    expect(page.locator(".missing")).to_have_count(4)
    duty.picture(page, "05-me-waiting")
    page.get_by_role("link", name="安全説明を読む").click()
    expect(page.get_by_role("heading", name="安全説明")).to_be_visible()
    duty.picture(page, "06-briefing")
    page.get_by_role("button", name="読みました。守ります").click()
    expect(page.locator(".missing")).to_have_count(3)


def test_under_18_nothing_is_sent(duty: "Duty") -> None:
    page = duty.phone(path="#register")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.method))
    page.get_by_label("氏名", exact=True).fill("川辺 太郎")
    page.get_by_label("ふりがな").fill("かわべ たろう")
    page.get_by_label("生年月日").fill("2015-04-01")
    page.get_by_role("button", name="確認番号をSMSで受け取る").click()

    expect(page.get_by_role("alert")).to_contain_text("18歳未満")
    assert "POST" not in sent


def test_a_pass_is_checked_on_another_phone_without_a_network(duty: "Duty") -> None:
    page = duty.phone(duty.enrol(skills=["general", "boat"]), "#pass")
    expect(page.locator(".squares")).to_be_visible()
    expect(page.locator(".rest")).to_contain_text("29:")
    duty.picture(page, "10-pass")
    page.get_by_text("文字のコード").click()
    code = page.locator(".code-text").inner_text()
    checker = duty.phone(path="#check")
    duty.kept(checker)
    checker.context.set_offline(offline=True)
    checker.reload()

    checker.get_by_label("文字のコード").fill(code)
    checker.get_by_role("button", name="確かめる", exact=True).click()
    expect(checker.locator(".verdict")).to_contain_text("有効です")
    expect(checker.locator(".verdict")).to_contain_text("川辺 太郎")
    expect(checker.locator(".verdict")).to_contain_text("船")
    duty.picture(checker, "12-check-good")
    head, claims, signature = code.split(".")
    flipped = ("A" if signature[5] != "A" else "B").join((signature[:5], signature[6:]))
    checker.get_by_label("文字のコード").fill(f"{head}.{claims}.{flipped}")
    checker.get_by_role("button", name="確かめる", exact=True).click()
    expect(checker.locator(".verdict")).to_contain_text("偽物です")
    duty.picture(checker, "13-check-forged")
    checker.clock.install(time=datetime.now(UTC) + timedelta(minutes=31))
    checker.reload()
    checker.get_by_label("文字のコード").fill(code)
    checker.get_by_role("button", name="確かめる", exact=True).click()
    expect(checker.locator(".verdict")).to_contain_text("期限切れです")
    duty.picture(checker, "14-check-expired")


def test_a_pass_whose_half_hour_is_over_can_not_be_mistaken_for_a_good_one(duty: "Duty") -> None:
    page = duty.phone(duty.enrol(), "#pass")
    expect(page.locator(".squares")).to_be_visible()
    duty.kept(page)
    page.context.set_offline(offline=True)
    page.clock.install()

    page.clock.fast_forward("30:01")
    page.clock.run_for(2_000)

    expect(page.locator(".pass .verdict")).to_contain_text("期限切れ")
    expect(page.locator(".squares")).to_have_count(0)
    duty.picture(page, "11-pass-expired")
    page.reload()
    expect(page.locator(".pass .verdict")).to_contain_text("期限切れ")


def test_a_call_out_is_answered(duty: "Duty") -> None:
    who = duty.enrol(area="kawaramachi")
    number = duty.call_out()
    page = duty.phone(who, "#asks")
    expect(page.locator(".ask")).to_contain_text("川辺小学校")
    duty.picture(page, "15-asks")

    page.get_by_role("button", name="あとから行けます").click()
    duty.picture(page, "16-asks-later")
    page.get_by_role("button", name="2時間後").click()
    expect(page.locator(".ask .said")).to_contain_text("ごろ行けます")
    page.get_by_role("button", name="行きます", exact=True).click()
    expect(page.locator(".ask .said")).to_contain_text("答え：行きます")
    duty.picture(page, "17-asks-answered")

    query = "SELECT answer FROM callout_asks WHERE callout_id = %s"
    until(lambda: duty.connection.execute(query, (number,)).fetchone() == ("yes",))


def test_who_is_fit_reads_so(duty: "Duty") -> None:
    asked = wish(skills=["boat"])
    now = datetime.now(UTC)
    who = signed_up(duty.connection, bytes(range(32)), "090-1234-5678", asked, now)
    page = duty.phone(who, "#me")
    expect(page.locator(".missing")).to_have_count(4)

    make_fit(duty.connection, who.responder_id, ["boat"], now + timedelta(hours=8), now)
    duty.look(page)

    expect(page.locator(".fit")).to_contain_text("任務につけます")
    expect(page.locator(".skills")).to_contain_text("確認済み")
    duty.picture(page, "07-me-fit")
