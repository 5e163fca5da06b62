"""Which stations speak for an area: what they show is told to its people."""

from collections.abc import Sequence

from kawamori.errors import NotFoundError
from kawamori.storage.connections import Connection, unavailable_when_lost

_OF_AREAS = """
SELECT area_id, array_agg(station_id ORDER BY station_id) FROM area_stations
WHERE removed_at IS NULL GROUP BY area_id
"""
_KNOWN_AREA = "SELECT area_id FROM areas WHERE area_id = %s FOR UPDATE"
_KNOWN_STATIONS = "SELECT station_id FROM stations WHERE station_id = ANY(%s)"
_REMOVE = """
UPDATE area_stations SET removed_at = clock_timestamp(), removed_by = %s
WHERE area_id = %s AND removed_at IS NULL AND station_id <> ALL(%s)
RETURNING station_id
"""
_ADD = """
INSERT INTO area_stations (area_id, station_id, added_by) SELECT %s, unnest(%s::text[]), %s
ON CONFLICT (station_id, area_id) WHERE removed_at IS NULL DO NOTHING
RETURNING station_id
"""


def stations_of_areas(connection: Connection) -> dict[str, list[str]]:
    """Return the stations that speak for each area that has any."""
    with unavailable_when_lost():
        return dict(connection.execute(_OF_AREAS).fetchall())


def set_area_stations(
    connection: Connection, area_id: str, station_ids: Sequence[str], *, author: str
) -> tuple[list[str], list[str]]:
    """Have these stations and no others speak for an area; return what was added and removed.

    ``NotFoundError`` names the area or the station that does not exist.
    """
    wanted = list(dict.fromkeys(station_ids))
    with unavailable_when_lost(), connection.transaction():
        if connection.execute(_KNOWN_AREA, (area_id,)).fetchone() is None:
            raise NotFoundError(f"there is no area {area_id!r}")
        known = {row[0] for row in connection.execute(_KNOWN_STATIONS, (wanted,))}
        if missing := [each for each in wanted if each not in known]:
            raise NotFoundError(f"there is no station {', '.join(missing)}")
        removed = connection.execute(_REMOVE, (author, area_id, wanted)).fetchall()
        added = connection.execute(_ADD, (area_id, wanted, author)).fetchall()
    return sorted(row[0] for row in added), sorted(row[0] for row in removed)
