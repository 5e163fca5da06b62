"""How fresh a station's knowledge is; silence is not safety.

A regular station is late and then dead by its own interval. A crisis-management gauge
below its start level is silent by design, but for one report a day. Where danger
stood when the readings stopped, the station is blind, and its alert stays.
"""

from dataclasses import dataclass

import numpy as np

from kawamori.judging.policy import Policy
from kawamori.judging.rivers import (
    BLIND,
    DEAD,
    DORMANT,
    LATE,
    LIVE,
    NEVER_US,
    Bools,
    Floats,
    Ints,
    Rivers,
    Rows,
)
from kawamori.levels import Levels


@dataclass(frozen=True, slots=True)
class Silence:
    """How long nothing was heard of each station before its reading, in seconds.

    ``believed_s`` is since the last reading believed; ``may_last_s`` how long the
    station may be quiet before it is late.
    """

    heard_s: Floats
    believed_s: Floats
    may_last_s: Floats


def silence_before(rivers: Rivers, rows: Rows, observed_us: Ints, policy: Policy) -> Silence:
    """Return how long these stations were silent, before the new reading is remembered."""
    heard_us = rivers.heard_us[rows]
    heard_s = np.where(heard_us == NEVER_US, np.inf, (observed_us - heard_us) / 1e6)
    accepted_s = rivers.accepted_s[rows]
    believed_s = np.where(np.isnan(accepted_s), heard_s, observed_us / 1e6 - accepted_s)
    late_s = policy.late_after_intervals * rivers.interval_s[rows]
    dormant_s = policy.dormant_for.total_seconds()
    return Silence(heard_s, believed_s, np.where(_sleeps(rivers, rows), dormant_s, late_s))


def freshness_of(
    rivers: Rivers, rows: Rows, now_s: Floats, transit_s: Floats, policy: Policy
) -> Levels:
    """Return the freshness of each row at its run's own time.

    ``transit_s`` is how long a reading may be on its way, by the run's clock.
    """
    age_s = now_s - rivers.heard_us[rows] / 1e6 - transit_s
    interval_s = rivers.interval_s[rows]
    freshness = np.full(len(rows), LIVE, dtype=np.int8)
    freshness[age_s > policy.late_after_intervals * interval_s] = LATE
    freshness[age_s > policy.dead_after_intervals * interval_s] = DEAD
    sleeps = _sleeps(rivers, rows)
    asleep_for_long = age_s > policy.dormant_for.total_seconds()
    freshness[sleeps & (freshness != LIVE) & ~asleep_for_long] = DORMANT
    danger = rivers.level[rows] >= policy.blind_from
    freshness[danger & (freshness != LIVE)] = BLIND
    return freshness


def _sleeps(rivers: Rivers, rows: Rows) -> Bools:
    """Return which stations are silent by design."""
    asleep: Bools = rivers.is_crisis[rows] & (rivers.stage_m[rows] < rivers.start_m[rows])
    return asleep
