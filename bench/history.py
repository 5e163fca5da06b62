"""How quickly a year of one station, and the state of ten thousand, are drawn over HTTP.

The year: 500 stations of 1-minute readings. Roll-ups are made for all of them and for the
whole year; observations for the drawn station's whole year and for everybody's last days
(``BENCH_RAW_DAYS``, 8 unless set; 365 makes all 263 million). A year's drawing reads roll-ups
and, for the hours that these are behind, observations of the last hours alone, so what is
left out changes the size of the database and not the work.
"""

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection

from bench.processes import Costs, stop
from kawamori.embedded.postgres import PostgresServer
from kawamori.embedded.scratch import scratch_database_server
from kawamori.storage.connections import Connection, connect
from kawamori.storage.judged.map import latest_states
from kawamori.storage.migrations import edition, migrate
from kawamori.testing.staff import employ

STATIONS = 500
ON_THE_MAP = 10_000
RAW_DAYS = int(os.environ.get("BENCH_RAW_DAYS", "8"))
DRAWN = 250
POINTS = 1000
TIMES = 200
YEAR_MS, MAP_MS = 100.0, 150.0
KEY = "bench-draws-for-nobody"
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB"}
WITHIN_S = 30.0

_STATIONS = """
WITH made AS (
  INSERT INTO stations (station_id) SELECT 'station-' || n FROM generate_series(1, %s) AS n
  RETURNING station_id
), facts AS (
  INSERT INTO station_facts (station_id, author, name, name_en, river, lat, lon, interval_s)
  SELECT station_id, 'bench', '川辺橋 ' || station_id, 'Bridge ' || station_id, '川辺川',
         35 + random() * 0.1, 139 + random() * 0.1, 60 FROM made
), rungs AS (
  INSERT INTO thresholds (station_id, author, standby_m, caution_m, evacuation_m, danger_m)
  SELECT station_id, 'bench', 1, 2, 3, 4 FROM made
)
INSERT INTO datastreams (station_id, name, reference, judged)
SELECT station_id, 'stage', 'gauge_zero', true FROM made
ORDER BY substr(station_id, 9)::int
"""
_HOURS = """
INSERT INTO hourly_rollups
SELECT 0, datastream_id, hour, 60, 1 + r, 1.1 + r, 1.2 + r
FROM generate_series(%s::timestamptz, %s::timestamptz - interval '3 hours', '1 hour') AS hour,
     datastreams, LATERAL (SELECT random() * 2 AS r) AS rolled
ORDER BY hour
"""
_DAYS = """
INSERT INTO daily_rollups
SELECT 0, datastream_id, date_trunc('day', hour), sum(n), min(min_result), avg(mean_result),
       max(max_result)
FROM hourly_rollups GROUP BY 1, 2, 3 ORDER BY 3
"""
_OBSERVATIONS = """
INSERT INTO observations
SELECT 0, datastream_id, at, at, 1 + random() * 2, 0
FROM generate_series(%s::timestamptz, %s::timestamptz - interval '1 minute', '1 minute') AS at,
     datastreams
WHERE datastream_id = ANY(%s)
ORDER BY at
ON CONFLICT DO NOTHING
"""
_STALE = """
INSERT INTO stale_rollups
SELECT 0, datastream_id, hour FROM datastreams,
  generate_series(%s::timestamptz - interval '50 hours', %s, '10 hours') AS hour
"""
_LATEST = """
WITH seen AS (
  INSERT INTO latest_observations
  SELECT 0, datastream_id, now(), now(), random() * 4, 0 FROM datastreams
)
INSERT INTO latest_assessments (run_no, station_id, recorded_at, observed_at, stage_m, level,
  public_level, confirmed_level, public_stage_m, public_observed_at, confirmation, trend,
  rise_m_per_h, projection, freshness, reasons, policy_version)
SELECT 0, station_id, now(), now(), random() * 4, n % 6, n % 6, n % 6, random() * 4, now(),
  'confirmed', 'rising', random(),
  CASE WHEN n % 3 = 0 THEN jsonb_build_object('as_of', now(), 'next', jsonb_build_array(
    jsonb_build_object('level', 4, 'threshold_m', 4, 'chance', 0.4,
                       'p10_s', 600, 'p50_s', 900, 'p90_s', 1800)))
  END, 'live', '["level", "trend"]', 'bench'
FROM (SELECT station_id, row_number() OVER () AS n FROM stations) AS numbered
"""
_ALERTS = """
INSERT INTO alerts (run_no, status, station_id, opened_at, level, peak_level)
SELECT 0, 'actual', station_id, now(), 3, 3 FROM stations LIMIT %s
"""
_JSON_BY_DATABASE = """
SELECT string_agg(row_to_json(a)::text, ',') FROM latest_assessments a WHERE run_no = 0
"""


def measure() -> None:
    """Print every figure beside its limit."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    with scratch_database_server("timescaledb-apache", SETTINGS) as server:
        for name, fill in (("year", _fill_year), ("map", _fill_map)):
            server.create_database(name)
            with connect(server.url(name), name="bench") as connection:
                migrate(connection)
                print(f"history: {name} on {edition(connection)}, ", end="")
                fill(connection, now)
                connection.execute("VACUUM ANALYZE")
            with _served(server, name) as served:
                _measure_year(served, now) if name == "year" else _measure_map(served)


def _fill_year(connection: Connection, now: datetime) -> None:
    started = time.monotonic()
    year_ago = now - timedelta(days=365)
    connection.execute(_STATIONS, (STATIONS,))
    connection.execute(_HOURS, (year_ago.replace(minute=0), now))
    connection.execute(_DAYS)
    everybody = list(range(1, STATIONS + 1))
    for start in range(-RAW_DAYS, 0):
        day = now + timedelta(days=start)
        connection.execute(_OBSERVATIONS, (day, day + timedelta(days=1), everybody))
    connection.execute(_OBSERVATIONS, (year_ago, now, [DRAWN]))
    connection.execute(_STALE, (now.replace(minute=0), now))
    rows = _one(connection, "SELECT count(*) FROM observations")
    rolled = _one(connection, "SELECT count(*) FROM hourly_rollups")
    size_gb = _one(connection, "SELECT pg_database_size(current_database())") / 2**30
    print(
        f"{STATIONS} stations: {rows / 1e6:.1f} M observations (everybody's last {RAW_DAYS} days, "
        f"one station's year), {rolled / 1e6:.1f} M hourly roll-ups, {size_gb:.1f} GiB, "
        f"made in {time.monotonic() - started:.0f} s"
    )


def _fill_map(connection: Connection, _now: datetime) -> None:
    connection.execute(_STATIONS, (ON_THE_MAP,))
    connection.execute(_LATEST)
    connection.execute(_ALERTS, (ON_THE_MAP // 10,))
    print(f"{ON_THE_MAP} stations, each tenth with an open alert")


def _measure_year(served: "_Served", now: datetime) -> None:
    def path(days: float, station: int) -> str:
        start = (now - timedelta(days=days)).isoformat().replace("+00:00", "Z")
        end = now.isoformat().replace("+00:00", "Z")
        return f"/hq/stations/station-{station}/series?start={start}&end={end}&points={POINTS}"

    shown = json.loads(served.get(path(365, DRAWN)))
    print(
        f"  a year in {len(shown['points'])} points from roll-ups by {shown['resolution']} "
        f"and observations, {sum(p['n'] for p in shown['points'])} readings"
    )
    any_station = random.Random(1)
    for words, days in (("a year", 365), ("a month", 30), ("8 days", 8), ("a day", 1)):
        paths = [path(days, any_station.randint(1, STATIONS)) for _ in range(TIMES)]
        limit = YEAR_MS if days == 365 else None  # noqa: PLR2004 the year that is asked for
        served.report(f"{words} of any of {STATIONS}", paths, limit)


def _measure_map(served: "_Served") -> None:
    for path in ("/hq/stations", "/public/stations"):
        size_mb = len(served.get(path)) / 2**20
        served.report(f"{path}, {size_mb:.1f} MiB", [path] * (TIMES // 2), MAP_MS)
    with connect(served.server.url("map"), name="bench") as connection:
        rows = [_timed(lambda _: latest_states(connection, 0, "city"), "") for _ in range(20)]
        made = [_timed(lambda _: connection.execute(_JSON_BY_DATABASE), "") for _ in range(20)]
    _report("beside it: the states read, no JSON", rows)
    _report("beside it: assessments alone, JSON made by the database", made)


def _report(words: str, seconds: list[float], more: str = "") -> None:
    ordered = sorted(s * 1e3 for s in seconds)
    p50, p95 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    print(f"  {words:52} p50 {p50:6.1f} ms  p95 {p95:6.1f} ms{more}")


def _timed(ask: Callable[[str], object], path: str) -> float:
    before = time.perf_counter()
    ask(path)
    return time.perf_counter() - before


class _Served:
    """An API over one of the server's databases, in a process of its own."""

    def __init__(self, server: PostgresServer, pid: int, port: int) -> None:
        self.server = server
        self._pids = {"api": [pid], "database": [server.pid]}
        self.connection = HTTPConnection("127.0.0.1", port, timeout=WITHIN_S)

    def get(self, path: str, expected: tuple[int, ...] = (200,)) -> bytes:
        """Return what a path answers."""
        self.connection.request("GET", path, headers={"Authorization": f"Bearer {KEY}"})
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status not in expected:
            raise RuntimeError(f"{path}: {answer.status} {body.decode()}")
        return body

    def report(self, words: str, paths: list[str], limit_ms: float | None) -> None:
        """Print how long the paths took, beside their limit, and the CPU that one costs."""
        with Costs(self._pids) as costs:
            seconds = [_timed(self.get, path) for path in paths]
        limit = f" (limit {limit_ms:.0f})" if limit_ms else ""
        each = {name: cpu_s / len(paths) * 1e3 for name, cpu_s in costs.cpu_s.items()}
        cpu = ", ".join(f"{name} {ms:.0f}" for name, ms in each.items())
        _report(words, seconds, f"{limit}  CPU ms: {cpu}")


@contextmanager
def _served(server: PostgresServer, database: str) -> Iterator[_Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with connect(server.url(database), name="bench") as connection:
        employ(connection, "Bench", "viewer", key=KEY)
    environ = {
        **os.environ,
        "KAWAMORI_DATABASE_URL": server.url(database),
        "KAWAMORI_API_PORT": str(port),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "api"],
        env=environ,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    served = _Served(server, process.pid, port)
    try:
        _wait_for(port)
        while not json.loads(served.get("/ready", (200, 503)))["ready"]:
            time.sleep(0.05)
        yield served
    finally:
        served.connection.close()
        stop(process)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _one(connection: Connection, query: str) -> float:
    row = connection.execute(query.encode()).fetchone()
    return float(row[0]) if row else 0
