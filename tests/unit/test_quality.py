"""The quality tests hold something against faults, and nothing against rivers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kawamori.observations import Flag
from kawamori.quality.checks import check
from kawamori.quality.gross_range import is_impossible
from kawamori.quality.limits import EVERYWHERE, RULES, Limits
from kawamori.quality.memory import Memory
from kawamori.quality.neighbours import ENOUGH, Pairs, Past, is_alone
from kawamori.quality.out_of_sequence import check_late
from kawamori.quality.qartod import Qartod, all_rolled_up, rolled_up

TEN_MIN_S = 600.0
DAY = 144  # readings
FAULTLESS = np.zeros(1)


def flags_of(
    stages_m: list[float],
    *,
    step_s: float = TEN_MIN_S,
    limits: Limits = EVERYWHERE,
    times_s: list[float] | None = None,
    behind_s: float | list[float] = 0.0,
) -> list[Flag]:
    """Return the flags of one gauge's readings, each judged as it comes."""
    memory = Memory()
    memory.grow(np.array([step_s]))
    memory.hold_to(0, limits)
    row = np.array([0])
    flags = [Flag.NONE] * len(stages_m)
    behind = behind_s if isinstance(behind_s, list) else [behind_s] * len(stages_m)
    times_s = times_s or [1e9 + step_s * k for k in range(len(stages_m))]
    for k, (at_s, stage_m) in enumerate(zip(times_s, stages_m, strict=True)):
        now = np.array([at_s + behind[k]])
        checked = check(memory, row, np.array([at_s]), np.array([stage_m]), now, FAULTLESS)
        flags[k] |= Flag(int(checked.new[0]))
        flags[k - 1] |= Flag(int(checked.last[0]))
    return flags


def rippling(
    many: int, around_m: float = 0.8, ripple_m: float = 0.01, seed: int = 1
) -> list[float]:
    rng = np.random.default_rng(seed)
    return [float(m) for m in around_m + rng.normal(0, ripple_m, many)]


def flagged(flags: list[Flag], which: Flag) -> list[int]:
    return [k for k, each in enumerate(flags) if each & which]


def test_what_no_sensor_reads_is_impossible_and_what_nobody_expects_unusual() -> None:
    results, low, high = np.array([-6.0, 1.0, 21.0]), np.full(3, -5.0), np.full(3, 20.0)

    assert is_impossible(results, low, high).tolist() == [True, False, True]
    flags = flags_of([0.2, 1.0, 3.1], limits=Limits(low_m=0.5, high_m=3.0, rate_m_per_h=99))
    assert flagged(flags, Flag.UNUSUAL) == [0, 2]


def test_a_reading_off_both_its_neighbours_is_an_outlier_and_far_off_a_spike() -> None:
    river = rippling(60)
    river[40], river[50] = river[39] + 0.2, river[49] + 3.0

    flags = flags_of(river)

    assert flagged(flags, Flag.OUTLIER) == [40, 50]
    assert flagged(flags, Flag.SPIKE) == [50]


def test_what_is_an_outlier_depends_on_the_gauge_s_own_noise() -> None:
    quiet, wavy = rippling(400, ripple_m=0.002), rippling(400, ripple_m=0.06)
    quiet[390], wavy[390] = quiet[389] + 0.15, wavy[389] + 0.15

    assert flagged(flags_of(quiet), Flag.OUTLIER) == [390]
    assert flagged(flags_of(wavy)[100:], Flag.OUTLIER) == []


def test_a_crest_is_no_spike() -> None:
    rise = [0.8, 0.9, 1.3, 1.9, 2.4, 2.6, 2.55, 2.4, 2.2, 2.0]

    assert flagged(flags_of(rise), Flag.OUTLIER | Flag.SPIKE) == []


def test_a_rise_faster_than_rivers_is_suspect_and_the_way_back_from_a_fault_is_none() -> None:
    flags = flags_of([0.8, 0.8, 0.81, 1.9, 0.8, 0.81, 0.8, 2.0, 2.1])

    assert flagged(flags, Flag.RATE_OF_CHANGE) == [3, 7]


def test_a_flash_flood_of_0_9_m_in_20_minutes_is_only_a_river() -> None:
    flags = flags_of([0.8, 0.8, 0.81, 1.25, 1.7, 2.0, 2.2])

    assert set(flags) == {Flag.NONE}


def test_a_gauge_is_flat_when_it_rests_longer_than_ever_and_stuck_much_later() -> None:
    flags = flags_of([*rippling(DAY), *[0.8] * (4 * DAY)])

    assert flagged(flags, Flag.FLAT_LINE)[0] == DAY + DAY
    assert flagged(flags, Flag.STUCK)[0] == DAY + 3 * DAY


def test_a_gauge_in_whole_centimetres_may_rest_as_long_as_it_did_before() -> None:
    used_to_it = [*[0.80] * (DAY - 1), *[0.81] * (DAY - 1), *[0.80] * (DAY * 2)]

    assert flagged(flags_of(used_to_it), Flag.FLAT_LINE) == []


def test_time_without_readings_is_no_rest() -> None:
    two_days_s = 2 * 86_400.0
    times_s = [1e9, 1e9 + TEN_MIN_S, 1e9 + TEN_MIN_S + two_days_s]

    assert flags_of([0.8, 0.8, 0.8], times_s=times_s)[2] == Flag.NONE


def test_a_clock_that_is_always_late_by_the_same_is_stale_and_one_ahead_is_too() -> None:
    river = rippling(12)

    assert flagged(flags_of(river, behind_s=7200.0), Flag.STALE_CLOCK) == list(range(3, 12))
    assert flagged(flags_of(river, behind_s=-120.0), Flag.STALE_CLOCK) == list(range(12))
    assert flagged(flags_of(river, behind_s=900.0), Flag.STALE_CLOCK) == []


def test_a_clock_that_goes_back_is_survived() -> None:
    times_s = [1e9, 1e9 + 300, 1e9 + 60, 1e9 + 300, 1e9 + 60, 1e9 + 660]

    assert len(flags_of([0.8, 0.9, 0.8, 0.9, 0.8, 0.9], times_s=times_s)) == 6


def test_a_spool_that_catches_up_has_no_stale_clock() -> None:
    river = rippling(12)
    catching_up = [7200.0 - TEN_MIN_S * k for k in range(12)]

    assert flagged(flags_of(river, behind_s=catching_up), Flag.STALE_CLOCK) == []


@pytest.mark.parametrize("faults", [1, 2])
def test_a_fault_that_comes_late_is_found_by_what_lies_beside_it(faults: int) -> None:
    memory = Memory()
    memory.grow(np.array([TEN_MIN_S]))
    at_s = np.array([1e9 + TEN_MIN_S * k for k in range(20)])
    known_m = np.array(rippling(20))
    late = np.arange(6, 12)
    late_m = np.array(rippling(6, seed=2))
    late_m[2 : 2 + faults] = 3.83
    there = ~np.isin(np.arange(20), late)
    rows = np.zeros(6, dtype=np.intp)

    def windows(rows: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return np.tile(at_s[there], (len(rows), 1)), np.tile(known_m[there], (len(rows), 1))

    flags = check_late(memory, rows, at_s[late], late_m, windows, RULES)

    assert [Flag(f) & Flag.SPIKE for f in flags.tolist()] == [
        Flag.SPIKE if 2 <= k < 2 + faults else Flag.NONE for k in range(6)
    ]
    assert all(flags & int(Flag.OUT_OF_SEQUENCE))


def test_a_surge_that_comes_late_is_no_spike() -> None:
    memory = Memory()
    memory.grow(np.array([TEN_MIN_S]))
    late_m = np.array([0.8, 0.8, 0.8, 2.6, 2.7, 2.8, 2.9])
    at_s = np.array([1e9 + TEN_MIN_S * k for k in range(7)])
    nothing = np.full((7, 4), np.nan)

    rows = np.zeros(7, dtype=np.intp)
    flags = check_late(memory, rows, at_s, late_m, lambda _: (nothing, nothing), RULES)

    assert set(flags.tolist()) == {0}  # nothing is remembered before it: a backlog


class Valley:
    """Three stations down a river, an hour of water between each and the next."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.memory.grow(np.full(3, TEN_MIN_S))
        self.rows, self.at_s = np.arange(3), 1e9
        self.past = Past(np.full((3, 500), np.nan), np.zeros((3, 500)), np.zeros(3, np.intp))
        pairs = [(0, 1, -3600.0), (1, 0, 3600.0), (1, 2, -3600.0), (2, 1, 3600.0)]
        rows, others, travel_s = (np.array(column) for column in zip(*pairs, strict=True))
        self.pairs = Pairs(rows, others, travel_s)
        for stages_m in zip(*(rippling(ENOUGH + 10, seed=k) for k in range(3)), strict=True):
            self.observe(*stages_m)

    def observe(self, *stages_m: float) -> list[bool]:
        """Let each station report; return which of them stand alone."""
        self.at_s += TEN_MIN_S
        seconds, stages = np.full(3, self.at_s), np.array(stages_m)
        check(self.memory, self.rows, seconds, stages, seconds, np.zeros(3))
        column = self.past.next_column[0]
        self.past.seconds[:, column], self.past.stages_m[:, column] = seconds, stages
        self.past.next_column[:] += 1
        held = (self.memory, self.rows, seconds, stages, self.past, self.pairs, RULES)
        return [bool(alone) for alone in is_alone(*held)]


def test_a_station_that_moves_while_its_neighbours_do_not_stands_alone() -> None:
    valley = Valley()

    assert valley.observe(0.8, 0.8, 0.81) == [False, False, False]
    assert valley.observe(0.8, 2.8, 0.81)[1]


def test_a_flood_wave_that_comes_down_the_valley_leaves_nobody_alone() -> None:
    valley = Valley()
    wave = [0.8 + 2.0 * np.exp(-(((k - 30) / 12) ** 2)) for k in range(80)]

    found = [
        valley.observe(wave[k], 0.8 + 1.2 * (wave[k - 6] - 0.8), 0.8 + 0.8 * (wave[k - 12] - 0.8))
        for k in range(12, 80)
    ]

    assert not any(alone for each in found for alone in each[1:])  # below the first of them


def test_without_neighbours_nobody_is_alone() -> None:
    valley = Valley()
    valley.pairs = Pairs.none()

    assert valley.observe(0.8, 2.8, 0.81) == [False, False, False]


def test_one_value_stands_for_all_that_is_held_against_an_observation() -> None:
    assert rolled_up(Flag.NONE) is Qartod.GOOD
    assert rolled_up(Flag.STOPWATCH) is Qartod.GOOD
    assert rolled_up(Flag.NONE, tested=False) is Qartod.NOT_EVALUATED
    assert rolled_up(Flag.OUT_OF_SEQUENCE) is Qartod.NOT_EVALUATED
    assert rolled_up(Flag.JUMP) is Qartod.SUSPECT
    assert rolled_up(Flag.OUT_OF_SEQUENCE | Flag.SPIKE) is Qartod.FAIL
    assert rolled_up(Flag.RATE_OF_CHANGE | Flag.GROSS_RANGE, tested=False) is Qartod.FAIL


@given(st.lists(st.integers(0, sum(Flag)), max_size=20))
def test_many_are_rolled_up_as_each_alone(flags: list[int]) -> None:
    together = all_rolled_up(np.array(flags, dtype=np.int64)).tolist()

    assert together == [rolled_up(each) for each in flags]


@given(st.lists(st.floats(-5, 20), min_size=1, max_size=60), st.integers(1, 5))
def test_stations_are_tested_alike_alone_or_among_others(river: list[float], others: int) -> None:
    many = 1 + others
    memory = Memory()
    memory.grow(np.full(many, TEN_MIN_S))
    rows, zeros = np.arange(many), np.zeros(many)
    together = []
    for k, stage_m in enumerate(river):
        at_s, stages_m = np.full(many, 1e9 + TEN_MIN_S * k), np.full(many, 0.8)
        stages_m[-1] = stage_m
        together.append(int(check(memory, rows, at_s, stages_m, at_s, zeros).new[-1]))

    alone = flags_of(river)
    assert together == [int(flags & ~(Flag.OUTLIER | Flag.SPIKE)) for flags in alone]


def test_a_station_s_own_limits_stand_instead_of_those_made_for_it() -> None:
    own = replace(EVERYWHERE, outlier_m=0.02, spike_m=0.1, flat_s=3600.0, stuck_s=7200.0)
    river = [0.8, 0.8, 0.83, 0.8, 0.8, 0.95, *[0.8] * 13]

    flags = flags_of(river, limits=own)

    assert flagged(flags, Flag.OUTLIER) == [2, 5]
    assert flagged(flags, Flag.SPIKE) == [5]
    assert flagged(flags, Flag.FLAT_LINE) == list(range(12, 19))
    assert flagged(flags, Flag.STUCK) == list(range(18, 19))
