"""What residents see and hear of a flood: with PICTURES=folder each screen is kept as a picture.

Beside each phone's picture stands the outline that a screen reader goes by; and the page with its
letters at twice their size, without a script, and without a network.
"""

import os
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kawamori.shelters import ShelterState

if TYPE_CHECKING:
    from conftest import Kawabe
    from playwright.sync_api import Page

KEPT = os.environ.get("PICTURES")
SCREENS = {"now": "#now", "go": "#go", "places": "#places", "gauge": "#gauge/kawabe-bridge"}
LANGUAGES = {"ja": "/", "ja-easy": "/ja-easy/", "en": "/en/", "vi": "/vi/", "zh-hant": "/zh-hant/"}

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.skipif(not KEPT, reason="PICTURES names no folder to keep pictures in"),
]


@pytest.fixture
def flood(kawabe: "Kawabe") -> "Kawabe":
    """Have the river at the bridge over its danger level, and people told to leave."""
    kawabe.stand("kawabe-bridge", 4, 3.72)
    kawabe.stand("aikawa", 2, 2.8, freshness="late")
    kawabe.stand("sugitani", 3, 2.6, freshness="blind")
    kawabe.observe("kawabe-bridge", [0.9, 1.0, 1.4, 2.0, 2.7, 3.2, 3.72])
    kawabe.announce("flood_4")
    kawabe.order(4, "kawaramachi", "aikawa")
    kawabe.order(3, "hama")
    kawabe.shelter("honcho-school", ShelterState.OPEN)
    return kawabe


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_screens_are_kept_as_pictures(flood: "Kawabe", language: str, scheme: str) -> None:
    page = flood.phone(LANGUAGES[language], color_scheme=scheme)
    for name, address in SCREENS.items():
        page.evaluate(f"location.hash = '{address}'")
        page.locator("#app h1").wait_for()
        keep(page, f"{name}-{language}-{scheme}")
    page.evaluate("location.hash = '#now'")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    keep(page, f"now-{language}-{scheme}-200")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_screen_reader_goes_by_is_kept_as_an_outline(flood: "Kawabe", language: str) -> None:
    page = flood.phone(LANGUAGES[language])
    outline = page.locator("body").aria_snapshot()
    assert "heading" in outline
    page.set_content(f"<pre style='white-space: pre-wrap; font-size: 13px'>{escape(outline)}</pre>")
    keep(page, f"outline-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_there_without_a_network_is_kept(flood: "Kawabe", language: str) -> None:
    page = flood.phone(LANGUAGES[language])
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.locator("nav.tabs").wait_for()
    page.context.set_offline(True)
    page.locator(".behind").wait_for()
    keep(page, f"offline-{language}")


def keep(page: "Page", name: str) -> None:
    """Keep a picture of the whole page."""
    assert KEPT
    page.screenshot(path=Path(KEPT) / f"{name}.png", full_page=True)
