"""What is known beside a proposal: the city's places, what the gauge recorded, who is told."""

from psycopg.rows import args_row

from kawamori.master.drafts import What
from kawamori.master.known import Gauge, Known
from kawamori.neighbours import Passage
from kawamori.storage.connections import Connection
from kawamori.storage.master.standing import standing_values
from kawamori.storage.river.neighbours import current_passages

_PLACES = """
SELECT lat, lon FROM current_stations
WHERE lat IS NOT NULL AND lon IS NOT NULL AND station_id <> %s AND network = 'city'
UNION ALL
SELECT (at ->> 1)::float8, (at ->> 0)::float8 FROM offered_areas CROSS JOIN LATERAL (
  SELECT CASE WHEN geometry ->> 'type' = 'Polygon' THEN geometry #> '{coordinates,0,0}'
              ELSE geometry #> '{coordinates,0,0,0}' END AS at) AS first
"""
_STATIONS = "SELECT station_id, name FROM current_stations"
_DRAFTED = """
SELECT subject FROM master_drafts d
WHERE what IN ('station', 'area') AND NOT EXISTS (
  SELECT FROM master_draft_ends e WHERE e.draft_id = d.draft_id)
"""
_GAUGE = """
SELECT c.name, greatest(hours.highest, newest.result), newest.result,
       coalesce((SELECT raw FROM raw_results r
                 WHERE r.run_no = 0 AND r.datastream_id = d.datastream_id
                   AND r.observed_at = newest.observed_at), newest.result),
       d.min_plausible, d.max_plausible, d.reference
FROM stations s
JOIN datastreams d ON d.station_id = s.station_id AND d.judged
LEFT JOIN current_stations c ON c.station_id = s.station_id
LEFT JOIN latest_observations newest ON newest.run_no = 0 AND newest.datastream_id = d.datastream_id
LEFT JOIN LATERAL (
  SELECT max(max_result) AS highest FROM daily_rollups u
  WHERE u.run_no = 0 AND u.datastream_id = d.datastream_id
) AS hours ON true
WHERE s.station_id = %s
"""
_ALERTS = "SELECT count(*) FROM alerts WHERE station_id = %s AND closed_at IS NULL"
_TOLD = """
SELECT count(*) FROM subscriber_areas a JOIN subscribers s USING (subscriber_id)
WHERE a.area_id = %s AND s.stopped_at IS NULL
"""
_ORDERS = "SELECT count(DISTINCT order_id) FROM standing_order_areas WHERE area_id = %s"
_AREAS = "SELECT area_id FROM offered_areas"

_OF_GAUGES = (What.THRESHOLDS, What.SENSOR, What.PLAUSIBLE, What.RETIREMENT)
_OF_AREAS = (What.AREA, What.VOICES)


def known_beside(connection: Connection, what: What, subject: str) -> Known:
    """Return what a proposal about a subject is held against."""
    return Known(
        standing=standing_values(connection, what, subject),
        places=connection.execute(_PLACES, (subject,)).fetchall() if what is What.STATION else (),
        stations=dict(connection.execute(_STATIONS).fetchall()),
        drafted=frozenset(row[0] for row in connection.execute(_DRAFTED)),
        gauge=_gauge(connection, subject) if what in _OF_GAUGES else None,
        passages=_other_passages(connection, subject) if what is What.NEIGHBOUR else (),
        areas=frozenset(row[0] for row in connection.execute(_AREAS)),
        open_alerts=_count(connection, _ALERTS, subject) if what is What.RETIREMENT else 0,
        subscribers=_count(connection, _TOLD, subject) if what in _OF_AREAS else 0,
        standing_orders=_count(connection, _ORDERS, subject) if what in _OF_AREAS else 0,
    )


def open_alerts(connection: Connection, station_id: str) -> int:
    """Return how many alerts of a station are open, in any run."""
    return _count(connection, _ALERTS, station_id)


def _gauge(connection: Connection, station_id: str) -> Gauge | None:
    with connection.cursor(row_factory=args_row(Gauge)) as cursor:
        return cursor.execute(_GAUGE, (station_id,)).fetchone()


def _other_passages(connection: Connection, subject: str) -> list[Passage]:
    return [
        each
        for each in current_passages(connection)
        if f"{each.upstream_id}/{each.downstream_id}" != subject
    ]


def _count(connection: Connection, query: str, subject: str) -> int:
    row = connection.execute(query.encode(), (subject,)).fetchone()
    return int(row[0]) if row else 0
