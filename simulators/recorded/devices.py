"""A device for each recorded gauge: the real edge agent, its sensor reading from the recording."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from edge.agent import Agent
from edge.clock import RunClock
from edge.outgoing import Pace
from edge.schedule import Turn
from edge.sensors import Reading
from edge.spool import Spool
from edge.tables import Owner
from kawamori.backtest.recordings import Recording
from kawamori.mqtt import Broker
from kawamori.runs import Run
from simulators.fleet import Standstill, step_until, waiting

LOOK_EVERY_S = 0.05  # wall seconds between two looks at a recording
AT_ONCE = 2000  # readings a device may have on the way before it reads on
# Nothing is sent ahead of the backlog: a reading that overtakes others makes them history,
# which is stored but not judged, and a recorded flood must be judged in its own order.
PACE = Pace(batch=500, uncovered=2 * AT_ONCE, live_on_the_line=0)


class RecordedSensor:
    """A sensor that says what was recorded, at its own time, in order.

    It reads on only while few of its readings wait to be stored, so that the order in
    which they were recorded is the order in which they are judged, at any speed.
    """

    def __init__(self, recording: Recording, spool: Spool) -> None:
        self._station_id = recording.station.station_id
        self._datastream = recording.datastream.name
        self._spool = spool
        self._coming = recording.readings()
        self._next = next(self._coming, None)
        self.said = 0

    @property
    def ended(self) -> bool:
        """Whether all was said and is stored."""
        return self._next is None and not len(self._spool)

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return what was recorded up to ``now`` and not yet said, as much as there is room for."""
        readings: list[Reading] = []
        room = AT_ONCE - len(self._spool)
        while self._next is not None and self._next[0] <= now and len(readings) < room:
            observed_at, stage_m = self._next
            readings.append(
                Reading(self._station_id, self._datastream, stage_m, observed_at=observed_at)
            )
            self._next = next(self._coming, None)
        self.said += len(readings)
        return readings


def publish(recordings: Sequence[Recording], run: Run, broker: Broker) -> int:
    """Publish the recordings by the run's clock and return how many readings were stored.

    Returns when ingest has said of each that it is committed. ``UnavailableError`` when
    nothing moves for two minutes.
    """
    wake = threading.Event()
    with TemporaryDirectory(prefix="kawamori-replay-") as folder, ExitStack() as stack:
        devices = [
            stack.enter_context(_device(each, run, broker, Path(folder), wake))
            for each in recordings
        ]
        agents, sensors = [agent for agent, _ in devices], [sensor for _, sensor in devices]
        standstill = Standstill(agents)
        step_until(
            agents,
            wake,
            lambda: all(sensor.ended for sensor in sensors),
            lambda: standstill.notice((waiting(agents), sum(s.said for s in sensors))),
            rest_s=LOOK_EVERY_S,
        )
        return sum(sensor.said for sensor in sensors)


def device_id_of(recording: Recording) -> str:
    """Return the name of the device that stands at a recorded gauge."""
    return f"rec-{recording.station.station_id}"[:63]


@contextmanager
def _device(
    recording: Recording, run: Run, broker: Broker, folder: Path, wake: threading.Event
) -> Iterator[tuple[Agent, RecordedSensor]]:
    clock = RunClock(run)
    owner = Owner(device_id_of(recording), run.status, run.run)
    spool = Spool(folder / owner.file_name(), owner, clock.look())
    sensor = RecordedSensor(recording, spool)
    turn = Turn(sensor, LOOK_EVERY_S * run.speed, recording.gauge_id)
    agent = Agent([turn], spool=spool, broker=broker, clock=clock, pace=PACE, wake=wake)
    agent.start()
    try:
        yield agent, sensor
    finally:
        agent.close()
