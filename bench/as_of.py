"""How quickly headquarters is shown as it stood: ten thousand stations, beside how it stands.

Every station reports each ten minutes. Half of them are calm: what is judged of those is
kept for days alone, in a table of its own; the others are kept for good.
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from api.facts import FactsBook
from api.features import hq_alerts, hq_alerts_then, hq_stations, hq_stations_then
from kawamori.embedded.scratch import scratch_database_server
from kawamori.runs import ACTUAL, Moment
from kawamori.storage.connections import Connection, connect
from kawamori.storage.judged.cases import cases_of_run
from kawamori.storage.migrations import edition, migrate
from kawamori.storage.past.alerts import cases_then

STATIONS, ALERTS = 10_000, 1000
SPAN = timedelta(hours=48)
TIMES = 20
LIMIT_MS = 1000.0
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB"}

_STATIONS = """
WITH made AS (
  INSERT INTO stations (station_id) SELECT 'station-' || n FROM generate_series(1, %s) AS n
  RETURNING station_id
), facts AS (
  INSERT INTO station_facts
    (station_id, recorded_at, author, name, name_en, river, lat, lon, interval_s)
  SELECT station_id, '2026-01-01', 'bench', '川辺橋 ' || station_id, 'Bridge ' || station_id,
         '川辺川', 35 + random() * 0.1, 139 + random() * 0.1, 600 FROM made
), rungs AS (
  INSERT INTO thresholds
    (station_id, recorded_at, author, standby_m, caution_m, evacuation_m, danger_m)
  SELECT station_id, '2026-01-01', 'bench', 1, 2, 3, 4 FROM made
)
INSERT INTO datastreams (station_id, name, reference, judged, recorded_at)
SELECT station_id, 'stage', 'gauge_zero', true, '2026-01-01' FROM made
ORDER BY substr(station_id, 9)::int
"""
_OBSERVATIONS = """
INSERT INTO observations
SELECT 0, datastream_id, at, at, random() * 4, 0
FROM generate_series(%(start)s::timestamptz, %(end)s, '10 minutes') AS at, datastreams
ORDER BY at
"""
_LATEST = """
INSERT INTO latest_observations
SELECT 0, datastream_id, %(end)s, %(end)s, 2, 0 FROM datastreams
"""
_COLUMNS = """run_no, station_id, recorded_at, observed_at, stage_m, level, public_level,
  confirmation, trend, rise_m_per_h, projection, freshness, reasons, policy_version"""
_JUDGED = """
SELECT 0, station_id, at, at, random() * 4, %(level)s, %(level)s, 'confirmed', 'rising', random(),
  CASE WHEN %(level)s > 0 THEN jsonb_build_object('as_of', at, 'next', jsonb_build_array(
    jsonb_build_object('level', 4, 'threshold_m', 4, 'chance', 0.4,
                       'p10_s', 600, 'p50_s', 900, 'p90_s', 1800))) END,
  'live', '["level", "trend"]', 'bench'
FROM generate_series(%(start)s::timestamptz, %(end)s, '10 minutes') AS at,
     (SELECT station_id, row_number() OVER () AS n FROM stations) AS numbered
WHERE n %% 2 = %(odd)s ORDER BY at
"""
_KEPT = f"INSERT INTO assessments ({_COLUMNS}) {_JUDGED}"
_CALM = f"INSERT INTO calm_assessments ({_COLUMNS}) {_JUDGED}"
_STANDING = """
INSERT INTO latest_assessments (run_no, station_id, recorded_at, observed_at, stage_m, level,
  public_level, confirmed_level, public_stage_m, public_observed_at, confirmation, trend,
  rise_m_per_h, projection, freshness, reasons, policy_version)
SELECT DISTINCT ON (station_id) run_no, station_id, recorded_at, observed_at, stage_m, level,
  public_level, level, stage_m, observed_at, confirmation, trend, rise_m_per_h, projection,
  freshness, reasons, policy_version
FROM (SELECT * FROM assessments UNION ALL SELECT assessment_id, run_no, station_id, recorded_at,
        observed_at, stage_m, level, public_level, confirmation, trend, rise_m_per_h, projection,
        freshness, reasons, policy_version, upstream FROM calm_assessments) AS judged
WHERE recorded_at > %(end)s::timestamptz - interval '1 hour'
ORDER BY station_id, recorded_at DESC
"""
# Half of the alerts stand, the others ended in the two days; steps come each hour.
_ALERTS = """
WITH opened AS (
  INSERT INTO alerts (run_no, status, station_id, opened_at, closed_at, level, peak_level)
  SELECT 0, 'actual', station_id, %(start)s::timestamptz + n * interval '1 minute',
         CASE WHEN n %% 2 = 0 THEN %(end)s END, 3, 3
  FROM (SELECT station_id, row_number() OVER () AS n FROM stations LIMIT %(alerts)s) AS numbered
  RETURNING alert_id, opened_at
)
INSERT INTO transitions (alert_id, run_no, audience, kind, from_level, to_level, observed_at,
                         stage_m, recorded_at, reasons)
SELECT alert_id, 0, 'hq', CASE WHEN at = opened_at THEN 'raise' ELSE 'escalate' END, 0, 3, at, 3,
       at, '["level"]'
FROM opened, generate_series(opened_at, %(end)s, '1 hour') AS at
"""


def measure() -> None:
    """Print what looking back costs beside looking on."""
    for kind in ("postgresql-18", "timescaledb-apache"):
        with scratch_database_server(kind, SETTINGS) as server:
            server.create_database("past")
            with connect(server.url("past"), name="bench") as connection:
                migrate(connection)
                _fill(connection, datetime.now(UTC).replace(second=0, microsecond=0))
                print(f"as-of on {edition(connection)}: {STATIONS} stations, {SPAN} of ten minutes")
                _measure(connection)


def _fill(connection: Connection, end: datetime) -> None:
    values = {"start": end - SPAN, "end": end, "alerts": ALERTS}
    connection.execute(_STATIONS, (STATIONS,))
    connection.execute(_OBSERVATIONS, values)
    connection.execute(_LATEST, values)
    connection.execute(_KEPT.encode(), {**values, "odd": 0, "level": 2})
    connection.execute(_CALM.encode(), {**values, "odd": 1, "level": 0})
    connection.execute(_STANDING, values)
    connection.execute(_ALERTS, values)
    connection.execute("VACUUM ANALYZE")


def _measure(connection: Connection) -> None:
    book, dice, now = FactsBook(), random.Random(1), datetime.now(UTC)

    def moment() -> Moment:
        at = now - SPAN * dice.uniform(0.02, 0.98)
        return Moment(at, at)

    def alerts_then(then: Moment) -> bytes:
        cases = cases_then(connection, ACTUAL, then, only_open=True)
        return hq_alerts_then(connection, book, ACTUAL, then, cases)

    def alerts() -> bytes:
        return hq_alerts(connection, book, ACTUAL, now, cases_of_run(connection, 0, only_open=True))

    _beside(
        "stations",
        lambda: hq_stations(connection, book, ACTUAL, now),
        lambda: hq_stations_then(connection, book, ACTUAL, moment()),
    )
    _beside("alerts", alerts, lambda: alerts_then(moment()))


def _beside(what: str, live: Callable[[], bytes], then: Callable[[], bytes]) -> None:
    live_ms, then_ms = _times(live), _times(then)
    print(
        f"  {what:10} {len(then()) / 2**20:.1f} MiB  live p50 {live_ms[TIMES // 2]:6.1f} ms  "
        f"as of then p50 {then_ms[TIMES // 2]:6.1f} ms p95 {then_ms[-2]:6.1f} ms "
        f"(limit {LIMIT_MS:.0f})  ratio {then_ms[TIMES // 2] / live_ms[TIMES // 2]:.1f}"
    )


def _times(ask: Callable[[], bytes]) -> list[float]:
    ask()
    taken = []
    for _ in range(TIMES):
        before = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - before) * 1e3)
    return sorted(taken)
