"""Drivers for real hardware: a number in a file, and a command that prints one."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge.drivers import CommandSensor, FileSensor
from edge.sensors import Reading
from kawamori.errors import InvalidError, UnavailableError

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def command(script: str, timeout_s: float = 5) -> CommandSensor:
    options = {"command": [sys.executable, "-c", script], "timeout_s": timeout_s}
    return CommandSensor("kawabe-bridge", "waterline", options)


def test_a_number_in_a_file_is_scaled_to_a_stage(tmp_path: Path) -> None:
    path = tmp_path / "distance_mm"
    path.write_text("5250\n")
    sensor = FileSensor(
        "kawabe-bridge", "stage", {"path": str(path), "scale": -0.001, "offset": 8.5}
    )

    assert sensor.sample(NOW) == [Reading("kawabe-bridge", "stage", 3.25)]


@pytest.mark.parametrize("content", ["", "no number", "1.2 m"])
def test_a_file_without_a_number_is_a_sensor_that_does_not_answer(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "stage"
    path.write_text(content)

    with pytest.raises(UnavailableError, match="could not convert"):
        FileSensor("kawabe-bridge", "stage", {"path": str(path)}).sample(NOW)


def test_a_file_that_nobody_writes_any_more_is_not_a_reading(tmp_path: Path) -> None:
    path = tmp_path / "stage"
    path.write_text("1.0")
    os.utime(path, (0, 0))

    with pytest.raises(UnavailableError, match="was last written"):
        FileSensor("kawabe-bridge", "stage", {"path": str(path), "max_age_s": 60}).sample(NOW)


def test_nan_is_no_measurement(tmp_path: Path) -> None:
    path = tmp_path / "stage"
    path.write_text("nan")

    with pytest.raises(InvalidError, match="result nan is no measurement"):
        FileSensor("kawabe-bridge", "stage", {"path": str(path)}).sample(NOW)


def test_a_command_prints_a_number() -> None:
    assert command("print(1.25)").sample(NOW) == [Reading("kawabe-bridge", "waterline", 1.25)]


def test_a_camera_prints_its_confidence_and_its_still() -> None:
    script = 'print(\'{"result": 2, "confidence": 0.8, "still": "stills/1.jpg"}\')'

    (reading,) = command(script).sample(NOW)

    assert reading == Reading("kawabe-bridge", "waterline", 2.0, 0.8, "stills/1.jpg")


def test_a_command_may_have_nothing_to_say() -> None:
    assert command("print('null')").sample(NOW) == []


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("raise SystemExit('fog')", r"failed \(1\): fog"),
        ("raise SystemExit(7)", r"failed \(7\): it said nothing"),
        ("raise OSError('rtsp://viewer:sesame@west: 401')", r"failed \(1\): .* rtsp://west: 401"),
        ("print('fog')", r"printed b'fog"),
        ("import time; time.sleep(9)", "was not done within 0.5 s"),
    ],
)
def test_a_command_that_fails_is_a_sensor_that_does_not_answer(script: str, complaint: str) -> None:
    with pytest.raises(UnavailableError, match=complaint) as failed:
        command(script, timeout_s=0.5).sample(NOW)

    assert script not in str(failed.value)  # a password may stand there


@pytest.mark.parametrize("still", ["x" * 501, "stills/\0.jpg"])
def test_a_still_that_could_only_end_in_quarantine_is_refused(still: str) -> None:
    with pytest.raises(InvalidError, match="kawabe-bridge/waterline: still"):
        Reading("kawabe-bridge", "waterline", 2.0, 0.8, still)
