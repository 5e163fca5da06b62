"""Fit the weights of the waterline's cues to synthetic scenes.

``python -m simulators.staff_gauge.fitting`` prints the weights to be written into
``edge.waterline.weighing``, and what they do on scenes that were not fitted to. No recorded still
has a part in it.
"""

import sys
from collections.abc import Iterator

import numpy as np
from numpy.random import default_rng
from numpy.typing import NDArray

from edge.waterline.cues import look
from edge.waterline.strips import cut_strip
from edge.waterline.weighing import CANDIDATES, WEIGHTS, find_candidates
from simulators.staff_gauge.scenes import Scene, draw_scene
from simulators.staff_gauge.standing import KINDS
from simulators.staff_gauge.weather import CONDITIONS

NEAR_M, DECAY, STEPS, RATE = 0.015, 0.002, 4000, 0.05
SURE, FAR_M = 0.85, 0.05

Values = NDArray[np.float64]


def scenes(count: int, first: int) -> Iterator[Scene]:
    """Yield scenes of every kind, in none to two conditions, a tenth without an edge in sight."""
    for seed in range(first, first + count):
        random = default_rng([seed, 7])
        chosen = random.choice(CONDITIONS, random.integers(0, 3), replace=False)
        share = random.uniform(0.04, 0.96) if random.random() < 0.9 else random.choice([-0.3, 1.3])  # noqa: PLR2004 a tenth
        yield Scene(str(random.choice(KINDS)), frozenset(map(str, chosen)), seed, float(share))


def examine(chosen: Iterator[Scene]) -> tuple[Values, Values]:
    """Return features [scene, candidate, cue] and errors in metres, infinite where none is."""
    features, errors = [], []
    for scene in chosen:
        still = draw_scene(scene)
        strip = cut_strip(still.picture, still.calibration)
        found = find_candidates(strip, look(strip))
        step_px = float(strip.rows_px[1] - strip.rows_px[0])
        each = np.zeros((CANDIDATES, len(WEIGHTS)))
        each[:, -1] = 1e6
        off = np.full(CANDIDATES, np.inf)
        for index, candidate in enumerate(found):
            each[index] = candidate.features
            if 0 < scene.share < 1:
                row_px = strip.rows_px[0] + candidate.row * step_px
                off[index] = abs(row_px - still.row_px) * still.calibration.m_per_px()
        features.append(each)
        errors.append(off)
    return np.array(features), np.array(errors)


def shares(features: Values, weights: Values) -> Values:
    """Return the share of each candidate, and of none of them, in the last column."""
    scores = np.where(features[:, :, -1] > 1, -np.inf, features @ weights)
    scores = np.concatenate([scores, np.zeros((len(scores), 1))], axis=1)
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def fit(features: Values, errors: Values) -> Values:
    """Return the weights of the highest likelihood, held small, by Adam's gradient steps."""
    near = (errors <= NEAR_M).astype(float)
    none = (near.sum(axis=1, keepdims=True) == 0).astype(float)
    right = np.concatenate([near, none], axis=1)
    whole = np.concatenate([features, np.zeros((len(features), 1, len(WEIGHTS)))], axis=1)
    whole[whole[:, :, -1] > 1] = 0
    weights, mean, square = WEIGHTS.copy(), np.zeros(len(WEIGHTS)), np.zeros(len(WEIGHTS))
    for step in range(1, STEPS + 1):
        share = shares(features, weights)
        among = share * right
        among /= among.sum(axis=1, keepdims=True)
        slope = np.einsum("sc,scf->f", share - among, whole) / len(whole) + DECAY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        move = (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-9)
        weights = weights - RATE * move
    return weights


def report(features: Values, errors: Values, weights: Values) -> str:
    """Return how often it is read, how well, and how often surely wrong."""
    share = shares(features, weights)[:, :-1]
    best = share.argmax(axis=1)
    at = np.arange(len(best))
    sure, off = share[at, best] >= SURE, errors[at, best]
    wrong = int((sure & (off > FAR_M)).sum())
    return (
        f"{len(best)} scenes: {sure.mean():.0%} read, median {np.median(off[sure]) * 100:.2f} cm, "
        f"{wrong} surely wrong by more than {FAR_M * 100:.0f} cm"
    )


def main(count: int) -> None:
    """Fit to ``count`` scenes, and try on half as many others."""
    features, errors = examine(scenes(count, 0))
    weights = fit(features, errors)
    say = sys.stdout.write
    say(f"WEIGHTS = np.array({np.round(weights, 2).tolist()})\n")
    say(f"fitted: {report(features, errors, weights)}\n")
    others = examine(scenes(count // 2, 1_000_000))
    say(f"others: {report(*others, weights)}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
