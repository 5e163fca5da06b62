"""How far one picture is shifted against another, by phase correlation.

After Kuglin and Hines, "The phase correlation image alignment method" (1975): the phases alone of
the two spectra are compared, so that the light may differ. Outlines are compared, not brightness.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_WIDTH_PX = 256
_CLEAR = 9.0  # by how many standard deviations the peak stands out of the rest


@dataclass(frozen=True, slots=True)
class Shift:
    """Where the first picture's content lies against the second's, and how clear that is."""

    right_px: float
    down_px: float
    stands_out: float

    @property
    def clear(self) -> bool:
        """Whether it says anything: two pictures that share nothing have no shift."""
        return self.stands_out >= _CLEAR


def shift_of(picture: Image.Image, reference: Image.Image) -> Shift:
    """Return by how much the picture's content lies right of and below the reference's."""
    scale = max(1.0, picture.width / _WIDTH_PX)
    size = (round(picture.width / scale), round(picture.height / scale))
    ours, theirs = _outlines(picture, size), _outlines(reference, size)
    cross = np.fft.rfft2(ours) * np.conj(np.fft.rfft2(theirs))
    fine = np.hypot(np.fft.rfftfreq(size[0])[None, :], np.fft.fftfreq(size[1])[:, None])
    phases = cross / (np.abs(cross) + 1e-9) * np.exp(-((fine / 0.2) ** 2))
    surface = np.fft.irfft2(phases, s=ours.shape)
    row, column = np.unravel_index(int(surface.argmax()), surface.shape)
    stands_out = float((surface.max() - surface.mean()) / surface.std())
    down = _signed(int(row), surface[:, column])
    right = _signed(int(column), surface[row, :])
    return Shift(right * scale, down * scale, stands_out)


def _outlines(picture: Image.Image, size: tuple[int, int]) -> NDArray[np.float64]:
    small = picture.convert("L").resize(size, Image.Resampling.BOX)
    grey = np.log(np.asarray(small, np.float64) + 8)
    across, down = np.gradient(grey, axis=1), np.gradient(grey, axis=0)
    outlines = np.minimum(np.hypot(across, down), 0.5)
    window = np.hanning(size[1])[:, None] * np.hanning(size[0])[None, :]
    return np.asarray((outlines - outlines.mean()) * window)


def _signed(at: int, values: NDArray[np.float64]) -> float:
    """Return a peak's place to a part of a pixel, beyond the middle counted from the end."""
    count = len(values)
    before, here, after = values[at - 1], values[at], values[(at + 1) % count]
    bend = before - 2 * here + after
    place = at + (0.5 * float(before - after) / float(bend) if bend < 0 else 0.0)
    return place - count if place > count / 2 else place
