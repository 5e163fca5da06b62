"""The quality tests within a pass: what they hold against new readings, and against late ones."""

from collections.abc import Iterator

import numpy as np

from kawamori.judging.findings import Doubts
from kawamori.judging.rivers import WINDOW, Floats, Ints, Rivers, Rows
from kawamori.observations import Flag
from kawamori.quality.checks import ON_LAST, ON_NEW, check
from kawamori.quality.limits import RULES
from kawamori.quality.neighbours import Pairs, Past, is_alone, may_be_alone
from kawamori.quality.out_of_sequence import check_late

_SPIKE = Flag.SPIKE | Flag.JUMP


def recollect(rivers: Rivers) -> None:
    """Begin what the tests remember of new rows, from the readings that are there already."""
    first = len(rivers.memory)
    rivers.memory.grow(rivers.interval_s)
    new = np.arange(first, len(rivers), dtype=np.intp)
    if not (rivers.next_column[new] > WINDOW).any():
        return
    seconds, stages_m = rivers.windows(new)
    for at_s, stage_m in zip(seconds.T, stages_m.T, strict=True):
        is_there = ~np.isnan(at_s)
        at_s, stage_m = at_s[is_there], stage_m[is_there]  # noqa: PLW2901 those that are there
        check(rivers.memory, new[is_there], at_s, stage_m, at_s, np.zeros(len(at_s)))


def doubts_about_quality(
    rivers: Rivers,
    rows: Rows,
    observed_us: Ints,
    stages_m: Floats,
    now_s: Floats,
    transit_s: Floats,
) -> Iterator[Doubts]:
    """Yield what the tests hold against a round's readings, and against those before them."""
    memory, seconds = rivers.memory, observed_us / 1e6
    checked = check(memory, rows, seconds, stages_m, now_s, transit_s)
    flags = checked.new
    asked = np.flatnonzero(may_be_alone(memory, rows, stages_m, RULES))
    if len(asked):
        past = Past(rivers.seconds, rivers.stages_m, rivers.next_column)
        new = (rows[asked], seconds[asked], stages_m[asked])
        alone = is_alone(memory, *new, past, _pairs(rivers, rows[asked]), RULES)
        flags[asked] |= alone * int(Flag.NEIGHBOURS)
    held = np.flatnonzero(flags)
    if len(held):
        yield Doubts.of(rows[held], observed_us[held], flags[held], ON_NEW | Flag.NEIGHBOURS)
    for bits, about in ((Flag.OUTLIER, ON_LAST), (Flag.SPIKE, _SPIKE)):
        held = np.flatnonzero(checked.last & int(bits))
        if len(held):
            last_us = np.rint(checked.last_s[held] * 1e6).astype(np.int64)
            yield Doubts.of(rows[held], last_us, np.full(len(held), int(bits)), about)


def _pairs(rivers: Rivers, rows: Rows) -> Pairs:
    """Return the neighbours of these rows whose travel time is known."""
    found = []
    for ways, sign in ((rivers.neighbours.upstream, 1.0), (rivers.neighbours.downstream, -1.0)):
        if len(ways.rows):
            place, way = ways.of_rows(rows)
            known = ~np.isnan(ways.travel_s[way])
            way = way[known]
            found.append((rows[place[known]], ways.rows[way], sign * ways.travel_s[way]))
    if not found:
        return Pairs.none()
    return Pairs(*(np.concatenate(column) for column in zip(*found, strict=True)))


def doubts_about_late(
    rivers: Rivers, rows: Rows, observed_us: Ints, stages_m: Floats
) -> Iterator[Doubts]:
    """Yield what is held against readings that came after a later one."""
    if len(rows):
        seconds = observed_us / 1e6
        flags = check_late(rivers.memory, rows, seconds, stages_m, rivers.windows, RULES)
        held = np.flatnonzero(flags)
        if len(held):
            about = Flag.OUT_OF_SEQUENCE | _SPIKE
            yield Doubts.of(rows[held], observed_us[held], flags[held], about)
