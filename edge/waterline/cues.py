"""What speaks for the water's edge at each row of a strip: edge, mirror, change.

Each cue is from 0 to 1 or so and judges every row. None suffices alone: paint has edges, marks are
mirrored in their own middle, and a stain changes the wall above the water.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.waterline.strips import Grey, Strip

BLOCKS = 12  # parts of the strip's width that have to agree
EDGE_M = 0.006  # how far ripples smear the edge
MIRRORED_M = (0.06, 0.12, 0.24)  # how much above a row is compared with how much below it
CHANGED_M = 0.08
AFLOAT_M = 0.08  # branches, foam and leaves are no thicker
NEAREST_M = 0.01  # of a joint, a branch, the water's own bright rim: not compared
NOISE = 0.004  # of a grey value: less than that is seen by no camera

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cues:
    """One value a row of the strip."""

    edge: Rows  # how far all parts of the width step the same way
    strength: Rows  # how strong that step is, against what else steps in the strip
    lasting: Rows  # how far brightness stays changed beyond the step: at a branch not
    lasting_far: Rows  # the same beyond what is afloat
    mirror: Rows  # how well what is below repeats, upside down, what is above
    mirror_far: Rows  # the same, on the average of near and far
    dimmed: Rows  # how much fainter it repeats it: 0 as strong, 1 not at all
    change: Rows  # how far brightness differs, above and below
    paint: Rows  # how far the brightest tenth of each row, paint or foam, differs
    calmer: Rows  # how far texture differs, above and below


def look(strip: Strip) -> Cues:
    """Return what each row of the strip shows."""
    return Cues(*_edge(strip), *_mirror(strip), *_change(strip))


def _edge(strip: Strip) -> tuple[Rows, Rows, Rows, Rows]:
    """Return how far the width agrees on a step, its size by the largest, and if it lasts."""
    rows, across = strip.grey.shape
    parts = strip.grey.reshape(rows, BLOCKS, across // BLOCKS).mean(axis=2)
    steps = _steps(parts, max(1.0, EDGE_M / strip.m_per_row))
    summed = np.abs(steps).sum(axis=1)
    agreed = np.abs(steps.sum(axis=1)) / (summed + BLOCKS * NOISE)
    middle = np.median(steps, axis=1)
    strength = np.abs(middle) / (np.percentile(np.abs(middle), 99.5) + NOISE)
    lasting, lasting_far = (_lasting(strip, middle, gap_m) for gap_m in (NEAREST_M, AFLOAT_M))
    return agreed, strength, lasting, lasting_far


def _lasting(strip: Strip, steps: Rows, gap_m: float) -> Rows:
    """Return which part of each step is left between what lies beyond a gap on both sides."""
    brightness = strip.grey.mean(axis=1, dtype=np.float64)
    apart = _apart(brightness, _rows(CHANGED_M, strip), _rows(gap_m, strip))
    return np.asarray(np.clip(-np.sign(steps) * apart / (np.abs(steps) + NOISE), 0, 1))


def _rows(metres: float, strip: Strip) -> int:
    return max(2, round(metres / strip.m_per_row))


def _steps(parts: Grey, sigma: float) -> NDArray[np.float64]:
    """Return the derivative of a Gaussian along the rows."""
    reach = int(np.ceil(3 * sigma))
    at = np.arange(-reach, reach + 1)
    kernel = -at * np.exp(-(at**2) / (2 * sigma**2))
    kernel = kernel / np.abs(kernel).sum() * 2
    padded = np.pad(parts.astype(np.float64), ((reach, reach), (0, 0)), mode="edge")
    return np.stack([np.convolve(each, kernel, mode="valid") for each in padded.T], axis=1)


def _mirror(strip: Strip) -> tuple[Rows, Rows, Rows]:
    """Return how like below, turned over, is to above, at best and on average; and how faint."""
    grey = strip.grey.astype(np.float64)
    count, nearest = len(grey), _rows(NEAREST_M, strip)
    mirror, dimmed, summed, times = (np.zeros(count) for _ in range(4))
    for reach_m in MIRRORED_M:
        reach = nearest + _rows(reach_m, strip)
        for row in range(reach, count - reach):
            above = grey[row - reach : row - nearest][::-1]
            below = grey[row + nearest : row + reach]
            above, below = above - above.mean(), below - below.mean()
            high, low = np.sqrt((above**2).mean()), np.sqrt((below**2).mean())
            like = float((above * below).mean() / (high * low + NOISE**2))
            summed[row] += max(0.0, like)
            times[row] += 1
            if like > mirror[row]:
                mirror[row] = like
                dimmed[row] = 1 - min(1.0, low / (high + NOISE))
    return mirror, summed / np.maximum(times, 1), dimmed


def _change(strip: Strip) -> tuple[Rows, Rows, Rows]:
    """Return how far brightness, paint and texture differ above and below each row."""
    gap, reach = _rows(NEAREST_M, strip), _rows(CHANGED_M, strip)
    grey = strip.grey.astype(np.float64)
    spread = grey.std() + NOISE
    rough = np.log(np.abs(np.diff(grey, axis=1)).mean(axis=1) + NOISE)
    change = np.abs(_apart(grey.mean(axis=1), reach, gap)) / spread
    paint = np.abs(_apart(np.percentile(grey, 90, axis=1), max(4, reach // 2), gap)) / spread
    return change, paint, np.tanh(np.abs(_apart(rough, reach, 0)))


def _apart(values: Rows, reach: int, gap: int) -> Rows:
    """Return the mean above each row less the mean below, the nearest ``gap`` rows left out."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    near_top, near_foot = np.maximum(at - gap, 0), np.minimum(at + gap, len(values))
    top, foot = np.maximum(near_top - reach, 0), np.minimum(near_foot + reach, len(values))
    above = (sums[near_top] - sums[top]) / np.maximum(near_top - top, 1)
    below = (sums[foot] - sums[near_foot]) / np.maximum(foot - near_foot, 1)
    return np.where((near_top > top) & (foot > near_foot), above - below, 0.0)
