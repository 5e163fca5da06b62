"""The device's configuration: what is wrong is named, with its key and its value."""

from pathlib import Path

import pytest

from edge.config import read_config
from edge.drivers import CommandSensor, FileSensor
from kawamori.errors import InvalidError
from kawamori.mqtt import Broker
from kawamori.runs import ACTUAL, Status

WHOLE = """
device_id = "kawabe-1"
status = "exercise"

[broker]
host = "mqtt.city.example"
password_file = "{folder}/password"
ca_file = "/etc/kawamori/ca.pem"

[run]
name = "drill"
wall_started_at = 2026-09-01T09:00:00+09:00
sim_started_at = 2015-09-10T00:00:00Z
speed = 60

[clock]
battery_backed = true

[[sensors]]
driver = "file"
station_id = "kawabe-bridge"
interval_s = 600
options = {{ path = "/sys/bus/iio/devices/iio:device0/in_distance_input", scale = -1, offset = 9 }}

[[sensors]]
driver = "command"
station_id = "kawabe-bridge"
datastream = "waterline"
interval_s = 60
options = {{ command = ["/opt/camera/waterline"] }}
"""
SHORT = """
device_id = "kawabe-1"
broker = { host = "mqtt.city.example" }
[[sensors]]
driver = "file"
station_id = "kawabe-bridge"
interval_s = 10
options = { path = "/stage" }
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "edge.toml"
    path.write_text(text)
    return path


def test_a_whole_configuration_is_read(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret\n")

    config = read_config(write(tmp_path, WHOLE.format(folder=tmp_path)))

    ca_file = Path("/etc/kawamori/ca.pem")
    assert config.the_broker() == Broker("mqtt.city.example", 8883, "kawabe-1", "secret", ca_file)
    run = config.the_run()
    assert (run.run, run.status, run.speed) == ("drill", Status.EXERCISE, 60)
    assert config.owner(run).file_name() == "kawabe-1-exercise-drill.spool"
    gauge, camera = config.the_turns()
    assert isinstance(gauge.sensor, FileSensor)
    assert isinstance(camera.sensor, CommandSensor)
    assert (gauge.interval_s, camera.name) == (600, "kawabe-bridge/waterline")


def test_a_short_configuration_is_enough(tmp_path: Path) -> None:
    config = read_config(write(tmp_path, SHORT))

    assert config.the_run() is ACTUAL
    assert config.the_broker() == Broker("mqtt.city.example", 1883)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            'host = "mqtt.city.example"',
            'host = "m", port = "x"',
            "broker.port = 'x': Expected `int",
        ),
        ("interval_s = 10", "interval_s = 0", "sensors[0].interval_s = 0: Expected `float` > 0"),
        (
            "interval_s = 10",
            "interval = 10",
            "sensors[0]: Object contains unknown field `interval`",
        ),
        ('"kawabe-1"', '"Kawabe 1"', "device_id = 'Kawabe 1': Expected `str` matching"),
        ('"kawabe-1"', '"kawabe-1"\nstatus = "real"', "status = 'real': Invalid enum value"),
        ('device_id = "kawabe-1"', "", "missing required field `device_id`"),
        ("[[sensors]]", "[[sensors]", "edge.toml is not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_key_and_value(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    path = write(tmp_path, SHORT.replace(old, new))

    with pytest.raises(InvalidError) as refused:
        read_config(path)

    assert str(path) in str(refused.value)
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            '"file"',
            '"radar"',
            "sensors[0]: driver 'radar' is not installed; there are",
        ),
        ("path =", "pth =", "sensors[0]: options: Object contains unknown field `pth`"),
    ],
)
def test_a_sensor_that_can_not_be_opened_is_named(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    config = read_config(write(tmp_path, SHORT.replace(old, new)))

    with pytest.raises(InvalidError) as refused:
        config.the_turns()

    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ('status = "test"', "run.name is missing: status 'test' needs a run"),
        ('run = { name = "drill" }', "run: an actual device belongs to no run"),
    ],
)
def test_status_and_run_must_agree(tmp_path: Path, more: str, complaint: str) -> None:
    config = read_config(write(tmp_path, more + SHORT))

    with pytest.raises(InvalidError, match=complaint):
        config.the_run()


def test_a_password_that_can_not_be_read_is_refused(tmp_path: Path) -> None:
    config = read_config(write(tmp_path, WHOLE.format(folder=tmp_path)))

    with pytest.raises(InvalidError, match=r"password_file .* can't be read: No such file"):
        config.the_broker()
