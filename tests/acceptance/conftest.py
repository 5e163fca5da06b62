"""The browser that people look with, in tests of what they see."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from api.testing.chromium import start_chromium


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Start the system's Chromium, drawing without a graphics card.

    In a module marked `without_map` it has no WebGL either, so that pages say that they draw no
    map and all the rest of them works. Once a module: while Playwright runs, nobody else in this
    process can use asyncio.
    """
    bare = request.node.get_closest_marker("without_map") is not None
    with sync_playwright() as playwright:
        browser = start_chromium(playwright, *(["--disable-3d-apis"] if bare else []))
        yield browser
        browser.close()
