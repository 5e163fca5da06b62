"""A bank of ten gauges, 1,000 readings a second, as one program to be killed and started again.

Each spooled reading is also written to a journal, after its commit: the truth that
the database is held against. A file named ``stop`` ends the sampling; when all that was
spooled is known to be stored, the program leaves a file named ``stored`` and ends.
"""

import json
import math
import os
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from edge.agent import Agent
from edge.clock import Moment, RunClock
from edge.outgoing import Pace
from edge.schedule import Turn
from edge.sensors import Reading
from edge.spool import Spool
from edge.tables import Owner, Spooled
from kawamori.mqtt import Broker
from kawamori.runs import Run, Status
from kawamori.times import to_us
from simulators.fleet import step_until, waiting

STOP, STORED = "stop", "stored"
STATIONS = 10
EACH_S = 0.1  # wall seconds between two looks at a gauge
AT_ONCE = 10  # readings a look
PERIOD_H = 6.0  # of the wave; half of it is high
FIRST_RISE_H = 0.2
LOW_TURN = 0.15  # where in its turn the wave begins to rise
PACE = Pace(resend_s=2, quiet_s=0.5, slowest_resend_s=4)


def stage_m(station: int, hours: float) -> float:
    """Return the wave at a station: flat low, flat high, and an hour between.

    All begin low and rise one after the other, so that no flood begins before
    everything runs, nor passes while one part is away.
    """
    turn = LOW_TURN + max(0.0, (hours - FIRST_RISE_H) / PERIOD_H - 0.02 * station)
    return 2.0 + 1.8 * math.tanh(3.0 * math.sin(2 * math.pi * turn - 0.5 * math.pi))


class Wave:
    """A gauge that looks often and tells of every reading since its last look."""

    def __init__(self, station: int, run: Run) -> None:
        self._station = station
        self._run = run
        self.ended = False

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return ten readings, evenly spaced up to now."""
        if self.ended:
            return []
        step = timedelta(seconds=EACH_S * self._run.speed / AT_ONCE)
        times = [now - step * back for back in reversed(range(AT_ONCE))]
        return [self._reading(each) for each in times]

    def _reading(self, observed_at: datetime) -> Reading:
        hours = (observed_at - self._run.sim_started_at).total_seconds() / 3600
        stage = round(stage_m(self._station, hours), 3)
        return Reading(f"gauge-{self._station}", "stage", stage, observed_at=observed_at)


class Journaled(Spool):
    """A spool that writes down what it has taken, once that is on disk."""

    journal: int

    def add(self, rows: Sequence[Spooled]) -> None:
        """Spool, then write down."""
        super().add(rows)
        lines = (f"{row.station_id} {to_us(row.observed_at)} {row.result}\n" for row in rows)
        os.write(self.journal, "".join(lines).encode())


def main(folder: Path) -> None:
    """Run the bank that ``bank.json`` in the folder describes."""
    told = json.loads((folder / "bank.json").read_text())
    begun = datetime.fromtimestamp(told["begun"], UTC)
    run = Run(1, told["run"], Status.TEST, told["network"], begun, begun, told["speed"])
    broker, clock, wake = Broker("127.0.0.1", told["port"]), RunClock(run), threading.Event()
    journal = os.open(folder / "journal", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    waves = [Wave(station, run) for station in range(STATIONS)]
    agents = [_agent(wave, n, clock, broker, folder, journal, wake) for n, wave in enumerate(waves)]
    stop = folder / STOP

    def end_when_told() -> None:
        for wave in waves:
            wave.ended = stop.exists()

    for agent in agents:
        agent.start()
    step_until(
        agents,
        wake,
        lambda: waves[0].ended and not waiting(agents),
        end_when_told,
        rest_s=EACH_S,
    )
    for agent in agents:
        agent.close()
    (folder / STORED).touch()


def _agent(
    wave: Wave,
    number: int,
    clock: RunClock,
    broker: Broker,
    folder: Path,
    journal: int,
    wake: threading.Event,
) -> Agent:
    owner = Owner(f"bank-{number}", clock.run.status, clock.run.run)
    look: Moment = clock.look()
    spool = Journaled(folder / owner.file_name(), owner, look)
    spool.journal = journal
    turn = Turn(wave, EACH_S * clock.run.speed, owner.device_id)
    return Agent([turn], spool=spool, broker=broker, clock=clock, pace=PACE, wake=wake)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
