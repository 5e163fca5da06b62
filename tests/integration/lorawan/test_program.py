"""The program itself: it can be asked what it thinks, and killed at any moment."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kawamori.cli import main
from kawamori.embedded.broker import Mosquitto
from kawamori.mqtt import Broker
from kawamori.runs import Status
from kawamori.testing.ingest import IngestInMemory
from simulators.lorawan import frames

if TYPE_CHECKING:
    from conftest import Air, Town

RADAR = "a84041ffff000001"
WITHIN_S = 30.0


@pytest.fixture
def written(town: "Town", air: "Air", broker: Mosquitto, tmp_path: Path) -> Path:
    """Give a test the bridge's configuration as a file."""
    path = tmp_path / "lorawan.toml"
    path.write_text(f"""
device_id = "lorawan-1"
broker = {{ host = "{broker.host}", port = {broker.port} }}
spool = {{ folder = "{town.config.spool.folder}" }}
pace = {{ resend_s = 1.0, quiet_s = 0.3 }}
[[networks]]
name = "own"
server = "chirpstack"
host = "{air.server.host}"
port = {air.server.port}
[[nodes]]
dev_eui = "{RADAR}"
model = "dragino-ldds75"
station_id = "kawabe-bridge"
""")
    return path


@contextmanager
def program(config: Path) -> Iterator[None]:
    """Run the program until the block ends, and then kill it as a power cut would."""
    process = subprocess.Popen(
        [sys.executable, "-m", "edge.lorawan", "--config", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def test_a_bridge_that_is_killed_loses_nothing(
    written: Path, air: "Air", broker: Mosquitto
) -> None:
    address = Broker(broker.host, broker.port)
    with IngestInMemory(address, "lorawan-1", Status.ACTUAL) as ingest:

        def arrived() -> set[float]:
            return {each.result for each in ingest.observations}

        with program(written):
            for number in range(1, 6):
                air.tell(air.heard(RADAR, 2, frames.ldds(4 + number / 10), number, number))
            assert ingest.wait(lambda: bool(arrived()), WITHIN_S)
        for number in range(6, 11):
            air.tell(air.heard(RADAR, 2, frames.ldds(4 + number / 10), number, number))
        with program(written):
            assert ingest.wait(lambda: len(arrived()) == 10, WITHIN_S)

        dated = {(each.observed_at, each.result) for each in ingest.observations}
    assert len(dated) == 10


def test_the_check_says_who_answers_and_what_each_node_measures(
    written: Path, air: "Air", capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lorawan", "--config", str(written), "--check"], package="lorawan") == 0
    shown = capsys.readouterr().out

    assert f"own: chirpstack at {air.server.host}:{air.server.port}" in shown
    assert "application/+/device/+/event/up: answers" in shown
    assert f"{RADAR}: distance in m, 0.28 to 7.5, for kawabe-bridge/stage" in shown
