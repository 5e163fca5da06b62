"""Spike or surge: a reading far from the last one believed waits for the next.

Headquarters sees the level of an unconfirmed rise at once; the public level moves
only when the next readings lie on the same side. An unconfirmed fall is believed by
nobody until then, because a dropped echo must not clear a flood.
"""

from dataclasses import dataclass

import numpy as np

from kawamori.judging.course import Signs
from kawamori.judging.policy import Policy
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import SECONDS_PER_HOUR, Bools, Floats, Reasons, Rivers, Rows
from kawamori.levels import GaugeLevel, Levels, classify_all


@dataclass(frozen=True, slots=True)
class Believed:
    """What became of each reading: its levels, and why.

    Unconfirmed is what waits for the next reading, and a level above what is certain.
    """

    level: Levels
    public_level: Levels
    unconfirmed: Bools
    reasons: Reasons


def settle(
    rivers: Rivers, rows: Rows, seconds: Floats, signs: Signs, stands: Levels, policy: Policy
) -> Believed:
    """Judge one new reading a row against what is believed, and remember the outcome.

    1. A reading within a plausible step of the last one believed is believed; a jump
       that waited is thereby denied, or borne out where it is nearer to the jump.
    2. So many readings in a row beyond the step on the same side confirm the jump. What
       is certain is the nearest of them.
    3. Any other is a jump, and waits.
    4. A level that was not confirmed before is, when its crossing was foreseen or
       stands: ``stands`` is the highest level of which that is so.
    """
    stages_m = signs.stage_m
    accepted_m, pending_m = rivers.accepted_m[rows], rivers.pending_m[rows]
    ladders = rivers.ladders.take(rows)
    held = rivers.confirmed_level[rows]
    waits = ~np.isnan(pending_m)
    rises = ~(stages_m < accepted_m)
    near = _is_near(rivers, rows, seconds, signs, waits, policy)
    same_side = ~near & waits & (rises == ~(pending_m < accepted_m))
    in_a_row = np.where(same_side, rivers.pending_n[rows] + 1, 1)
    agrees = same_side & (in_a_row >= np.where(rises, policy.surge_readings, policy.drop_readings))
    jumps = ~near & ~agrees
    borne_out = near & waits & (np.abs(stages_m - pending_m) < np.abs(stages_m - accepted_m))

    nearest_m = np.where(same_side, _nearer(pending_m, stages_m, rises), stages_m)
    believed = np.where(jumps, held, classify_all(nearest_m, ladders, held=held))
    confirmed = np.minimum(believed, np.maximum(stands, held))
    waiting = np.flatnonzero(believed > confirmed)
    at_once = ladders.below(policy.alert_from).take(waiting)  # alerts nobody
    quiet = classify_all(nearest_m[waiting], at_once, held=confirmed[waiting])
    confirmed[waiting] = np.maximum(confirmed[waiting], quiet)
    seen = classify_all(stages_m, ladders, held=np.zeros_like(held))
    falls = jumps & ~rises & (same_side | ~waits)
    level = np.maximum(np.maximum(confirmed, seen), np.where(falls, rivers.level[rows], 0))
    public = np.minimum(confirmed, public_at_most(rivers, rows, policy))

    _remember(rivers, rows, seconds, stages_m, jumps)
    rivers.pending_m[rows[jumps]] = nearest_m[jumps]
    rivers.pending_n[rows] = np.where(jumps, in_a_row, 0)
    rivers.confirmed_level[rows] = confirmed
    reached = (seen >= level) & (level > GaugeLevel.NORMAL)
    reasons = (
        reached * Reason.REACHED
        | (~reached & (level > GaugeLevel.NORMAL)) * Reason.HELD
        | (jumps & rises) * Reason.UNCONFIRMED_RISE
        | (jumps & ~rises) * Reason.UNCONFIRMED_FALL
        | (agrees | borne_out) * Reason.JUMP_CONFIRMED
        | (near & waits & ~borne_out) * Reason.SPIKE_DENIED
        | (believed > confirmed) * Reason.HAS_TO_STAND
        | (confirmed > public) * Reason.OVERFLOW_NEEDS_A_PERSON
    )
    return Believed(level, public, jumps | (level > confirmed), reasons.astype(np.int32))


def public_at_most(rivers: Rivers, rows: Rows, policy: Policy) -> Levels:
    """Return the highest level each station alone may make public: a person may lift the limit."""
    limit: Levels = np.where(
        rivers.overflow_by_person[rows],
        np.int8(GaugeLevel.OVERFLOW),
        np.int8(policy.public_at_most),
    )
    return limit


def _is_near(
    rivers: Rivers, rows: Rows, seconds: Floats, signs: Signs, waits: Bools, policy: Policy
) -> Bools:
    """Return which readings are within a plausible step of the last one believed.

    A river that climbs already may go on three times as fast. A station's very first
    reading has nothing to be near to; it is believed when it would alert nobody.
    """
    stages_m, accepted_m = signs.stage_m, rivers.accepted_m[rows]
    hours = (seconds - rivers.accepted_s[rows]) / SECONDS_PER_HOUR
    step_m = np.clip(policy.plausible_rise_m_per_h * hours, policy.least_step_m, policy.most_step_m)
    climbs_m = np.where(waits, 0.0, rivers.stood.before_m[rows] * np.minimum(hours, 1.0))
    step_m = np.where(stages_m > accepted_m, np.maximum(step_m, climbs_m), step_m)
    level = classify_all(
        stages_m, rivers.ladders.take(rows), held=np.zeros(len(rows), dtype=np.int8)
    )
    first_and_low = np.isnan(accepted_m) & (level < policy.alert_from)
    return (np.abs(stages_m - accepted_m) <= step_m) | first_and_low


def _nearer(pending_m: Floats, stages_m: Floats, rises: Bools) -> Floats:
    lower, upper = np.fmin(pending_m, stages_m), np.fmax(pending_m, stages_m)
    nearer: Floats = np.where(rises, lower, upper)
    return nearer


def _remember(rivers: Rivers, rows: Rows, seconds: Floats, stages_m: Floats, jumps: Bools) -> None:
    waiting, believed = rows[jumps], rows[~jumps]
    rivers.pending_s[waiting] = seconds[jumps]
    rivers.pending_m[waiting] = stages_m[jumps]
    rivers.accepted_s[believed] = seconds[~jumps]
    rivers.accepted_m[believed] = stages_m[~jumps]
    rivers.pending_s[believed] = np.nan
    rivers.pending_m[believed] = np.nan
