"""Floods that were over before they were known: headquarters sees them, nobody else is told."""

from datetime import timedelta

import numpy as np

from kawamori.alerts import Alert, Reading
from kawamori.judging.cases import keep, moment, terms_of
from kawamori.judging.findings import Findings, Step
from kawamori.judging.policy import Policy
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import Floats, Ints, Rivers, Rows
from kawamori.levels import GaugeLevel, classify_all

BELIEVED_OF = 2  # readings; one alone may be a fault
NEWS_FOR = timedelta(days=3)  # a weekend without a link


def note_past(
    rivers: Rivers, rows: Rows, observed_us: Ints, stages_m: Floats, policy: Policy, found: Findings
) -> None:
    """Raise headquarters' side alone for a level that only late readings have told of.

    The level is the highest that two late readings of a station reached. It is news where
    no alert stands, or none that went as high, and the flood is no older than
    ``NEWS_FOR``. The next reading of the present eases it.
    """
    level = classify_all(stages_m, rivers.ladders.take(rows), held=np.zeros(len(rows), np.int8))
    since_us = rivers.heard_us[rows] - round(NEWS_FOR.total_seconds() * 1e6)
    high = np.flatnonzero((level >= policy.alert_from) & (observed_us >= since_us))
    for row in np.unique(rows[high]).tolist():
        own = high[rows[high] == row]
        if len(own) < BELIEVED_OF:
            continue
        peak = own[np.argsort(stages_m[own])[-BELIEVED_OF]]
        alert = rivers.alerts.get(row)
        if alert and level[peak] <= alert.hq.peak_level:
            continue
        alert = alert or Alert(rivers.next_alert_id(), moment(int(observed_us[own].min())))
        shown = Reading(
            GaugeLevel(int(level[peak])),
            moment(int(observed_us[peak])),
            float(stages_m[peak]),
            is_unsure=True,
        )
        alert, steps = alert.follow(shown, None, terms_of(rivers, row, policy))
        keep(rivers, row, alert)
        found.waiting.pop(alert.alert_id, None)
        found.steps += [Step(row, s, alert, Reason.REACHED | Reason.ARRIVED_LATE) for s in steps]
