"""What a person rules and judging obeys: surge or spike, a public OVERFLOW, an all-clear."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

import numpy as np

from kawamori.judging.cases import follow
from kawamori.judging.doubts import before, doubts_about_settled
from kawamori.judging.findings import Assessments, Findings
from kawamori.judging.policy import Policy
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import Rivers, Rows
from kawamori.judging.settling import believe, confirm_as_seen, deny, restate
from kawamori.judging.silence import Silence
from kawamori.judging.standing import standing


class Verdict(StrEnum):
    """What may be ruled of an alert."""

    SURGE = "surge"  # the jump is the river
    SPIKE = "spike"  # the jump is the sensor
    OVERFLOW = "overflow"  # the water is over the bank: the public may be told
    ALL_CLEAR = "all_clear"  # the policy leaves the end to a person: it may end


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict on the alert at a row, and when it was given, microseconds since 1970."""

    ruling_id: int
    alert_id: int
    row: int
    verdict: Verdict
    made_us: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A ruling that nothing could be done with, and why."""

    ruling_id: int
    because: str


def obey(
    rivers: Rivers, rulings: Sequence[Ruling], policy: Policy
) -> tuple[Findings, list[Refusal]]:
    """Carry rulings out, in their order, and return what is to be stored.

    A ruling is about an alert that stands; one that comes too late is refused, and so
    is one on a jump where none waits. What follows from it is dated by the ruling.
    """
    findings, refusals = Findings(), []
    for ruling in rulings:
        because = _refuses(rivers, ruling)
        if because:
            refusals.append(Refusal(ruling.ruling_id, because))
            continue
        row = np.array([ruling.row], dtype=np.intp)
        was = before(rivers, row)
        _carry_out(rivers, row, ruling.verdict, policy)
        findings.doubts += doubts_about_settled(rivers, row, was)
        found = standing(rivers, row)
        findings.history.append(found)
        findings.latest.append(found)
        later_us = int(found.observed_us[0]) + 1  # no two steps of an alert share a moment
        _follow(rivers, found, max(ruling.made_us, later_us), policy, findings)
    return findings, refusals


def remember(rivers: Rivers, row: int, verdict: Verdict) -> None:
    """Know again, after a restart, what was ruled of an alert that still stands."""
    if verdict is Verdict.OVERFLOW:
        rivers.overflow_by_person[row] = True
    elif verdict is Verdict.ALL_CLEAR:
        rivers.clear_by_person[row] = True


def _refuses(rivers: Rivers, ruling: Ruling) -> str:
    alert = rivers.alerts.get(ruling.row)
    if alert is None or alert.alert_id != ruling.alert_id:
        return f"alert {ruling.alert_id} does not stand any more"
    if ruling.verdict in (Verdict.SURGE, Verdict.SPIKE):
        if np.isnan(rivers.pending_m[ruling.row]):
            return "no jump waits to be settled"
        if ruling.verdict is Verdict.SPIKE and np.isnan(rivers.accepted_m[ruling.row]):
            return "nothing else is known of the station yet: its next reading settles this"
    return ""


def _carry_out(rivers: Rivers, row: Rows, verdict: Verdict, policy: Policy) -> None:
    if verdict is Verdict.SURGE:
        believe(rivers, row)
        reasons = Reason.JUMP_CONFIRMED | Reason.SETTLED_BY_A_PERSON
    elif verdict is Verdict.SPIKE:
        deny(rivers, row)
        reasons = Reason.SPIKE_DENIED | Reason.SETTLED_BY_A_PERSON
    else:
        if verdict is Verdict.OVERFLOW:
            confirm_as_seen(rivers, row)
        remember(rivers, int(row[0]), verdict)
        reasons = Reason(int(rivers.reasons[row][0])) | Reason.SETTLED_BY_A_PERSON
        if verdict is Verdict.OVERFLOW:
            reasons &= ~(Reason.UNCONFIRMED_RISE | Reason.UNCONFIRMED_FALL | Reason.HAS_TO_STAND)
    restate(rivers, row, reasons, policy)


def _follow(
    rivers: Rivers, found: Assessments, made_us: int, policy: Policy, findings: Findings
) -> None:
    """Move the alert as of the ruling, which is no reading and ends no silence.

    What a person rules is a step at once, down as well as up.
    """
    now = found.at(np.array([made_us], dtype=np.int64))
    heard = Silence(np.zeros(1), np.zeros(1), np.full(1, np.inf))
    follow(rivers, now, heard, replace(policy, ease_after=timedelta(0)), findings)
