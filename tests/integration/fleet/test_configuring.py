"""What headquarters sets reaches a device, holds over its restart, and is acknowledged."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from edge.agent import Agent, run_agents
from edge.clock import RunClock
from edge.faults import FaultyError
from edge.opening import open_spool
from edge.remote import Remote
from edge.schedule import Turn
from edge.sensors import Reading
from edge.tables import Owner
from kawamori.errors import UnavailableError
from kawamori.fleet.muster import muster
from kawamori.fleet.publishing import Publisher
from kawamori.runs import ACTUAL, Status
from kawamori.storage.connections import connect
from kawamori.storage.fleet.configs import set_config
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from datetime import datetime

    from kawamori.mqtt import Connection

    from .conftest import City  # type: ignore[import-not-found]

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

STAGE = "kawabe-bridge/stage"


class Gauge:
    """A sensor that measures a metre, unless something is the matter."""

    def __init__(self, fault: UnavailableError | None = None) -> None:
        self.fault = fault

    def sample(self, now: "datetime") -> list[Reading]:
        assert now.tzinfo
        if self.fault is not None:
            raise self.fault
        return [Reading("kawabe-bridge", "stage", 1.0)]


@contextmanager
def running(
    city: "City", box: Path, gauge: Gauge | None = None, interval_s: float = 600.0
) -> Iterator[Turn]:
    """Run the device of a box until the block ends; give its one sensor's turn."""
    clock, turn = RunClock(ACTUAL), Turn(gauge or Gauge(), interval_s, STAGE)
    wake, stopping = threading.Event(), threading.Event()
    owner, folder = Owner("bridge-1", Status.ACTUAL, ""), city.folder / "spool"
    agent = Agent(
        [turn],
        spool=open_spool(folder, owner, clock.look()),
        broker=city.by_certificate(box),
        clock=clock,
        remote=Remote(folder / "remote.json", [turn]),
        wake=wake,
    )
    thread = threading.Thread(target=run_agents, args=([agent], wake, stopping))
    thread.start()
    try:
        yield turn
    finally:
        stopping.set()
        wake.set()
        thread.join(10)


@contextmanager
def publishing(city: "City") -> Iterator[None]:
    """Run what tells devices how they are to be set, by ingest's account, until the block ends."""
    password = (city.deploy / "secrets/mqtt_ingest_password").read_text().strip()
    broker = city.by_password("ingest", password)
    publisher = Publisher(broker, lambda: connect(city.url, name="fleet"))
    thread = threading.Thread(target=publisher.run)
    thread.start()
    try:
        yield
    finally:
        publisher.stopping.set()
        thread.join(10)


def test_an_interval_set_at_headquarters_is_followed_acknowledged_and_kept(city: "City") -> None:
    box = city.provision("bridge-1")
    city.broker.start()
    database = city.world.connection

    def mustered(version: int) -> bool:
        (found,) = muster(database, RunClock(ACTUAL).look().at)
        return found.word is not None and found.word.config == version

    def set_to(interval_s: float, sensor: str = STAGE) -> int:
        return set_config(
            database, "bridge-1", {sensor: interval_s}, person="Fumi", role="operator"
        )

    with city.ingesting(), publishing(city):
        with running(city, box) as turn:
            assert set_to(60) == 1
            until(lambda: mustered(1))
            assert turn.interval_s == 60

        with running(city, box) as turn:
            assert turn.interval_s == 60  # before any word of the broker's
            until(lambda: mustered(1))

            set_to(30, "otaki/stage")
            until(lambda: muster(database, RunClock(ACTUAL).look().at)[0].concerns != [])
            until(
                lambda: "config_refused" in muster(database, RunClock(ACTUAL).look().at)[0].concerns
            )

    (found,) = muster(database, RunClock(ACTUAL).look().at)
    assert found.word is not None
    assert (
        found.word.config_refused == "config 2: no otaki/stage here, there is kawabe-bridge/stage"
    )
    assert found.word.certificate == found.certificates[0].fingerprint
    acts = "SELECT person, details->>'version' FROM acts WHERE act = 'configure_device' ORDER BY 2"
    assert database.execute(acts).fetchall() == [("Fumi", "1"), ("Fumi", "2")]


def test_why_a_sensor_gives_no_reading_is_told_until_it_gives_one(
    city: "City", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.agent.NEWS_APART_S", 0.0)
    box = city.provision("bridge-1")
    city.broker.start()
    gauge = Gauge(FaultyError("dark", "the brightest parts reach 3% of white"))

    def concerns() -> list[str]:
        (found,) = muster(city.world.connection, RunClock(ACTUAL).look().at)
        return list(found.concerns)

    with city.ingesting(), running(city, box, gauge, interval_s=0.2):
        until(lambda: "sensor_faulty" in concerns())
        (found,) = muster(city.world.connection, RunClock(ACTUAL).look().at)
        assert found.word is not None
        fault = found.word.faults[STAGE]
        assert (fault.kind, fault.said) == ("dark", "the brightest parts reach 3% of white")

        gauge.fault = None
        until(lambda: concerns() == [])


def is_heard(city: "City", device: "Connection", other: str) -> bool:
    """Say how another is to be set; return whether the broker took note, denying or not."""
    if device.is_connected:
        device.publish(f"actual/v1/{other}/command", b"{}", retain=True)
    time.sleep(0.1)
    return f"'actual/v1/{other}/command'" in city.broker.said()


def test_no_device_tells_another_how_it_is_to_be_set(city: "City") -> None:
    box = city.provision("bridge-1")
    city.broker.start()

    with city.connected(city.by_certificate(box), "bridge-1") as device:
        for other in ("bridge-1", "bridge-2"):
            until(lambda other=other: is_heard(city, device, other))  # type: ignore[misc]

    lines = [each for each in city.broker.said().splitlines() if "/command'" in each]
    assert lines
    assert all("Denied PUBLISH from bridge-1" in each for each in lines)
