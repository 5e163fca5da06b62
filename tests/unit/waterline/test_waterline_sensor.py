"""The camera as a sensor: each still once, a stage with its confidence, and silence when unsure."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from edge.drivers import CommandSensor
from edge.faults import FaultyError
from edge.waterline.driver import WaterlineSensor
from kawamori.errors import UnavailableError
from simulators.staff_gauge.scenes import Scene, Still, draw_scene

NOW = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def still(tmp_path: Path) -> Still:
    drawn = draw_scene(Scene("board", frozenset(), 3))
    top, foot = drawn.calibration.points
    (tmp_path / "west.toml").write_text(
        f"""version = 2
width = 640
height = 480
width_px = {drawn.calibration.width_px}
points = [
  {{ x_px = {top.x_px}, y_px = {top.y_px}, stage_m = {top.stage_m} }},
  {{ x_px = {foot.x_px}, y_px = {foot.y_px}, stage_m = {foot.stage_m} }},
]
"""
    )
    drawn.picture.save(tmp_path / "now.jpg", quality=90)
    return drawn


def sensor(folder: Path) -> WaterlineSensor:
    options = {"path": str(folder / "now.jpg"), "calibration": str(folder / "west.toml")}
    return WaterlineSensor("kawabe-bridge", "waterline", options)


def test_a_new_still_is_read_once(tmp_path: Path, still: Still) -> None:
    camera = sensor(tmp_path)

    (reading,) = camera.sample(NOW)

    assert reading.result == pytest.approx(still.stage_m, abs=0.015)
    assert reading.confidence is not None
    assert reading.confidence >= still.calibration.publish_from
    assert (reading.datastream, reading.still) == ("waterline", "now.jpg")
    assert camera.sample(NOW) == []


def test_a_camera_that_shows_the_same_picture_anew_does_not_answer(
    tmp_path: Path, still: Still
) -> None:
    camera = sensor(tmp_path)
    camera.sample(NOW)
    still.picture.save(tmp_path / "now.jpg", quality=90)

    with pytest.raises(UnavailableError, match=r"frozen: 100\.0% of the pixels"):
        camera.sample(NOW)


def test_a_dark_lens_does_not_answer(tmp_path: Path, still: Still) -> None:
    Image.new("RGB", still.picture.size).save(tmp_path / "now.jpg")

    with pytest.raises(UnavailableError, match="dark: the brightest parts reach 0% of white"):
        sensor(tmp_path).sample(NOW)


def test_what_is_the_matter_with_the_lens_is_said_until_there_is_another_picture(
    tmp_path: Path, still: Still
) -> None:
    Image.new("RGB", still.picture.size).save(tmp_path / "now.jpg")
    camera = sensor(tmp_path)
    for _ in range(2):
        with pytest.raises(FaultyError, match="dark") as raised:
            camera.sample(NOW)
        assert raised.value.kind == "dark"

    still.picture.save(tmp_path / "now.jpg", quality=90)
    os.utime(tmp_path / "now.jpg")
    assert len(camera.sample(NOW)) == 1


def test_an_old_still_does_not_say_how_the_river_is(tmp_path: Path, still: Still) -> None:
    assert still.stage_m > 0
    os.utime(tmp_path / "now.jpg", (0, 0))

    with pytest.raises(UnavailableError, match="was last written"):
        sensor(tmp_path).sample(NOW)


def test_the_command_prints_what_a_command_sensor_reads(tmp_path: Path, still: Still) -> None:
    files = [str(tmp_path / "now.jpg"), "--calibration", str(tmp_path / "west.toml")]
    command = [sys.executable, "-m", "edge.waterline", "read", *files]

    (reading,) = CommandSensor(
        "kawabe-bridge", "waterline", {"command": command, "timeout_s": 30}
    ).sample(NOW)
    done = subprocess.run([*command, "--all"], capture_output=True, text=True, check=True)

    assert reading.result == pytest.approx(still.stage_m, abs=0.015)
    assert json.loads(done.stdout)["light"] == "day"
    assert json.loads(done.stdout)["lens"] == []
