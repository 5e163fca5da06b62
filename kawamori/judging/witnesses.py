"""Neighbours as witnesses: a rise beside a station bears out a jump that waits there."""

import numpy as np

from kawamori.judging.cases import follow
from kawamori.judging.doubts import before, doubts_about_settled
from kawamori.judging.findings import Findings
from kawamori.judging.neighbours import neighbour_rose
from kawamori.judging.policy import Policy
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import Bools, Floats, Ints, Rivers, Rows
from kawamori.judging.settling import believe, restate
from kawamori.judging.silence import Silence
from kawamori.judging.standing import standing


def hear_witnesses(rivers: Rivers, runs: Ints, policy: Policy, findings: Findings) -> None:
    """Believe the rises that wait where a neighbour's rise fits them in time and in size.

    A neighbour says that water comes, not how much: a jump many times as high as the
    neighbour's own rise waits for the station's next reading nevertheless.
    """
    waits = ~np.isnan(rivers.pending_m) & (rivers.pending_m > rivers.accepted_m)
    rows = np.flatnonzero(waits & np.isin(rivers.run_no, runs))
    if not len(rows):
        return
    rows = rows[_is_borne_out(rivers, rows, policy)]
    if not len(rows):
        return
    was = before(rivers, rows)
    believe(rivers, rows)
    findings.doubts += doubts_about_settled(rivers, rows, was)
    restate(rivers, rows, Reason.JUMP_CONFIRMED | Reason.SETTLED_BY_A_NEIGHBOUR, policy)
    found = standing(rivers, rows)
    findings.history.append(found)
    findings.latest.append(found)
    none = np.zeros(len(rows))
    follow(rivers, found, Silence(none, none, none + np.inf), policy, findings)


def overdue(rivers: Rivers, rows: Rows, now_s: Floats, policy: Policy) -> Bools:
    """Return whose jump has waited past its deadline, which nobody has been told of yet."""
    deadline_s = np.maximum(
        policy.jump_deadline.total_seconds(), policy.late_after_intervals * rivers.interval_s[rows]
    )
    untold = rivers.reasons[rows] & int(Reason.UNSETTLED) == 0
    late: Bools = (now_s - rivers.pending_s[rows] > deadline_s) & untold
    return late


def _is_borne_out(rivers: Rivers, rows: Rows, policy: Policy) -> Bools:
    rose = neighbour_rose(rivers, rows, rivers.pending_s[rows])
    jump_m = rivers.pending_m[rows] - rivers.accepted_m[rows]
    fits: Bools = rose.fits & (jump_m <= policy.surge_per_neighbour_rise * rose.rise_m)
    return fits
