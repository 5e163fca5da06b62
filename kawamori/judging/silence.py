"""How fresh a station's knowledge is; silence is not safety.

Each station keeps a contract: an interval at which it observes, a shorter one in which
it may burst when the river is high, and, for a crisis-management gauge, how long it
may be dormant below its start level (one report a day). Silence beyond it is late and
then dead; while a neighbour rises it is suspicious at once. Where danger stood when
the readings stopped, the station is blind, and its alert stays.
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


@dataclass(frozen=True, slots=True)
class Beside:
    """Where a neighbour of a station rises, and where one is high."""

    rises: Bools
    high: Bools

    @classmethod
    def nothing(cls, stations: int) -> "Beside":
        """Return that no neighbour does anything."""
        return cls(np.zeros(stations, dtype=np.bool_), np.zeros(stations, dtype=np.bool_))


def silence_before(rivers: Rivers, rows: Rows, observed_us: Ints, policy: Policy) -> Silence:
    """Return how long these stations were silent, before the new reading is remembered."""
    heard_us = rivers.heard_us[rows]
    heard_s = np.where(heard_us == NEVER_US, np.inf, (observed_us - heard_us) / 1e6)
    accepted_s = rivers.accepted_s[rows]
    believed_s = np.where(np.isnan(accepted_s), heard_s, observed_us / 1e6 - accepted_s)
    late_s = policy.late_after_intervals * rivers.interval_s[rows]
    may_last_s = np.where(_sleeps(rivers, rows), rivers.dormant_s[rows], late_s)
    return Silence(heard_s, believed_s, may_last_s)


def freshness_of(
    rivers: Rivers, rows: Rows, now_s: Floats, transit_s: Floats, beside: Beside, policy: Policy
) -> Levels:
    """Return the freshness of each row at its run's own time.

    ``transit_s`` is how long a reading may be on its way, by the run's clock.

    1. Late and dead by the station's contract: more than so many of its intervals.
    2. Where a neighbour rises, one missed reading is late already.
    3. Asleep below the start level: dormant for as long as the contract allows, but a
       sleeper beside high water is late, for that should have woken it.
    4. Danger and then silence is blind.
    """
    age_s = now_s - rivers.heard_us[rows] / 1e6 - transit_s
    interval_s = expected_every_s(rivers, rows, policy)
    patience = np.where(beside.rises, policy.late_beside_a_rise, policy.late_after_intervals)
    freshness = np.full(len(rows), LIVE, dtype=np.int8)
    freshness[age_s > patience * interval_s] = LATE
    freshness[age_s > policy.dead_after_intervals * interval_s] = DEAD
    silent = freshness != LIVE
    sleeps = _sleeps(rivers, rows) & silent & (age_s <= rivers.dormant_s[rows])
    freshness[sleeps] = np.where(beside.high, LATE, DORMANT)[sleeps]
    freshness[silent & (rivers.level[rows] >= policy.blind_from)] = BLIND
    return freshness


def expected_every_s(rivers: Rivers, rows: Rows, policy: Policy) -> Floats:
    """Return the interval that each station's contract promises as it stands: burst when high."""
    bursts = rivers.level[rows] >= policy.burst_from
    every_s: Floats = np.where(bursts, rivers.burst_s[rows], rivers.interval_s[rows])
    return every_s


def _sleeps(rivers: Rivers, rows: Rows) -> Bools:
    """Return which stations are silent by design."""
    asleep: Bools = rivers.is_crisis[rows] & (rivers.stage_m[rows] < rivers.start_m[rows])
    return asleep
