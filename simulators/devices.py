"""The simulated devices of a city: real edge agents whose sensors look at a scenario's river."""

import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from edge.agent import Agent
from edge.clock import Clock, Moment, RunClock, stopwatch_s
from edge.schedule import Turn
from edge.sensors import Reading, Sensor
from edge.spool import Spool
from edge.tables import Owner
from kawamori.mqtt import Broker
from kawamori.runs import Run
from simulators.city import SITES, STAGE, WATERLINE, Site
from simulators.fleet import Standstill, step_until, waiting
from simulators.link import Cuttable
from simulators.scenarios import Fault, FaultKind, River

WAVE_M = 0.008  # the standard deviation of a gauge's reading about the river
CAMERA_WAVE_M = 0.03
CAMERA_INTERVAL_S = 300.0
HEARTBEAT_S = 86_400.0  # a sleeping crisis-management gauge reports once a day


class SimulatedGauge:
    """A water-level gauge in a scenario, with the waves on the river and its own faults."""

    def __init__(self, site: Site, river: River, begins: datetime, seed: int) -> None:
        self._site = site
        self._river = river
        self._begins = begins
        self._noise = random.Random(f"{seed}/{site.station.station_id}")
        self._faults = [f for f in river.scenario.faults if f.station_id == site.station.station_id]
        self._last_m: float | None = None
        self._spiked = False
        self._heartbeat: datetime | None = None

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return the stage as the gauge reads it; nothing while a crisis gauge sleeps."""
        seconds = (now - self._begins).total_seconds()
        true_m = self._river.stage_m(self._site.station.station_id, seconds)
        if self._sleeps(true_m, now):
            return []
        stage_m = round(self._faulty(true_m + self._noise.gauss(0, WAVE_M), seconds), 2)
        return [Reading(self._site.station.station_id, STAGE, stage_m)]

    def _faulty(self, stage_m: float, seconds: float) -> float:
        on = {fault.kind: fault for fault in self._faults if fault.is_on(seconds)}
        if FaultKind.STUCK in on and self._last_m is not None:
            return self._last_m
        self._last_m = stage_m
        spike = on.get(FaultKind.SPIKE)
        if spike and not self._spiked:
            self._spiked = True
            return spike.spike_m
        return stage_m

    def _sleeps(self, true_m: float, now: datetime) -> bool:
        asleep_below_m = self._site.asleep_below_m
        if asleep_below_m is None or true_m >= asleep_below_m:
            return False
        awake = self._heartbeat is None or (now - self._heartbeat).total_seconds() >= HEARTBEAT_S
        if awake:
            self._heartbeat = now
        return not awake


class SimulatedCamera:
    """A camera that reads a waterline, the less surely the faster the river moves."""

    def __init__(self, site: Site, river: River, begins: datetime, seed: int) -> None:
        self._station_id = site.station.station_id
        self._river = river
        self._begins = begins
        self._noise = random.Random(f"{seed}/{self._station_id}/camera")

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return the waterline, its confidence and where the still is kept."""
        seconds = (now - self._begins).total_seconds()
        true_m = self._river.stage_m(self._station_id, seconds)
        rise_m = true_m - self._river.stage_m(self._station_id, seconds - 600)
        confidence = max(0.35, 0.95 - abs(rise_m) - abs(self._noise.gauss(0, 0.03)))
        waterline_m = round(true_m + self._noise.gauss(0, CAMERA_WAVE_M), 2)
        still = f"stills/{self._station_id}/{now:%Y%m%dT%H%M%SZ}.jpg"
        return [Reading(self._station_id, WATERLINE, waterline_m, round(confidence, 2), still)]


class LostClock:
    """A clock that stands in 1970 since the last power cut; only the stopwatch counts."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def look(self) -> Moment:
        """Return a time nobody should believe, and say so."""
        at = datetime.fromtimestamp(stopwatch_s(), UTC)
        return Moment(at, stopwatch_s(), f"the clock says {at:%Y-%m-%d}")


def flow(river: River, run: Run, broker: Broker, *, seed: int, hours: float) -> int:
    """Let a scenario's river run past the devices; return how many readings they took.

    Returns when the hours are over and ingest has said that everything is stored.
    """
    wake = threading.Event()
    past = _Past(run, hours)
    with TemporaryDirectory(prefix="kawamori-simulate-") as folder, ExitStack() as stack:
        place = _Place(river, past, broker, Path(folder), seed, wake)
        devices = [stack.enter_context(_device(site, place)) for site in SITES]
        agents = [device.agent for device in devices]
        standstill = Standstill(agents)

        def tend() -> None:
            for device in devices:
                _cut_or_mend(device, past.seconds())
            if past.is_over():
                standstill.notice(waiting(agents))

        step_until(agents, wake, lambda: past.is_over() and not waiting(agents), tend)
        return sum(agent.spool.next_seq - 1 for agent in agents)


@dataclass(frozen=True, slots=True)
class _Past:
    """How far a run has come."""

    run: Run
    hours: float

    def now(self) -> datetime:
        return self.run.now(datetime.now(UTC))

    def seconds(self) -> float:
        return (self.now() - self.run.sim_started_at).total_seconds()

    def is_over(self) -> bool:
        return self.seconds() > self.hours * 3600


class _Told:
    """A sensor that is told the run's true time, whatever its device believes, until it is over."""

    def __init__(self, sensor: Sensor, past: _Past) -> None:
        self._sensor = sensor
        self._past = past

    def sample(self, now: datetime) -> Sequence[Reading]:  # noqa: ARG002 the device's clock may be lost
        return [] if self._past.is_over() else self._sensor.sample(self._past.now())


@dataclass(frozen=True, slots=True)
class _Place:
    """What all devices of a rehearsal share."""

    river: River
    past: _Past
    broker: Broker
    folder: Path
    seed: int
    wake: threading.Event


@dataclass(frozen=True, slots=True)
class _Device:
    agent: Agent
    link: Cuttable | None
    faults: tuple[Fault, ...]


@contextmanager
def _device(site: Site, place: _Place) -> Iterator[_Device]:
    run, broker, station_id = place.past.run, place.broker, site.station.station_id
    faults = tuple(f for f in place.river.scenario.faults if f.station_id == station_id)
    kinds = {fault.kind for fault in faults}
    clock: Clock = LostClock(run) if FaultKind.CLOCK_WRONG in kinds else RunClock(run)
    link = Cuttable(broker.host, broker.port) if FaultKind.DEAD_LINK in kinds else None
    if link:
        broker = replace(broker, host=link.host, port=link.port)
    owner = Owner(f"sim-{station_id}", run.status, run.run)
    spool = Spool(place.folder / owner.file_name(), owner, clock.look())
    turns = _turns(site, place)
    agent = Agent(turns, spool=spool, broker=broker, clock=clock, wake=place.wake)
    agent.start()
    try:
        yield _Device(agent, link, faults)
    finally:
        agent.close()
        if link:
            link.close()


def _turns(site: Site, place: _Place) -> list[Turn]:
    begins, ident = place.past.run.sim_started_at, site.station.station_id
    gauge = _Told(SimulatedGauge(site, place.river, begins, place.seed), place.past)
    turns = [Turn(gauge, site.station.interval.total_seconds(), f"{ident}/{STAGE}")]
    if site.camera:
        camera = _Told(SimulatedCamera(site, place.river, begins, place.seed), place.past)
        turns.append(Turn(camera, CAMERA_INTERVAL_S, f"{ident}/{WATERLINE}"))
    return turns


def _cut_or_mend(device: _Device, seconds: float) -> None:
    if device.link:
        device.link.cut = any(
            fault.kind is FaultKind.DEAD_LINK and fault.is_on(seconds) for fault in device.faults
        )
