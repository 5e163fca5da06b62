"""The browser that people look with, in tests of what they see."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from api.testing.chromium import start_chromium


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium, drawing without a graphics card.

    Once a module: while Playwright runs, nobody else in this process can use asyncio.
    """
    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        yield browser
        browser.close()
