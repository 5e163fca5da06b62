"""The agent on the bank: what was spooled arrives, whatever dies in between."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from edge.agent import Agent, run_agents
from edge.clock import Clock, RunClock
from edge.opening import open_spool
from edge.outgoing import Pace
from edge.schedule import Turn
from edge.sensors import Reading
from edge.tables import Owner
from kawamori.embedded.broker import Mosquitto
from kawamori.mqtt import Broker, Connection, Message
from kawamori.runs import ACTUAL, Run
from kawamori.wire import (
    DeviceStatus,
    Stored,
    StoredUpTo,
    WireObservation,
    decode_observations,
    decode_status,
    encode,
)

DEVICE = "kawabe-1"
WITHIN_S = 20.0


def eventually(holds: Callable[[], object], within_s: float = WITHIN_S) -> None:
    """Wait until something holds, and fail if it never does."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, f"not within {within_s} s: {holds.__name__}"
        time.sleep(0.01)


class City:
    """Stands for ingest: takes what a device publishes, and publishes the watermark."""

    def __init__(self, broker: Mosquitto, status: str = "actual", run: str | None = None) -> None:
        self.seen: dict[tuple[int, int], WireObservation] = {}
        self.arrived: list[tuple[bool, WireObservation]] = []  # in a batch?, and what
        self.statuses: list[DeviceStatus] = []
        self.is_storing = True
        self._run = run
        self._stored_topic = f"{status}/v1/{DEVICE}/stored"
        self._reached: defaultdict[int, int] = defaultdict(int)
        self._link = Connection(Broker(broker.host, broker.port), "city")
        self._link.on_message = self._take
        self._link.subscribe(f"{status}/v1/{DEVICE}/+/+/observation", f"{status}/v1/+/status")
        self._link.start()
        assert self._link.wait_connected(WITHIN_S)

    def publish_watermark(self, reached: dict[int, int] | None = None) -> None:
        stored = [StoredUpTo(boot, seq) for boot, seq in (reached or self._reached).items()]
        payload = encode(Stored(v=1, stored=stored[-8:], run=self._run))
        self._link.publish(self._stored_topic, payload, retain=True)

    def close(self) -> None:
        self._link.stop()

    def _take(self, message: Message) -> None:
        if message.topic.endswith("/status"):
            self.statuses.append(decode_status(message.payload))
            return
        decoded = decode_observations(message.payload)
        batch = decoded if isinstance(decoded, list) else [decoded]
        self.arrived += [(isinstance(decoded, list), each) for each in batch]
        if not self.is_storing:
            return
        for each in batch:
            self.seen[each.boot, each.seq] = each
            while (each.boot, self._reached[each.boot] + 1) in self.seen:
                self._reached[each.boot] += 1
        self.publish_watermark()


@contextmanager
def city(broker: Mosquitto, status: str = "actual", run: str | None = None) -> Iterator[City]:
    """Give a test a city that stores."""
    city = City(broker, status, run)
    try:
        yield city
    finally:
        city.close()


@dataclass
class River:
    """A sensor whose result counts its samples, so that each reading is told from the next."""

    samples: int = 0
    results: list[float] = field(default_factory=list)

    def sample(self, now: datetime) -> Sequence[Reading]:
        assert now.tzinfo
        self.samples += 1
        return [Reading("kawabe-bridge", "stage", float(self.samples))]


@contextmanager
def agent(
    broker: Mosquitto,
    folder: Path,
    river: River,
    *,
    interval_s: float = 0.05,
    clock: Clock | None = None,
    pace: Pace | None = None,
) -> Iterator[Agent]:
    """Run an agent in a thread until the block ends."""
    clock = clock or RunClock(ACTUAL)
    wake, stopping = threading.Event(), threading.Event()
    owner = Owner(DEVICE, clock.run.status, clock.run.run)
    agent = Agent(
        [Turn(river, interval_s)],
        spool=open_spool(folder, owner, clock.look()),
        broker=Broker(broker.host, broker.port),
        clock=clock,
        pace=pace or Pace(resend_s=1.0),
        wake=wake,
    )
    thread = threading.Thread(target=run_agents, args=([agent], wake, stopping))
    thread.start()
    try:
        yield agent
    finally:
        stopping.set()
        wake.set()
        thread.join(WITHIN_S)


def test_a_reading_arrives_and_is_forgotten_once_it_is_stored(
    broker: Mosquitto, tmp_path: Path
) -> None:
    river = River()

    with city(broker) as the_city, agent(broker, tmp_path, river) as the_agent:
        eventually(lambda: len(the_city.seen) >= 20)
        eventually(lambda: len(the_agent.spool) <= 2)

    assert [each.seq for _, each in the_city.arrived] == list(range(1, len(the_city.arrived) + 1))
    assert the_city.seen[min(the_city.seen)].result == 1.0
