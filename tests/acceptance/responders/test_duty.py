"""A responder's phone on duty: what they are told, what they say, and what they must not act on."""

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import Duty

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_a_task_is_taken_step_by_step(duty: "Duty") -> None:
    who = duty.enrol()
    task = duty.give(who)
    page = duty.phone(who)
    expect(page.locator(".task h2")).to_have_text("土のうを積む")
    expect(page.locator(".duty-bar")).to_have_count(0)
    duty.picture(page, "20-task-given")

    page.get_by_role("button", name="任務を受ける").click()
    expect(page.locator(".duty-bar")).to_be_visible()
    expect(page.locator(".check-in .time")).to_contain_text("29:")
    duty.picture(page, "21-task-accepted")
    page.get_by_role("button", name="出発します").click()
    page.get_by_role("button", name="着きました").click()
    expect(page.get_by_role("button", name="任務を終えました")).to_be_visible()
    duty.picture(page, "22-task-there")
    page.get_by_role("button", name="無事です").click()
    until(lambda: duty.steps(task)[-1] == "check_in")
    page.get_by_role("button", name="任務を終えました").click()

    expect(page.locator(".task")).to_have_count(0)
    until(lambda: duty.steps(task) == ["accept", "on_the_way", "there", "check_in", "done"])


def test_without_a_network_what_is_pressed_is_sent_later_in_order_and_once(duty: "Duty") -> None:
    who = duty.enrol()
    task = duty.give(who)
    page = duty.phone(who)
    duty.kept(page)
    page.get_by_role("button", name="任務を受ける").click()
    expect(page.get_by_role("button", name="出発します")).to_be_visible()
    until(lambda: duty.steps(task) == ["accept"])
    expect(page.locator(".unsent")).to_have_count(0)

    page.context.set_offline(offline=True)
    page.get_by_role("button", name="出発します").click()
    page.get_by_role("button", name="着きました").click()
    page.get_by_role("button", name="無事です").click()
    expect(page.locator(".unsent")).to_contain_text("未送信 3件")
    duty.picture(page, "23-task-offline")
    page.reload()
    expect(page.locator(".unsent")).to_contain_text("未送信 3件")
    expect(page.get_by_role("button", name="任務を終えました")).to_be_visible()
    assert duty.steps(task) == ["accept"]
    page.context.set_offline(offline=False)

    expect(page.locator(".unsent")).to_have_count(0)
    until(lambda: duty.steps(task) == ["accept", "on_the_way", "there", "check_in"])


def test_half_an_hour_without_contact_nobody_acts_on_a_task(duty: "Duty") -> None:
    who = duty.enrol()
    duty.give(who)
    page = duty.phone(who)
    page.get_by_role("button", name="任務を受ける").click()
    expect(page.locator(".duty-bar")).to_be_visible()
    duty.kept(page)
    page.context.set_offline(offline=True)
    page.clock.install()

    page.clock.fast_forward("29:00")
    page.clock.run_for(2_000)
    expect(page.locator(".lapsed")).to_have_count(0)
    page.clock.fast_forward("01:30")
    page.clock.run_for(2_000)

    expect(page.locator(".lapsed")).to_contain_text("この指示は使わないでください")
    expect(page.get_by_role("button", name="出発します")).to_be_disabled()
    expect(page.get_by_role("button", name="退避します")).to_be_enabled()
    expect(page.locator(".check-in")).to_have_attribute("data-over", "true")
    duty.picture(page, "24-task-lapsed")
    page.reload()
    expect(page.locator(".lapsed")).to_be_visible()


def test_an_order_to_withdraw_takes_the_screen_until_they_are_safe(duty: "Duty") -> None:
    who = duty.enrol()
    task = duty.give(who)
    page = duty.phone(who, "#pass")
    page.goto(f"{duty.url}/responder/#tasks")
    page.get_by_role("button", name="任務を受ける").click()
    expect(page.locator(".duty-bar")).to_be_visible()
    page.goto(f"{duty.url}/responder/#me")

    duty.order_out()
    duty.look(page)

    expect(page.get_by_role("alertdialog")).to_contain_text("退避してください")
    expect(page.get_by_role("alertdialog")).to_contain_text("堤防から水が漏れている")
    expect(page.locator("nav")).to_have_count(0)
    duty.picture(page, "30-withdraw-order")
    page.get_by_role("button", name="安全な場所に出ました").click()
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    until(lambda: duty.steps(task)[-1] == "safe")
    expect(page.locator(".duty-bar")).to_have_count(0)


def test_who_leaves_of_their_own_accord_needs_one_tap_and_no_network(duty: "Duty") -> None:
    who = duty.enrol()
    task = duty.give(who)
    page = duty.phone(who)
    page.get_by_role("button", name="任務を受ける").click()
    expect(page.locator(".duty-bar")).to_be_visible()
    duty.kept(page)

    page.context.set_offline(offline=True)
    page.get_by_role("button", name="退避します").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("退避中")
    duty.picture(page, "31-withdraw-own")
    page.get_by_role("button", name="安全な場所に出ました").click()
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    page.context.set_offline(offline=False)

    until(lambda: duty.steps(task) == ["accept", "withdraw", "safe"])


def test_where_the_water_is_dangerous_nobody_sets_out(duty: "Duty") -> None:
    who = duty.enrol()
    duty.give(who)
    page = duty.phone(who)
    expect(page.get_by_role("button", name="任務を受ける")).to_be_enabled()

    duty.stand("kawabe-bridge", 4, 3.8)
    duty.look(page)

    expect(page.locator(".interlock")).to_contain_text("行かないでください")
    expect(page.locator(".interlock")).to_contain_text("川辺橋：氾濫危険水位")
    expect(page.get_by_role("button", name="任務を受ける")).to_be_disabled()
    duty.picture(page, "25-task-blocked")


def test_a_report_goes_with_its_picture_and_no_trace_of_the_camera(
    duty: "Duty",
) -> None:
    who = duty.enrol()
    duty.give(who)
    page = duty.phone(
        who,
        permissions=["geolocation"],
        geolocation={"latitude": 35.0467, "longitude": 138.975, "accuracy": 12},
    )
    page.get_by_role("button", name="任務を受ける").click()
    page.get_by_role("button", name="現在地を送る").click()
    expect(page.locator(".position")).to_contain_text("誤差 12 m")
    expect(page.locator(".position")).to_contain_text("本部に届いた")
    page.locator(".position").scroll_into_view_if_needed()
    duty.picture(page, "26-position")

    page.get_by_role("link", name="報告").click()
    page.get_by_label("道が通れない").check()
    page.get_by_label("ようす").fill("橋の手前で道が30cm冠水している")
    page.locator("input[type=file]").set_input_files(
        {"name": "seen.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    expect(page.locator("img.picture")).to_be_visible()
    page.get_by_role("button", name="いまいる場所").click()
    expect(page.get_by_role("button", name="いまいる場所")).to_have_attribute(
        "aria-pressed", "true"
    )
    duty.picture(page, "40-report")
    page.get_by_role("button", name="報告を送る").click()
    expect(page.locator(".report .fit")).to_be_visible()
    duty.picture(page, "41-report-done")

    until(lambda: any(duty.stills.rglob("*.jpg")))
    (kept_picture,) = duty.stills.rglob("*.jpg")
    assert b"Exif" not in kept_picture.read_bytes()
    found = duty.connection.execute(
        "SELECT kind, body, accuracy_m FROM incident_reports"
    ).fetchall()
    assert found == [("road", "橋の手前で道が30cm冠水している", 12)]


def photograph() -> bytes:
    """Return a large photograph, with what a camera writes into it."""
    image = Image.radial_gradient("L").resize((3000, 2000)).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    into = BytesIO()
    image.save(into, "JPEG", exif=exif)
    return into.getvalue()
