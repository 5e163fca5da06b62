"""The agent on the bank: what was spooled arrives, and a fresh reading does not wait for it."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from edge.agent import Agent, run_agents
from edge.clock import Clock, Moment, RunClock
from edge.opening import open_spool
from edge.outgoing import Pace
from edge.schedule import Turn
from edge.sensors import Reading, Sensor
from edge.spool import MAX_MB
from edge.tables import Owner, Spooled
from kawamori.embedded.broker import Mosquitto
from kawamori.mqtt import Broker
from kawamori.runs import ACTUAL, Run, Status
from kawamori.testing.ingest import IngestInMemory

DEVICE = "kawabe-1"
OWNER = Owner(DEVICE, Status.ACTUAL, "")
WITHIN_S = 20.0
SOON = timedelta(seconds=0.5)


class River:
    """A sensor whose result counts its samples, so that each reading is told from the next."""

    def __init__(self) -> None:
        self.samples = 0

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return the next number."""
        assert now.tzinfo
        self.samples += 1
        return [Reading("kawabe-bridge", "stage", float(self.samples))]


@pytest.fixture
def address(broker: Mosquitto) -> Broker:
    return Broker(broker.host, broker.port)


@pytest.fixture
def ingest(address: Broker) -> Iterator[IngestInMemory]:
    with IngestInMemory(address, DEVICE, Status.ACTUAL) as ingest:
        yield ingest


def fresh(ingest: IngestInMemory) -> int:
    """Count the readings that went out as they were taken."""
    return sum(not each.in_batch for each in ingest.arrived)


@contextmanager
def agent(
    address: Broker,
    folder: Path,
    *,
    rivers: Sequence[Sensor] = (),
    max_mb: float = MAX_MB,
    interval_s: float = 0.05,
    clock: Clock | None = None,
    pace: Pace | None = None,
) -> Iterator[Agent]:
    """Run an agent in a thread until the block ends."""
    clock = clock or RunClock(ACTUAL)
    wake, stopping = threading.Event(), threading.Event()
    owner = Owner(DEVICE, clock.run.status, clock.run.run)
    agent = Agent(
        [Turn(river, interval_s) for river in rivers or [River()]],
        spool=open_spool(folder, owner, clock.look(), max_mb=max_mb),
        broker=address,
        clock=clock,
        pace=pace or Pace(resend_s=1.0, quiet_s=0.3),
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


def fill(folder: Path, count: int, began_at: datetime) -> int:
    """Spool readings as a boot that never had a connection did, and return its number."""
    with_spool = open_spool(folder, OWNER, Moment(began_at, 0.0))
    rows = [
        Spooled(
            with_spool.boot,
            seq,
            "kawabe-bridge",
            "stage",
            began_at + timedelta(seconds=10 * seq),
            float(seq),
        )
        for seq in range(1, count + 1)
    ]
    with_spool.add(rows)
    with_spool.close()
    return with_spool.boot


def test_a_reading_arrives_and_is_forgotten_once_it_is_stored(
    address: Broker, ingest: IngestInMemory, tmp_path: Path
) -> None:
    with agent(address, tmp_path, pace=Pace()) as the_agent:
        assert ingest.wait(lambda: fresh(ingest) >= 10, WITHIN_S)
        assert ingest.wait(lambda: len(the_agent.spool) <= 2, WITHIN_S)

    numbers = [each.seq for each in ingest.observations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [each.result for each in ingest.observations] == numbers


def test_what_was_measured_while_the_broker_was_away_arrives_when_it_is_back(
    broker: Mosquitto, address: Broker, tmp_path: Path
) -> None:
    with IngestInMemory(address, DEVICE, Status.ACTUAL) as ingest, agent(address, tmp_path) as one:
        assert ingest.wait(lambda: len(ingest.stored) >= 5, WITHIN_S)
        broker.kill()
        assert ingest.wait(lambda: len(one.spool) >= 20, WITHIN_S)
        broker.start()
        assert ingest.wait(lambda: len(one.spool) <= 2, WITHIN_S)

        assert sorted(seq for _, seq in ingest.stored) == list(range(1, len(ingest.stored) + 1))


def test_a_backlog_of_ten_thousand_arrives_oldest_first_and_delays_nothing_fresh(
    address: Broker, tmp_path: Path
) -> None:
    old = fill(tmp_path, 10_000, datetime(2026, 9, 1, tzinfo=UTC))
    slow_to_tell = IngestInMemory(address, DEVICE, Status.ACTUAL, every_s=0.2)

    with slow_to_tell as ingest, agent(address, tmp_path) as the_agent:
        assert ingest.wait(lambda: (old, 10_000) in ingest.stored, 60)
        assert ingest.wait(lambda: len(the_agent.spool) <= 10, WITHIN_S)

    backlog = [each for each in ingest.arrived if each.observation.boot == old]
    fresh = [each for each in ingest.arrived if each.observation.boot != old]
    assert [each.observation.seq for each in backlog] == list(range(1, 10_001))
    assert all(each.in_batch for each in backlog)
    delays = sorted(each.at - each.observation.observed_at for each in fresh)
    assert len(delays) >= 10
    assert delays[int(0.9 * len(delays))] < SOON


def test_after_an_outage_the_newest_batch_arrives_before_the_older_ones(
    address: Broker, tmp_path: Path
) -> None:
    pace = Pace(batch=10)
    with (
        IngestInMemory(address, DEVICE, Status.ACTUAL) as ingest,
        agent(address, tmp_path, pace=pace) as the_agent,
    ):
        assert ingest.wait(lambda: fresh(ingest) >= 5, WITHIN_S)
        assert ingest.wait(lambda: len(the_agent.spool) <= 2, WITHIN_S)

    numbers = [each.observation.seq for each in ingest.arrived if each.in_batch]
    newest = max(numbers)
    assert newest > pace.batch
    assert numbers == [*range(newest - 9, newest + 1), *range(1, newest - 9)]


def test_what_the_broker_lost_is_sent_again(
    address: Broker, ingest: IngestInMemory, tmp_path: Path
) -> None:
    ingest.is_storing = False
    with agent(address, tmp_path) as the_agent:
        assert ingest.wait(lambda: len(ingest.arrived) >= 10, WITHIN_S)
        ingest.is_storing = True
        assert ingest.wait(lambda: len(the_agent.spool) <= 2, WITHIN_S)

    assert {1, 2, 3} <= {seq for _, seq in ingest.stored}


def test_a_lost_watermark_is_asked_for_again(
    address: Broker, ingest: IngestInMemory, tmp_path: Path
) -> None:
    ingest.is_telling = False
    with agent(address, tmp_path, interval_s=3600) as the_agent:
        assert ingest.wait(lambda: len(ingest.stored) == 1, WITHIN_S)
        ingest.is_telling = True
        assert ingest.wait(lambda: len(the_agent.spool) == 0, WITHIN_S)

    assert len(ingest.arrived) >= 2


class Broken:
    """A sensor whose driver has a fault of its own."""

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Fail in a way that nobody foresaw."""
        raise ZeroDivisionError(now)


def test_a_broken_sensor_does_not_stop_the_next(
    address: Broker, ingest: IngestInMemory, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with agent(address, tmp_path, rivers=[Broken(), River()]):
        assert ingest.wait(lambda: len(ingest.stored) >= 5, WITHIN_S)

    assert "ZeroDivisionError" in caplog.text


def test_a_full_disk_does_not_silence_a_device(
    address: Broker, ingest: IngestInMemory, tmp_path: Path
) -> None:
    ingest.is_telling = False
    rivers = [River() for _ in range(20)]
    with agent(address, tmp_path, max_mb=0.05, rivers=rivers) as the_agent:
        assert ingest.wait(lambda: the_agent.spool.in_memory >= 100, WITHIN_S)
        newest = the_agent.spool.next_seq
        assert ingest.wait(lambda: max(ingest.stored)[1] >= newest, WITHIN_S)
        ingest.is_telling = True
        assert ingest.wait(lambda: the_agent.spool.in_memory == 0, WITHIN_S)

    assert sorted(seq for _, seq in ingest.stored) == list(range(1, len(ingest.stored) + 1))


def test_everybody_sees_a_device_go_online_and_offline(
    address: Broker, ingest: IngestInMemory, tmp_path: Path
) -> None:
    with agent(address, tmp_path):
        assert ingest.wait(lambda: bool(ingest.statuses), WITHIN_S)
    assert ingest.wait(lambda: not ingest.statuses[-1].online, WITHIN_S)

    first = ingest.statuses[0]
    assert first.online
    assert first.time_ok
    assert first.version


class DoubtfulClock:
    """A clock that woke up in 1970; its stopwatch is right."""

    run = ACTUAL

    def look(self) -> Moment:
        """Return a moment not to be trusted."""
        moment = RunClock(ACTUAL).look()
        return Moment(datetime(1970, 1, 1, tzinfo=UTC), moment.stopwatch_s, "1970")


def test_a_device_that_doubts_its_clock_dates_by_the_stopwatch(
    address: Broker, ingest: IngestInMemory, tmp_path: Path
) -> None:
    """What fits in one batch arrives in its order; docs/edge.md says so."""
    with agent(address, tmp_path, clock=DoubtfulClock(), pace=Pace()):
        assert ingest.wait(lambda: fresh(ingest) >= 10, WITHIN_S)

    uptimes, published = [], []
    for each in ingest.observations:
        assert not each.time_ok
        assert each.uptime_s is not None
        assert each.age_s is not None
        uptimes.append(each.uptime_s)
        published.append(round(each.uptime_s + each.age_s, 6))
    assert uptimes == sorted(uptimes)
    assert published == sorted(published)
    assert any(not status.time_ok for status in ingest.statuses)


def test_a_replaced_card_does_not_take_a_boot_that_is_already_stored(
    address: Broker, ingest: IngestInMemory, tmp_path: Path
) -> None:
    ingest.tell({1: 500})

    with agent(address, tmp_path, clock=DoubtfulClock()) as the_agent:
        assert ingest.wait(lambda: len(ingest.stored) >= 5, WITHIN_S)
        assert ingest.wait(lambda: len(the_agent.spool) <= 2, WITHIN_S)

    assert {boot for boot, _ in ingest.stored} == {2}
    assert (2, 1) in ingest.stored


def test_an_exercise_runs_on_its_own_clock_and_under_its_own_name(
    address: Broker, tmp_path: Path
) -> None:
    began_at = datetime(2015, 9, 10, tzinfo=UTC)
    run = Run(7, "drill", Status.EXERCISE, "city", datetime.now(UTC), began_at, 600)

    with (
        IngestInMemory(address, DEVICE, Status.EXERCISE, "drill") as ingest,
        agent(address, tmp_path, clock=RunClock(run), interval_s=60),
    ):
        assert ingest.wait(lambda: len(ingest.stored) >= 20, WITHIN_S)

    readings = ingest.observations
    assert {each.run for each in readings} == {"drill"}
    assert began_at <= readings[0].observed_at < began_at + timedelta(hours=1)
    steps_s = [
        (after.observed_at - before.observed_at).total_seconds()
        for before, after in pairwise(readings[1:])
    ]
    assert 30 < sorted(steps_s)[len(steps_s) // 2] < 90
