"""A stage is made of what a sensor measures, by what was declared when it measured."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.conversions import Conversions
from kawamori.errors import InvalidError
from kawamori.sensors import Kind, Sensor, Unit
from kawamori.storage.river.sensors import ALWAYS, Version
from kawamori.times import to_us

JUNE = datetime(2026, 6, 1, tzinfo=UTC)
RADAR = Sensor(Kind.DISTANCE, Unit.CM, 6.2)
MOVED = Sensor(Kind.DISTANCE, Unit.CM, 7.0)
CELL = Sensor(Kind.DEPTH, Unit.MM, -0.35)


@pytest.mark.parametrize(
    ("sensor", "result", "stage_m"),
    [
        (Sensor(), 1.35, 1.35),
        (RADAR, 485, 1.35),
        (CELL, 1700, 1.35),
        (Sensor(Kind.STAGE, Unit.FT), 10, 3.048),
        (Sensor(Kind.STAGE, Unit.M, -6.22), 7.57, 1.35),
        (Sensor(Kind.DEPTH, Unit.M, 0.0, 0.98), 2.0, 1.96),
    ],
)
def test_each_kind_of_sensor_gives_the_stage(sensor: Sensor, result: float, stage_m: float) -> None:
    assert sensor.stage_m(result) == pytest.approx(stage_m)


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan")])
def test_a_scale_that_turns_nothing_into_a_stage_is_refused(scale: float) -> None:
    with pytest.raises(InvalidError, match="scale must be above 0"):
        Sensor(scale=scale)


def converted(
    declared: list[tuple[Version, ...]], *readings: tuple[int, datetime, float]
) -> tuple[list[float], list[float] | None]:
    slots, times, results = (list(column) for column in zip(*readings, strict=True))
    result = np.array(results, np.float64)
    us = np.array([to_us(at) for at in times], np.int64)
    raw = Conversions.of(declared).convert(np.array(slots), us, result)
    return [round(r, 6) for r in result.tolist()], None if raw is None else raw.tolist()


def test_what_held_when_it_was_measured_counts() -> None:
    week = timedelta(days=7)
    versions = (Version(JUNE, RADAR), Version(JUNE + week, MOVED))

    stages_m, raw = converted(
        [(), versions],
        (0, JUNE, 485.0),
        (1, JUNE - week, 485.0),
        (1, JUNE, 485.0),
        (1, JUNE + week, 485.0),
    )

    assert stages_m == [485.0, 485.0, 1.35, 2.15]
    assert raw is not None
    assert np.array_equal(raw, [np.nan, np.nan, 485.0, 485.0], equal_nan=True)


def test_where_nothing_is_declared_nothing_is_kept_beside_it() -> None:
    assert converted([(), ()], (0, JUNE, 1.2), (1, JUNE, 1.3)) == ([1.2, 1.3], None)
    assert converted([(Version(ALWAYS, Sensor()),)], (0, JUNE, 1.2)) == ([1.2], None)


def test_a_sensor_that_was_put_right_is_taken_as_it_comes_from_then_on() -> None:
    versions = (Version(ALWAYS, RADAR), Version(JUNE, Sensor()))

    stages_m, raw = converted([versions], (0, JUNE - timedelta(1), 485.0), (0, JUNE, 1.35))

    assert stages_m == [1.35, 1.35]
    assert raw is not None
    assert np.array_equal(raw, [485.0, np.nan], equal_nan=True)


@given(
    st.sampled_from(Kind),
    st.sampled_from(Unit),
    st.floats(-100, 100),
    st.floats(0.1, 10),
    st.floats(-1e6, 1e6),
)
def test_many_are_converted_as_each_alone(
    kind: Kind, unit: Unit, offset_m: float, scale: float, result: float
) -> None:
    sensor = Sensor(kind, unit, offset_m, scale)

    [stage_m], _ = converted([(Version(ALWAYS, sensor),)], (0, JUNE, result))

    assert stage_m == pytest.approx(sensor.stage_m(result), abs=1e-5)
