"""The gauge ladder: rise at once, fall with care."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel, Ladders, Thresholds, classify, classify_all

KAWABE = Thresholds(standby_m=1.0, caution_m=2.0, evacuation_m=3.0, danger_m=4.0)

stages = st.floats(-5, 20)
levels = st.sampled_from(GaugeLevel)


@st.composite
def thresholds(draw: st.DrawFn) -> Thresholds:
    """Any thresholds a station may have: some or none of them, and any release."""
    rungs = sorted(draw(st.sets(st.integers(-200, 1500), min_size=5, max_size=5)))
    kept = [cm / 100 if draw(st.booleans()) else None for cm in rungs]
    return Thresholds(*kept, release_m=draw(st.sampled_from([0.0, 0.05, 0.1, 0.5])))


@pytest.mark.parametrize(
    ("stage_m", "level"),
    [
        (-1.12, GaugeLevel.NORMAL),
        (0.99, GaugeLevel.NORMAL),
        (1.00, GaugeLevel.STANDBY),  # a threshold belongs to the level above it
        (2.00, GaugeLevel.CAUTION),
        (3.00, GaugeLevel.EVACUATION),
        (9.00, GaugeLevel.DANGER),
    ],
)
def test_a_stage_has_the_level_of_the_highest_threshold_it_reaches(
    stage_m: float, level: GaugeLevel
) -> None:
    assert classify(stage_m, KAWABE) == level


def test_a_wave_just_below_the_threshold_does_not_clear_the_level() -> None:
    assert classify(3.95, KAWABE, held=GaugeLevel.DANGER) == GaugeLevel.DANGER


def test_a_stage_that_has_fallen_by_the_release_leaves_the_level() -> None:
    assert classify(3.90, KAWABE, held=GaugeLevel.DANGER) == GaugeLevel.EVACUATION


def test_a_falling_river_passes_a_rung_that_the_station_lacks() -> None:
    only_two = Thresholds(caution_m=2.0, danger_m=4.0)

    assert classify(3.5, only_two, held=GaugeLevel.DANGER) == GaugeLevel.CAUTION


@given(stages, levels)
def test_holding_a_level_never_hides_a_higher_one(stage_m: float, held: GaugeLevel) -> None:
    assert classify(stage_m, KAWABE, held=held) >= classify(stage_m, KAWABE)


@given(stages, thresholds())
def test_with_any_gaps_the_level_is_that_of_the_highest_defined_threshold_reached(
    stage_m: float, own: Thresholds
) -> None:
    reached = [level for level, rung_m in own.defined() if stage_m >= rung_m]

    assert classify(stage_m, own) == max(reached, default=GaugeLevel.NORMAL)


@given(stages, thresholds(), levels)
def test_a_held_level_is_never_raised_by_holding_it(
    stage_m: float, own: Thresholds, held: GaugeLevel
) -> None:
    assert classify(stage_m, own, held=held) <= max(held, classify(stage_m, own))


@given(st.lists(st.tuples(stages, thresholds(), levels), min_size=1, max_size=20))
def test_many_stations_at_once_are_judged_as_each_alone(
    rivers: list[tuple[float, Thresholds, GaugeLevel]],
) -> None:
    stages_m = np.array([stage_m for stage_m, _, _ in rivers])
    ladders = Ladders.of([own for _, own, _ in rivers])
    held = np.array([level for _, _, level in rivers], dtype=np.int8)

    together = classify_all(stages_m, ladders, held=held)

    assert together.tolist() == [classify(s, own, held=level) for s, own, level in rivers]


@pytest.mark.parametrize(
    "wrong",
    [
        {"standby_m": 2.0, "caution_m": 2.0},
        {"standby_m": 3.0, "danger_m": 2.0},
        {"danger_m": math.nan},
        {"overflow_m": math.inf},
        {"release_m": -0.1},
        {"release_m": math.nan},
    ],
)
def test_thresholds_under_which_a_river_could_rise_and_the_level_fall_are_refused(
    wrong: dict[str, float],
) -> None:
    with pytest.raises(InvalidError):
        Thresholds(**wrong)


def test_a_threshold_is_found_by_its_level() -> None:
    assert KAWABE.of(GaugeLevel.DANGER) == 4.0
    assert KAWABE.of(GaugeLevel.OVERFLOW) is None


def test_every_level_has_its_official_name() -> None:
    assert GaugeLevel.DANGER.name_ja == "氾濫危険水位"
    assert len({level.name_ja for level in GaugeLevel}) == len(GaugeLevel)


def test_a_station_s_ladder_can_be_taken_out_of_many() -> None:
    ladders = Ladders.of([KAWABE, Thresholds(danger_m=1.5)]).take(np.array([1]))

    found = classify_all(np.array([1.6]), ladders, held=np.zeros(1, dtype=np.int8))

    assert found.tolist() == [GaugeLevel.DANGER]
