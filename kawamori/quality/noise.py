"""How noisy a gauge is and where its river usually stands, learned one reading at a time.

Each is a median that is followed in small steps: up where the new value is higher, down where
it is lower. A flood or a fault moves it no further than any other reading.
"""

import numpy as np

from kawamori.quality.memory import LEAST_NOISE_M, LEAST_SPREAD_M, Bools, Floats, Memory
from kawamori.quality.readings import New

FIRST_READINGS = 8.0  # while so few are known, steps are larger
STEP = 0.03
SEASON_S = 3 * 86_400.0  # how long the river must stand elsewhere until that is usual


def learn(memory: Memory, new: New, stood_out: Bools) -> None:
    """Learn from new readings, and from the last ones that did not stand out."""
    first = 1.0 / (FIRST_READINGS + memory.count[new.rows])
    _learn_noise(memory, new, new.are_three & ~stood_out, np.maximum(STEP, first))
    _learn_usual(memory, new, np.maximum(np.fmin(new.interval_s / SEASON_S, STEP), first))


def _learn_noise(memory: Memory, new: New, use: Bools, step: Floats) -> None:
    whole_s = np.where(new.are_three, new.seconds - new.before_s, 1.0)
    between = (new.last_s - new.before_s) / whole_s
    line_m = new.before_m + between * (new.stages_m - new.before_m)
    more = np.abs(new.last_m - line_m) > new.noise_m
    noise_m = new.noise_m * np.where(use, np.where(more, 1 + step, 1 / (1 + step)), 1.0)
    memory.noise_m[new.rows] = np.maximum(noise_m, LEAST_NOISE_M)


def _learn_usual(memory: Memory, new: New, step: Floats) -> None:
    usual_m, spread_m = memory.usual_m[new.rows], memory.spread_m[new.rows]
    off_m = new.stages_m - usual_m
    moved_m = usual_m + step * np.sign(off_m) * spread_m
    memory.usual_m[new.rows] = np.where(np.isnan(usual_m), new.stages_m, moved_m)
    wider = np.abs(off_m) > spread_m
    spread_m *= np.where(wider, 1 + step, 1 / (1 + step))
    memory.spread_m[new.rows] = np.maximum(spread_m, LEAST_SPREAD_M)
