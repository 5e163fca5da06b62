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
from kawamori.runs import Run
from simulators.crowd.people import FLOODED, STATIONS
from simulators.fleet import step_until

LADDER = Thresholds(caution_m=1.5, evacuation_m=2.0, danger_m=2.5)
INTERVAL = timedelta(minutes=10)
LOW_M, HIGH_M, RISE_M = 1.0, 3.4, 0.3
LOW_FOR = 3  # readings


class Gauges:
    """Both gauges, read together."""

    def __init__(self, begins: datetime) -> None:
        self._begins = begins

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return what they read, m above gauge zero."""
        steps = max((now - self._begins) / INTERVAL - LOW_FOR, 0.0)
        risen_m = round(min(LOW_M + RISE_M * steps, HIGH_M), 2)
        return [
            Reading(station_id, "stage", risen_m if station_id == FLOODED else LOW_M)
            for station_id in STATIONS
        ]


def flow(run: Run, broker: Broker, folder: Path, done: Callable[[], bool]) -> None:
    """Let the water rise past the gauges until ``done``."""
    wake, clock = threading.Event(), RunClock(run)
    owner = Owner("crowd", run.status, run.run)
    spool = Spool(folder / owner.file_name(), owner, clock.look())
    turn = Turn(Gauges(run.sim_started_at), INTERVAL.total_seconds(), "crowd")
    agent = Agent([turn], spool=spool, broker=broker, clock=clock, wake=wake)
    with closing(agent):
        agent.start()
        step_until([agent], wake, done, lambda: None)
