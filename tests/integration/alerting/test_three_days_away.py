"""Three days without a line, a flood in between: all of it arrives once, and nobody is woken."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from edge.agent import Agent, run_agents
from edge.clock import Moment, RunClock
from edge.opening import open_spool
from edge.outgoing import Pace
from edge.schedule import Turn
from edge.sensors import Reading
from edge.tables import Owner, Spooled
from ingest.loop import Ingest
from kawamori.embedded.broker import Mosquitto
from kawamori.levels import GaugeLevel
from kawamori.mqtt import Broker, Connection, Message
from kawamori.runs import ACTUAL
from kawamori.storage.connections import connect
from kawamori.testing.town import KAWABE
from kawamori.testing.waiting import until
from kawamori.wire import decode_observations

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

MINUTE = timedelta(minutes=1)
MINUTES = 72 * 60
OWNER = Owner("kawabe-1", ACTUAL.status, ACTUAL.run)
NORMAL_M, PEAK_M = 0.8, 4.3
RISES, FALLS = 12 * 60, 17 * 60  # minutes into the outage
ROWS = "SELECT observed_at, result FROM observations"


class Quiet:
    """The river after the flood."""

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return what it stands at."""
        assert now.tzinfo
        return [Reading(KAWABE, "stage", NORMAL_M)]


def stage_m(minute: int) -> float:
    """Return what the river stood at: a flood of five hours, its peak in the middle."""
    half = (FALLS - RISES) / 2
    return NORMAL_M + (PEAK_M - NORMAL_M) * max(0.0, 1 - abs(minute - RISES - half) / half)


def measure_alone(folder: Path, began_at: datetime) -> None:
    """Spool what a device measures that has no line."""
    spool = open_spool(folder, OWNER, Moment(began_at, 0.0))
    for begin in range(0, MINUTES, 1000):
        spool.add(
            [
                Spooled(spool.boot, n + 1, KAWABE, "stage", began_at + MINUTE * n, stage_m(n))
                for n in range(begin, min(begin + 1000, MINUTES))
            ]
        )
    spool.close()


@contextmanager
def listening(broker: Mosquitto) -> Iterator[list[list[datetime]]]:
    """Hear what goes over the line, message by message: when it was observed."""
    heard: list[list[datetime]] = []

    def hear(message: Message) -> None:
        found = decode_observations(message.payload)
        each = found if isinstance(found, list) else [found]
        heard.append([observation.observed_at for observation in each])

    listener = Connection(Broker(broker.host, broker.port), "listener")
    listener.on_message = hear
    listener.subscribe("actual/v1/+/+/+/observation")
    listener.start()
    assert listener.wait_connected(10)
    yield heard
    listener.stop()


@contextmanager
def line(broker: Mosquitto, url: str, folder: Path) -> Iterator[None]:
    """Have the line again: the device on it, and ingest."""
    address = Broker(broker.host, broker.port)
    ingest = Ingest(address, "1", lambda: connect(url, name="ingest"))
    wake, stopping = threading.Event(), threading.Event()
    clock = RunClock(ACTUAL)
    agent = Agent(
        [Turn(Quiet(), 0.2)],
        spool=open_spool(folder, OWNER, clock.look()),
        broker=address,
        clock=clock,
        pace=Pace(resend_s=1.0, quiet_s=0.3),
        wake=wake,
    )
    taking = threading.Thread(target=ingest.run)
    sending = threading.Thread(target=run_agents, args=([agent], wake, stopping))
    taking.start()
    assert ingest.wait_listening(20)
    sending.start()
    try:
        yield
    finally:
        for ends in (stopping, wake, ingest.stopping):
            ends.set()
        sending.join(20)
        taking.join(20)


def test_all_of_it_is_there_once_the_newest_first_and_nobody_is_told_of_water_long_gone(
    office: "Office", broker: Mosquitto, database: str, tmp_path: Path
) -> None:
    ben = office.subscribe(GaugeLevel.CAUTION)
    back = datetime.now(UTC)
    began = back - MINUTE * MINUTES
    measure_alone(tmp_path, began)
    connection = office.town.connection

    with listening(broker) as heard, line(broker, database, tmp_path):
        until(lambda: len(_rows(office)) > MINUTES, 60)
    office.town.now = datetime.now(UTC)
    office.tell()

    rows = _rows(office)
    old = [(at, result) for at, result in rows if at < back]
    assert sorted(old) == [(began + MINUTE * n, pytest.approx(stage_m(n))) for n in range(MINUTES)]
    assert all(at >= back for at in heard[0])  # how the river stands came before all that was
    [(level,)] = connection.execute("SELECT peak_level FROM alerts").fetchall()
    assert level == GaugeLevel.DANGER
    assert office.texts(ben) == []
    muted = connection.execute(
        "SELECT muted_because FROM messages WHERE kind <> 'clear'"
    ).fetchall()
    assert muted
    assert all(because for (because,) in muted)


def _rows(office: "Office") -> list[tuple[datetime, float]]:
    return office.town.connection.execute(ROWS).fetchall()
