"""A gauge sends what it measures; the database has the stage, and what was sent."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kawamori.observations import Flag
from kawamori.sensors import Kind, Sensor, Unit
from kawamori.storage.river.sensors import record_sensor
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from datetime import datetime

    from conftest import River

HOUR = timedelta(hours=1)
RADAR = Sensor(Kind.DISTANCE, Unit.CM, 6.2)
RAW = "SELECT raw FROM raw_results ORDER BY observed_at"


def declare(river: "River", sensor: Sensor, since: "datetime | None" = None) -> None:
    [[stage]] = river.rows(
        "SELECT datastream_id FROM datastreams WHERE station_id = 'kawabe-bridge'"
    )
    record_sensor(river.database, stage, sensor, author="test", valid_from=since)


def stored_stages(river: "River", many: int) -> list[float]:
    until(lambda: river.count("observations") == many)
    return [round(stage_m, 6) for stage_m in river.stages()]


def test_a_distance_becomes_a_stage_and_is_kept_as_it_was_sent(river: "River") -> None:
    declare(river, RADAR)

    with river.ingesting():
        river.publish([river.reading(1, 485.0), river.reading(2, 480.0, ago=timedelta())])
        assert stored_stages(river, 2) == [1.35, 1.4]

    assert river.rows(RAW) == [(485.0,), (480.0,)]
    latest = river.rows("SELECT result FROM latest_observations")
    assert latest == [(pytest.approx(1.4),)]
    judged = river.rows("SELECT result FROM arrivals")
    assert judged == [([pytest.approx(1.35), pytest.approx(1.4)],)]


def test_a_spool_is_converted_by_what_held_when_it_was_measured(river: "River") -> None:
    declare(river, RADAR)
    declare(river, Sensor(Kind.DISTANCE, Unit.CM, 7.0), river.now - HOUR)

    with river.ingesting():
        spool = [river.reading(k, 485.0, ago=(3 - k) * HOUR) for k in (1, 2, 3)]
        river.publish(spool)
        assert stored_stages(river, 3) == [1.35, 2.15, 2.15]


def test_a_spread_is_scaled_as_its_result_is_and_no_offset_changes_it(river: "River") -> None:
    declare(river, Sensor(Kind.DISTANCE, Unit.MM, 6.2))
    declare(river, RADAR, river.now - HOUR)

    with river.ingesting():
        in_mm = river.reading(1, 4850.0, ago=2 * HOUR, spread=3.0)
        river.publish(
            [in_mm, river.reading(2, 480.0, spread=0.5), river.reading(3, 485.0, ago=0 * HOUR)]
        )
        assert stored_stages(river, 3) == [1.35, 1.4, 1.35]

    spreads = river.rows("SELECT spread FROM observations ORDER BY observed_at")
    assert spreads == [(pytest.approx(0.003),), (pytest.approx(0.005),), (None,)]


def test_the_plausible_range_is_one_of_stages(river: "River") -> None:
    declare(river, RADAR)

    with river.ingesting():
        river.publish([river.reading(1, 485.0), river.reading(2, 9999.0, ago=timedelta())])
        assert stored_stages(river, 2) == [1.35, -93.79]

    flags = river.rows("SELECT flags FROM observations ORDER BY observed_at")
    assert flags == [(Flag.NONE,), (Flag.GROSS_RANGE,)]


def test_where_nothing_is_declared_nothing_is_kept_twice(stored: "River") -> None:
    stored.publish(stored.reading(1, 1.35))

    assert stored_stages(stored, 1) == [1.35]
    assert stored.count("raw_results") == 0


def test_sending_again_after_a_new_declaration_is_harmless(river: "River") -> None:
    declare(river, RADAR)
    with river.ingesting():
        river.publish(river.reading(1, 485.0))
        assert stored_stages(river, 1) == [1.35]
    declare(river, Sensor(Kind.DISTANCE, Unit.CM, 7.0))

    with river.ingesting("2"):
        river.publish(river.reading(1, 485.0))
        river.publish(river.reading(1, 470.0))
        until(lambda: river.count("quarantine") == 1)

    assert stored_stages(river, 1) == [1.35]
    assert river.rows(RAW) == [(485.0,)]
    assert river.reasons() == ["a different result is already stored for this time"]
