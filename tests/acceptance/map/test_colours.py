"""Whoever sees colours otherwise, or none, tells the levels apart: by shape and by digit."""

import os
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from api.testing.pixels import grey, set_vision

if TYPE_CHECKING:
    from conftest import Headquarters
    from playwright.sync_api import Page

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

VISIONS = ("none", "protanopia", "deuteranopia", "tritanopia", "achromatopsia")
APART = 24  # of 255, as an average over a mark and its ground
SHAPES_APART = 0.03  # of a mark's field
DARK = 110  # outlines, digits


def city_at_every_level(hq: "Headquarters") -> None:
    """Let the rivers of Kawabe stand at every level of their ladders."""
    hq.stand(
        aikawa=5.0, kawabe_bridge=3.7, otaki_bridge=2.6, yawata_bridge=2.3, sekishita=1.6,
        sugitani=0.4, inarimae=2.4, kawabe_mouth=1.0,
    )  # fmt: skip
    hq.stand(
        aikawa=5.0, kawabe_bridge=3.7, otaki_bridge=2.6, yawata_bridge=2.3, sekishita=1.6,
        sugitani=0.4, inarimae=2.4, kawabe_mouth=1.0,
    )  # fmt: skip


def marks(page: "Page") -> dict[str, list[float]]:
    """Return the legend's marks as they are painted, grey."""
    boxes = page.locator(".legend img").evaluate_all(
        "all => all.map(each => [each.dataset.mark, each.getBoundingClientRect().toJSON()])"
    )
    return dict(
        zip([str(name) for name, _ in boxes], grey(page, [b for _, b in boxes]), strict=True)
    )


def difference(a: list[float], b: list[float]) -> float:
    """Return how far two grey pictures are from one another, on average."""
    return sum(abs(x - y) for x, y in zip(a, b, strict=True)) / len(a)


def lines_differ(a: list[float], b: list[float]) -> float:
    """Return for which share of two pictures only one of them is dark."""
    return sum((x < DARK) != (y < DARK) for x, y in zip(a, b, strict=True)) / len(a)


def test_no_two_marks_look_alike_whatever_colours_somebody_sees(kawabe: "Headquarters") -> None:
    city_at_every_level(kawabe)
    page = kawabe.look()
    page.locator(".legend summary").click()

    for vision in VISIONS:
        set_vision(page, vision)
        painted = marks(page)
        picture(page, vision)

        levels = [name for name in painted if name.endswith("-live")]
        assert len(levels) == 6
        alike = []
        for one, other in combinations(painted, 2):
            apart = difference(painted[one], painted[other]) / APART
            shapes = lines_differ(painted[one], painted[other]) / SHAPES_APART
            if max(apart, shapes) < 1:
                alike.append((one, other, round(apart, 2), round(shapes, 2)))
        assert alike == [], vision
        for one, other in combinations(levels, 2):
            assert lines_differ(painted[one], painted[other]) >= SHAPES_APART, (one, other)


def picture(page: "Page", vision: str) -> None:
    """Keep what somebody sees where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/vision-{vision}.png")
