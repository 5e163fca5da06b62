"""Rivers beside the traffic that rise when told to, each from a climb that foretells it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from bench.machine import Machine
from kawamori.mqtt import Broker, Connection
from kawamori.runs import Status
from kawamori.wire import ObservationTopic, WireObservation, encode

CLIMB_M, HIGH_M = (1.5, 1.8), 2.2
_STATIONS = """
INSERT INTO stations (station_id) SELECT 'rising-' || n FROM generate_series(0, %s) AS n
"""
_FACTS = """
INSERT INTO station_facts (station_id, author, name, river, lat, lon, interval_s)
SELECT station_id, 'bench', '川辺橋', '川辺川', 35.0, 138.9, %s FROM stations
"""
_THRESHOLDS = """
INSERT INTO thresholds (station_id, author, caution_m, evacuation_m, danger_m)
SELECT station_id, 'bench', 2, 3, 4 FROM stations
"""
_STREAMS = """
INSERT INTO datastreams (station_id, name, judged)
SELECT station_id, 'stage', true FROM stations WHERE station_id LIKE 'rising-%%'
"""


def add_rising(machine: Machine, count: int, interval_s: int) -> None:
    """Register so many rivers that will rise; all stations report every so many seconds."""
    machine.database.execute(_STATIONS, (count - 1,))
    machine.database.execute(_FACTS, (interval_s,))
    machine.database.execute(_THRESHOLDS)
    machine.database.execute(_STREAMS)


class Rising:
    """The rivers' own line to the broker."""

    def __init__(self, link: Connection) -> None:
        """Speak over a line that is open."""
        self._link = link

    def climb(self, count: int) -> None:
        """Let all of them climb so that their crossing is foretold."""
        for seq, stage_m in enumerate(CLIMB_M, start=1):
            for n in range(count):
                self._say(n, seq, stage_m)
            time.sleep(2)

    def rise(self, n: int) -> datetime:
        """Let one of them be high; return when that was published."""
        return self._say(n, len(CLIMB_M) + 1, HIGH_M)

    def _say(self, n: int, seq: int, stage_m: float) -> datetime:
        now = datetime.now(UTC)
        topic = ObservationTopic(Status.ACTUAL, f"rising-{n}", f"rising-{n}", "stage")
        message = WireObservation(v=1, boot=1, seq=seq, observed_at=now, result=stage_m)
        self._link.publish(str(topic), encode(message))
        return now


@contextmanager
def rising(machine: Machine) -> Iterator[Rising]:
    """Open the rivers' line for as long as the block lasts."""
    link = Connection(Broker(machine.broker.host, machine.broker.port), "bench-rising")
    link.start()
    link.wait_connected(10)
    try:
        yield Rising(link)
    finally:
        link.stop()
