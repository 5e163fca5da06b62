"""One pass of judging: new readings in, findings out, for all stations at once.

Pure but for ``Rivers``, which it moves forward. The engine, a backtest and a test
call the same two functions: ``judge`` for readings, ``sweep`` for their absence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from kawamori.judging.cases import follow
from kawamori.judging.checking import doubts_about_late, doubts_about_quality, recollect
from kawamori.judging.confirming import confirm
from kawamori.judging.course import observe
from kawamori.judging.doubts import before, doubts_about_jumps
from kawamori.judging.findings import Assessments, Findings, Warnings
from kawamori.judging.jumps import settle
from kawamori.judging.lookout import look_ahead
from kawamori.judging.neighbours import beside_high, beside_rising, note_rises
from kawamori.judging.past import note_past
from kawamori.judging.policy import Policy
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import LIVE, NEVER_US, Bools, Floats, Ints, Rivers, Rows
from kawamori.judging.silence import Beside, freshness_of, silence_before
from kawamori.judging.standing import standing
from kawamori.judging.witnesses import hear_witnesses, overdue
from kawamori.levels import GaugeLevel, Levels
from kawamori.trends import TRENDS, Trend, rates_of_rise, trends_of

BLOCK = 2048
_UNKNOWN = TRENDS.index(Trend.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Readings:
    """New results as columns, in any order; times in microseconds since 1970."""

    run_no: Ints
    datastream_id: Ints
    observed_us: Ints
    stage_m: Floats


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is in a run, and how fast it goes."""

    now: datetime
    speed: float = 1.0


Clocks = Mapping[int, Clock]


def judge(rivers: Rivers, readings: Readings, clocks: Clocks, policy: Policy) -> Findings:
    """Judge new readings and return what is to be stored.

    1. Put aside what belongs to no watched station and what is older than the
       newest judged; it is stored, but history does not re-judge the present. A
       reading from a clock that is ahead counts as of now, so that what is measured
       next is not older.
    2. In rounds of at most one reading a station: settle, trend, project, follow
       the alert.
    3. Say how fresh each touched station now is.
    4. Believe the jumps that a neighbour's rise bears out.
    5. Tell headquarters of a flood that only the late readings knew of.
    """
    recollect(rivers)
    rows, observed_us, stages_m, newer = _in_order(rivers, readings)
    rounds = list(_rounds(rows[newer], observed_us[newer], stages_m[newer]))
    late = rows[~newer], observed_us[~newer], stages_m[~newer]
    findings = Findings(late=len(late[0]))
    findings.doubts += doubts_about_late(rivers, *late)
    found, noted = [], []
    for rows, observed_us, stages_m in rounds:
        was, silence = _state(rivers, rows), silence_before(rivers, rows, observed_us, policy)
        believed_before = before(rivers, rows)
        assessments, warnings = _assess(rivers, rows, observed_us, stages_m, policy)
        findings.warnings += warnings
        now = _now(rivers, rows, clocks, policy)
        findings.doubts += doubts_about_jumps(rivers, assessments, believed_before)
        findings.doubts += doubts_about_quality(rivers, rows, observed_us, stages_m, *now)
        found.append(assessments)
        noted.append((was != _state(rivers, rows)).any(axis=0))
        follow(rivers, assessments, silence, policy, findings)
    touched = rounds[0][0] if rounds else np.empty(0, dtype=np.intp)
    _heard(rivers, touched, clocks)
    refreshed = np.zeros(len(rivers), dtype=np.bool_)
    refreshed[touched] = _refresh(rivers, touched, clocks, policy)
    for place, assessments in enumerate(found):
        rows = assessments.rows
        assessments.freshness[:] = rivers.freshness[rows]
        follows = rounds[place + 1][0] if place + 1 < len(rounds) else rows[:0]
        is_last = ~np.isin(rows, follows, assume_unique=True)
        keep = noted[place] | (is_last & refreshed[rows])
        keep |= assessments.level >= GaugeLevel.STANDBY
        findings.history.append(assessments.where(keep))
        findings.latest.append(assessments.where(is_last))
        findings.calm.append(rows[is_last & ~keep])
    hear_witnesses(rivers, np.array(list(clocks)), policy, findings)
    if findings.late:
        note_past(rivers, *late, policy, findings)
    return findings


def sweep(rivers: Rivers, clocks: Clocks, policy: Policy) -> Findings:
    """Return the stations whose freshness changed because nothing came.

    A silent station keeps its level and its alert; what is unknown is the trend. A jump
    that nothing has settled by its deadline is said to be unsettled.
    """
    known = np.flatnonzero((rivers.newest_us != NEVER_US) & np.isin(rivers.run_no, list(clocks)))
    late = overdue(rivers, known, _now(rivers, known, clocks, policy)[0], policy)
    rivers.reasons[known[late]] |= Reason.UNSETTLED
    rows = known[_refresh(rivers, known, clocks, policy) | late]
    silent = rows[rivers.freshness[rows] != LIVE]
    beside = silent[beside_rising(rivers, silent)]
    rivers.reasons[beside] |= Reason.NEIGHBOURS_RISE
    rivers.trend[silent] = _UNKNOWN
    rivers.rise_m_per_h[silent] = np.nan
    rivers.reasons[silent] |= Reason.SILENT
    found = standing(rivers, rows)
    return Findings(history=[found], latest=[found]) if len(rows) else Findings()


def _in_order(rivers: Rivers, readings: Readings) -> tuple[Rows, Ints, Floats, Bools]:
    """Return row, time and stage of what belongs to a station, by both, and what is new of it."""
    rows = rivers.find(readings.run_no, readings.datastream_id)
    order = np.lexsort((readings.observed_us, rows))
    order = order[rows[order] >= 0]
    rows, observed_us = rows[order], readings.observed_us[order]
    newer: Bools = observed_us > rivers.heard_us[rows]
    newer &= observed_us != rivers.newest_us[rows]  # a clock ahead, and judged already
    newer[1:] &= (rows[1:] != rows[:-1]) | (observed_us[1:] != observed_us[:-1])
    return rows, observed_us, readings.stage_m[order], newer


def _rounds(rows: Rows, observed_us: Ints, stages_m: Floats) -> Iterator[tuple[Rows, Ints, Floats]]:
    """Yield the k-th new reading of every station that has one, k counting from 1."""
    _, first, count = np.unique(rows, return_index=True, return_counts=True)
    for k in range(int(count.max(initial=0))):
        of_this_round = first[count > k] + k
        yield rows[of_this_round], observed_us[of_this_round], stages_m[of_this_round]


def _assess(
    rivers: Rivers, rows: Rows, observed_us: Ints, stages_m: Floats, policy: Policy
) -> tuple[Assessments, Iterator[Warnings]]:
    seconds = observed_us / 1e6
    signs = observe(rivers.course, rows, seconds, stages_m)
    stands = confirm(rivers.stood, rows, rivers.ladders.rungs_m[:, rows], signs)
    believed = settle(rivers, rows, seconds, signs, stands, policy)
    rivers.remember(rows, seconds, stages_m)
    rates = rates_now(rivers, rows, policy)
    rivers.newest_us[rows] = rivers.heard_us[rows] = observed_us
    rivers.stage_m[rows] = stages_m
    rivers.level[rows] = believed.level
    rivers.public_level[rows] = believed.public_level
    rivers.trend[rows] = trends_of(rates, policy.dead_band_m_per_h)
    rivers.rise_m_per_h[rows] = rates
    rivers.unconfirmed[rows] = believed.unconfirmed
    rivers.reasons[rows] = believed.reasons
    note_rises(rivers, rows, policy)
    projections, warnings = look_ahead(rivers, rows, observed_us, signs, policy)
    found = Assessments(
        rows,
        observed_us,
        stages_m,
        believed.level,
        believed.public_level,
        believed.unconfirmed,
        rivers.trend[rows],
        rates,
        projections,
        np.empty(len(rows), dtype=np.int8),
        believed.reasons,
    )
    return found, warnings


def rates_now(rivers: Rivers, rows: Rows, policy: Policy) -> Floats:
    """Return the rates of rise, metres an hour, so many stations at a time as the cache holds."""
    rates = np.empty(len(rows))
    for first in range(0, len(rows), BLOCK):
        block = rows[first : first + BLOCK]
        readings = rivers.spaced(block, rivers.window_s(block, policy))
        rates[first : first + BLOCK] = rates_of_rise(*readings)
    return rates


def _heard(rivers: Rivers, rows: Rows, clocks: Clocks) -> None:
    """Let no reading have been heard later than now."""
    runs, place = np.unique(rivers.run_no[rows], return_inverse=True)
    now_us = [round(clocks[int(run)].now.timestamp() * 1e6) for run in runs]
    of_run = np.array(now_us, dtype=np.int64)[place]
    rivers.heard_us[rows] = np.minimum(rivers.heard_us[rows], of_run)


def _now(rivers: Rivers, rows: Rows, clocks: Clocks, policy: Policy) -> tuple[Floats, Floats]:
    """Return the time in each row's run, and how long a reading may be on its way there."""
    runs, place = np.unique(rivers.run_no[rows], return_inverse=True)
    now_s = np.array([clocks[int(run)].now.timestamp() for run in runs])
    speed = np.array([clocks[int(run)].speed for run in runs])
    return now_s[place], (speed * policy.transit.total_seconds())[place]


def _refresh(rivers: Rivers, rows: Rows, clocks: Clocks, policy: Policy) -> Bools:
    """Store how fresh these stations are and return which of them changed."""
    if not len(rows):
        return np.zeros(0, dtype=np.bool_)
    beside = Beside(beside_rising(rivers, rows), beside_high(rivers, rows, policy.alert_from))
    freshness = freshness_of(rivers, rows, *_now(rivers, rows, clocks, policy), beside, policy)
    changed: Bools = freshness != rivers.freshness[rows]
    rivers.freshness[rows] = freshness
    return changed


def _state(rivers: Rivers, rows: Rows) -> Levels:
    """Return what a change of which is worth a row in the record."""
    known = rivers.newest_us[rows] != NEVER_US
    levels = (rivers.level[rows], rivers.public_level[rows], rivers.trend[rows])
    flags = (known.astype(np.int8), rivers.unconfirmed[rows].astype(np.int8))
    return np.stack([*levels, *flags])
