"""Flat line: the same value for longer than this gauge was ever seen to rest.

A gauge of a quiet river in whole centimetres rests for days, a radar over waves for minutes:
the time is measured from the gauge itself. Time without readings is no rest.
"""

from dataclasses import dataclass

import numpy as np

from kawamori.quality.limits import Rules
from kawamori.quality.memory import Bools, Memory
from kawamori.quality.readings import New, made_unless_given

SAME_M = 1e-6


@dataclass(frozen=True, slots=True)
class Flats:
    """Which new readings are flat for long, and which for so long that the sensor is stuck."""

    are_flat: Bools
    are_stuck: Bools


def find_flats(memory: Memory, new: New, rules: Rules) -> Flats:
    """Return which readings end a time without any change, and remember that time.

    1. Go on with the time that runs, or begin another where the value changed.
    2. Of a time that ended, remember how long it was, at most what would have been flat:
       a sensor that was stuck makes nobody used to it.
    3. Compare the time that runs with the longest before it.
    """
    rows = new.rows
    low_m = np.fmin(memory.flat_low_m[rows], new.stages_m)
    high_m = np.fmax(memory.flat_high_m[rows], new.stages_m)
    since_s = memory.flat_since_s[rows]
    goes_on = new.is_next & (high_m - low_m <= SAME_M)
    longest_s = memory.longest_flat_s[rows]
    least_s = np.maximum(rules.flat_s, rules.flat_steps * new.interval_s)
    made_s = np.maximum(rules.own_flats * longest_s, least_s)
    flat_s = made_unless_given(memory.flat_s[rows], made_s)
    stuck_s = made_unless_given(memory.stuck_s[rows], rules.stuck_flats * made_s)

    rested_s = np.where(goes_on, new.seconds - since_s, 0.0)
    ended_s = np.where(goes_on | np.isnan(since_s), 0.0, new.last_s - since_s)
    memory.longest_flat_s[rows] = np.maximum(longest_s, np.minimum(ended_s, made_s))
    memory.flat_since_s[rows] = np.where(goes_on, since_s, new.seconds)
    memory.flat_low_m[rows] = np.where(goes_on, low_m, new.stages_m)
    memory.flat_high_m[rows] = np.where(goes_on, high_m, new.stages_m)
    return Flats(rested_s >= flat_s, rested_s >= stuck_s)
