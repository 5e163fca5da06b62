"""Neighbour disagreement: a station that stands where none of its neighbours' water puts it.

Stations differ in height, so each is measured by its own usual stage and spread, and each
neighbour is looked at when the same water passed it. What counts is the median neighbour.
"""

from dataclasses import dataclass

import numpy as np

from kawamori.quality.limits import Rules
from kawamori.quality.memory import Bools, Floats, Memory, Rows

ENOUGH = 100  # readings before a station's usual stage is known
_NEAR_STEPS = 1.5


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a station and a neighbour, and how long ago the same water passed the neighbour.

    ``travel_s`` is negative for a neighbour downstream: what passes it now was here before, so
    that its newest reading has to do.
    """

    rows: Rows
    others: Rows
    travel_s: Floats

    @classmethod
    def none(cls) -> "Pairs":
        """Return no pairs."""
        return cls(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0))


@dataclass(frozen=True, slots=True)
class Past:
    """Readings remembered: a line a station, the newest before ``next_column``."""

    seconds: Floats
    stages_m: Floats
    next_column: Rows


def may_be_alone(memory: Memory, rows: Rows, stages_m: Floats, rules: Rules) -> Bools:
    """Return which readings are so unusual that the neighbours need be asked: few of them."""
    off_m = np.abs(stages_m - memory.usual_m[rows])
    far = off_m > np.maximum(rules.spreads * memory.spread_m[rows], rules.least_apart_m)
    few: Bools = far & (memory.count[rows] >= ENOUGH)
    return few


def is_alone(
    memory: Memory,
    rows: Rows,
    seconds: Floats,
    stages_m: Floats,
    past: Past,
    pairs: Pairs,
    rules: Rules,
) -> Bools:
    """Return which new readings disagree with the median of their neighbours.

    Amplitudes differ from place to place, so that neighbours who have moved themselves may
    differ by as much more; a station where it usually stands is never alone.
    """
    place = np.full(len(memory), -1, dtype=np.intp)
    place[rows] = np.arange(len(rows))
    here = place[pairs.rows]
    use = (here >= 0) & (memory.count[pairs.others] >= ENOUGH)
    here, others = here[use], pairs.others[use]
    stands, is_known = _stood(memory, others, seconds[here] - pairs.travel_s[use], past)
    theirs = _medians(here[is_known], stands[is_known], len(rows))
    spread_m = memory.spread_m[rows]
    apart = np.abs((stages_m - memory.usual_m[rows]) / spread_m - theirs)
    far = (apart > rules.spreads + np.abs(theirs)) & (apart * spread_m > rules.least_apart_m)
    alone: Bools = far & may_be_alone(memory, rows, stages_m, rules)
    return alone


def _stood(memory: Memory, others: Rows, wanted_s: Floats, past: Past) -> tuple[Floats, Bools]:
    """Return how many spreads off its usual stage each station stood then, and whether known."""
    newest = past.next_column[others] - 1
    newest_s, interval_s = past.seconds[others, newest], memory.interval_s[others]
    wanted_s = np.fmin(wanted_s, newest_s)
    back = np.rint((newest_s - wanted_s) / interval_s)
    column = np.maximum(newest - np.nan_to_num(back).astype(np.intp), 0)
    is_known = np.abs(past.seconds[others, column] - wanted_s) <= _NEAR_STEPS * interval_s
    off_m = past.stages_m[others, column] - memory.usual_m[others]
    return off_m / memory.spread_m[others], is_known


def _medians(groups: Rows, values: Floats, many: int) -> Floats:
    """Return the median of each group's values, NaN where it has none."""
    order = np.argsort(groups, kind="stable")
    groups, values = groups[order], values[order]
    counts = np.bincount(groups, minlength=many)
    first = np.cumsum(counts) - counts
    table = np.full((many, int(counts.max(initial=1))), np.nan)
    table[groups, np.arange(len(groups)) - first[groups]] = values
    table.sort(axis=1)  # NaN last
    line, known = np.arange(many), np.maximum(counts, 1)
    medians: Floats = (table[line, (known - 1) // 2] + table[line, known // 2]) / 2
    return medians
