"""A town with gauges in a real database, and readings stored the way ingest stores them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np

from kawamori.levels import Thresholds
from kawamori.runs import CITY_NETWORK, Run, Status
from kawamori.stations import Datastream, Mode, Station
from kawamori.storage.connections import Connection
from kawamori.storage.pipeline import Pipeline
from kawamori.storage.readings.observations import Readings, add_readings
from kawamori.storage.river.stations import register_station
from kawamori.storage.runs import start_run
from kawamori.times import to_us

KAWABE = "kawabe-bridge"
LADDER = Thresholds(standby_m=1.0, caution_m=2.0, evacuation_m=3.0, danger_m=4.0, overflow_m=5.0)
TEN_MINUTES = timedelta(minutes=10)
RAIN_BEGINS = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)


class Town:
    """Stations, runs and readings; ``wall`` is a clock that only moves when it is told to."""

    def __init__(self, connection: Connection, now: datetime = RAIN_BEGINS) -> None:
        """Begin with one station, Kawabe bridge."""
        self.connection = connection
        self.now = now
        self.datastreams: dict[str, int] = {}
        self._pipeline = Pipeline(connection)
        self.add_station(KAWABE, LADDER)

    def wall(self) -> datetime:
        """Return what time it is in this town."""
        return self.now

    def add_station(
        self,
        station_id: str,
        thresholds: Thresholds = LADDER,
        *,
        interval: timedelta = TEN_MINUTES,
        mode: Mode = Mode.REGULAR,
        network: str = CITY_NETWORK,
    ) -> int:
        """Register a gauge and return its judged datastream."""
        station = Station(
            station_id, "川辺橋", "川辺川", 35.05, 138.97, interval, mode=mode, network=network
        )
        stage = Datastream(station_id, "stage", judged=True)
        ids = register_station(self.connection, station, [stage], thresholds, author="town")
        self.datastreams[station_id] = ids["stage"]
        return ids["stage"]

    def start_drill(self, name: str, *, speed: float = 1.0) -> Run:
        """Start an exercise whose clock shows the town's time."""
        return start_run(
            self.connection,
            name,
            Status.EXERCISE,
            network=CITY_NETWORK,
            wall_started_at=self.now,
            sim_started_at=self.now,
            speed=speed,
        )

    def observe(
        self,
        *stages_m: float,
        station_id: str = KAWABE,
        run_no: int = 0,
        every: timedelta = TEN_MINUTES,
    ) -> None:
        """Store readings, each a step later than the one before, and let that time pass."""
        times = []
        for _ in stages_m:
            self.now += every
            times.append(self.now)
        self.store(zip(times, stages_m, strict=True), station_id=station_id, run_no=run_no)

    def store(
        self,
        readings: Iterable[tuple[datetime, float]],
        *,
        station_id: str = KAWABE,
        run_no: int = 0,
    ) -> None:
        """Store readings in one commit, as ingest does."""
        times, stages_m = zip(*readings, strict=True)
        us = np.array([to_us(t) for t in times], dtype=np.int64)
        many = len(us)
        columns = Readings(
            np.full(many, run_no),
            np.full(many, self.datastreams[station_id]),
            us,
            us,
            np.array(stages_m, dtype=np.float64),
            np.zeros(many, dtype=np.int64),
        )
        add_readings(self._pipeline, columns, [])
        self._pipeline.commit()
