"""A city's stations in a real database, and the real API over them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.testing import Served, serve
from kawamori.levels import Thresholds
from kawamori.runs import Run, Status
from kawamori.settings import Settings, Token
from kawamori.stations import Datastream, Station
from kawamori.storage.connections import Connection, connect
from kawamori.storage.river.stations import record_thresholds, register_station
from kawamori.storage.runs import start_run
from kawamori.storage.stream import announce

TOKENS = {
    "Aoi": "aoi-commands-headquarters",
    "Fumi": "fumi-operates-the-desk",
    "Elena": "elena-sits-at-the-branch",
    "Daichi": "daichi-only-looks-on",
    "Chika": "chika-was-here-last-year",  # withdrawn since: nobody's now
}
ROLES = {"Aoi": "commander", "Fumi": "operator", "Elena": "branch", "Daichi": "viewer"}

NOW = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
KAWABE = Station("kawabe-bridge", "川辺橋", "川辺川", 35.05, 138.97, timedelta(minutes=1))
OTAKI = Station("otaki", "小滝", "小滝川", None, None, timedelta(minutes=10))
LADDER = Thresholds(standby_m=1.0, caution_m=2.0, evacuation_m=3.0, danger_m=4.0)


@dataclass(slots=True)
class World:
    """Two stations of a city, and ways to say what happened to them."""

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
        """Store an assessment, unconfirmed where the public's level is another, and announce it."""
        confirmed = public_level is None or public_level == level
        projection = {
            "as_of": at.isoformat(),
            "next": [
                {
                    "level": 4,
                    "threshold_m": 4.0,
                    "chance": 0.4,
                    "p10_s": 600,
                    "p50_s": 900,
                    "p90_s": 1800,
                }
            ],
        }
        values = {
            "run_no": run_no,
            "station_id": station_id,
            "recorded_at": at,
            "observed_at": at,
            "stage_m": stage_m,
            "level": level,
            "public_level": level if public_level is None else public_level,
            "confirmed_level": level if public_level is None else public_level,
            "public_stage_m": stage_m if public_stage_m is None else public_stage_m,
            "public_observed_at": at,
            "confirmation": "confirmed" if confirmed else "unconfirmed",
            "trend": "rising",
            "rise_m_per_h": 1.2,
            "projection": json.dumps(projection),
            "freshness": freshness,
            "reasons": json.dumps(["level"] if confirmed else ["level", "jump"]),
            "policy_version": "test",
        }
        names = ", ".join(values)
        places = ", ".join(f"%({name})s" for name in values)
        moved = ", ".join(f"{name} = excluded.{name}" for name in values)
        with self.connection.transaction():
            self.connection.execute(
                f"INSERT INTO latest_assessments ({names}) VALUES ({places})"  # noqa: S608 our names
                f" ON CONFLICT (run_no, station_id) DO UPDATE SET {moved}".encode(),
                values,
            )
            announce(self.connection, run_no, "stations", [station_id])

    def raise_alert(
        self,
        level: int,
        *,
        public_level: int = 0,
        station_id: str = "kawabe-bridge",
        run_no: int = 0,
    ) -> int:
        """Open an alert by one transition, announce it, and return its id."""
        status = "actual" if run_no == 0 else "exercise"
        with self.connection.transaction():
            row = self.connection.execute(
                "INSERT INTO alerts (run_no, status, station_id, opened_at, level, peak_level,"
                " public_is_open, public_level) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
                " RETURNING alert_id",
                (run_no, status, station_id, NOW, level, level, public_level > 0, public_level),
            ).fetchone()
            assert row is not None
            self.connection.execute(
                "INSERT INTO transitions (alert_id, run_no, audience, kind, from_level, to_level,"
                " observed_at, stage_m, recorded_at, reasons)"
                " VALUES (%s, %s, 'hq', 'raise', 0, %s, %s, 3.2, %s, '[\"level\"]')",
                (row[0], run_no, level, NOW, NOW),
            )
            announce(self.connection, run_no, "alerts", [str(row[0])])
        return int(row[0])

    def close(self, alert_id: int) -> None:
        """Close an alert and announce it."""
        with self.connection.transaction():
            self.connection.execute(
                "UPDATE alerts SET closed_at = %s, level = 0, public_is_open = false"
                " WHERE alert_id = %s",
                (NOW, alert_id),
            )
            announce(self.connection, 0, "alerts", [str(alert_id)])

    def acts(self) -> list[tuple[str, ...]]:
        """Return what people did."""
        query = "SELECT person, role, act, subject FROM acts ORDER BY act_id"
        return self.connection.execute(query).fetchall()

    def tell(self, alert_id: int) -> str:
        """Write a delivery about an alert, announce it, and return its id."""
        with self.connection.transaction():
            row = self.connection.execute(_TELL, {"alert_id": alert_id}).fetchone()
            assert row is not None
            announce(self.connection, 0, "deliveries", [str(row[0])])
        return str(row[0])


_TELL = """
WITH who AS (
  INSERT INTO subscribers (address_encrypted, address_hash)
  VALUES ('x', gen_random_uuid()::text::bytea)
  RETURNING subscriber_id
), may AS (
  INSERT INTO reachable SELECT 0, subscriber_id FROM who RETURNING subscriber_id
), what AS (
  INSERT INTO messages (run_no, status, transition_id, kind, level)
  SELECT run_no, 'actual', transition_id, kind, to_level FROM transitions
  WHERE alert_id = %(alert_id)s RETURNING message_id
)
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body)
SELECT message_id, 0, subscriber_id, 'sms', 3, 'ja', '避難判断水位に到達しました' FROM what, may
RETURNING delivery_id
"""


@dataclass(frozen=True, slots=True)
class Api:
    """The API over the world, and a way to ask it as somebody."""

    served: Served
    settings: Settings

    def ask(
        self, method: str, path: str, *, who: str | None = "Aoi", **more: object
    ) -> httpx.Response:
        """Ask with somebody's token; None is Ben, a resident, who has none."""
        with self.browser(who) as browser:
            return browser.request(method, path, **more)  # type: ignore[arg-type]

    def get(self, path: str, *, who: str | None = "Aoi") -> httpx.Response:
        """Get a path as somebody."""
        return self.ask("GET", path, who=who)

    def stations(self, path: str, *, who: str | None = "Aoi") -> list[dict[str, Any]]:
        """Get a path's features, in the order of their ids."""
        return sorted(self.get(path, who=who).json()["features"], key=lambda f: f["id"])

    def post(self, path: str, *, who: str | None = "Aoi", **more: object) -> httpx.Response:
        """Post to a path as somebody."""
        return self.ask("POST", path, who=who, **more)

    def come_to(self, event_id: int) -> None:
        """Wait until the API has come to an event."""
        with self.follow("/hq/stream") as following:
            while int(following.last_event_id or 0) < event_id:
                following.next()

    def browser(self, who: str | None = None) -> httpx.Client:
        """Return a client that keeps cookies, and shows somebody's token."""
        headers = {"Authorization": f"Bearer {TOKENS[who]}"} if who else {}
        return httpx.Client(base_url=self.served.url, headers=headers, timeout=10)

    @contextmanager
    def follow(
        self, path: str, *, who: str | None = "Aoi", last_event_id: str | None = None
    ) -> Iterator["Following"]:
        """Open a stream."""
        headers = {"Last-Event-ID": last_event_id} if last_event_id is not None else {}
        with self.browser(who) as browser, browser.stream("GET", path, headers=headers) as answer:
            yield Following(answer)


class Following:
    """A stream as a browser's EventSource reads it."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self._lines = answer.iter_lines()
        self.last_event_id = ""

    def next(self) -> tuple[str, Any]:
        """Return the next event and its data."""
        event, data = "message", ""
        for line in self._lines:
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                data += value
            elif name == "id":
                self.last_event_id = value
            elif not line and data:
                return event, json.loads(data)
            elif not line:
                event = "message"
        raise EOFError("the stream has ended")

    def until(self, wanted: str) -> Any:
        """Return the data of the next event of a kind, passing over others."""
        while True:
            event, data = self.next()
            if event == wanted:
                return data


@pytest.fixture
def world(database: str) -> Iterator[World]:
    """Give the city its stations."""
    with connect(database, name="tests") as connection:
        world = World(connection)
        world.settle()
        yield world


@pytest.fixture
def settings(database: str) -> Settings:
    """Give the API its settings; Chika's token is no longer among them."""
    return Settings(
        database_url=SecretStr(database),
        public_url="http://kawamori.test",
        twilio_auth_token=SecretStr("the provider's secret"),
        tokens=[
            Token(token=SecretStr(TOKENS[person]), person=person, role=role)
            for person, role in ROLES.items()
        ],
    )


@pytest.fixture
def api(world: World, settings: Settings) -> Iterator[Api]:
    """Serve the API over the world."""
    assert world.datastreams
    with serve(settings) as served:
        api = Api(served, settings)
        _wait_until_ready(api)
        yield api


def _wait_until_ready(api: Api) -> None:
    """Wait for the socket to answer and the stream to be followed."""
    with api.browser() as browser:
        while browser.get("/ready").status_code != httpx.codes.OK:
            pass
