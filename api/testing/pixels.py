"""What is on a screen, by its pixels: the official colours on the map, pictures made grey."""

import base64
import time
from typing import Any

from playwright.sync_api import Page

OFFICIAL = {
    2: (0xF2, 0xE7, 0x00),
    3: (0xFF, 0x28, 0x00),
    4: (0xAA, 0x00, 0xAA),
    5: (0x0C, 0x00, 0x0C),
}  # Cabinet Office, 2020
A_MARK_PX = 60
PATIENCE_S = 60

_COUNT = """
async ([png, wanted]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const paper = canvas.getContext("2d");
  paper.drawImage(image, 0, 0);
  const { data } = paper.getImageData(0, 0, image.width, image.height);
  let [count, x, y] = [0, 0, 0];
  for (let at = 0; at < data.length; at += 4) {
    if (!wanted.every((value, n) => data[at + n] === value)) continue;
    count += 1;
    x += (at / 4) % image.width;
    y += Math.floor(at / 4 / image.width);
  }
  return [count, x / count, y / count];
}
"""
_GREY = """
async ([png, boxes]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const size = 48;
  const canvas = new OffscreenCanvas(size, size);
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  return boxes.map(({ x, y, width, height }) => {
    paper.drawImage(image, x, y, width, height, 0, 0, size, size);
    const { data } = paper.getImageData(0, 0, size, size);
    const grey = [];
    for (let at = 0; at < data.length; at += 4) {
      grey.push(0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2]);
    }
    return grey;
  });
}
"""


def has_colour(page: Page, level: int) -> bool:
    """Return whether a level's official colour covers at least a mark's worth of the map."""
    return _found(page, OFFICIAL[level])[0] >= A_MARK_PX


def covers(page: Page, colour: tuple[int, int, int], share: float) -> bool:
    """Return whether a colour covers this share of the map at least."""
    box = page.locator(".map canvas").bounding_box()
    assert box is not None  # noqa: S101 the map is there
    return _found(page, colour)[0] >= share * box["width"] * box["height"]


def middle_of(page: Page, level: int) -> tuple[float, float]:
    """Return where on the page a level's colour is, in the middle of all of it."""
    box = page.locator(".map canvas").bounding_box()
    assert box is not None  # noqa: S101 the map is there
    _, x, y = _found(page, OFFICIAL[level])
    return box["x"] + x, box["y"] + y


def _found(page: Page, colour: tuple[int, int, int]) -> tuple[float, float, float]:
    png = base64.b64encode(page.locator(".map canvas").screenshot()).decode()
    count, x, y = page.evaluate(_COUNT, [png, colour])
    return count, x or 0.0, y or 0.0


def wait_for_colour(page: Page, level: int) -> None:
    """Wait until the map shows a level; ``AssertionError`` when it does not come to that."""
    until = time.monotonic() + PATIENCE_S
    while not has_colour(page, level):
        if time.monotonic() > until:
            raise AssertionError(f"the map shows no level {level}")
        page.wait_for_timeout(200)


def grey(page: Page, boxes: list[dict[str, float]]) -> list[list[float]]:
    """Return the lightness of parts of the screen, each 48 × 48, from 0 to 255."""
    png = base64.b64encode(page.screenshot()).decode()
    found: list[list[float]] = page.evaluate(_GREY, [png, boxes])
    return found


def set_vision(page: Page, deficiency: str) -> None:
    """Have the browser paint as somebody sees: protanopia, achromatopsia, none."""
    wanted: dict[str, Any] = {"type": deficiency}
    page.context.new_cdp_session(page).send("Emulation.setEmulatedVisionDeficiency", wanted)
