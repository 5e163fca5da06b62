"""A station's thresholds through time: every version, who set it, and from when it holds."""

from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.storage.connections import Connection

_VERSIONS = """
SELECT nullif(valid_from, '-infinity'), recorded_at, author, standby_m, caution_m, evacuation_m,
       danger_m, overflow_m, release_m
FROM thresholds WHERE station_id = %s ORDER BY thresholds.valid_from DESC, recorded_at DESC
"""


class ThresholdsVersion(NamedTuple):
    """Thresholds as somebody set them; ``valid_from`` None: ever since."""

    valid_from: datetime | None
    recorded_at: datetime
    author: str
    standby_m: float | None
    caution_m: float | None
    evacuation_m: float | None
    danger_m: float | None
    overflow_m: float | None
    release_m: float


def thresholds_versions(connection: Connection, station_id: str) -> list[ThresholdsVersion]:
    """Return a station's thresholds, those that hold from the latest first."""
    with connection.cursor(row_factory=args_row(ThresholdsVersion)) as cursor:
        return cursor.execute(_VERSIONS, (station_id,)).fetchall()
