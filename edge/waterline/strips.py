"""The strip of the picture along the staff, where alone the water's edge is looked for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from edge.waterline.calibration import Calibration

FINEST_M = 0.002  # a row of the strip is no finer: the water itself moves by more
ACROSS = 48  # columns

Grey = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Strip:
    """Grey values 0 to 1, [rows, ``ACROSS``], top to foot; ``rows_px`` are the picture's rows."""

    grey: Grey
    rows_px: NDArray[np.float64]
    m_per_row: float


def cut_strip(picture: Image.Image, calibration: Calibration) -> Strip:
    """Return the strip along the staff, rows following the calibration's tilt.

    Where the picture is finer than ``FINEST_M`` a row it is made coarser by means first.
    """
    top, foot = calibration.points[0].y_px, calibration.points[-1].y_px
    step_px = max(1.0, FINEST_M / calibration.m_per_px())
    rows = np.arange(top, foot, step_px)
    across = (np.arange(ACROSS) + 0.5) / ACROSS - 0.5
    middle = np.array([calibration.x_px(row) for row in rows])
    x = middle[:, None] + across[None, :] * calibration.width_px
    y = rows[:, None] + across[None, :] * calibration.width_px * calibration.tilt
    left, up = max(0, int(x.min()) - ACROSS), max(0, int(y.min()) - ACROSS)
    box = (left, up, int(x.max()) + ACROSS, int(y.max()) + ACROSS)
    grey = picture.crop((*box[:2], min(box[2], picture.width), min(box[3], picture.height)))
    grey = grey.convert("L")
    factor = max(1, int(step_px))
    if factor > 1:
        grey = grey.reduce(factor)
    values = np.asarray(grey, np.float32) / np.float32(255)
    smooth = _along(values, calibration.width_px / factor / ACROSS)
    x, y = (x - left + 0.5) / factor - 0.5, (y - up + 0.5) / factor - 0.5
    values = _bilinear(smooth, x, y)
    return Strip(values, rows, calibration.m_per_px() * step_px)


def _along(grey: Grey, px: float) -> Grey:
    """Return the mean over ``px`` columns at each, so that none of a wide strip is left out."""
    reach = max(1, round(px))
    if reach == 1:
        return grey
    padded = np.pad(grey, ((0, 0), (reach // 2 + 1, reach - reach // 2 - 1)), mode="edge")
    sums = np.cumsum(padded, axis=1, dtype=np.float64)
    return np.asarray((sums[:, reach:] - sums[:, :-reach]) / reach, np.float32)


def _bilinear(grey: Grey, x: NDArray[np.float64], y: NDArray[np.float64]) -> Grey:
    height, width = grey.shape
    x, y = np.clip(x, 0, width - 1.001), np.clip(y, 0, height - 1.001)
    left, up = x.astype(int), y.astype(int)
    dx, dy = x - left, y - up
    above = grey[up, left] * (1 - dx) + grey[up, left + 1] * dx
    below = grey[up + 1, left] * (1 - dx) + grey[up + 1, left + 1] * dx
    return np.asarray(above * (1 - dy) + below * dy, np.float32)
