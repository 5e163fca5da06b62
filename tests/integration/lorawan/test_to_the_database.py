"""From the air to the database: a distance becomes a stage, nothing unreal becomes a reading."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from psycopg.sql import SQL, Identifier

from ingest.loop import Ingest
from kawamori.cli import main
from kawamori.embedded.broker import Mosquitto
from kawamori.fleet.muster import muster
from kawamori.mqtt import Broker
from kawamori.sensors import Kind, Sensor
from kawamori.storage.connections import connect
from kawamori.storage.fleet.health import LastWord, last_words
from kawamori.storage.river.sensors import record_sensor
from kawamori.testing.waiting import until
from kawamori.testing.world import World
from simulators.lorawan import frames
from simulators.lorawan.events import things_stack

if TYPE_CHECKING:
    from conftest import Air, Town

RADAR, PROBE, STRANGER = "a84041ffff000001", "a84041ffff000002", "a84041ffff00000f"
REASONS = "SELECT reason FROM quarantine"
STAGES = "SELECT datastream_id, observed_at, result FROM observations"


@contextmanager
def ingesting(broker: Mosquitto, url: str) -> Iterator[None]:
    ingest = Ingest(Broker(broker.host, broker.port), "1", lambda: connect(url, name="ingest"))
    thread = threading.Thread(target=ingest.run)
    thread.start()
    try:
        assert ingest.wait_listening(20)
        yield
    finally:
        ingest.stopping.set()
        thread.join(10)


@pytest.fixture
def river(world: World) -> World:
    """Give the city a radar 6.20 m above gauge zero, and a probe 0.35 m below it."""
    for station, sensor in {
        "kawabe-bridge": Sensor(Kind.DISTANCE, offset_m=6.2),
        "otaki": Sensor(Kind.DEPTH, offset_m=-0.35),
    }.items():
        record_sensor(world.connection, world.datastreams[station], sensor, author="test")
    return world


def test_what_the_air_carried_is_a_stage_and_what_it_did_not_is_in_quarantine(
    river: World,
    town: "Town",
    air: "Air",
    broker: Mosquitto,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KAWAMORI_DATABASE_URL", database)
    radar = air.heard(RADAR, 2, frames.ldds(4.85), 1)
    probe = air.heard(PROBE, 85, frames.em500_swl(0.62), 1)
    flood = frames.ldds(0.5)

    with ingesting(broker, database), town.bridging():
        air.tell(radar)
        air.tell(probe, things_stack)
        air.tell(air.heard(RADAR, 2, flood, 2, 1).again(simulated=True), things_stack)
        air.tell(air.heard(RADAR, 2, flood, 3, 2).again(simulated=True))
        air.tell(air.heard(RADAR, 2, flood, 4, 3).again(gateways=0))
        air.tell(air.heard(RADAR, 2, b"\x0e\x1c\x0b\x05", 5, 4))
        air.tell(air.heard(STRANGER, 2, flood, 1, 5))
        air.publish(f"application/river/device/{RADAR}/event/up", b"rubbish")
        until(lambda: _count(river, "quarantine") == 6)
        until(lambda: _count(river, "observations") == 2)

    stages = {row[0]: row[1:] for row in river.connection.execute(STAGES).fetchall()}
    assert stages == {
        river.datastreams["kawabe-bridge"]: (radar.at, pytest.approx(1.35)),
        river.datastreams["otaki"]: (probe.at, pytest.approx(0.27)),
    }
    arrived = river.connection.execute("SELECT result FROM arrivals").fetchall()
    assert sorted(round(each, 3) for row in arrived for each in row[0]) == [0.27, 1.35]
    assert main(["quarantine", "list"]) == 0
    shown = capsys.readouterr().out
    reasons = [row[0] for row in river.connection.execute(REASONS).fetchall()]
    for reason in (
        "simulated at the network server",
        "heard by no gateway",
        "No Sensor: a frame of 4 bytes",
        f"no node {STRANGER} is configured",
        "not an uplink",
    ):
        assert reason in shown
        assert any(reason in each for each in reasons)


def test_how_each_radio_sensor_is_stands_at_headquarters(
    river: World, town: "Town", air: "Air", broker: Mosquitto, database: str
) -> None:
    radar = air.heard(RADAR, 2, frames.ldds(4.85), 1)
    now = datetime.now(UTC)

    with ingesting(broker, database):
        with town.bridging():
            air.tell(radar)
            until(lambda: _count(river, "observations") == 1)
        with town.bridging():  # says at once how its nodes are
            until(lambda: any(RADAR in heard(each) for each in last_words(river.connection)))

    (bridge,) = last_words(river.connection)
    assert bridge.nodes[RADAR].station_id == "kawabe-bridge"
    assert bridge.nodes[RADAR].heard_at == radar.at
    assert bridge.nodes[RADAR].battery_v == pytest.approx(3.6, abs=0.4)
    assert bridge.nodes[PROBE].heard_at is None
    (found,) = muster(river.connection, now)
    assert found.concerns == ["unregistered"]


def heard(bridge: LastWord) -> set[str]:
    """Return the radio sensors that a bridge has heard."""
    return {dev_eui for dev_eui, node in bridge.nodes.items() if node.heard_at}


def _count(river: World, table: str) -> int:
    sql = SQL("SELECT 1 FROM {}").format(Identifier(table))
    return len(river.connection.execute(sql).fetchall())
