"""A river with two stations, a device on its bank, and ingest between broker and database."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg.sql import SQL, Identifier

from ingest.batches import Assembler
from ingest.confirmations import Confirmations
from ingest.loop import Ingest
from ingest.watermarks import Watermarks
from ingest.write import Writer
from kawamori import mqtt, wire
from kawamori.embedded.broker import Mosquitto
from kawamori.stations import Datastream, Station
from kawamori.storage.connections import Connection, connect
from kawamori.storage.river.stations import register_station
from kawamori.testing.waiting import until

MINUTE = timedelta(minutes=1)
STAGE = "actual/v1/d1/kawabe-bridge/stage/observation"


class River:
    """The database as a test sees it, and a device that publishes into it."""

    def __init__(self, url: str, broker: Mosquitto) -> None:
        self.url, self.broker = url, broker
        self.database: Connection = connect(url, name="test")
        self.told: dict[str, wire.Stored] = {}
        self.now = datetime.now(UTC).replace(microsecond=0)
        self._open = ExitStack()
        self._open.callback(self.database.close)
        self.device = mqtt.Connection(mqtt.Broker(broker.host, broker.port), "d1")
        self.device.subscribe("+/v1/+/stored")
        self.device.on_message = self._hear

    @staticmethod
    def station(station_id: str, network: str = "city") -> Station:
        return Station(station_id, "橋", "川辺川", 35.0, 139.0, MINUTE, network=network)

    def register(self, station_id: str, network: str = "city") -> int:
        """Register a station with a stage that is plausible up to 20 m; return its datastream."""
        stage = Datastream(station_id, "stage", judged=True, min_plausible=-5, max_plausible=20)
        station = self.station(station_id, network)
        return register_station(self.database, station, [stage], author="test")["stage"]

    def start_device(self) -> None:
        self.device.start()
        self._open.callback(self.device.stop)
        assert self.device.wait_connected(10)

    def ingest(self, name: str) -> Ingest:
        """Return an ingest process, as an object to be run."""
        broker = mqtt.Broker(self.broker.host, self.broker.port)
        return Ingest(broker, name, lambda: connect(self.url, name="ingest"))

    def writing(self) -> Writer:
        """Return what writes for one ingest process, on a connection of its own."""
        connection = connect(self.url, name="ingest")
        self._open.callback(connection.close)
        return Writer(connection, Assembler(), Watermarks(), Confirmations())

    @contextmanager
    def ingesting(self, name: str = "1") -> Iterator[Ingest]:
        """Run ingest in a thread until the block ends; it is listening when the block begins."""
        ingest = self.ingest(name)
        thread = threading.Thread(target=ingest.run)
        thread.start()
        try:
            assert ingest.wait_listening(20), "ingest did not connect"
            yield ingest
        finally:
            ingest.stopping.set()
            thread.join(10)

    @contextmanager
    def leaving(self, name: str) -> Iterator[None]:
        """Have an ingest process leave its group for good; it has left when the block ends."""
        thread = threading.Thread(target=self.ingest(name).leave)
        thread.start()
        yield
        thread.join(20)

    def publish(self, message: Any, topic: str = STAGE, *, retain: bool = False) -> None:
        """Publish bytes or a message of the wire, and wait until the broker has it."""
        data = message if isinstance(message, bytes) else wire.encode(message)
        done = threading.Event()
        until(lambda: self.device.publish(topic, data, done.set, retain=retain))
        assert done.wait(10), "the broker did not acknowledge"

    def publish_until_stored(self, reading: wire.WireObservation) -> None:
        """Publish the same again until it is stored: ingest may not be listening yet."""
        while not self.count("observations"):
            self.publish(reading)
            time.sleep(0.1)

    def reconnect(self) -> None:
        """Look into a database that was away."""
        self.database = connect(self.url, name="test")
        self._open.callback(self.database.close)

    def reading(
        self, seq: int, stage_m: float = 1.0, *, ago: timedelta = MINUTE, **more: Any
    ) -> Any:
        """Return a reading, a minute old unless said otherwise."""
        values = {"boot": 1, "observed_at": self.now - ago, **more}
        return wire.WireObservation(1, seq=seq, result=stage_m, **values)

    def message(self, seq: int) -> mqtt.Message:
        """Return a reading as ingest takes it from the broker."""
        payload = wire.encode(self.reading(seq, ago=timedelta(seconds=seq)))
        return mqtt.Message(STAGE.encode(), payload, mid=seq, retained=False, again=False)

    def rows(self, sql: Any, *values: Any) -> list[tuple[Any, ...]]:
        return self.database.execute(sql, values or None).fetchall()

    @staticmethod
    def minutes(number: int) -> timedelta:
        return number * MINUTE

    def count(self, table: str) -> int:
        return int(self.rows(SQL("SELECT count(*) FROM {}").format(Identifier(table)))[0][0])

    def stages(self, run_no: int = 0) -> list[float]:
        """Return the stored results of a run in the order of their times."""
        sql = "SELECT result FROM observations WHERE run_no = %s ORDER BY observed_at"
        return [row[0] for row in self.rows(sql, run_no)]

    def reasons(self) -> list[str]:
        return [row[0] for row in self.rows("SELECT reason FROM quarantine ORDER BY 1")]

    def stored_up_to(self, device: str = "d1", status: str = "actual") -> dict[int, int]:
        """Return what the device was told last: the sequence number by boot."""
        told = self.told.get(f"{status}/v1/{device}/stored")
        return {mark.boot: mark.seq for mark in told.stored} if told else {}

    def close(self) -> None:
        self._open.close()

    def _hear(self, message: mqtt.Message) -> None:
        self.told[message.topic] = wire.decode_stored(message.payload)


@pytest.fixture
def make_river() -> type[River]:
    """Give a test the means to make a river of its own."""
    return River


@pytest.fixture
def river(database: str, broker: Mosquitto) -> Iterator[River]:
    """Give a test the river, its device connected, and no ingest yet."""
    river = River(database, broker)
    river.register("kawabe-bridge")
    river.register("recorded-1", network="recorded")
    river.start_device()
    yield river
    river.close()


@pytest.fixture
def stored(river: River) -> Iterator[River]:
    """Give a test the river with ingest running."""
    with river.ingesting():
        yield river
