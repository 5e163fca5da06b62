"""The city's stations as whoever administers them sees them: retired and planned ones too."""

from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.storage.connections import Connection

_LIST = """
SELECT s.station_id, coalesce(c.name, s.station_id), coalesce(c.name_en, ''),
       coalesce(c.river, ''), c.mode, c.lat, c.lon, coalesce(c.retired, false),
       c.station_id IS NULL,
       t.standby_m, t.caution_m, t.evacuation_m, t.danger_m, t.overflow_m, t.release_m,
       newest.result, newest.observed_at,
       greatest(past.highest, newest.result),
       (SELECT count(*)::int FROM master_drafts d
        WHERE (d.subject = s.station_id AND d.what NOT IN ('area', 'voices', 'phrase', 'policy'))
          AND NOT EXISTS (SELECT FROM master_draft_ends e WHERE e.draft_id = d.draft_id)),
       (SELECT min(f.valid_from) FROM thresholds f
        WHERE f.station_id = s.station_id AND f.valid_from > now())
FROM stations s
LEFT JOIN current_stations c USING (station_id)
LEFT JOIN current_thresholds t USING (station_id)
LEFT JOIN datastreams j ON j.station_id = s.station_id AND j.judged
LEFT JOIN latest_observations newest
  ON newest.run_no = %(run_no)s AND newest.datastream_id = j.datastream_id
LEFT JOIN LATERAL (
  SELECT max(max_result) AS highest FROM daily_rollups u
  WHERE u.run_no = %(run_no)s AND u.datastream_id = j.datastream_id
) AS past ON true
WHERE s.network = %(network)s
ORDER BY c.river, s.station_id
"""


class Administered(NamedTuple):
    """A station with its thresholds, its record in a run, and what waits to be published."""

    station_id: str
    name: str
    name_en: str
    river: str
    mode: str | None
    lat: float | None
    lon: float | None
    is_retired: bool
    is_planned: bool
    standby_m: float | None
    caution_m: float | None
    evacuation_m: float | None
    danger_m: float | None
    overflow_m: float | None
    release_m: float | None
    newest_m: float | None
    newest_at: datetime | None
    highest_m: float | None
    open_drafts: int
    thresholds_planned_from: datetime | None


def administered_stations(connection: Connection, run_no: int, network: str) -> list[Administered]:
    """Return every station of a network, whatever became of it."""
    values = {"run_no": run_no, "network": network}
    with connection.cursor(row_factory=args_row(Administered)) as cursor:
        return cursor.execute(_LIST, values).fetchall()
