"""The crowd's water: one gauge rises to danger, the other stays low; by a real edge agent."""

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from edge.agent import Agent
from edge.clock import RunClock
from edge.schedule import Turn
from edge.sensors import Reading
from edge.spool import Spool
from edge.tables import Owner
from kawamori.levels import Thresholds
from kawamori.mqtt import Broker
from kawamori.runs import Run, Status
from simulators.crowd.people import FLOODED, STATIONS
from simulators.fleet import step_until

LADDER = Thresholds(caution_m=1.5, evacuation_m=2.0, danger_m=2.5)
INTERVAL = timedelta(minutes=10)
IN_EARNEST = timedelta(seconds=1)  # by a clock that nobody hastens
LOW_M, HIGH_M, RISE_M = 1.0, 3.4, 0.3
LOW_FOR = 3  # readings


class Gauges:
    """Both gauges, read together."""

    def __init__(self, begins: datetime, interval: timedelta) -> None:
        self._begins = begins
        self._interval = interval

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return what they read, m above gauge zero."""
        steps = max((now - self._begins) / self._interval - LOW_FOR, 0.0)
        risen_m = round(min(LOW_M + RISE_M * steps, HIGH_M), 2)
        return [
            Reading(station_id, "stage", risen_m if station_id == FLOODED else LOW_M)
            for station_id in STATIONS
        ]


def interval_of(status: Status) -> timedelta:
    """Return how long the gauges wait between readings, by the run's clock."""
    return IN_EARNEST if status is Status.ACTUAL else INTERVAL


def flow(run: Run, broker: Broker, folder: Path, done: Callable[[], bool]) -> None:
    """Let the water rise past the gauges until ``done``."""
    wake, clock = threading.Event(), RunClock(run)
    interval, begins = interval_of(run.status), clock.look().at
    owner = Owner("crowd", run.status, run.run)
    spool = Spool(folder / owner.file_name(), owner, clock.look())
    turn = Turn(Gauges(begins, interval), interval.total_seconds(), "crowd")
    agent = Agent([turn], spool=spool, broker=broker, clock=clock, wake=wake)
    with closing(agent):
        agent.start()
        step_until([agent], wake, done, lambda: None)
