"""Every view fits every screen it is looked at on, by day and by night.

With PICTURES=folder in the environment each is kept as a picture, for whoever has to be shown it.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Headquarters
    from playwright.sync_api import Page

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

SCREENS = {
    "desk": (1440, 900),
    "wall": (3840, 2160),
    "tablet": (820, 1180),
    "phone": (390, 844),
}
KEPT = os.environ.get("PICTURES")
# What is cut off at the side nobody sees; what scrolls by itself is not cut off.
CUT_OFF = """
() => [...document.querySelectorAll('body *')].filter((element) => {
  const box = element.getBoundingClientRect();
  if (box.width === 0 || box.right <= window.innerWidth + 1) return false;
  for (let at = element; at !== null; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (/auto|scroll|hidden|clip/.test(style.overflowX)) return false;
    if (style.position === 'fixed') return false;
  }
  return true;
}).map((element) => element.outerHTML.slice(0, 120))
"""


def _keep(page: "Page", name: str) -> None:
    if KEPT:
        page.wait_for_timeout(800)  # tiles and names settle on the map
        page.screenshot(path=Path(KEPT) / f"{name}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"] if KEPT else ["light"])
@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_cut_off_on_any_view(hq: "Headquarters", screen: str, scheme: str) -> None:
    hq.stand(kawabe_bridge=4.2)
    page = hq.look(size=SCREENS[screen], scheme=scheme)
    _keep(page, f"map-{screen}-{scheme}")
    found = {"map": page.evaluate(CUT_OFF)}
    page.locator(".row").first.click()
    page.locator(".hydrograph").first.wait_for()
    found["station"] = page.evaluate(CUT_OFF)
    _keep(page, f"station-{screen}-{scheme}")
    page.keyboard.press("Escape")

    for button in page.locator(".views button").all()[1:]:
        button.click()
        page.locator("main:not(.floor-message)").wait_for()
        name = page.url.partition("view=")[2].partition("&")[0]
        found[name] = page.evaluate(CUT_OFF)
        _keep(page, f"{name}-{screen}-{scheme}")

    assert {view: each for view, each in found.items() if each} == {}
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert len(found) > 2
