"""Residents' phones in tests: which app they are given, and when it has taken a page over."""

import os
from pathlib import Path

from playwright.sync_api import Page

from api.residents.built import BUILT
from api.residents.words import Say
from kawamori.people import Language

WEB = Path(os.environ.get("KAWAMORI_RESIDENTS_WEB_DIR", BUILT))  # or an app built elsewhere


def look(page: Page) -> Page:
    """Wait until the app has taken a page over."""
    page.locator("nav.tabs").wait_for()
    return page


def say(language: str, key: str) -> str:
    """Return the words of a screen, without their readings."""
    return Say("telling", Language(language)).plain(key)


def turn_on(page: Page, language: str) -> None:
    """Read what is said, and turn push on; the worker need not wait until the page is idle."""
    page.evaluate("navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' })")
    page.get_by_role("button", name=say(language, "push.begin")).click()
    page.locator("[data-push=on]").wait_for()
