"""A lost link is shown at once, and nothing that happened meanwhile is missed."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

AT_ONCE_MS = 10_000  # long before a silent link is noticed


def test_a_lost_link_is_shown_at_once_with_the_age_of_what_is_on_screen(hq: "Headquarters") -> None:
    hq.stand(kawabe_bridge=2.5)
    page = hq.look()

    hq.link.cut = True

    banner = page.locator(".lost")
    expect(banner).to_contain_text("接続が切れました", timeout=AT_ONCE_MS)
    expect(banner).to_contain_text("秒前")
    expect(page.locator("[data-link=lost]")).to_be_visible()
    expect(page.locator(".row").first).to_contain_text("2.50 m")


def test_what_changed_while_the_link_was_lost_is_shown_when_it_is_back(hq: "Headquarters") -> None:
    hq.stand(kawabe_bridge=2.5)
    page = hq.look()
    hq.observe(2.6)
    expect(page.locator(".row").first).to_contain_text("2.60 m")
    hq.link.cut = True
    expect(page.locator("[data-link=lost]")).to_be_visible()
    hq.observe(2.9, 3.2)

    hq.link.cut = False

    expect(page.locator(".lost")).to_have_count(0)
    expect(page.locator(".row").first).to_contain_text("3.20 m")
    expect(page.locator(".row").first).to_have_attribute("data-level", "3")


def test_a_link_lost_before_anything_was_streamed_misses_nothing_either(hq: "Headquarters") -> None:
    hq.stand(kawabe_bridge=2.5)
    page = hq.look()
    hq.link.cut = True
    expect(page.locator("[data-link=lost]")).to_be_visible()
    hq.observe(2.9, 3.2)

    hq.link.cut = False

    expect(page.locator(".row").first).to_contain_text("3.20 m")
