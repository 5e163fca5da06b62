"""Two stations of a city in a real database, and ways to say what happened to them."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from kawamori.levels import Thresholds
from kawamori.runs import Run, Status
from kawamori.stations import Datastream, Station
from kawamori.storage.connections import Connection
from kawamori.storage.river.stations import record_thresholds, register_station
from kawamori.storage.runs import start_run
from kawamori.testing.judged import close_alert, write_alert, write_assessment, write_delivery

NOW = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
KAWABE = Station("kawabe-bridge", "川辺橋", "川辺川", 35.05, 138.97, timedelta(minutes=1))
OTAKI = Station("otaki", "小滝", "小滝川", None, None, timedelta(minutes=10))
LADDER = Thresholds(standby_m=1.0, caution_m=2.0, evacuation_m=3.0, danger_m=4.0)


@dataclass(slots=True)
class World:
    """The stations, and what is stored of them: readings, roll-ups, assessments, alerts."""

    connection: Connection
    datastreams: dict[str, int] = field(default_factory=dict)
    now: datetime = NOW

    def settle(self) -> None:
        """Register the stations."""
        for station in (KAWABE, OTAKI):
            stage = Datastream(station.station_id, "stage", judged=True)
            thresholds = LADDER if station is KAWABE else None
            ids = register_station(self.connection, station, [stage], thresholds, author="test")
            self.datastreams[station.station_id] = ids["stage"]

    def set_danger_m(self, danger_m: float) -> None:
        """Give Kawabe bridge another threshold."""
        thresholds = replace(LADDER, danger_m=danger_m)
        record_thresholds(self.connection, KAWABE.station_id, thresholds, author="test")

    def start_drill(self, name: str, *, speed: float = 1) -> Run:
        """Start an exercise whose clock begins at ``now``."""
        return start_run(
            self.connection,
            name,
            Status.EXERCISE,
            network="city",
            wall_started_at=datetime.now(UTC),
            sim_started_at=self.now,
            speed=speed,
        )

    def hear(self, device_id: str, *, at: datetime, spooled: int) -> None:
        """Store what a device says of itself."""
        payload = json.dumps({"v": 1, "online": True, "boot": 1, "spooled": spooled})
        self.connection.execute(
            "INSERT INTO device_statuses VALUES (0, %s, %s, true, 1, %s)", (device_id, at, payload)
        )

    def observe(
        self, at: datetime, stage_m: float, *, station_id: str = "kawabe-bridge", run_no: int = 0
    ) -> None:
        """Store an observation, the latest so far."""
        key = (run_no, self.datastreams[station_id])
        self.connection.execute(
            "INSERT INTO observations VALUES (%s, %s, %s, %s, %s)", (*key, at, at, stage_m)
        )
        self.connection.execute(
            "INSERT INTO latest_observations VALUES (%s, %s, %s, %s, %s, 0)"
            " ON CONFLICT (run_no, datastream_id) DO UPDATE"
            " SET observed_at = excluded.observed_at, result = excluded.result",
            (*key, at, at, stage_m),
        )

    def flag(self, at: datetime, flags: int, *, station_id: str = "kawabe-bridge") -> None:
        """Say what judging found out about an observation."""
        self.connection.execute(
            "INSERT INTO observation_flags VALUES (0, %s, %s, clock_timestamp(), %s, 'tried')",
            (self.datastreams[station_id], at, flags),
        )

    def roll_up(self, hour: datetime, *, n: int, low: float, mean: float, high: float) -> None:
        """Store an hour's roll-up for Kawabe bridge."""
        self.connection.execute(
            "INSERT INTO hourly_rollups VALUES (0, %s, %s, %s, %s, %s, %s)",
            (self.datastreams["kawabe-bridge"], hour, n, low, mean, high),
        )

    def roll_up_day(self, day: datetime, *, n: int, low: float, mean: float, high: float) -> None:
        """Store a day's roll-up for Kawabe bridge."""
        self.connection.execute(
            "INSERT INTO daily_rollups VALUES (0, %s, %s, %s, %s, %s, %s)",
            (self.datastreams["kawabe-bridge"], day, n, low, mean, high),
        )

    def mark_stale(self, hour: datetime) -> None:
        """Say that an hour's roll-up at Kawabe bridge is behind."""
        self.connection.execute(
            "INSERT INTO stale_rollups VALUES (0, %s, %s)",
            (self.datastreams["kawabe-bridge"], hour),
        )

    def assess(
        self,
        level: int,
        stage_m: float,
        *,
        at: datetime = NOW,
        public_level: int | None = None,
        public_stage_m: float | None = None,
        freshness: str = "live",
        station_id: str = "kawabe-bridge",
        run_no: int = 0,
    ) -> None:
        """Store an assessment, unconfirmed where the public's level is another."""
        told = level if public_level is None else public_level
        write_assessment(
            self.connection,
            station_id,
            run_no=run_no,
            at=at,
            is_confirmed=told == level,
            stage_m=stage_m,
            level=level,
            public_level=told,
            confirmed_level=told,
            public_stage_m=stage_m if public_stage_m is None else public_stage_m,
            freshness=freshness,
        )

    def raise_alert(
        self,
        level: int,
        *,
        public_level: int = 0,
        station_id: str = "kawabe-bridge",
        run_no: int = 0,
    ) -> int:
        """Open an alert and return its id."""
        return write_alert(
            self.connection,
            station_id,
            run_no=run_no,
            at=NOW,
            level=level,
            public_level=public_level,
        )

    def close(self, alert_id: int) -> None:
        """Close an alert."""
        close_alert(self.connection, alert_id, NOW)

    def tell(self, alert_id: int) -> str:
        """Write a delivery about an alert and return its id."""
        return write_delivery(self.connection, alert_id)

    def messages(self) -> list[tuple[Any, ...]]:
        """Return what was told of: family, kind, level and thread, the oldest first."""
        query = "SELECT family, kind, level, thread FROM messages ORDER BY message_id"
        return self.connection.execute(query).fetchall()

    def acts(self) -> list[tuple[str, ...]]:
        """Return what people did."""
        query = "SELECT person, role, act, subject FROM acts ORDER BY act_id"
        return self.connection.execute(query).fetchall()
