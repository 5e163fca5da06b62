"""Rate of change: further from the last reading than rivers move in that time."""

import numpy as np

from kawamori.quality.limits import Rules
from kawamori.quality.memory import Bools, Memory
from kawamori.quality.readings import New, made_unless_given

_S_PER_H = 3600.0


def is_too_fast(memory: Memory, new: New, last_stood_out: Bools, rules: Rules) -> Bools:
    """Return which new readings come too fast.

    Where the last reading stood out, the one before it counts: the way back from a fault is
    none. A step may always be as large as the gauge's noise makes it.
    """
    from_s = np.where(last_stood_out, new.before_s, new.last_s)
    from_m = np.where(last_stood_out, new.before_m, new.last_m)
    hours = (new.seconds - from_s) / _S_PER_H
    noise_m = np.maximum(rules.noises * new.noise_m, rules.least_m)
    made = rules.river_m_per_h + np.divide(
        noise_m, hours, out=np.zeros_like(hours), where=hours > 0
    )
    rate = made_unless_given(memory.rate_m_per_h[new.rows], made)
    too_fast: Bools = new.is_next & (np.abs(new.stages_m - from_m) > rate * hours)
    return too_fast
