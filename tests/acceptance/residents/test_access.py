"""Every screen can be used by those who don't see it, hear it or point at it, however large."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from api.testing.axe import serious_findings

if TYPE_CHECKING:
    from conftest import Kawabe

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
SCREENS = ("#now", "#go", "#places", "#gauge/kawabe-bridge", "#telling")
SMALL = """[...document.querySelectorAll('a, button, input')].filter((each) => {
  const { width, height } = each.getBoundingClientRect();
  return width > 0 && !each.closest('.skip, p, .unseen') && Math.min(width, height) < 22;
}).map((each) => each.outerHTML)"""


@pytest.mark.parametrize(("scheme", "path"), [("dark", "/ja-easy/"), ("light", "/vi/")])
def test_every_screen_is_without_serious_findings_and_fits_the_smallest_phone(
    kawabe: "Kawabe", scheme: str, path: str
) -> None:
    kawabe.stand("kawabe-bridge", 4, 3.72)
    kawabe.stand("aikawa", 2, 2.8, freshness="late")
    kawabe.observe("kawabe-bridge", [1.0, 2.0, 3.0, 3.72])
    kawabe.announce("flood_4")
    kawabe.order(4, "kawaramachi")
    kawabe.order(3, "hama")
    page = kawabe.phone(path, width=320, color_scheme=scheme)

    for screen in SCREENS:
        page.evaluate(f"location.hash = '{screen}'")
        page.locator("#app h1").wait_for()
        assert serious_findings(page) == [], screen
        assert page.locator("h1").count() == 1, screen
        assert page.evaluate(SMALL) == [], screen
        for size in ("100%", "200%"):
            page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 320, f"{screen} is {wide} px wide at {size}"
        page.evaluate("document.documentElement.style.fontSize = ''")


def test_everything_is_reached_by_keyboard(kawabe: "Kawabe") -> None:
    page = kawabe.phone()
    focused = page.locator(":focus")

    def press_until(name: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if name in (focused.get_attribute("aria-label") or focused.inner_text()):
                return
        raise AssertionError(f"nothing called {name} is reached")

    page.keyboard.press("Tab")
    expect(focused).to_have_text("本文へ")
    press_until("自分の場所を選ぶ")
    page.keyboard.press("Enter")
    expect(focused).to_have_text("場所を選ぶ")  # the heading of the screen that came
    for _ in range(3):
        page.keyboard.press("Tab")
    page.get_by_role("checkbox", name="川原町").focus()
    page.keyboard.press("Space")
    page.get_by_role("link", name="いまのようすを見る").focus()
    page.keyboard.press("Enter")
    expect(focused).to_have_text("川原町のいま")
    press_until("川辺橋")
    page.keyboard.press("Enter")
    expect(focused).to_contain_text("川辺橋")
    press_until("24時間")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="24時間")).to_have_attribute("aria-pressed", "true")


def test_without_a_script_a_page_says_the_same(kawabe: "Kawabe") -> None:
    kawabe.stand("kawabe-bridge", 4, 3.72)
    kawabe.order(4, "kawaramachi")
    context = kawabe.browser.new_context(java_script_enabled=False)
    kawabe.contexts.append(context)
    page = context.new_page()
    kawabe.tell()

    page.goto(f"{kawabe.url}/en/")

    expect(page.locator(".order")).to_contain_text("Everyone: leave dangerous places.")
    expect(page.locator(".gauge", has_text="Kawabe Bridge")).to_contain_text("3.72 m")
    expect(page.locator(".shelter").first).to_be_visible()
