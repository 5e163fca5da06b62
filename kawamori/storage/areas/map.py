"""Areas as a map draws them, with how many of their people would be told."""

from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.storage.connections import Connection

_MAP = """
SELECT f.area_id, f.name, f.name_en, f.reading, f.kind, f.municipality, f.population, f.households,
       f.risk, f.geometry::text,
       ARRAY(SELECT v.station_id FROM area_stations v
             WHERE v.area_id = f.area_id AND v.removed_at IS NULL ORDER BY 1) AS station_ids,
       coalesce(told.people, 0), coalesce(asked.visits, 0)
FROM offered_areas f
LEFT JOIN (
  SELECT a.area_id, count(*) AS people
  FROM subscriber_areas a
  JOIN subscribers s ON s.subscriber_id = a.subscriber_id
    AND s.stopped_at IS NULL AND s.verified_at IS NOT NULL
  JOIN reachable r ON r.subscriber_id = a.subscriber_id AND r.run_no = %s
  GROUP BY a.area_id
) AS told USING (area_id)
LEFT JOIN (
  SELECT area_id, count(*) AS visits FROM visit_requests WHERE ends_at > now() GROUP BY area_id
) AS asked USING (area_id)
ORDER BY f.area_id
"""


class MappedArea(NamedTuple):
    """An area, the stations that speak for it, and how many a run would tell and visit there."""

    area_id: str
    name: str
    name_en: str
    reading: str
    kind: str
    municipality: str
    population: int | None
    households: int | None
    risk: int
    geometry: str  # GeoJSON
    station_ids: list[str]
    subscribers: int | None  # None: of a moment gone by
    visits: int | None


def mapped_areas(connection: Connection, run_no: int) -> list[MappedArea]:
    """Return every area as it stands now."""
    with connection.cursor(row_factory=args_row(MappedArea)) as cursor:
        return cursor.execute(_MAP, (run_no,)).fetchall()
