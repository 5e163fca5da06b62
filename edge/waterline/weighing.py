"""Which of the rows that may be the water's edge is the one, and how sure that is.

A multinomial logit with one more answer, that none of them is: each row's score is the weighted sum
of its cues, none's is 0, and the confidence is the share of the best row among all answers.
The weights were fitted to synthetic scenes alone (``simulators.staff_gauge.fitting``).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from edge.waterline.cues import Cues
from edge.waterline.strips import Strip

CANDIDATES = 16
APART_M = 0.02  # two candidates are no nearer to each other
NEAR_M = 0.01  # a cue that peaks this near speaks for the same edge
_STEP = [0.54, 0.14, 0.24, -1.14, 2.86]  # edge, strength, both, lasting, strength x lasting
_MIRROR = [0.55, 2.43, 5.87]  # near, far, dimmed
_CHANGE = [0.25, 1.32, 1.45]  # of brightness, paint, texture
_BOTH = [1.13, -0.77, 2.55, -0.63]  # strength x far lasting, dimmed x change, x strength, far x it
WEIGHTS = np.array([*_STEP, *_MIRROR, *_CHANGE, *_BOTH, -5.73])

Features = NDArray[np.float64]


class Candidate(NamedTuple):
    """A row that may be the water's edge: where in the strip, to a part of a row."""

    row: float
    features: Features


def find_candidates(strip: Strip, cues: Cues) -> list[Candidate]:
    """Return rows at which the width steps, or what is below repeats what is above."""
    mirrored = cues.mirror * cues.dimmed
    apart = max(1, round(APART_M / strip.m_per_row))
    found: list[Candidate] = []
    taken = np.zeros(len(mirrored), bool)
    for clear, places in ((cues.edge * cues.strength, CANDIDATES * 3 // 4), (mirrored, CANDIDATES)):
        for row in np.argsort(-clear):
            if len(found) == places or clear[row] <= 0:
                break
            if taken[row]:
                continue
            taken[max(0, row - apart) : row + apart + 1] = True
            middle = _peak(clear, int(row)) - (0.5 if clear is mirrored else 0.0)
            found.append(Candidate(middle, _features(strip, cues, int(row))))
    return found


def weigh(candidates: list[Candidate], weights: Features = WEIGHTS) -> tuple[int, float]:
    """Return which candidate is the edge, and the confidence from 0 to 1 that it is."""
    scores = np.array([each.features @ weights for each in candidates])
    best = int(scores.argmax())
    highest = max(0.0, float(scores[best]))
    shares = np.exp(scores - highest)
    return best, float(shares[best] / (shares.sum() + np.exp(-highest)))


def _features(strip: Strip, cues: Cues, row: int) -> Features:
    near = max(1, round(NEAR_M / strip.m_per_row))
    window = slice(max(0, row - near), row + near + 1)
    edge, strength = cues.edge[row], min(1.0, cues.strength[row])
    lasting, far = cues.lasting[row], float(cues.mirror_far[window].max())
    mirror = max(0.0, float(cues.mirror[window].max()))
    dimmed = max(0.0, float((cues.mirror[window] * cues.dimmed[window]).max()))
    change = min(2.0, float(cues.change[window].max()))
    paint = min(2.0, float(cues.paint[window].max()))
    return np.array(
        [
            edge,
            strength,
            edge * strength,
            lasting,
            strength * lasting,
            mirror,
            far,
            dimmed,
            change,
            paint,
            cues.calmer[window].max(),
            strength * cues.lasting_far[row],
            dimmed * change,
            dimmed * strength,
            far * strength,
            1.0,
        ]
    )


def _peak(values: NDArray[np.float64], row: int) -> float:
    """Return where a parabola through three rows is highest, no further than half a row away."""
    if not 0 < row < len(values) - 1:
        return float(row)
    before, here, after = values[row - 1 : row + 2]
    bend = before - 2 * here + after
    if bend >= 0:
        return float(row)
    return float(row + np.clip((before - after) / (2 * bend), -0.5, 0.5))
