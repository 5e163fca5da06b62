"""Areas as they were known; how many people one reaches is not kept, and not told of then."""

from psycopg.rows import args_row

from kawamori.runs import Moment
from kawamori.storage.areas.map import MappedArea
from kawamori.storage.connections import Connection

_MAP = """
SELECT f.area_id, f.name, f.name_en, f.reading, f.kind, f.municipality, f.population, f.households,
       f.risk, f.geometry::text,
       ARRAY(SELECT v.station_id FROM area_stations v
             WHERE v.area_id = f.area_id AND v.added_at <= %(wall)s
               AND (v.removed_at IS NULL OR v.removed_at > %(wall)s) ORDER BY 1),
       NULL, NULL
FROM (
  SELECT DISTINCT ON (area_id) * FROM area_facts
  WHERE valid_from <= %(wall)s AND recorded_at <= %(wall)s
  ORDER BY area_id, valid_from DESC, recorded_at DESC
) f
WHERE NOT f.withdrawn
ORDER BY f.area_id
"""


def areas_then(connection: Connection, moment: Moment) -> list[MappedArea]:
    """Return every area as it was known."""
    with connection.cursor(row_factory=args_row(MappedArea)) as cursor:
        return cursor.execute(_MAP, {"wall": moment.wall}).fetchall()
