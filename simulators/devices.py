"""The simulated devices of a city: real edge agents whose sensors look at a scenario's river."""

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
from simulators.sensors import SimulatedCamera, SimulatedGauge

CAMERA_INTERVAL_S = 300.0


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

    1. Set the devices up, and let each measure once, however long that took.
    2. Let the hours pass from then on.
    3. Return once ingest has said that everything is stored.
    """
    wake = threading.Event()
    past = _Past(run, hours)
    with TemporaryDirectory(prefix="kawamori-simulate-") as folder, ExitStack() as stack:
        place = _Place(river, past, broker, Path(folder), seed, wake)
        devices = [stack.enter_context(_device(site, place)) for site in SITES]
        agents = [device.agent for device in devices]
        for agent in agents:
            agent.step(agent.clock.look())
        past.begin()
        standstill = Standstill(agents)

        def tend() -> None:
            for device in devices:
                _cut_or_mend(device, past.seconds())
            if past.is_over():
                standstill.notice(waiting(agents))

        step_until(agents, wake, lambda: past.is_over() and not waiting(agents), tend)
        return sum(agent.spool.next_seq - 1 for agent in agents)


@dataclass(slots=True)
class _Past:
    """How far a run has come; its hours are counted from when all devices measure.

    At an hour a second, counting from the run's first instant would leave a busy machine
    no time to measure anything.
    """

    run: Run
    hours: float
    over_s: float = float("inf")

    def begin(self) -> None:
        """Let the hours pass from now on."""
        self.over_s = self.seconds() + self.hours * 3600

    def now(self) -> datetime:
        return self.run.now(datetime.now(UTC))

    def seconds(self) -> float:
        return (self.now() - self.run.sim_started_at).total_seconds()

    def is_over(self) -> bool:
        return self.seconds() > self.over_s


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
