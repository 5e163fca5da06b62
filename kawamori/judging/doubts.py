"""What a pass holds against readings, and takes back: flags beside the value, never the value.

A jump that waits is flagged while it waits. What settles it settles every reading that
waited with it: those on the side that was confirmed are cleared, the others were spikes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kawamori.judging.findings import Assessments, Doubts
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import Bools, Floats, Rivers, Rows
from kawamori.observations import Flag

_OF_JUMPS = Flag.JUMP | Flag.SPIKE


@dataclass(frozen=True, slots=True)
class Before:
    """What was believed of each station before its new reading, and whether a jump waited."""

    waited: Bools
    accepted_s: Floats
    accepted_m: Floats

    def where(self, places: Rows) -> "Before":
        """Return the same of some of the stations."""
        return Before(self.waited[places], self.accepted_s[places], self.accepted_m[places])


def before(rivers: Rivers, rows: Rows) -> Before:
    """Return what is believed of these stations now."""
    waits = ~np.isnan(rivers.pending_s[rows])
    return Before(waits, rivers.accepted_s[rows], rivers.accepted_m[rows])


def doubts_about_jumps(rivers: Rivers, found: Assessments, was: Before) -> Iterator[Doubts]:
    """Yield what a round says of readings that jumped: each waits, or is settled."""
    accepted_s = rivers.accepted_s[found.rows]
    waits = accepted_s != found.observed_us / 1e6
    if waits.any():
        flags = np.full(np.count_nonzero(waits), int(Flag.JUMP))
        yield Doubts.of(found.rows[waits], found.observed_us[waits], flags, _OF_JUMPS)
    settled = np.flatnonzero(was.waited & (accepted_s != was.accepted_s))
    if len(settled):
        confirmed = found.reasons[settled] & int(Reason.JUMP_CONFIRMED) != 0
        rows, until_s = found.rows[settled], accepted_s[settled]
        yield _settled(rivers, rows, was.where(settled), confirmed, until_s)


def doubts_about_settled(rivers: Rivers, rows: Rows, was: Before) -> Iterator[Doubts]:
    """Yield what is said of jumps that a neighbour or a person settled: no reading did."""
    settled = np.flatnonzero(was.waited & np.isnan(rivers.pending_s[rows]))
    if len(settled):
        confirmed = rivers.accepted_s[rows[settled]] != was.accepted_s[settled]
        until_s = np.full(len(settled), np.inf)
        yield _settled(rivers, rows[settled], was.where(settled), confirmed, until_s)


def _settled(rivers: Rivers, rows: Rows, was: Before, confirmed: Bools, until_s: Floats) -> Doubts:
    """Settle the readings since the last one that was believed, until some time."""
    seconds, stages_m = rivers.windows(rows)
    waited = ~(seconds <= was.accepted_s[:, None]) & (seconds < until_s[:, None])
    rises = ~(rivers.accepted_m[rows] < was.accepted_m)
    on_its_side = ~(stages_m < was.accepted_m[:, None]) == rises[:, None]
    is_river = confirmed[:, None] & on_its_side
    flags = np.where(is_river, int(Flag.NONE), int(Flag.SPIKE))[waited]
    observed_us = np.rint(seconds[waited] * 1e6).astype(np.int64)
    return Doubts.of(rows[np.nonzero(waited)[0]], observed_us, flags, _OF_JUMPS)


def together(doubts: Sequence[Doubts]) -> Doubts:
    """Return what a pass holds in the end: each observation once, by station and time."""
    columns = [(each.rows, each.observed_us, each.flags, each.about) for each in doubts]
    rows, observed_us, flags, about = (np.concatenate(c) for c in zip(*columns, strict=True))
    order = np.lexsort((observed_us, rows))  # of one observation, in the order it was said
    rows, observed_us, flags, about = (c[order] for c in (rows, observed_us, flags, about))
    again = np.zeros(len(rows), dtype=np.bool_)
    again[1:] = (rows[1:] == rows[:-1]) & (observed_us[1:] == observed_us[:-1])
    for place in np.flatnonzero(again).tolist():
        flags[place] |= flags[place - 1] & ~about[place]
        about[place] |= about[place - 1]
    is_last = ~np.append(again[1:], np.zeros(min(len(rows), 1), dtype=np.bool_))
    return Doubts(rows[is_last], observed_us[is_last], flags[is_last], about[is_last])
