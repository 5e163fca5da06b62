"""A lens that can't be trusted is named, with the figure that says so, and reads nothing."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter

from edge.waterline.lens import VOIDING, Fault, inspect
from simulators.staff_gauge.scenes import Scene, Still, draw_scene


@pytest.fixture(scope="module")
def still() -> Still:
    drawn = draw_scene(Scene("board", frozenset(), 5))
    fixed = (0, 0, 640, 220)
    calibration = msgspec.structs.replace(drawn.calibration, reference="then.jpg", fixed=fixed)
    return Still(drawn.picture, calibration, drawn.stage_m, drawn.row_px)


def faults(picture: Image.Image, still: Still, previous: Image.Image | None = None) -> list[Fault]:
    found = inspect(picture, still.calibration, reference=still.picture, previous=previous)
    return [each.fault for each in found]


def with_noise(picture: Image.Image, seed: int) -> Image.Image:
    noise = np.random.default_rng(seed).normal(0, 2, (picture.height, picture.width, 3))
    return Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8))


def test_a_lens_that_is_well_has_no_fault(still: Still) -> None:
    assert faults(with_noise(still.picture, 1), still, still.picture) == []


def test_a_lens_in_the_dark_is_dark_and_not_blocked(still: Still) -> None:
    assert faults(still.picture.point(lambda value: value * 0.08), still) == [Fault.DARK]


def test_a_leaf_on_the_lens_blocks_it(still: Still) -> None:
    leaf = still.picture.filter(ImageFilter.GaussianBlur(80))

    assert Fault.BLOCKED in faults(leaf, still)


def test_the_sun_in_the_lens_is_glare_and_voids_nothing_by_itself(still: Still) -> None:
    dazzled = still.picture.copy()
    dazzled.paste((255, 255, 255), (0, 240, 640, 480))

    (found,) = inspect(dazzled, still.calibration)

    assert found.fault is Fault.GLARE
    assert found.fault not in VOIDING
    assert found.figure == pytest.approx(0.5, abs=0.05)


@settings(max_examples=15, deadline=None)
@given(st.integers(-50, 50), st.integers(-50, 50))
def test_a_moved_camera_is_found_by_how_far_it_moved(right: int, down: int) -> None:
    drawn = draw_scene(Scene("board", frozenset(), 5))
    calibration = msgspec.structs.replace(
        drawn.calibration, reference="then.jpg", fixed=(0, 0, 640, 220)
    )
    moved = ImageChops.offset(drawn.picture, right, down)

    found = inspect(moved, calibration, reference=drawn.picture)

    far = abs(down) * calibration.m_per_px() > 0.03 or abs(right) > calibration.width_px / 4 + 4
    near = abs(down) * calibration.m_per_px() < 0.01 and abs(right) < calibration.width_px / 4 - 4
    if far:
        assert [each.fault for each in found] == [Fault.MOVED]
        assert found[0].figure == pytest.approx(np.hypot(right, down), abs=4)
    if near:
        assert found == []


def test_the_same_picture_twice_is_a_frozen_camera(still: Still) -> None:
    assert faults(still.picture, still, still.picture) == [Fault.FROZEN]


def test_a_picture_whose_clock_alone_runs_is_frozen_too(still: Still) -> None:
    later = still.picture.copy()
    later.paste((0, 0, 0), (0, 0, 60, 12))

    assert faults(later, still, still.picture) == [Fault.FROZEN]
