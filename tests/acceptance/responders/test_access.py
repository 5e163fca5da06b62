"""Every screen of a responder can be used in large letters, without a mouse or seeing it."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from api.testing.axe import serious_findings

if TYPE_CHECKING:
    from conftest import Duty
    from playwright.sync_api import Page

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
SCREENS = ("#tasks", "#asks", "#pass", "#check", "#report", "#me", "#briefing")
# What is hit on duty is 48 px at least; words within a sentence and what is not seen are not.
SMALL = """[...document.querySelectorAll('button, .big, select, textarea, .choice, .tabs a')]
.filter((each) => {
  const { width, height } = each.getBoundingClientRect();
  return width > 0 && Math.min(width, height) < 47.5;
}).map((each) => each.outerHTML)"""
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def shows(page: "Page", screen: str) -> None:
    """Wait until a screen is on show."""
    page.evaluate(f"location.hash = '{screen}'")
    page.wait_for_function(f"location.hash === '{screen}'")
    page.locator("#app h1").wait_for()


@pytest.mark.parametrize(("scheme", "language"), [("dark", "ja-easy"), ("light", "vi")])
def test_every_screen_is_without_serious_findings_and_fits_the_smallest_phone(
    duty: "Duty", scheme: str, language: str
) -> None:
    who = duty.enrol(skills=["general", "boat"], area="kawaramachi")
    duty.call_out()
    duty.give(who)
    page = duty.phone(who, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page.locator("select.language").select_option(language)
    page.locator(".task .strong").click()
    expect(page.locator(".duty-bar")).to_be_visible()

    for screen in SCREENS:
        shows(page, screen)
        page.wait_for_timeout(300)
        assert serious_findings(page) == [], screen
        assert page.locator("h1").count() == 1, screen
        assert page.evaluate(SMALL) == [], screen
        for size in ("100%", "200%"):
            page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
            assert not page.evaluate(TOO_WIDE), f"{screen} at {size}"
        if screen in ("#tasks", "#pass"):
            duty.picture(page, f"60-{screen[1:]}-{language}-{scheme}-320-200")
        page.evaluate("document.documentElement.style.fontSize = ''")
        duty.picture(page, f"60-{screen[1:]}-{language}-{scheme}-320")
    duty.order_out()
    duty.look(page)
    expect(page.get_by_role("alertdialog")).to_be_visible()
    assert serious_findings(page) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not page.evaluate(TOO_WIDE)
    duty.picture(page, f"61-withdraw-{language}-{scheme}-320-200")


def test_registering_is_without_serious_findings(duty: "Duty") -> None:
    page = duty.phone(path="#register", viewport={"width": 320, "height": 640}, color_scheme="dark")

    assert serious_findings(page) == []
    assert page.evaluate(SMALL) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not page.evaluate(TOO_WIDE)


def test_leaving_takes_two_keys(duty: "Duty") -> None:
    who = duty.enrol()
    duty.give(who)
    page = duty.phone(who)
    page.get_by_role("button", name="任務を受ける").focus()
    page.keyboard.press("Enter")
    leave = page.get_by_role("button", name="退避します")
    leave.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#withdrawal-title")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="安全な場所に出ました")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
