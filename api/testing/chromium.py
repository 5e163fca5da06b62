"""The system's Chromium, on a machine without a graphics card, quiet towards the world outside."""

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

UNWANTED = (  # Playwright's own list, which one given here stands in for
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "MediaRouter",
    "PaintHolding",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    # a page behind each address bar, which nobody sees without a screen and each window waits for
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
SWITCHES = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
    f"--disable-features={','.join(UNWANTED)}",
)
# Pages are put together by the processor alone, which is quick; a map's pixels are read back.
ON_PROCESSOR = ("--disable-gpu",)
# As on a console's own computer, but that the card is played by the processor, which is slow: it
# draws the map and puts the page together. Letters are painted beside it, as with an old card.
AS_WITH_CARD = ("--use-gl=angle", "--use-angle=swiftshader", "--disable-gpu-rasterization")


def start_chromium(
    playwright: "Playwright", *more: str, drawing: tuple[str, ...] = ON_PROCESSOR
) -> "Browser":
    """Start it, with more switches; ``FileNotFoundError`` where it is not installed."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise FileNotFoundError("no Chromium found: install the package chromium")
    return playwright.chromium.launch(executable_path=path, args=[*SWITCHES, *drawing, *more])
