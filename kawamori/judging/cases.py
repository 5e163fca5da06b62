"""Follow the alerts of the few stations where something is to be raised, moved or cleared."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from kawamori.alerts import Alert, Reading, Terms
from kawamori.judging.clearing import what_holds
from kawamori.judging.findings import Assessments, Findings, Step
from kawamori.judging.policy import Policy
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import Bools, Rivers
from kawamori.judging.silence import Silence
from kawamori.levels import GaugeLevel
from kawamori.trends import TRENDS, Trend

_JUMP = Reason.UNCONFIRMED_RISE | Reason.UNCONFIRMED_FALL
_FALLING = TRENDS.index(Trend.FALLING)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def follow(
    rivers: Rivers, found: Assessments, silence: Silence, policy: Policy, findings: Findings
) -> None:
    """Move the alerts that these assessments concern.

    A river that is found high after a silence longer than a flood is judged a case of
    its own: the old alert stood through the silence and gives way to a new one, so
    that people are told again. A jump that waits for the next reading renews nothing
    and is not shown to the public at all; one downward is shown to neither side.
    """
    settled = found.reasons & _JUMP == 0
    high = settled & (found.level >= policy.alert_from) & (found.reasons & Reason.REACHED > 0)
    renewed = high & (silence.believed_s > policy.one_flood_for.total_seconds())
    unheard, unbelieved = (s > silence.may_last_s for s in (silence.heard_s, silence.believed_s))
    for place in np.flatnonzero(_concerned(rivers, found, policy) | renewed):
        row = int(found.rows[place])
        observed_at = moment(int(found.observed_us[place]))
        stage_m = float(found.stage_m[place])
        alert = rivers.alerts.get(row)
        reasons = Reason(int(found.reasons[place]))
        if alert is None:
            alert = Alert(rivers.next_alert_id(), observed_at)
        elif renewed[place]:
            findings.superseded.append((alert, observed_at))
            alert = Alert(rivers.next_alert_id(), observed_at, supersedes=alert.alert_id)
            reasons |= Reason.AFTER_SILENCE
        level = GaugeLevel(int(found.level[place]))
        public = GaugeLevel(int(found.public_level[place]))
        told = told_while_rising(public, alert.public.level, int(found.trend[place]), policy)
        keeps = _keeps(rivers, row, stage_m)
        unsure = Reason.UNCONFIRMED_RISE in reasons
        for_hq = Reading(level, observed_at, stage_m, bool(unheard[place]), keeps, unsure)
        for_public = Reading(told, observed_at, stage_m, bool(unbelieved[place]), keeps)
        terms = terms_of(rivers, row, policy)
        holds = Reason(0)
        if alert.public.is_open and told < policy.alert_from:
            holds = what_holds(rivers, row, alert.public, policy)
            terms = replace(terms, may_clear=not holds)
        before = alert
        alert, transitions = alert.follow(
            None if Reason.UNCONFIRMED_FALL in reasons else for_hq,
            for_public if settled[place] else None,
            terms,
        )
        keep(rivers, row, alert)
        if holds and alert.is_quiet(observed_at, terms):
            reasons |= holds
        if told < public:
            reasons |= Reason.NOT_RISING
        found.reasons[place] = rivers.reasons[row] = int(reasons)
        if transitions:
            findings.waiting.pop(alert.alert_id, None)
        elif alert != before:
            findings.waiting[alert.alert_id] = alert
        findings.steps += [Step(row, t, alert, reasons) for t in transitions]


def keep(rivers: Rivers, row: int, alert: Alert) -> None:
    """Remember an alert that stands, forget one that is cleared."""
    if alert.is_open:
        rivers.alerts[row] = alert
        rivers.alert_level[row] = alert.hq.level
        rivers.alert_public_level[row] = alert.public.level
        rivers.dips.note(row, alert)
    else:
        rivers.alerts.pop(row, None)
        rivers.overflow_by_person[row] = rivers.clear_by_person[row] = False
        rivers.dips.forget(row)
        rivers.alert_level[row] = rivers.alert_public_level[row] = -1


def terms_of(rivers: Rivers, row: int, policy: Policy) -> Terms:
    """Return on what terms this station's alerts are raised and cleared."""
    by_interval = timedelta(seconds=float(rivers.interval_s[row]) * policy.quiet_intervals)
    quiet_for = max(policy.quiet_for, by_interval)
    return Terms(policy.alert_from, quiet_for, ease_after=policy.ease_after)


def told_while_rising(
    level: GaugeLevel, held: GaugeLevel, trend: int, policy: Policy
) -> GaugeLevel:
    """Return the level the public is told: some are news only while the river rises.

    The official triggers were so: 避難判断水位 reached *and still rising*. A level that was
    told already is kept; a trend that is not known counts as rising.
    """
    if trend != _FALLING:
        return level
    while level > held and level in policy.raised_while_rising:
        level = GaugeLevel(level - 1)
    return level


def moment(observed_us: int) -> datetime:
    """Return the time that this many microseconds after 1970 is."""
    return _EPOCH + timedelta(microseconds=observed_us)


def _concerned(rivers: Rivers, found: Assessments, policy: Policy) -> Bools:
    """Return where an alert is to be raised, has changed, or waits to be eased or cleared."""
    is_open = rivers.alert_level[found.rows] >= 0
    changed = (found.level != rivers.alert_level[found.rows]) | (
        found.public_level != rivers.alert_public_level[found.rows]
    )
    low = found.public_level < policy.alert_from
    waits = low | rivers.dips.is_any[found.rows]
    return np.where(is_open, changed | waits, found.level >= policy.alert_from)


def _keeps(rivers: Rivers, row: int, stage_m: float) -> GaugeLevel:
    """Return the highest level that the stage is not below by its release and by the noise."""
    clearly_m = max(rivers.ladders.release_m[row], rivers.course.noise_m[row])
    is_kept = stage_m > rivers.ladders.rungs_m[:, row] - clearly_m
    return GaugeLevel(int(np.flatnonzero(is_kept)[-1]) + 1 if is_kept.any() else 0)
