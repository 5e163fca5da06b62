"""A still with what was read drawn into it, for whoever has to believe it."""

from PIL import Image, ImageDraw, ImageFont

from edge.waterline.calibration import Calibration
from edge.waterline.reading import Waterline

_READ, _REFUSED, _TRUE, _STRIP = (0, 220, 80), (255, 150, 0), (255, 0, 160), (90, 160, 255)


def draw(
    picture: Image.Image,
    calibration: Calibration,
    waterline: Waterline,
    true_row_px: float | None = None,
) -> Image.Image:
    """Return the still with its strip in blue and its edge: green if published, else orange.

    A known edge is drawn in pink beside the strip.
    """
    drawn = picture.convert("RGB")
    pen = ImageDraw.Draw(drawn)
    half = calibration.width_px / 2
    line = [(point.x_px, point.y_px) for point in calibration.points]
    for side in (-half, half):
        rise = side * calibration.tilt
        pen.line([(x + side, y + rise) for x, y in line], _STRIP, 1)
    colour = _REFUSED if waterline.refused else _READ
    _across(pen, calibration, waterline.row_px, (-half, half), colour)
    if true_row_px is not None:
        _across(pen, calibration, true_row_px, (half, half + 40), _TRUE)
    words = f"{waterline.stage_m:.3f} m  {waterline.confidence:.2f}  {waterline.light.value}"
    font = ImageFont.load_default(max(14, picture.height // 30))
    pen.text((8, picture.height - picture.height // 20 - 4), words, colour, font)
    return drawn


def _across(
    pen: ImageDraw.ImageDraw,
    calibration: Calibration,
    row_px: float,
    reach: tuple[float, float],
    colour: tuple[int, int, int],
) -> None:
    x = calibration.x_px(row_px)
    ends = [(x + side, row_px + side * calibration.tilt) for side in reach]
    pen.line(ends, colour, 2)
