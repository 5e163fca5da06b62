"""A reading is the middle of a burst, by the calibration in force, if it can be believed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.instruments.answers import Answer
from edge.instruments.burst import Burst, median_and_spread, take
from edge.instruments.instrument import Instrument
from edge.sensors import Reading
from kawamori.errors import InvalidError, UnavailableError

NOW = datetime(2026, 9, 1, tzinfo=UTC)


class Says:
    """A source that says what it is told to; None is a fault."""

    def __init__(self, *values: float | None) -> None:
        self._values = iter(values)

    def ask(self) -> Answer:
        value = next(self._values)
        if value is None:
            raise UnavailableError("nothing in 1 s")
        return Answer(value, f"{value:g}")


def test_one_wild_answer_of_five_does_not_move_the_reading() -> None:
    assert take(Says(1.0, 1.01, 9.99, 1.0, 1.01), Burst(5, 0)).value == 1.01


def test_answers_that_are_far_apart_are_not_believed() -> None:
    with pytest.raises(UnavailableError, match=r"from 1 to 3 spread by 0\.5, more than 0\.1"):
        take(Says(1.0, 2.0, 3.0, 1.5, 2.5), Burst(5, 0, spread=0.1))


def test_a_burst_may_lose_less_than_half_of_its_answers() -> None:
    assert take(Says(1.0, None, 1.0, None, 1.0), Burst(5, 0)).value == 1.0

    with pytest.raises(UnavailableError, match="nothing in 1 s"):
        take(Says(None, 1.0, None, None), Burst(5, 0))


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=9), st.floats(-50, 50))
def test_the_spread_is_the_same_wherever_the_water_stands(values: list[float], up: float) -> None:
    middle, spread = median_and_spread(values)
    moved_middle, moved_spread = median_and_spread([each + up for each in values])

    assert moved_middle == pytest.approx(middle + up, abs=1e-9)
    assert moved_spread == pytest.approx(spread, abs=1e-9)


VERSIONS = [
    {"valid_from": NOW - timedelta(days=9), "who": "Sato", "offset": 0.1},
    {"valid_from": NOW, "who": "Mori", "note": "levelled", "offset": 0.2},
]


@pytest.mark.parametrize(
    ("at", "result", "since"),
    [
        (NOW - timedelta(seconds=1), 1.1, NOW - timedelta(days=9)),
        (NOW, 1.2, NOW),
        (datetime(1970, 1, 1, tzinfo=UTC), 1.2, NOW),  # a clock that woke up in the past
    ],
)
def test_a_reading_is_made_by_the_calibration_in_force_and_says_by_which(
    at: datetime, result: float, since: datetime
) -> None:
    gauge = Instrument("kawabe-bridge", "stage", Says(1.0), {"calibration": VERSIONS})

    assert gauge.sample(at) == [Reading("kawabe-bridge", "stage", result, calibration=since)]


@pytest.mark.parametrize(
    ("calibration", "result", "spread"),
    [
        ([], 1500.0, 2.0),
        ([{"valid_from": NOW, "who": "Sato", "offset": 4.0}], 1504.0, 2.0),
        ([{"valid_from": NOW, "who": "Sato", "scale": -0.001, "offset": 6.2}], 4.7, 0.002),
    ],
)
def test_a_spread_is_scaled_by_the_calibration_and_no_offset_changes_it(
    calibration: list[dict[str, object]], result: float, spread: float
) -> None:
    answers = Says(1498.0, 1500.0, 1502.0, 1500.0, 1507.0)
    options = {"burst": {"samples": 5, "every_s": 0}, "calibration": calibration}

    [reading] = Instrument("kawabe-bridge", "stage", answers, options).sample(NOW)

    assert (reading.result, reading.spread) == (pytest.approx(result), spread)


def test_a_single_answer_has_no_spread() -> None:
    [reading] = Instrument("kawabe-bridge", "stage", Says(1.0), {}).sample(NOW)

    assert reading == Reading("kawabe-bridge", "stage", 1.0, spread=None, calibration=None)


def test_a_technician_sees_by_which_calibration() -> None:
    gauge = Instrument("kawabe-bridge", "stage", Says(1.0), {"calibration": VERSIONS})
    gauge.sample(NOW)

    assert gauge.said.endswith("by Mori: x 1 +0.2, levelled")


def test_two_calibrations_from_one_moment_are_refused() -> None:
    with pytest.raises(InvalidError, match="two calibrations are valid from 2026-09-01"):
        Instrument("kawabe-bridge", "stage", Says(), {"calibration": [VERSIONS[1]] * 2})


@pytest.mark.parametrize(
    ("value", "complaint"), [(0.1, "below"), (9.0, "above"), (float("nan"), "no measurement")]
)
def test_a_result_that_can_not_be_is_lost_and_said(value: float, complaint: str) -> None:
    gauge = Instrument("kawabe-bridge", "stage", Says(value), {"lowest": 0.3, "highest": 6.0})

    with pytest.raises(UnavailableError, match=complaint):
        gauge.sample(NOW)
