"""What nodes measured reaches the city once, whoever is away meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from edge.lorawan.bridge import Bridge
from edge.lorawan.commands import health_file, open_networks, show_nodes
from edge.lorawan.networks import Events, Network
from edge.lorawan.nodes import Healths, read_healths
from edge.lorawan.refusals import Refusals
from kawamori.embedded.broker import Mosquitto
from kawamori.mqtt import Broker, Connection
from kawamori.runs import Status
from kawamori.testing.ingest import IngestInMemory
from kawamori.testing.waiting import until
from simulators.lorawan import frames
from simulators.lorawan.events import things_stack

if TYPE_CHECKING:
    from conftest import Air, Town

RADAR, PROBE, STRANGER = "a84041ffff000001", "a84041ffff000002", "a84041ffff00000f"
WITHIN_S = 20.0


@pytest.fixture
def ingest(broker: Mosquitto) -> Iterator[IngestInMemory]:
    with IngestInMemory(Broker(broker.host, broker.port), "lorawan-1", Status.ACTUAL) as ingest:
        yield ingest


def levels(ingest: IngestInMemory) -> list[float]:
    return [each.result for _, each in sorted(ingest.stored.items())]


def test_levels_of_both_network_servers_arrive_in_metres_with_the_time_they_were_heard(
    town: "Town", air: "Air", ingest: IngestInMemory
) -> None:
    radar = air.heard(RADAR, 2, frames.ldds(4.85), 1)
    probe = air.heard(PROBE, 85, frames.em500_swl(0.62), 1)

    with town.bridging():
        air.tell(radar)
        air.tell(probe, things_stack)
        assert ingest.wait(lambda: len(ingest.stored) == 2, WITHIN_S)

    told = {each.result: each.observed_at for each in ingest.observations}
    assert told == {4.85: radar.at, 0.62: probe.at}


def test_a_frame_told_three_times_is_one_reading(
    town: "Town", air: "Air", ingest: IngestInMemory
) -> None:
    once = air.heard(RADAR, 2, frames.ldds(4.85), 1)

    with town.bridging():
        air.tell(once)
        air.tell(once)
        air.tell(once.again(at=once.at + timedelta(seconds=2)))
        air.tell(air.heard(RADAR, 2, frames.ldds(4.80), 2, minute=10))
        assert ingest.wait(lambda: 4.8 in levels(ingest), WITHIN_S)

    assert levels(ingest) == [4.85, 4.8]


def test_what_was_heard_while_the_bridge_was_away_arrives(
    town: "Town", air: "Air", ingest: IngestInMemory
) -> None:
    for number in range(1, 4):
        air.tell(air.heard(RADAR, 2, frames.ldds(4.85 - number / 10), number, number))

    with town.bridging():
        assert ingest.wait(lambda: len(ingest.stored) == 3, WITHIN_S)

    assert levels(ingest) == [4.75, 4.65, 4.55]


def test_what_was_heard_while_the_city_s_broker_was_away_arrives(
    town: "Town", air: "Air", broker: Mosquitto
) -> None:
    broker.kill()
    with town.bridging():
        air.tell(air.heard(RADAR, 2, frames.ldds(4.85), 1))
        air.tell(air.heard(RADAR, 42, b"\x0e\x1c\x0b\x05", 2))
        refused = Path(town.config.spool.folder) / "refused"
        until(lambda: list(refused.glob("*.json")))
        broker.start()
        address = Broker(broker.host, broker.port)
        with IngestInMemory(address, "lorawan-1", Status.ACTUAL) as ingest:
            assert ingest.wait(lambda: levels(ingest) == [4.85], WITHIN_S)
        until(lambda: not list(refused.glob("*.json")))


def test_an_event_is_told_again_until_it_is_kept(air: "Air") -> None:
    server = Broker(air.server.host, air.server.port)
    events = Events(Network("own", "chirpstack", server, "application/#"), "bridge")
    assert events.wait_listening(10)
    air.tell(air.heard(RADAR, 2, frames.ldds(4.85), 1))

    first = until(events.take)
    events.settle(kept=False)
    again = until(events.take)
    events.settle(kept=True)

    assert [each.payload for each in first] == [each.payload for each in again]
    events.stop()


def test_a_reading_that_the_spool_does_not_take_is_asked_for_again(
    town: "Town", air: "Air", broker: Mosquitto, tmp_path: Path
) -> None:
    networks = open_networks(town.config)
    refusals = Refusals(tmp_path, town.config.owner(), Broker(broker.host, broker.port))
    nodes = town.config.the_nodes()
    bridge = Bridge(networks, nodes, refusals, Healths(tmp_path / "nodes", nodes.values()))
    air.tell(air.heard(RADAR, 2, frames.ldds(4.85), 1))

    [refused] = until(lambda: bridge.sample(air.now))
    bridge.settle(next_seq=1)
    [taken] = until(lambda: bridge.sample(air.now))
    bridge.settle(next_seq=2)
    for line in (*networks, refusals):
        line.stop()

    assert (refused.result, taken.result) == (4.85, 4.85)


def test_a_technician_sees_how_each_node_was_last(
    town: "Town", air: "Air", ingest: IngestInMemory, capsys: pytest.CaptureFixture[str]
) -> None:
    with town.bridging():
        air.tell(air.heard(RADAR, 2, frames.ldds(4.85, battery_v=3.3), 12))
        assert ingest.wait(lambda: len(ingest.stored) == 1, WITHIN_S)
        until(lambda: read_healths(health_file(town.config)))

    assert show_nodes(town.config) == 1
    shown = capsys.readouterr().out
    assert f"{RADAR} kawabe-bridge: heard 15 min ago by 1, frame 12, -90 dBm" in shown
    assert "3.3 V, 12.5 °C" in shown
    assert f"{PROBE} otaki: never heard" in shown


def test_strangers_do_not_fill_the_quarantine(town: "Town", air: "Air", broker: Mosquitto) -> None:
    heard: list[bytes] = []
    link = Connection(Broker(broker.host, broker.port), "listener")
    link.on_message = lambda message: heard.append(message.payload)
    link.subscribe("actual/v1/lorawan-1/+/refused/observation")
    link.start()
    assert link.wait_connected(10)

    with town.bridging():
        for number in range(5):
            air.tell(air.heard(STRANGER, 1, b"\x01", number, number))
        air.tell(air.heard(RADAR, 42, b"\x01", 1))
        until(lambda: len(heard) == 2)
    link.stop()

    assert b"no node a84041ffff00000f is configured" in heard[0]
    assert b"unknown FPort 42" in heard[1]
