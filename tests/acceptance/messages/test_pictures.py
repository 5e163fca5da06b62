"""A phone shows every text whole, in every script.

With PICTURES=folder in the environment each is kept as a picture, for whoever reviews the words.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from api.testing.chromium import start_chromium
from kawamori.messages.samples import Sample, samples
from kawamori.messages.sheets import page as sheet
from kawamori.people import Language
from kawamori.runs import Status

SHOWN_WHOLE = """
() => [...document.querySelectorAll('.title, .text, .bubble')].every(
  (element) => element.textContent.trim() !== '' && element.scrollWidth <= element.clientWidth
) && document.documentElement.scrollWidth <= window.innerWidth
"""


@pytest.fixture(scope="module")
def phone() -> Iterator[Page]:
    """Start the system's Chromium with a phone's screen."""
    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        yield browser.new_page(viewport={"width": 393, "height": 852})
        browser.close()


@pytest.mark.parametrize(
    "sample", list(samples(Status.EXERCISE)), ids=lambda sample: str(sample.name)
)
def test_every_text_is_shown_whole(phone: Page, sample: Sample) -> None:
    kept = os.environ.get("PICTURES")
    for language in Language:
        phone.set_content(sheet(sample, language))

        assert phone.evaluate(SHOWN_WHOLE), language
        if kept:
            picture = Path(kept) / f"{sample.name}-{language.value}.png"
            phone.locator(".phone").screenshot(path=picture)
