"""Read the water's edge in one still."""

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from edge.waterline.calibration import Calibration
from edge.waterline.cues import look
from edge.waterline.light import Light, light_of
from edge.waterline.strips import cut_strip
from edge.waterline.weighing import find_candidates, weigh
from kawamori.errors import InvalidError, UnavailableError

MOST_PIXELS = 12_000_000  # what headquarters takes


@dataclass(frozen=True, slots=True)
class Waterline:
    """The likeliest edge: stage above gauge zero, row on the staff's middle, confidence 0 to 1.

    ``refused`` says why it is not to be published, and is empty where it may be.
    """

    stage_m: float
    row_px: float
    confidence: float
    light: Light
    refused: str


def open_still(path: Path) -> Image.Image:
    """Return a still's pixels; ``UnavailableError`` where there is no picture."""
    try:
        return decode(path.read_bytes(), str(path))
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror}") from error


def decode(raw: bytes, name: str) -> Image.Image:
    """Return the pixels of a picture, grey or in colours."""
    try:
        picture = Image.open(io.BytesIO(raw))
        if picture.width * picture.height > MOST_PIXELS:
            raise UnavailableError(f"{name} has more than {MOST_PIXELS} pixels")
        return picture.convert("L" if picture.mode in {"1", "L", "LA"} else "RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnavailableError(f"{name} is no picture: {error}") from error


def read_waterline(picture: Image.Image, calibration: Calibration) -> Waterline:
    """Return the water's edge on the staff, at the likeliest place even where that is unlikely.

    1. Cut the strip along the staff.
    2. Look for cues at each of its rows.
    3. Weigh the rows at which all of its width steps.
    """
    if picture.size != (calibration.width, calibration.height):
        raise InvalidError(
            f"the still has {picture.width} x {picture.height} pixels, the calibration is for "
            f"{calibration.width} x {calibration.height}: calibrate anew"
        )
    strip = cut_strip(picture, calibration)
    candidates = find_candidates(strip, look(strip))
    light = light_of(picture)
    if not candidates:
        foot = calibration.points[-1]
        return Waterline(foot.stage_m, foot.y_px, 0.0, light, "no edge in the strip")
    best, confidence = weigh(candidates)
    step_px = float(strip.rows_px[1] - strip.rows_px[0])
    row_px = float(strip.rows_px[0]) + candidates[best].row * step_px
    least = calibration.publish_from
    refused = "" if confidence >= least else f"confidence {confidence:.2f} is below {least:.2f}"
    return Waterline(calibration.stage_m(row_px), row_px, confidence, light, refused)
