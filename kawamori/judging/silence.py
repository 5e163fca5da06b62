"""How fresh a station's knowledge is; silence is not safety.

A regular station is late and then dead by its own interval. A crisis-management gauge
below its start level is silent by design, but for one report a day. Where danger
stood when the readings stopped, the station is blind, and its alert stays.
"""

import numpy as np

from kawamori.judging.policy import Policy
from kawamori.judging.rivers import BLIND, DEAD, DORMANT, LATE, LIVE, Floats, Rivers, Rows
from kawamori.levels import Levels


def freshness_of(
    rivers: Rivers, rows: Rows, now_s: Floats, transit_s: Floats, policy: Policy
) -> Levels:
    """Return the freshness of each row at its run's own time.

    ``transit_s`` is how long a reading may be on its way, by the run's clock.
    """
    age_s = now_s - rivers.newest_us[rows] / 1e6 - transit_s
    interval_s = rivers.interval_s[rows]
    freshness = np.full(len(rows), LIVE, dtype=np.int8)
    freshness[age_s > policy.late_after_intervals * interval_s] = LATE
    freshness[age_s > policy.dead_after_intervals * interval_s] = DEAD
    sleeps = rivers.is_crisis[rows] & (rivers.stage_m[rows] < rivers.start_m[rows])
    asleep_for_long = age_s > policy.dormant_for.total_seconds()
    freshness[sleeps & (freshness != LIVE) & ~asleep_for_long] = DORMANT
    danger = rivers.level[rows] >= policy.blind_from
    freshness[danger & (freshness != LIVE)] = BLIND
    return freshness
