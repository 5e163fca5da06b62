"""How fresh a station is: by its mode, the silence, and what its neighbours do."""

from datetime import timedelta
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.rivers import FRESHNESS, Rivers, Watch
from kawamori.judging.silence import Beside, freshness_of
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.stations import Mode

LADDER = Thresholds(standby_m=1.0, caution_m=2.0, evacuation_m=3.0, danger_m=4.0, overflow_m=5.0)
MINUTE, HOUR = 60.0, 3600.0
EVERY, BURST = timedelta(minutes=10), timedelta(minutes=2)

# mode, stage: silences up to which (exclusive) the station is in each state, quiet neighbours
#   |  the same while a neighbour rises, or is high beside a sleeper
TABLE = [
    ("regular", 0.5, "live 30m, late 60m, dead", "live 15m, late 60m, dead"),
    ("regular", 2.5, "live 30m, late 60m, dead", "live 15m, late 60m, dead"),
    ("regular", 3.0, "live 30m, blind", "live 15m, blind"),
    ("regular", 5.5, "live 30m, blind", "live 15m, blind"),
    ("burst", 0.5, "live 30m, late 60m, dead", "live 15m, late 60m, dead"),
    ("burst", 2.5, "live 6m, late 12m, dead", "live 3m, late 12m, dead"),
    ("burst", 4.0, "live 6m, blind", "live 3m, blind"),
    ("crisis", 0.5, "live 30m, dormant 26h, dead", "live 15m, late 26h, dead"),
    ("crisis", 1.5, "live 30m, late 60m, dead", "live 15m, late 60m, dead"),
    ("crisis", 4.5, "live 30m, blind", "live 15m, blind"),
]
SECONDS = {"m": MINUTE, "h": HOUR}


class Case(NamedTuple):
    """A station, its silence, and the state it is to be in."""

    mode: str
    stage_m: float
    silence_s: float
    beside: bool
    state: str


def expected(row: str, silence_s: float) -> str:
    for step in row.split(", "):
        state, _, until = step.partition(" ")
        if not until or silence_s <= float(until[:-1]) * SECONDS[until[-1]]:
            return state
    raise AssertionError(row)


def edges() -> list[Case]:
    """Return every cell of the table, just before and just after each of its times."""
    found = []
    for mode, stage_m, quiet, rising in TABLE:
        for beside, row in ((False, quiet), (True, rising)):
            for until in (step.partition(" ")[2] for step in row.split(", ")):
                at_s = float(until[:-1]) * SECONDS[until[-1]] if until else 90 * HOUR
                found += [
                    Case(mode, stage_m, silence_s, beside, expected(row, silence_s))
                    for silence_s in (at_s - 1, at_s, at_s + 1)
                ]
    return found


def state_of(mode: str, stage_m: float, silence_s: float, *, beside: bool) -> str:
    rivers = Rivers()
    watch = Watch(
        0,
        1,
        "kawabe-bridge",
        EVERY,
        LADDER,
        Mode.CRISIS if mode == "crisis" else Mode.REGULAR,
        burst=BURST if mode == "burst" else None,
    )
    rows = rivers.add([watch])
    rivers.stage_m[rows] = stage_m
    rivers.level[rows] = sum(stage_m >= rung_m for _, rung_m in LADDER.defined())
    rivers.heard_us[rows] = rivers.newest_us[rows] = 1_800_000_000_000_000
    now_s = np.array([1_800_000_000.0 + silence_s])
    around = Beside(np.array([beside]), np.array([beside]))
    found = freshness_of(rivers, rows, now_s, np.zeros(1), around, DEFAULT_POLICY)
    return FRESHNESS[int(found[0])]


@pytest.mark.parametrize("case", edges(), ids=str)
def test_a_station_is_in_the_state_that_the_table_says(case: Case) -> None:
    assert state_of(case.mode, case.stage_m, case.silence_s, beside=case.beside) == case.state


@given(
    row=st.sampled_from(TABLE),
    silence_s=st.floats(0, 90 * HOUR),
    beside=st.booleans(),
)
def test_the_table_holds_for_any_silence(
    row: tuple[str, float, str, str], silence_s: float, *, beside: bool
) -> None:
    mode, stage_m, quiet, rising = row

    found = state_of(mode, stage_m, silence_s, beside=beside)

    assert found == expected(rising if beside else quiet, silence_s)


@given(
    mode=st.sampled_from(["regular", "burst", "crisis"]),
    stage_m=st.floats(3.0, 9.0),
    silence_s=st.floats(0, 1000 * HOUR),
    longer=st.floats(0, 1000 * HOUR),
    beside=st.booleans(),
)
def test_danger_that_falls_silent_is_blind_and_never_becomes_anything_better(
    mode: str, stage_m: float, silence_s: float, longer: float, *, beside: bool
) -> None:
    first = state_of(mode, stage_m, silence_s, beside=beside)
    then = state_of(mode, stage_m, silence_s + longer, beside=beside)

    assert first in ("live", "blind")
    assert then == "blind" or first == "live"


@given(
    mode=st.sampled_from(["regular", "burst", "crisis"]),
    stage_m=st.floats(0.0, 9.0),
    silence_s=st.floats(0, 90 * HOUR),
)
def test_a_neighbour_that_rises_never_makes_a_silence_look_better(
    mode: str, stage_m: float, silence_s: float
) -> None:
    order = ["live", "dormant", "late", "dead", "blind"]

    quiet = state_of(mode, stage_m, silence_s, beside=False)
    rising = state_of(mode, stage_m, silence_s, beside=True)

    assert order.index(rising) >= order.index(quiet)


def test_every_level_is_in_the_table() -> None:
    stages = {stage_m for _, stage_m, _, _ in TABLE}
    reached = {sum(s >= rung_m for _, rung_m in LADDER.defined()) for s in stages}

    assert {GaugeLevel.NORMAL, GaugeLevel.CAUTION, GaugeLevel.DANGER} <= reached
