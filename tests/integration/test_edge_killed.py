"""The agent as a program: killed at any moment, it loses no reading that was spooled."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.tables import READINGS, Owner, Spooled, as_spooled, open_tables
from kawamori.embedded.broker import Mosquitto
from kawamori.mqtt import Broker
from kawamori.runs import Status
from kawamori.testing.ingest import IngestInMemory

DEVICE = "kawabe-1"
OWNER = Owner(DEVICE, Status.TEST, "hello")
WITHIN_S = 20.0
CONFIG = """
device_id = "{device}"
status = "test"
run = {{ name = "hello" }}
broker = {{ host = "{host}", port = {port} }}
spool = {{ folder = "{folder}" }}
clock = {{ battery_backed = true }}
pace = {{ resend_s = 1, quiet_s = 0.3 }}
"""
SENSOR = """
[[sensors]]
driver = "file"
station_id = "{station}"
interval_s = {interval_s}
options = {{ path = "{folder}/stage" }}
"""


@pytest.fixture
def address(broker: Mosquitto) -> Broker:
    return Broker(broker.host, broker.port)


@pytest.fixture
def ingest(address: Broker) -> Iterator[IngestInMemory]:
    with IngestInMemory(address, DEVICE, Status.TEST, "hello", every_s=0.1) as ingest:
        yield ingest


def write_config(folder: Path, address: Broker, *, stations: int = 4, interval_s: float) -> Path:
    """Configure a device whose sensors all read one file."""
    (folder / "stage").write_text("1.25")
    path = folder / "edge.toml"
    path.write_text(
        CONFIG.format(device=DEVICE, host=address.host, port=address.port, folder=folder)
        + "".join(
            SENSOR.format(station=f"station-{number}", interval_s=interval_s, folder=folder)
            for number in range(stations)
        )
    )
    return path


@contextmanager
def program(config: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``python -m edge`` until the block ends, then kill it."""
    log = config.with_suffix(".log").open("ab")
    with (
        log,
        subprocess.Popen(
            [sys.executable, "-m", "edge", "--config", config], stdout=log, stderr=log
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def spooled(folder: Path) -> list[Spooled]:
    """Return what is on the disk of a device that is switched off."""
    database = open_tables(folder / OWNER.file_name(), OWNER)
    try:
        return [as_spooled(row) for row in database.execute(READINGS)]
    finally:
        database.close()


def test_killed_at_any_moment_it_loses_nothing_that_was_spooled(
    address: Broker, ingest: IngestInMemory, tmp_path: Path
) -> None:
    config = write_config(tmp_path, address, stations=20, interval_s=0.02)
    dice = random.Random(20260901)
    left: set[tuple[int, int]] = set()

    for _ in range(10):
        with program(config):
            before = len(ingest.arrived)
            assert ingest.wait(lambda before=before: len(ingest.arrived) > before, WITHIN_S)
            time.sleep(dice.uniform(0, 0.3))
        left |= {row.place for row in spooled(tmp_path)}
    last = write_config(tmp_path, address, stations=1, interval_s=3600)
    with program(last) as process:
        assert ingest.wait(lambda: max(ingest.stored)[0] > max(left)[0], WITHIN_S)
        assert ingest.wait(lambda: left <= set(ingest.stored), WITHIN_S)
        process.send_signal(signal.SIGTERM)
        assert process.wait(WITHIN_S) == 0

    by_boot: dict[int, set[int]] = {}
    for boot, seq in ingest.stored:
        by_boot.setdefault(boot, set()).add(seq)
    assert len(by_boot) == 11
    assert all(numbers == set(range(1, max(numbers) + 1)) for numbers in by_boot.values())
    assert len(ingest.stored) > 100


def test_a_killed_device_is_seen_to_be_gone_by_its_last_will(
    address: Broker, ingest: IngestInMemory, tmp_path: Path
) -> None:
    config = write_config(tmp_path, address, interval_s=1)

    with program(config):
        assert ingest.wait(lambda: bool(ingest.statuses), WITHIN_S)
        assert ingest.statuses[-1].online
    assert ingest.wait(lambda: not ingest.statuses[-1].online, WITHIN_S)

    assert ingest.statuses[-1].at is None  # the broker's word, not the device's


def test_a_second_agent_on_the_same_spool_is_refused(
    address: Broker, ingest: IngestInMemory, tmp_path: Path
) -> None:
    config = write_config(tmp_path, address, interval_s=1)

    with program(config):
        assert ingest.wait(lambda: bool(ingest.statuses), WITHIN_S)
        second = subprocess.run(
            [sys.executable, "-m", "edge", "--config", config],
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
            check=False,
        )

    assert second.returncode == 2
    assert "is held by another agent: stop that one first" in second.stderr


def test_a_check_asks_every_sensor_and_ends(address: Broker, tmp_path: Path) -> None:
    config = write_config(tmp_path, address, stations=2, interval_s=1)
    command = [sys.executable, "-m", "edge", "--check", "--config", config]

    well = subprocess.run(command, capture_output=True, text=True, check=False)
    (tmp_path / "stage").unlink()
    ill = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (well.returncode, well.stderr) == (0, "")
    assert "station-0/stage: 1.25" in well.stdout
    assert ill.returncode == 1
    assert "station-1/stage: " in ill.stdout
    assert "No such file" in ill.stdout
