"""Cameras as headquarters sees them: where each stands, its newest still, and its normal ones."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.storage.connections import Connection

_SEEN = """
SELECT c.camera_id, c.name, c.name_en, c.station_id, coalesce(c.lat, s.lat),
       coalesce(c.lon, s.lon), c.bearing_deg, c.interval_s, n.still_id, n.taken_at, n.received_at,
       n.width, n.height, d.still_id, d.taken_at, k.still_id, k.taken_at,
       p.rectangles IS NOT NULL
FROM current_cameras c
LEFT JOIN current_stations s USING (station_id)
LEFT JOIN LATERAL (
  SELECT * FROM camera_stills
  WHERE run_no = %(run_no)s AND camera_id = c.camera_id ORDER BY taken_at DESC LIMIT 1
) n ON true
LEFT JOIN LATERAL (
  SELECT still_id, taken_at FROM camera_normals JOIN camera_stills USING (still_id)
  WHERE camera_normals.run_no = %(run_no)s AND camera_normals.camera_id = c.camera_id
    AND light = 'day' ORDER BY chosen_at DESC LIMIT 1
) d ON true
LEFT JOIN LATERAL (
  SELECT still_id, taken_at FROM camera_normals JOIN camera_stills USING (still_id)
  WHERE camera_normals.run_no = %(run_no)s AND camera_normals.camera_id = c.camera_id
    AND light = 'night' ORDER BY chosen_at DESC LIMIT 1
) k ON true
LEFT JOIN LATERAL (
  SELECT rectangles FROM camera_public_views
  WHERE camera_id = c.camera_id AND run_no IN (0, %(run_no)s) ORDER BY view_no DESC LIMIT 1
) p ON true
WHERE c.network = %(network)s AND (%(among)s::text[] IS NULL OR c.camera_id = ANY(%(among)s))
ORDER BY c.camera_id
"""


class Seen(NamedTuple):
    """A camera, what it sent last, and how it looks when nothing is the matter."""

    camera_id: str
    name: str
    name_en: str
    station_id: str | None
    lat: float | None
    lon: float | None
    bearing_deg: int | None
    interval_s: int
    still_id: int | None
    taken_at: datetime | None
    received_at: datetime | None
    width: int | None
    height: int | None
    day_still_id: int | None
    day_taken_at: datetime | None
    night_still_id: int | None
    night_taken_at: datetime | None
    is_public: bool


def cameras_seen(
    connection: Connection, run_no: int, network: str, among: Sequence[str] | None = None
) -> list[Seen]:
    """Return the cameras of a network in a run, all or some; stills of other runs don't count."""
    values = {
        "run_no": run_no,
        "network": network,
        "among": None if among is None else list(among),
    }
    with connection.cursor(row_factory=args_row(Seen)) as cursor:
        return cursor.execute(_SEEN, values).fetchall()
