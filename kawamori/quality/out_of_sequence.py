"""Out of sequence: what comes after a later reading is no news, but a chart will draw it.

It is held against what lies beside it in time: two readings on each side, of those that are
remembered and of those that came with it. The median of the five stands for the river, so
that a fault that was measured twice in a row is found too.
"""

from collections.abc import Callable

import numpy as np

from kawamori.observations import Flag
from kawamori.quality.limits import Rules
from kawamori.quality.memory import Bools, Floats, Ints, Memory, Rows
from kawamori.quality.spike import limits_m

Windows = Callable[[Rows], tuple[Floats, Floats]]
A_STEP = 4096  # readings whose stations' memories are looked through at once
_SIDE = 2
_S_PER_H = 3600.0


def check_late(
    memory: Memory, rows: Rows, seconds: Floats, stages_m: Floats, windows: Windows, rules: Rules
) -> Ints:
    """Return the flags of late readings, given by station and time.

    ``windows`` returns what is remembered of stations: times and stages, a line a station.
    What is older than all that is remembered is a backlog, and not out of sequence.
    """
    flags = np.zeros(len(rows), dtype=np.int64)
    with_it_s, with_it_m = (_beside(rows, column) for column in (seconds, stages_m))
    for first in range(0, len(rows), A_STEP):
        part = slice(first, first + A_STEP)
        remembered_s, remembered_m, is_within = _remembered(rows[part], seconds[part], windows)
        at_s = np.concatenate([with_it_s[part], remembered_s], axis=1)
        at_m = np.concatenate([with_it_m[part], remembered_m], axis=1)
        off_m, step_s = _off(seconds[part], stages_m[part], at_s, at_m)
        longest_s = rules.gap_steps * memory.interval_s[rows[part]]
        hours = np.fmin(step_s, longest_s) / _S_PER_H
        _, spike_m = limits_m(memory.noise_m[rows[part]], hours, rules)
        flags[part] = is_within * int(Flag.OUT_OF_SEQUENCE) | (off_m > spike_m) * int(Flag.SPIKE)
    return flags


def _beside(rows: Rows, values: Floats) -> Floats:
    """Return the two values before and the two after each, of the same station; NaN: none."""
    edge, nobody = np.full(_SIDE, np.nan), np.full(_SIDE, -1)
    padded, stations = np.concatenate([edge, values, edge]), np.concatenate([nobody, rows, nobody])
    places = np.arange(len(rows))[:, None] + [0, 1, 3, 4]
    beside: Floats = np.where(stations[places] == rows[:, None], padded[places], np.nan)
    return beside


def _remembered(rows: Rows, seconds: Floats, windows: Windows) -> tuple[Floats, Floats, Bools]:
    """Return the two readings remembered on either side, and whether there is one before.

    Where a time was remembered twice it does no harm: a median is taken.
    """
    all_s, all_m = windows(rows)
    before = np.sum(~(all_s >= seconds[:, None]), axis=1)  # or nothing, which stands on the left
    places = before[:, None] + [-2, -1, 0, 1]
    outside = (places < 0) | (places >= all_s.shape[1])
    places[outside] = 0
    line = np.arange(len(rows))[:, None]
    at_s, at_m = (np.where(outside, np.nan, every[line, places]) for every in (all_s, all_m))
    return at_s, at_m, ~np.isnan(at_s[:, 1])


def _off(seconds: Floats, stages_m: Floats, at_s: Floats, at_m: Floats) -> tuple[Floats, Floats]:
    """Return how far each reading is off the median of five, and the time to the nearest."""
    away_s = at_s - seconds[:, None]
    nearest_s = np.fmin.reduce(np.abs(away_s), axis=1)
    before_m = _nearest(np.where(away_s < 0, -away_s, np.nan), at_m)
    after_m = _nearest(np.where(away_s > 0, away_s, np.nan), at_m)
    fives_m = np.sort(np.concatenate([before_m, stages_m[:, None], after_m], axis=1), axis=1)
    known = np.sum(~np.isnan(fives_m), axis=1)  # NaN is sorted last
    line = np.arange(len(seconds))
    median_m = (fives_m[line, (known - 1) // 2] + fives_m[line, known // 2]) / 2
    return np.abs(stages_m - median_m), np.nan_to_num(nearest_s)


def _nearest(away_s: Floats, at_m: Floats) -> Floats:
    """Return the stages of the two nearest in time; NaN where there are none."""
    order = np.argsort(away_s, axis=1)[:, :_SIDE]
    found_m = np.take_along_axis(at_m, order, axis=1)
    found_m[np.isnan(np.take_along_axis(away_s, order, axis=1))] = np.nan
    return found_m
