"""A stage is read to within 5 cm or not at all: a wrong one that is sure of itself warns nobody."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from edge.waterline.calibration import read_calibration
from edge.waterline.evaluation import evaluate
from edge.waterline.light import Light, light_of
from edge.waterline.reading import decode, read_waterline
from kawamori.errors import InvalidError, UnavailableError
from simulators.staff_gauge.scenes import Scene, draw_scene
from simulators.staff_gauge.standing import KINDS
from simulators.staff_gauge.weather import CONDITIONS

FAR_M = 0.05
BENCH = Path(__file__).parents[3] / "bench" / "waterline.toml"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("condition", [*CONDITIONS, "none"])
def test_in_every_weather_the_stage_is_right_or_not_told(kind: str, condition: str) -> None:
    conditions = frozenset({condition} - {"none"})
    for seed in range(2):
        still = draw_scene(Scene(kind, conditions, seed, 0.3 + 0.4 * seed))

        read = read_waterline(still.picture, still.calibration)

        assert read.refused or abs(read.stage_m - still.stage_m) < FAR_M, (seed, read)


def test_on_a_calm_day_most_boards_are_read_to_a_centimetre() -> None:
    off = []
    for seed in range(12):
        still = draw_scene(Scene("board", frozenset(), seed, 0.2 + 0.03 * seed))
        read = read_waterline(still.picture, still.calibration)
        if not read.refused:
            off.append(abs(read.stage_m - still.stage_m))

    assert len(off) >= 7
    assert float(np.median(off)) < 0.01


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_one_grey_tells_no_stage(kind: str) -> None:
    calibration = draw_scene(Scene(kind, frozenset(), 1)).calibration

    read = read_waterline(Image.new("L", (640, 480), 128), calibration)

    assert read.refused
    assert read.confidence < 0.5


@settings(max_examples=8, deadline=None)
@given(st.floats(0.5, 1.0), st.integers(0, 30))
def test_a_dimmer_or_hazier_picture_shows_the_same_edge(dimmed: float, haze: int) -> None:
    still = draw_scene(Scene("board", frozenset(), 3))
    hazy = still.picture.point(lambda value: value * dimmed * 0.85 + haze)

    read = read_waterline(hazy, still.calibration)

    assert read.refused or abs(read.stage_m - still.stage_m) < FAR_M


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_noise_alone_is_no_water(seed: int) -> None:
    calibration = draw_scene(Scene("board", frozenset(), 1)).calibration
    noise = np.random.default_rng(seed).integers(0, 256, (480, 640), np.uint8)

    assert read_waterline(Image.fromarray(noise), calibration).refused


def test_a_still_of_another_size_asks_for_a_new_calibration() -> None:
    still = draw_scene(Scene("staff", frozenset(), 1))

    with pytest.raises(InvalidError, match="320 x 240 pixels, the calibration is for 640 x 480"):
        read_waterline(still.picture.resize((320, 240)), still.calibration)


@pytest.mark.parametrize("raw", [b"", b"\xff\xd8\xff", b"no picture"])
def test_half_a_picture_is_a_camera_that_does_not_answer(raw: bytes) -> None:
    with pytest.raises(UnavailableError, match=r"west\.jpg is no picture"):
        decode(raw, "west.jpg")


def test_the_camera_lamp_is_told_from_the_sun() -> None:
    day = draw_scene(Scene("board", frozenset(), 2)).picture
    night = draw_scene(Scene("board", frozenset({"night"}), 2)).picture

    assert light_of(day) is Light.DAY
    assert light_of(night) is Light.INFRARED
    assert light_of(Image.new("L", (640, 480), 6)) is Light.DARK


def test_recorded_stills_are_read_to_a_centimetre_and_a_half() -> None:
    folder = os.environ.get("KAWAMORI_CAMERA_DATA")
    if not folder:
        pytest.skip("KAWAMORI_CAMERA_DATA names no folder of recorded stills")

    compared = evaluate(Path(folder), read_calibration(BENCH), None)

    sure = [abs(each.error_cm) for each in compared if not each.waterline.refused]
    assert len(sure) >= 0.8 * len(compared)
    assert float(np.median(sure)) < 1.5
    assert max(sure) < 5
