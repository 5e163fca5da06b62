"""Flags beside observations: what a pass says of each in the end."""

from datetime import UTC, datetime, timedelta

import numpy as np

from kawamori.judging.doubts import together
from kawamori.judging.findings import Doubts
from kawamori.judging.passes import Clock, Readings, judge
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.rivers import Rivers, Watch
from kawamori.levels import Thresholds
from kawamori.observations import Flag, names_of
from kawamori.times import to_us

NOON = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LADDER = Thresholds(caution_m=2.0)


def doubts(*said: tuple[int, int, Flag, Flag]) -> Doubts:
    rows, observed_us, flags, about = (np.array(c, dtype=np.int64) for c in zip(*said, strict=True))
    return Doubts(rows, observed_us, flags, about)


def told(found: Doubts) -> list[tuple[int, int, Flag, Flag]]:
    columns = (found.rows, found.observed_us, found.flags, found.about)
    return [(r, t, Flag(f), Flag(a)) for r, t, f, a in zip(*(c.tolist() for c in columns))]  # noqa: B905 of one length


def judged(*rivers_m: list[float]) -> list[tuple[int, int, list[str]]]:
    """Judge rivers in one pass: station, place, and what of jumps is held against it."""
    rivers = Rivers()
    rivers.add([Watch(0, n, f"station-{n}", MINUTE, LADDER) for n in range(len(rivers_m))])
    many = [(n, k, m) for n, river in enumerate(rivers_m) for k, m in enumerate(river)]
    streams, places, stages_m = (np.array(column) for column in zip(*many, strict=True))
    at_us = to_us(NOON) + places * 60_000_000
    readings = Readings(np.zeros(len(many), np.int64), streams, at_us, stages_m.astype(float))
    findings = judge(rivers, readings, {0: Clock(NOON + 60 * MINUTE)}, DEFAULT_POLICY)
    found = together(findings.doubts)
    of_jumps = found.flags & int(Flag.JUMP | Flag.SPIKE)
    place = (found.observed_us - to_us(NOON)) // 60_000_000
    about = (found.about & int(Flag.JUMP) > 0).tolist()
    columns = (found.rows.tolist(), place.tolist(), of_jumps.tolist(), about)
    return [
        (row, at, names_of(flags))
        for row, at, flags, is_jump in zip(*columns, strict=True)
        if is_jump
    ]


def test_the_last_word_of_a_pass_holds_and_other_bits_stay() -> None:
    jump, spike, both = Flag.JUMP, Flag.SPIKE, Flag.JUMP | Flag.SPIKE
    earlier = doubts((0, 5, jump, both), (1, 5, jump, both))
    later = doubts(
        (0, 5, spike, both), (0, 6, jump, both), (1, 5, Flag.GROSS_RANGE, jump | Flag(2))
    )

    assert told(together([earlier, later])) == [
        (0, 5, spike, both),
        (0, 6, jump, both),
        (1, 5, Flag.GROSS_RANGE, both | Flag.GROSS_RANGE),
    ]


def test_every_river_s_jumps_are_settled_for_themselves() -> None:
    calm, spike = [0.8, 0.8, 0.8, 0.8], [0.8, 3.83, 0.8, 0.8]
    surge, waits = [0.8, 1.7, 1.8, 1.9], [0.8, 0.8, 0.8, 3.83]

    assert judged(calm, spike, surge, waits) == [
        (1, 1, ["spike"]),
        (2, 1, []),
        (2, 2, []),
        (3, 3, ["jump"]),
    ]
