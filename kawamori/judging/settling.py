"""Settle a jump that waits, by other evidence than the station's next reading."""

import numpy as np

from kawamori.judging.jumps import public_at_most
from kawamori.judging.policy import Policy
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import Rivers, Rows
from kawamori.levels import GaugeLevel, classify_all


def believe(rivers: Rivers, rows: Rows) -> None:
    """Take the jumps of these rows for the river."""
    rivers.accepted_s[rows] = rivers.pending_s[rows]
    rivers.accepted_m[rows] = rivers.pending_m[rows]
    rivers.pending_s[rows] = rivers.pending_m[rows] = np.nan
    ladders, held = rivers.ladders.take(rows), rivers.confirmed_level[rows]
    rivers.confirmed_level[rows] = classify_all(rivers.accepted_m[rows], ladders, held=held)


def confirm_as_seen(rivers: Rivers, rows: Rows) -> None:
    """Take what these rows show now for the river, whether it waits as a jump or has to stand."""
    rivers.pending_s[rows] = rivers.newest_us[rows] / 1e6
    rivers.pending_m[rows] = rivers.stage_m[rows]
    believe(rivers, rows)


def deny(rivers: Rivers, rows: Rows) -> None:
    """Go back to the last readings believed; what is older than the jump stays history."""
    rivers.pending_s[rows] = rivers.pending_m[rows] = np.nan
    rivers.stage_m[rows] = rivers.accepted_m[rows]
    rivers.newest_us[rows] = np.rint(rivers.accepted_s[rows] * 1e6)


def restate(rivers: Rivers, rows: Rows, why: Reason, policy: Policy) -> None:
    """Say anew at which level these rows stand, by what is believed of them now."""
    confirmed = rivers.confirmed_level[rows]
    ladders, stages_m = rivers.ladders.take(rows), rivers.stage_m[rows]
    seen = classify_all(stages_m, ladders, held=np.zeros_like(confirmed))
    waits = ~np.isnan(rivers.pending_m[rows])
    level = np.maximum(confirmed, seen)
    public = np.minimum(confirmed, public_at_most(rivers, rows, policy))
    rivers.level[rows], rivers.public_level[rows] = level, public
    rivers.unconfirmed[rows] = waits | (level > confirmed)
    why &= ~(Reason.REACHED | Reason.HELD | Reason.OVERFLOW_NEEDS_A_PERSON)
    stands = level > GaugeLevel.NORMAL
    rivers.reasons[rows] = (
        int(why)
        | (stands & (seen >= level)) * Reason.REACHED
        | (stands & (seen < level)) * Reason.HELD
        | (confirmed > public) * Reason.OVERFLOW_NEEDS_A_PERSON
    )
