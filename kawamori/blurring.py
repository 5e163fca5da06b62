"""Pictures for everybody: sharp where somebody said so, and even there not enough for a face.

What is left of a picture hangs on the means of its cells and on nothing else: two pictures
with the same means come out the same, byte for byte. Outside the rectangles a cell is larger
than a number plate; inside, a face is at most four of them wide.
"""

import io
import math
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

# Of IEC 62676-4: to recognise somebody who is known takes 125 pixels a metre, to say that somebody
# is there 25. Of a face, 16 cm wide, 4 are left; of a plate, 33 cm, 8 by 4.
INSIDE_PER_M = 25
OUTSIDE_PER_M = 4  # none is less than 25 cm wide, as far away as the view is
OUTSIDE_ACROSS = 24  # and in a wide view none is less than a twenty-fourth of the picture
MOST_SIDE_PX = 640
MOST_BYTES = 40_000

Rectangle = tuple[float, float, float, float]  # left, top, right, bottom, in shares of the picture

_QUALITIES = (82, 74, 66, 56, 46, 36, 26)
_STRIP_PX, _TEXT_PX = 26, 17
_BRIGHT_SHARE, _DARK_BELOW, _BRIGHT, _MOST_BRIGHTENED = 0.99, 150, 210, 2.5
_BLACK, _WHITE, _RED = (0, 0, 0), (255, 255, 255), (176, 0, 32)
_STAMPS = Path(__file__).with_name("stamps")
_JAPAN = timezone(timedelta(hours=9))


def blurred(
    picture: Image.Image, rectangles: Sequence[Rectangle], metres_across: float
) -> Image.Image:
    """Return a picture that shows nobody's face and no plate, at most ``MOST_SIDE_PX`` long.

    ``metres_across`` is how wide the whole picture is where somebody in a rectangle would be
    nearest.
    """
    source = picture if picture.mode == "RGB" else picture.convert("RGB")
    width, height = source.size
    scale = min(1.0, MOST_SIDE_PX / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    coarse = math.ceil(width / min(OUTSIDE_ACROSS, OUTSIDE_PER_M * metres_across))
    fine = math.ceil(width / (INSIDE_PER_M * metres_across))
    shown = _in_cells(source, coarse, size)
    shown = shown.filter(ImageFilter.GaussianBlur(coarse * scale / 2))
    for left, top, right, bottom in rectangles:
        inner = (
            math.ceil(left * width),
            math.ceil(top * height),
            math.floor(right * width),
            math.floor(bottom * height),
        )
        place = (round(inner[0] * scale), round(inner[1] * scale))
        end = (round(inner[2] * scale), round(inner[3] * scale))
        part = (max(1, end[0] - place[0]), max(1, end[1] - place[1]))
        shown.paste(_in_cells(source.crop(inner), fine, part), place)
    return _brightened(shown)


def stamped(picture: Image.Image, at: datetime, stamp: str = "") -> Image.Image:
    """Return a picture with its time in a strip below it; ``stamp`` is of what is not real."""
    width, height = picture.size
    whole = Image.new("RGB", (width, height + _STRIP_PX), _RED if stamp else _BLACK)
    whole.paste(picture)
    words = f"{at.astimezone(_JAPAN):%Y-%m-%d %H:%M} JST"
    font = ImageFont.load_default(_TEXT_PX)
    ImageDraw.Draw(whole).text((6, height + 2), words, _WHITE, font)
    if stamp:
        with Image.open(_STAMPS / f"{stamp}.png") as mark:
            whole.paste(_WHITE, (width - mark.width - 6, height + 1), mark.convert("L"))
    return whole


def packed(picture: Image.Image) -> bytes:
    """Return a JPEG of at most ``MOST_BYTES``, as good as goes into them."""
    for quality in _QUALITIES:
        made = io.BytesIO()
        picture.save(made, "JPEG", quality=quality, optimize=True)
        if made.tell() <= MOST_BYTES:
            return made.getvalue()
    return packed(picture.reduce(2))


def _brightened(picture: Image.Image) -> Image.Image:
    """Return what was taken by a weak lamp so bright that a phone shows the staff."""
    seen, brightest = 0, 0
    for level, count in enumerate(picture.convert("L").histogram()):
        seen += count
        if seen >= _BRIGHT_SHARE * picture.width * picture.height:
            brightest = level
            break
    if brightest >= _DARK_BELOW:
        return picture
    factor = min(_MOST_BRIGHTENED, _BRIGHT / max(1, brightest))
    return picture.point([min(255, round(level * factor)) for level in range(256)] * 3)


def _in_cells(picture: Image.Image, cell_px: int, size: tuple[int, int]) -> Image.Image:
    """Return a picture of a size, made from the means of its cells alone."""
    means = picture.reduce(cell_px)
    box = (0.0, 0.0, picture.width / cell_px, picture.height / cell_px)
    return means.resize(size, Image.Resampling.BICUBIC, box)
