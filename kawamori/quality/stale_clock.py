"""Stale clock: readings that come as often as they should, each late by the same time, or ahead.

What was held back and sent later catches up: it comes faster than it was measured. A wrong
clock never does.
"""

import numpy as np

from kawamori.quality.limits import Rules
from kawamori.quality.memory import Bools, Memory
from kawamori.quality.readings import New


def is_by_wrong_clock(memory: Memory, new: New, rules: Rules) -> Bools:
    """Return which readings a clock dated that is behind or ahead, and remember by how much."""
    behind_s = new.now_s - new.seconds
    same = np.abs(behind_s - memory.behind_s[new.rows]) <= new.interval_s / 2
    in_step = np.where(same, memory.in_step[new.rows] + 1, 0)
    memory.behind_s[new.rows] = behind_s
    memory.in_step[new.rows] = in_step
    late_s = rules.behind_steps * new.interval_s + new.transit_s
    behind = (behind_s > late_s) & (in_step >= rules.in_step)
    wrong: Bools = behind | (behind_s < -rules.ahead_s)
    return wrong
