"""A network server, a bridge, and the city on the other side of it, each with its real broker."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edge.clock import RunClock
from edge.config import BrokerTable
from edge.lorawan.commands import open_networks, serve
from edge.lorawan.config import BridgeConfig, NetworkTable, NodeTable, SpoolTable
from edge.outgoing import Pace
from kawamori.embedded.broker import Mosquitto
from kawamori.embedded.scratch import scratch_broker
from kawamori.mqtt import Broker, Connection
from kawamori.runs import ACTUAL
from kawamori.testing.waiting import until
from simulators.lorawan.events import Heard, chirpstack

RADAR, PROBE, STRANGER = "a84041ffff000001", "a84041ffff000002", "a84041ffff00000f"


class Air:
    """The network server's side: what it hears it tells its broker."""

    def __init__(self, server: Mosquitto) -> None:
        self.server = server
        self.now = datetime.now(UTC).replace(microsecond=0)
        self._link = Connection(Broker(server.host, server.port), "network-server")
        self._link.start()
        assert self._link.wait_connected(10)

    def heard(self, dev_eui: str, port: int, frame: bytes, counter: int, minute: int = 0) -> Heard:
        """Return a frame, as heard a quarter of an hour ago and so many minutes later."""
        at = self.now - timedelta(minutes=15 - minute)
        return Heard(dev_eui, port, frame, counter, at)

    def tell(self, heard: Heard, how: Callable[[Heard], tuple[str, bytes]] = chirpstack) -> None:
        """Publish an event, and wait until the broker has it."""
        self.publish(*how(heard))

    def publish(self, topic: str, payload: bytes) -> None:
        done = threading.Event()
        until(lambda: self._link.publish(topic, payload, done.set))
        assert done.wait(10)

    def close(self) -> None:
        self._link.stop()


class Town:
    """The bridge's configuration, and the bridge while it runs."""

    def __init__(self, city: Mosquitto, air: Air, folder: Path) -> None:
        here = {"host": air.server.host, "port": air.server.port}
        self.config = BridgeConfig(
            device_id="lorawan-1",
            broker=BrokerTable(host=city.host, port=city.port),
            networks=[
                NetworkTable(name="own", server="chirpstack", **here),
                NetworkTable(name="community", server="things-stack", **here),
            ],
            nodes=[
                NodeTable(dev_eui=RADAR, model="dragino-ldds75", station_id="kawabe-bridge"),
                NodeTable(dev_eui=PROBE, model="milesight-em500-swl", station_id="otaki"),
            ],
            spool=SpoolTable(folder=str(folder)),
            pace=Pace(resend_s=1.0, quiet_s=0.3),
        )

    @contextmanager
    def bridging(self) -> Iterator[None]:
        """Run the bridge in a thread until the block ends."""
        wake, stopping = threading.Event(), threading.Event()
        arguments = (self.config, RunClock(ACTUAL), wake, stopping)
        thread = threading.Thread(target=serve, args=arguments)
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            wake.set()
            thread.join(20)


@pytest.fixture
def air() -> Iterator[Air]:
    """Give a test a network server with a broker of its own."""
    with ExitStack() as stack:
        air = Air(stack.enter_context(scratch_broker()))
        stack.callback(air.close)
        yield air


@pytest.fixture
def town(broker: Mosquitto, air: Air, tmp_path: Path) -> Town:
    """Give a test a bridge that has been there before: the network server knows its session."""
    town = Town(broker, air, tmp_path / "lorawan")
    for events in open_networks(town.config):
        assert events.wait_listening(10)
        events.stop()
    return town
