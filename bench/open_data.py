"""How long the open data of a thousand stations takes to make, part by part.

A thousand stations with 400 days of roll-ups and 40 of readings, a thousand notices that fifty
addresses each were told of, three hundred areas of a hundred corners.
"""

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import SecretStr

from api.facts import FactsBook
from api.residents.open_data.areas import area_file, outline
from api.residents.open_data.ledger import Ledger
from api.residents.open_data.making import OpenData
from api.residents.open_data.notices import notice_files, rows_of
from api.residents.open_data.pages import OpenPages
from api.residents.open_data.stations import station_files
from api.residents.open_data.tables import licence_of
from api.residents.shown import read_areas, read_shown
from bench.history import _LATEST, _STATIONS
from kawamori.areas import Area
from kawamori.embedded.scratch import scratch_database_server
from kawamori.polygons import Shape
from kawamori.runs import ACTUAL
from kawamori.settings import Settings
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.connections import Connection, connect
from kawamori.storage.migrations import migrate
from kawamori.storage.orders.rules import city_of
from kawamori.storage.public.normal import normal_of

STATIONS, NOTICES, TOLD, AREAS, CORNERS = 1000, 1000, 50, 300, 100
TIMES = 5

_DAYS = """
INSERT INTO daily_rollups
SELECT 0, datastream_id, day, 144, 1 + r, 1.1 + r, 1.2 + r
FROM generate_series(date_trunc('day', %(now)s::timestamptz) - interval '400 days',
                     %(now)s::timestamptz - interval '1 day', '1 day') AS day,
     datastreams, LATERAL (SELECT random() * 2 AS r) AS rolled
ORDER BY day
"""
_HOURS = """
INSERT INTO hourly_rollups
SELECT 0, r.datastream_id, hour, 6, min_result, mean_result,
       max_result - extract(hour FROM hour) / 50
FROM daily_rollups r, generate_series(r.day, r.day + interval '23 hours', '1 hour') AS hour
WHERE day > %(now)s::timestamptz - interval '40 days'
"""
_READINGS = """
INSERT INTO observations
SELECT 0, datastream_id, hour + k * interval '10 minutes', hour, max_result - k / 10.0, 0
FROM hourly_rollups, generate_series(0, 5) AS k
"""
_STALE = """
INSERT INTO stale_rollups
SELECT 0, datastream_id, date_trunc('hour', %(now)s::timestamptz) FROM datastreams
"""
_PEOPLE = """
WITH who AS (
  INSERT INTO subscribers (address_encrypted, address_hash)
  SELECT 'x', n::text::bytea FROM generate_series(1, %s) AS n RETURNING subscriber_id
)
INSERT INTO reachable SELECT 0, subscriber_id FROM who
"""
_NOTICES = """
WITH alert AS (
  INSERT INTO alerts (run_no, status, station_id, opened_at, closed_at, level, peak_level)
  SELECT 0, 'actual', station_id, now() - interval '9 days', now() - interval '8 days', 0, 4
  FROM stations LIMIT %s RETURNING alert_id
), step AS (
  INSERT INTO transitions (alert_id, run_no, audience, kind, from_level, to_level, observed_at,
                           stage_m, recorded_at, reasons)
  SELECT alert_id, 0, 'public', 'raise', 0, 4, now() - interval '9 days', 4.1,
         now() - interval '9 days', '[]' FROM alert RETURNING transition_id
)
INSERT INTO messages (run_no, status, transition_id, kind, level, routed_at)
SELECT 0, 'actual', transition_id, 'raise', 4, now() - interval '9 days' FROM step
"""
_DELIVERIES = """
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body)
SELECT message_id, 0, subscriber_id, 'sms', 4, 'ja', '' FROM messages JOIN reachable USING (run_no)
"""


def measure() -> None:
    """Print what each part takes: the quickest of several times, and its bytes."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    with scratch_database_server("postgresql-18", {"fsync": "off"}, in_memory=True) as server:
        server.create_database("open")
        with connect(server.url("open"), name="bench") as connection:
            migrate(connection)
            _fill(connection, now)
            _measure(connection, Settings(database_url=SecretStr(server.url("open"))), now)


def _measure(connection: Connection, settings: Settings, now: datetime) -> None:
    book, city, licence = FactsBook(), city_of(settings), licence_of(settings)
    shown = read_shown(connection, book, city, ACTUAL, now)
    areas, ledger = read_areas(connection, ACTUAL), Ledger(0)
    normals = normal_of(connection, ACTUAL, now)
    entries = ledger.read(connection, now, for_s=60)
    rows = rows_of(entries, ACTUAL)
    pages, data = OpenPages(settings, ""), OpenData(settings, lambda: now)

    def turned() -> None:
        outline.cache_clear()
        area_file(shown, areas, licence)

    _say("usual range and record, once an hour", lambda: normal_of(connection, ACTUAL, now))
    _say("stations", lambda: list(station_files(shown, normals, licence)))
    _say("areas, their outlines turned", turned)
    _say("areas, as every minute", lambda: area_file(shown, areas, licence))
    _say("notices read, all counted already", lambda: ledger.read(connection, now))
    _say("notices read and counted", lambda: Ledger(0).read(connection, now, for_s=60))
    _say("notices", lambda: list(notice_files(rows, entries, shown, licence)))
    _say("record, a page in each language", lambda: list(pages.record(rows, ACTUAL, city)))
    files = data.make(connection, shown, areas)
    _say("all, where nothing changed", lambda: data.make(connection, shown, areas))
    for file in sorted(files, key=lambda each: -len(each.body))[:6]:
        print(f"open_data: {file.path:28} {len(file.body) / 1e3:8.0f} kB")


def _say(what: str, act: Callable[[], object]) -> None:
    """Time the wall and, as other programs take their share of it, our own processor time."""
    walls, ours = [], []
    for _ in range(TIMES):
        began, used = time.perf_counter(), time.process_time()
        act()
        walls.append(time.perf_counter() - began)
        ours.append(time.process_time() - used)
    print(f"open_data: {what:40} {1e3 * min(walls):8.1f} ms, {1e3 * min(ours):8.1f} ms of Python")


def _fill(connection: Connection, now: datetime) -> None:
    connection.execute(_STATIONS, (STATIONS,))
    connection.execute(_LATEST)
    for query in (_DAYS, _HOURS, _READINGS, _STALE):
        connection.execute(query, {"now": now})
    connection.execute(_PEOPLE, (TOLD,))
    connection.execute(_NOTICES, (NOTICES,))
    connection.execute(_DELIVERIES)
    connection.execute("UPDATE deliveries SET state = 'accepted', answered_at = now()")
    store_areas(connection, [_area(n) for n in range(AREAS)], author="bench")
    connection.execute("VACUUM ANALYZE")


def _area(nth: int) -> Area:
    lon, lat = 139 + nth % 20 / 50, 35 + nth // 20 / 50
    turns = [2 * math.pi * k / CORNERS for k in range(CORNERS)]
    ring = [[lon + math.cos(t) / 200, lat - math.sin(t) / 200] for t in turns]
    shape = Shape.from_geojson({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})
    return Area(f"area-{nth}", f"地区{nth}", shape)
