"""Out of sequence: what comes after a later reading is no news, but a chart will draw it.

It is held against what lies beside it in time, of the readings remembered and of those that
came with it. The median of five stands for the river, so that a fault that was measured
twice in a row is found too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from kawamori.observations import Flag
from kawamori.quality.limits import Rules
from kawamori.quality.memory import Floats, Ints, Memory, Rows
from kawamori.quality.spike import limits_m

_SIDE = 2  # readings on each side
_S_PER_H = 3600.0


@dataclass(frozen=True, slots=True)
class Known:
    """Readings remembered of some stations: a line a station, its number in ``rows``."""

    rows: Rows
    seconds: Floats
    stages_m: Floats


def check_late(
    memory: Memory, rows: Rows, seconds: Floats, stages_m: Floats, known: Known, rules: Rules
) -> Ints:
    """Return the flags of readings that came late, in their order."""
    many, width = len(rows), known.seconds.shape[1]
    of = np.concatenate([rows, np.repeat(known.rows, width)])
    at_s = np.concatenate([seconds, known.seconds.ravel()])
    all_m = np.concatenate([stages_m, known.stages_m.ravel()])
    order = np.lexsort((at_s, of))
    order = order[~np.isnan(at_s[order])]
    off_m, step_s = _off(of[order], at_s[order], all_m[order])
    interval_s = memory.interval_s[of[order]]
    hours = np.fmin(step_s, rules.gap_steps * interval_s) / _S_PER_H
    _, spike_m = limits_m(memory.noise_m[of[order]], hours, rules)
    flags = np.full(len(of), int(Flag.OUT_OF_SEQUENCE))
    flags[order[off_m > spike_m]] |= int(Flag.SPIKE)
    return flags[:many]


def _off(of: Rows, at_s: Floats, stages_m: Floats) -> tuple[Floats, Floats]:
    """Return how far each reading is off the median of those beside it, and the step to them."""
    fives_m = _fives(stages_m, of)
    median_m = np.nanmedian(fives_m, axis=1)
    steps_s = np.abs(_fives(at_s, of) - at_s[:, None])
    steps_s[:, _SIDE] = np.nan
    alone = np.isnan(steps_s).all(axis=1)
    steps_s[alone] = 0.0
    return np.abs(stages_m - median_m), np.nanmin(steps_s, axis=1)


def _fives(values: Floats, of: Rows) -> Floats:
    """Return each value between its two neighbours on either side, NaN where it has none."""
    edge = np.full(_SIDE, np.nan)
    fives = sliding_window_view(np.concatenate([edge, values, edge]), 2 * _SIDE + 1).copy()
    stations = np.concatenate([np.full(_SIDE, -1), of, np.full(_SIDE, -1)])
    fives[sliding_window_view(stations, 2 * _SIDE + 1) != of[:, None]] = np.nan
    return fives
