"""The river's course at each gauge: what is remembered of it, and what a new reading says.

Everything is measured from the gauge's own recent past: how fast the water rose in the
last hours, how fast it has ever risen of late, how far readings stray from one another,
and how much of a rise the tide explains. Nothing is set by station.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Bools = NDArray[np.bool_]
Rows = NDArray[np.intp]

HOUR_S = 3600.0
MARK_S = 1800.0  # the river's course is kept on the half hours, by the line between readings
MARKS = 13  # six hours
DAY_MARKS = 62  # a lunar day and the six hours before it
LUNAR_DAY_H = 24.84  # the tide comes again so much later
LEAST_LIKENESS = 0.6  # below it a gauge is no tide's
TIDE_SHARE = 1 / 96  # of each hour in the running likeness to the lunar day before
LAGS_H = (1.0, 2.0, 3.0, 6.0)  # rises are measured over
BIGGEST_AT_FIRST_M = 0.3  # before a gauge has shown how fast its river rises
BIGGEST_HALVES_IN_S = 30 * 86_400.0
NOISE_SHARE = 1 / 12  # of each new reading in the running noise
MOST_NOISE_M = 0.5  # one spike counts no more than this
SPREAD_PACE = 0.02  # share of each hour in the running spread
MIDDLE_PACE = 0.05  # of the spread that the running median moves in an hour
LEAST_SPREAD_M = 0.01
SPREAD_AT_FIRST_M = 0.05
LONGEST_STEP_H = 3.0  # what one reading may stand for in running measures of time


@dataclass(slots=True)
class Course:
    """What is remembered of every station; a column of ``marks_m``, a place of the others.

    A reading becomes *clean* when the next one is known: the median of the three. A
    spike or a dropped echo is thereby gone, a step that lasts is not.
    """

    marks_m: Singles  # (MARKS, stations): stage at the last half hours
    day_m: Singles  # (DAY_MARKS, stations): the same, of thirty-one hours
    newest_mark: NDArray[np.int64]  # number of the newest half hour kept, since 1970
    first_m: Floats  # the very first reading
    before_s: Floats  # the newest reading, as it came
    before_m: Floats
    earlier_s: Floats  # the one before it, clean
    earlier_m: Floats
    biggest_m: Floats  # rise within six hours, halving every thirty days
    noise_m: Floats  # how far readings stand off the line between their neighbours
    middle_m: Floats  # running median
    spread_m: Floats  # usual distance from it
    alike: Floats  # running product of three hours' rises now and a lunar day ago, m2
    swing: Floats  # running mean of their squares, m2

    @classmethod
    def of(cls, stations: int) -> "Course":
        """Remember nothing of so many stations."""
        course = cls(
            np.full((MARKS, stations), np.nan, dtype=np.float32),
            np.full((DAY_MARKS, stations), np.nan, dtype=np.float32),
            np.zeros(stations, dtype=np.int64),
            *(np.full(stations, np.nan) for _ in range(len(fields(cls)) - 3)),
        )
        course.biggest_m[:] = BIGGEST_AT_FIRST_M
        course.noise_m[:] = course.alike[:] = course.swing[:] = 0.0
        course.spread_m[:] = SPREAD_AT_FIRST_M
        return course


@dataclass(frozen=True, slots=True)
class Signs:
    """What one reading a row says of the river: metres, seconds, shares."""

    stage_m: Floats
    rises_m: Floats  # (lags, stations): above the water of 1, 2, 3 and 6 h before, never below 0
    step_m: Floats  # above the reading before
    step_s: Floats
    biggest_m: Floats
    noise_m: Floats
    from_middle_m: Floats
    is_rising: Bools  # above the reading before, or the water of one, two or three hours ago


def observe(course: Course, rows: Rows, seconds: Floats, stages_m: Floats) -> Signs:
    """Take in one new reading a row and return what it says.

    1. The reading before has now a neighbour on both sides: make it clean, and mark
       the river's course up to it.
    2. Measure the rises from that course.
    3. Move the running measures on.
    """
    before_s, before_m = course.before_s[rows], course.before_m[rows]
    earlier_s, earlier_m = course.earlier_s[rows], course.earlier_m[rows]
    clean_m = _median_of_three(earlier_m, before_m, stages_m)
    _mark(course, rows, before_s, clean_m, earlier_s, earlier_m)
    _learn(course, rows, seconds, stages_m)
    signs = _signs(course, rows, seconds, stages_m, clean_m)
    course.earlier_s[rows], course.earlier_m[rows] = before_s, clean_m
    course.before_s[rows], course.before_m[rows] = seconds, stages_m
    return signs


def _median_of_three(a: Floats, b: Floats, c: Floats) -> Floats:
    """Return the middle one, or ``b`` where ``a`` is unknown."""
    middle: Floats = np.fmax(np.minimum(a, b), np.minimum(np.fmax(a, b), c))
    return middle


def _mark(
    course: Course, rows: Rows, at_s: Floats, clean_m: Floats, from_s: Floats, from_m: Floats
) -> None:
    """Write the half hours between two clean readings; after a long gap the last ones only."""
    known = ~np.isnan(at_s)
    last = np.where(known, at_s, 0.0) // MARK_S
    first = np.isnan(from_s)
    done = np.where(first, last - 1, course.newest_mark[rows])
    todo = np.where(known, np.minimum(last - done, DAY_MARKS), 0)
    with np.errstate(invalid="ignore"):
        slope = np.where(first, 0.0, (clean_m - from_m) / (at_s - from_s))
    for back in range(int(todo.max(initial=0))):
        due = np.flatnonzero(todo > back)
        mark = last[due] - back
        stage_m = clean_m[due] - slope[due] * (at_s[due] - mark * MARK_S)
        number = mark.astype(np.int64)
        course.day_m[number % DAY_MARKS, rows[due]] = stage_m
        if back < MARKS:
            course.marks_m[number % MARKS, rows[due]] = stage_m
    course.newest_mark[rows[known]] = last[known].astype(np.int64)


def _learn(course: Course, rows: Rows, seconds: Floats, stages_m: Floats) -> None:
    """Move noise, middle and spread on by one reading."""
    at_s, raw_m = course.before_s[rows], course.before_m[rows]
    from_s, from_m = course.earlier_s[rows], course.earlier_m[rows]
    two, one = ~np.isnan(from_m), ~np.isnan(raw_m)
    line_m = from_m + (stages_m - from_m) * (at_s - from_s) / (seconds - from_s)
    off_m = np.minimum(np.abs(raw_m - line_m), MOST_NOISE_M)
    _move(course.noise_m, rows, off_m, two)
    middle_m = np.where(one, course.middle_m[rows], stages_m)
    hours = np.where(one, np.clip((seconds - at_s) / HOUR_S, 0.0, LONGEST_STEP_H), 0.0)
    away_m, spread_m = stages_m - middle_m, course.spread_m[rows]
    spread_m += SPREAD_PACE * hours * (np.abs(away_m) - spread_m)
    pace_m = MIDDLE_PACE * hours * np.maximum(spread_m, LEAST_SPREAD_M)
    course.spread_m[rows] = spread_m
    course.middle_m[rows] = middle_m + np.where(away_m > 0, pace_m, -pace_m)


def _move(kept: Floats, rows: Rows, new: Floats, known: Bools) -> None:
    was = kept[rows]
    kept[rows] = was + np.where(known, NOISE_SHARE * (new - was), 0.0)


def _signs(course: Course, rows: Rows, seconds: Floats, stages_m: Floats, clean_m: Floats) -> Signs:
    before_s = course.before_s[rows]
    before_m = np.where(np.isnan(clean_m), stages_m, clean_m)
    step_s = np.where(np.isnan(before_s), 0.0, seconds - before_s)
    step_m = stages_m - before_m
    marks_m = course.marks_m if len(rows) == len(course.before_s) else course.marks_m[:, rows]
    every_row = np.arange(len(rows)) if marks_m is not course.marks_m else rows
    past_m = np.stack(
        [
            _stage_at(
                marks_m,
                every_row,
                seconds - lag * HOUR_S,
                course.newest_mark[rows],
                before_s,
                before_m,
                seconds,
                stages_m,
            )
            for lag in LAGS_H
        ]
    )
    begun = np.isnan(course.first_m[rows])
    first_m = np.where(begun, stages_m, course.first_m[rows])
    course.first_m[rows] = first_m
    rises_m = stages_m - np.where(np.isnan(past_m), first_m, past_m)
    rises_m = rises_m - _tide(course, rows, seconds, step_s, rises_m)
    low_m = np.fmin(np.fmin.reduce(marks_m, axis=0)[every_row], before_m)
    fade = np.exp2(-step_s / BIGGEST_HALVES_IN_S)
    biggest_m = np.maximum(course.biggest_m[rows] * fade, before_m - low_m)
    course.biggest_m[rows] = biggest_m
    return Signs(
        stages_m,
        np.maximum(rises_m, 0.0),
        step_m,
        step_s,
        biggest_m,
        course.noise_m[rows],
        stages_m - course.middle_m[rows],
        (rises_m[:3] > 0).any(axis=0) | (step_m > 0),
    )


def _tide(course: Course, rows: Rows, seconds: Floats, step_s: Floats, rises_m: Floats) -> Floats:
    """Return what of the rises is the tide's: as much as the same hours rose a lunar day ago.

    Taken off by the share to which this gauge's rises have of late been like those of the
    lunar day before: all of it at the sea, nothing on a river.
    """
    lags_h = np.array([0.0, *LAGS_H])
    at = np.round((seconds[None] - (LUNAR_DAY_H + lags_h[:, None]) * HOUR_S) / MARK_S)
    then_m = course.day_m[at.astype(np.int64) % DAY_MARKS, rows]
    risen_m = np.nan_to_num(then_m[0] - then_m[1:])
    now_m, before_m = rises_m[2], risen_m[2]
    known = ~np.isnan(then_m[0]) & (step_s > 0)
    share = np.where(known, TIDE_SHARE * np.minimum(step_s / HOUR_S, LONGEST_STEP_H), 0.0)
    alike = course.alike[rows] * (1 - share) + share * now_m * before_m
    swing = course.swing[rows] * (1 - share) + share * (now_m**2 + before_m**2) / 2
    course.alike[rows], course.swing[rows] = alike, swing
    likeness = np.clip(alike / np.maximum(swing, 1e-6), 0.0, 1.0)
    tide_m: Floats = np.where(likeness > LEAST_LIKENESS, likeness, 0.0) * risen_m
    return tide_m


def _stage_at(
    marks_m: Singles,
    columns: Rows,
    at_s: Floats,
    newest: NDArray[np.int64],
    before_s: Floats,
    before_m: Floats,
    seconds: Floats,
    stages_m: Floats,
) -> Floats:
    """Return the stage at a past time, by the line between what is known around it."""
    mark = np.floor(at_s / MARK_S).astype(np.int64)
    has_next = mark < newest
    after_before = at_s >= before_s
    left_s = np.where(after_before, before_s, mark * MARK_S)
    left_m = np.where(after_before, before_m, marks_m[mark % MARKS, columns])
    right_s = np.where(after_before, seconds, np.where(has_next, (mark + 1) * MARK_S, before_s))
    right_m = np.where(
        after_before, stages_m, np.where(has_next, marks_m[(mark + 1) % MARKS, columns], before_m)
    )
    share = (at_s - left_s) / np.maximum(right_s - left_s, 1.0)
    past_m: Floats = np.where(np.isnan(left_m), np.nan, left_m + share * (right_m - left_m))
    return past_m
