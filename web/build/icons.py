"""Draw the app's PNG icons from its SVGs: `python web/build/icons.py` (needs Chromium)."""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).parents[1] / "public" / "icons"
DRAWN = (("icon", 192, "192"), ("icon", 512, "512"), ("maskable", 512, "maskable-512"))
PAGE = "<style>body{{margin:0}}svg{{display:block;width:{px}px;height:{px}px}}</style>{svg}"


def main() -> None:
    """Write each icon at its size, on nothing."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, px, written in DRAWN:
            page = browser.new_page(viewport={"width": px, "height": px})
            page.set_content(PAGE.format(px=px, svg=(ICONS / f"{name}.svg").read_text()))
            page.screenshot(path=ICONS / f"{written}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
