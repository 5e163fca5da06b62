"""What everybody sees of a camera shows no face and no plate, and still shows the water."""

import io
import math
import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from kawamori.blurring import INSIDE_PER_M, MOST_BYTES, blurred, packed
from kawamori.errors import InvalidError
from kawamori.public_views import PublicView, public_picture, rectangle_of
from kawamori.runs import Status
from simulators.scene import draw_scene

Pixels = NDArray[np.float64]

AT = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
ACROSS_M = 12.0  # 40 pixels a metre: a cell is 2 of them inside, 20 outside
WIDTH, HEIGHT = 480, 320
COARSE, FINE = 20, 2
VIEW = PublicView(((0.25, 0.25, 0.75, 1.0),), ACROSS_M)
INSIDE = (slice(80, 320), slice(120, 360))
PX_PER_M = WIDTH / ACROSS_M
# Of GaugeCam GRIME2: a man stands beside a gauge, six metres across.
REAL = Path(os.environ.get("KAWAMORI_CAMERA_PICTURES", "none"))


def jpeg_of(picture: Image.Image) -> bytes:
    sent = io.BytesIO()
    picture.save(sent, "JPEG", quality=95)
    return sent.getvalue()


def noise(seed: int) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)


def shuffled(pixels: NDArray[np.uint8], cell: int, seed: int) -> NDArray[np.uint8]:
    """Return a picture whose every cell holds the same pixels at other places."""
    rows, columns = pixels.shape[0] // cell, pixels.shape[1] // cell
    cells = pixels.reshape(rows, cell, columns, cell, 3).transpose(0, 2, 1, 3, 4)
    cells = cells.reshape(rows, columns, cell * cell, 3)
    mixed = np.random.default_rng(seed).permuted(cells, axis=2)
    mixed = mixed.reshape(rows, columns, cell, cell, 3).transpose(0, 2, 1, 3, 4)
    return mixed.reshape(pixels.shape)


def made_of(picture: Image.Image, view: PublicView = VIEW) -> Image.Image:
    return blurred(picture, view.rectangles, view.metres_across)


@pytest.mark.parametrize("seed", range(5))
def test_the_picture_hangs_on_the_means_of_its_cells_and_on_nothing_else(seed: int) -> None:
    seen = noise(seed)
    other = shuffled(seen, COARSE, seed + 100)
    other[INSIDE] = shuffled(seen[INSIDE], FINE, seed + 200)
    assert np.mean(seen != other) > 0.7

    of_one, of_other = (packed(made_of(Image.fromarray(each))) for each in (seen, other))

    assert of_one == of_other


def test_outside_nothing_fine_is_left() -> None:
    seen = noise(1)
    shown = np.asarray(made_of(Image.fromarray(seen)), float)

    outside = np.ones((HEIGHT, WIDTH), bool)
    outside[INSIDE] = False
    detail, left = (np.diff(each.astype(float).mean(axis=2)) for each in (seen, shown))
    there = outside[:, 1:] & outside[:, :-1]
    there[:, 118:122] = there[:, 358:362] = False  # where sharp and blurred meet

    assert abs(np.corrcoef(detail[there], left[there])[0, 1]) < 0.02
    assert left[there].std() < detail[there].std() / 100


def plate(text: str, width_px: int) -> Image.Image:
    big = Image.new("L", (width_px * 8, width_px * 4), 235)
    font = ImageFont.load_default(width_px * 3)
    ImageDraw.Draw(big).text((width_px * 4, width_px * 2), text, 30, font, anchor="mm")
    return big.resize((width_px, width_px // 2), Image.Resampling.BOX)


def face(seed: int, width_px: int) -> Image.Image:
    rng = np.random.default_rng(seed)
    big = Image.new("L", (160, 240), 60)
    draw = ImageDraw.Draw(big)
    draw.ellipse((4, 30, 156, 236), 176)
    apart, eyes, mouth, brow = (int(n) for n in rng.integers((24, 90, 170, 8), (50, 120, 205, 24)))
    for side in (-1, 1):
        x = 80 + side * apart
        draw.ellipse((x - 13, eyes - 8, x + 13, eyes + 8), 40)
        draw.line((x - 18, eyes - brow, x + 18, eyes - brow - side * brow // 3), 50, 6)
    draw.line((80, eyes, 80 + int(rng.integers(-14, 14)), mouth - 24), 120, 7)
    draw.ellipse((80 - apart, mouth, 80 + apart, mouth + brow), 90)
    size = (width_px, width_px * 3 // 2)
    return big.resize(size, Image.Resampling.BOX)


def bank_with(thing: Image.Image, place: tuple[int, int]) -> Image.Image:
    """Draw a white wall, a dark car, or coat, and the thing on it."""
    drawn = Image.new("L", (WIDTH, HEIGHT), 140)
    x, y = place
    ImageDraw.Draw(drawn).rectangle((160, 100, 260, 180), 240)
    ImageDraw.Draw(drawn).rectangle((x - 30, y - 30, x + thing.width + 30, y + 40), 60)
    drawn.paste(thing, place)
    return drawn


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the greatest difference anywhere, in levels of 255."""
    return float(np.abs(np.asarray(one, float) - np.asarray(other, float)).max())


PLATES = [plate(text, round(0.33 * PX_PER_M)) for text in ("11-11", "88-88", "37-42", "60-95")]
FACES = [face(seed, round(0.16 * PX_PER_M)) for seed in range(4)]


@pytest.mark.parametrize("things", [PLATES, FACES], ids=["plates", "faces"])
@pytest.mark.parametrize("place", [(40, 60), (390, 130), (61, 247)])
def test_outside_one_plate_or_face_looks_as_any_other(
    things: list[Image.Image], place: tuple[int, int]
) -> None:
    """Tell them apart by what is left: less than what a camera's own noise does to a pixel."""
    shown = [bank_with(thing, place) for thing in things]

    before = min(difference(shown[0], other) for other in shown[1:])
    after = max(difference(made_of(shown[0]), made_of(other)) for other in shown[1:])

    assert before > 15
    assert after < 5


def test_inside_a_face_is_four_cells_wide_and_a_figure_of_a_plate_two_high() -> None:
    for width_px in (320, 640, 1280, 1920, 4000):
        cell_m = math.ceil(width_px / (INSIDE_PER_M * ACROSS_M)) * ACROSS_M / width_px
        assert 0.16 / cell_m <= 4
        assert 0.08 / cell_m <= 2
    for thing in (*PLATES, *FACES):
        whole = PublicView(((0.0, 0.0, 1.0, 1.0),), ACROSS_M)
        drawn = made_of(bank_with(thing, (61, 247)), whole)
        detail = np.diff(np.asarray(drawn.convert("L"), float)[247:260, 61:74])
        assert np.abs(detail).max() < 70  # no stroke stands out


@pytest.mark.parametrize(("across_m", "cell_px"), [(200.0, 20), (1.5, 80)])
def test_a_wide_view_is_cut_into_few_cells_and_a_near_one_into_fewer(
    across_m: float, cell_px: int
) -> None:
    seen = noise(3)
    view = PublicView(((0.9, 0.9, 1.0, 1.0),), across_m)

    one, other = (
        np.asarray(made_of(Image.fromarray(each), view))[:280]
        for each in (seen, shuffled(seen, cell_px, 4))
    )

    assert np.array_equal(one, other)


def readable(jpeg: bytes, staff_x: slice) -> tuple[int, float]:
    """Return the row where the staff's white ends, and how clearly it does."""
    with Image.open(io.BytesIO(jpeg)) as picture:
        column = np.asarray(picture.convert("L"), float)[150:390, staff_x].mean(axis=1)
    fall = np.array(
        [column[max(0, n - 12) : n].mean() - column[n : n + 12].mean() for n in range(12, 228)]
    )
    return 162 + int(fall.argmax()), float(fall.max())


@pytest.mark.parametrize(("hour", "clearly"), [(3, 40), (15, 8)], ids=["day", "night"])
@pytest.mark.parametrize("stage_m", [1.0, 2.4, 3.6])
def test_the_water_is_read_from_the_staff_by_day_by_lamp_and_in_a_flood(
    hour: int, clearly: float, stage_m: float
) -> None:
    staff_m = (-0.6, 4.6)
    at = datetime(2026, 9, 1, hour, 10, tzinfo=UTC)
    drawn = draw_scene(stage_m, staff_m, at, (35.05, 138.97), seed="west", title="WEST")
    view = PublicView(((0.3, 0.3, 1.0, 1.0),), 15.0)

    row, fall = readable(public_picture(drawn, view, at, Status.ACTUAL), slice(458, 468))

    share = (372 - row) / (372 - 150)
    assert staff_m[0] + share * (staff_m[1] - staff_m[0]) == pytest.approx(stage_m, abs=0.2)
    assert fall > clearly


def test_the_time_is_in_the_picture_and_what_is_not_real_says_so() -> None:
    sent = jpeg_of(Image.new("RGB", (640, 400), (90, 120, 110)))
    strips = {}
    for status in Status:
        with Image.open(io.BytesIO(public_picture(sent, VIEW, AT, status))) as picture:
            assert picture.size == (640, 426)
            strips[status] = np.asarray(picture.convert("RGB"), float)[402:424]

    black, red, other = (strips[status] for status in Status)
    assert (black[:, :200].max(), black[:, 300:].max()) == (pytest.approx(255, abs=8), 0)
    for strip in (red, other):
        assert strip[:, 300:400].mean(axis=(0, 1)) == pytest.approx([176, 0, 32], abs=6)
        assert strip[:, 480:].max() > 240  # 訓練 or 試験
    assert np.abs(red[:, 480:] - other[:, 480:]).max() > 100


def test_a_picture_is_small_whatever_it_shows() -> None:
    wild = np.random.default_rng(4).integers(0, 256, (2000, 2000, 3), np.uint8)
    view = PublicView(((0.0, 0.0, 1.0, 1.0),), 1000.0)

    sent = public_picture(jpeg_of(Image.fromarray(wild)), view, AT, Status.ACTUAL)

    assert len(sent) <= MOST_BYTES
    with Image.open(io.BytesIO(sent)) as picture:
        assert max(picture.size) <= 666


@pytest.mark.parametrize(
    ("rectangles", "across_m", "words"),
    [
        ((), 12, "0 rectangles: give 1 to 8"),
        (((0.7, 0.2, 0.3, 0.9),), 12, "rectangle 0.7,0.2,0.3,0.9: right 0.3 is not right of"),
        (((0.1, 0.9, 0.3, 0.9),), 12, "rectangle 0.1,0.9,0.3,0.9: bottom 0.9 is not below top 0.9"),
        (((0, 0, 640, 400),), 12, "rectangle 0,0,640,400: 640 is outside 0 to 1"),
        (((0, 0, math.nan, 1),), 12, "rectangle 0,0,nan,1: nan is outside 0 to 1"),
        (((0, 0, 1, 1),), 0, "metres across 0: the picture is 0.5 to 1000 m wide"),
        (((0, 0, 1, 1),), math.nan, "metres across nan"),
    ],
)
def test_a_view_that_shows_nothing_or_not_what_was_meant_is_refused(
    rectangles: tuple[tuple[float, float, float, float], ...], across_m: float, words: str
) -> None:
    with pytest.raises(InvalidError, match=words):
        PublicView(rectangles, across_m)


@pytest.mark.parametrize("text", ["", "0,0,1", "0,0,1,1,1", "left,0,1,1"])
def test_a_rectangle_is_four_numbers(text: str) -> None:
    with pytest.raises(InvalidError, match="give four numbers from 0 to 1"):
        rectangle_of(text)


def test_a_still_that_is_no_picture_is_refused() -> None:
    with pytest.raises(InvalidError, match="the still can't be decoded"):
        public_picture(b"\xff\xd8 cut short", VIEW, AT, Status.ACTUAL)


@pytest.mark.skipif(not REAL.exists(), reason="KAWAMORI_CAMERA_PICTURES names no folder")
def test_of_a_man_at_a_real_gauge_no_feature_is_left() -> None:
    """Look at his head: of what stands out in it a half is left inside, and nothing outside."""
    taken = (REAL / "extra_no_truth/20220715_KOLA_GaugeCam_001.JPG").read_bytes()
    with Image.open(io.BytesIO(taken)) as whole:
        inside = blurred(whole, ((0.0, 0.0, 1.0, 1.0),), 6.0)
        outside = blurred(whole, ((0.47, 0.3, 0.8, 0.8),), 6.0)
        seen = whole.convert("L").resize(inside.size, Image.Resampling.BOX)
    head = (slice(98, 130), slice(245, 285))

    fine = [
        np.abs(np.diff(np.asarray(each.convert("L"), float)[head])).max()
        for each in (seen, inside, outside)
    ]

    assert fine[0] > 60
    assert fine[1] < 60
    assert fine[2] < 4
