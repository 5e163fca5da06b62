"""Official information as it had been entered, and what of it was in force."""

from psycopg.rows import args_row

from kawamori.official import mark_of
from kawamori.runs import Moment, Run
from kawamori.storage.connections import Connection
from kawamori.storage.official.standing import Official
from kawamori.storage.past.facts import GONE, STATIONS

_LIST = f"""
WITH entered AS (
  SELECT * FROM official_information WHERE run_no = %(run_no)s AND recorded_at <= %(at)s
), standing AS (
  SELECT DISTINCT ON (control_status, kind, by_river, place) o.*, by_river, place
  FROM entered o
  CROSS JOIN LATERAL (
    SELECT true, unnest(rivers) UNION ALL SELECT false, unnest(areas)
  ) AS p (by_river, place)
  WHERE NOT EXISTS (SELECT FROM entered newer WHERE newer.supersedes = o.official_id)
  ORDER BY control_status, kind, by_river, place, issued_at DESC, official_id DESC
), in_force AS (
  SELECT * FROM standing
  WHERE lifted_at IS NULL AND (valid_until IS NULL OR valid_until > %(at)s)
), station_areas_then AS (
  SELECT DISTINCT ON (station_id) * FROM station_areas
  WHERE valid_from <= %(wall)s AND recorded_at <= %(wall)s
  ORDER BY station_id, valid_from DESC, recorded_at DESC
), covered AS (
  SELECT o.official_id, array_agg(DISTINCT c.station_id ORDER BY c.station_id) AS station_ids
  FROM in_force o
  JOIN ({STATIONS}) AS c ON c.network = %(network)s
  LEFT JOIN station_areas_then a ON a.station_id = c.station_id
  WHERE c.station_id NOT IN ({GONE})
    AND CASE WHEN o.by_river THEN c.river = o.place
             ELSE coalesce(o.place = ANY(a.areas), true) END
  GROUP BY o.official_id
)
SELECT o.official_id, o.supersedes, n.official_id, o.issuer, o.kind, o.name, o.alert_level,
       o.rivers, o.areas, o.issued_at, o.received_at, o.recorded_at, o.valid_until, o.lifted_at,
       o.control_status, f.official_id IS NOT NULL,
       f.official_id IS NOT NULL AND o.control_status = %(mark)s,
       coalesce(c.station_ids, '{{}}'), o.source_text, o.source_url, o.entered_by,
       m.message_id
FROM entered o
LEFT JOIN entered n ON n.supersedes = o.official_id
LEFT JOIN (SELECT DISTINCT official_id FROM in_force) f ON f.official_id = o.official_id
LEFT JOIN covered c ON c.official_id = o.official_id
LEFT JOIN messages m
  ON m.official_id = o.official_id AND m.corrects IS NULL AND m.created_at <= %(wall)s
"""  # noqa: S608 our own parts
_OPEN = " WHERE f.official_id IS NOT NULL ORDER BY o.alert_level DESC, o.issued_at DESC"
_ALL = " ORDER BY o.official_id DESC LIMIT 500"


def official_then(
    connection: Connection, run: Run, moment: Moment, *, only_open: bool
) -> list[Official]:
    """Return a run's official information as it was known, in the order of the live list."""
    values = {
        **moment._asdict(),
        "run_no": run.run_no,
        "network": run.network,
        "mark": mark_of(run),
    }
    query = _LIST + (_OPEN if only_open else _ALL)
    with connection.cursor(row_factory=args_row(Official)) as cursor:
        return cursor.execute(query.encode(), values).fetchall()
