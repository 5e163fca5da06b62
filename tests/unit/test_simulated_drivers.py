"""A simulated sensor is a driver like any other: named in the device's TOML, asked the same way."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edge.config import read_config
from edge.sensors import open_sensor
from kawamori.errors import InvalidError, NotFoundError

NOON = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_simulated_gauge_follows_its_river_from_the_first_look_on() -> None:
    gauge = open_sensor("simulated-stage", "kawabe-bridge", "stage", {"scenario": "flash-flood"})

    stages_m = [gauge.sample(NOON + hours * HOUR)[0].result for hours in range(5)]

    assert stages_m[0] < 1
    assert stages_m[4] > 3
    assert gauge.sample(NOON)[0].datastream == "stage"


def test_it_can_stand_in_at_any_station_for_one_of_the_city() -> None:
    gauge = open_sensor(
        "simulated-stage",
        "bench-1",
        "radar",
        {"like": "sugitani", "begins": NOON - 2.6 * HOUR},
    )

    (reading,) = gauge.sample(NOON)

    assert (reading.station_id, reading.datastream) == ("bench-1", "radar")
    assert reading.result > 3


def test_a_simulated_camera_gives_a_waterline_its_confidence_and_a_still() -> None:
    camera = open_sensor("simulated-camera", "kawabe-bridge", "waterline", {"scenario": "calm"})

    (reading,) = camera.sample(NOON)

    assert reading.confidence is not None
    assert reading.confidence > 0.8
    assert reading.still == "stills/kawabe-bridge/20260901T030000Z.jpg"


def test_a_camera_where_none_looks_is_refused() -> None:
    with pytest.raises(NotFoundError, match="no camera looks at sugitani"):
        open_sensor("simulated-camera", "sugitani", "waterline", {})


@pytest.mark.parametrize(
    ("station_id", "options", "told"),
    [
        ("kawabe-bridge", {"scenario": "tsunami"}, "no scenario 'tsunami'"),
        ("bench-1", {}, "no station 'bench-1'.*kawabe-bridge"),
        ("kawabe-bridge", {"speed": 5}, "unknown field `speed`"),
        ("kawabe-bridge", {"begins": "yesterday"}, "begins"),
    ],
)
def test_options_that_mean_nothing_are_refused_with_their_name(
    station_id: str, options: dict[str, object], told: str
) -> None:
    with pytest.raises((NotFoundError, InvalidError), match=told):
        open_sensor("simulated-stage", station_id, "stage", options)


def test_a_device_is_configured_with_simulated_sensors_by_name(tmp_path: Path) -> None:
    path = tmp_path / "edge.toml"
    path.write_text(
        """
        device_id = "rehearsal-1"
        status = "exercise"
        run = { name = "drill", speed = 60.0 }
        broker = { host = "127.0.0.1" }

        [[sensors]]
        driver = "simulated-stage"
        station_id = "otaki-bridge"
        interval_s = 60
        options = { scenario = "dead-link", seed = 7, begins = 2026-09-01T03:00:00Z }

        [[sensors]]
        driver = "simulated-camera"
        station_id = "otaki-bridge"
        datastream = "waterline"
        interval_s = 300
        """
    )

    turns = read_config(path).the_turns()

    readings = [reading for turn in turns for reading in turn.sensor.sample(NOON + HOUR)]
    assert [reading.datastream for reading in readings] == ["stage", "waterline"]
