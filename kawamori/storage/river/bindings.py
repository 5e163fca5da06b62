"""Which stored datastream a station's and a datastream's name in a topic mean."""

from collections.abc import Iterable
from dataclasses import dataclass

from psycopg.rows import class_row

from kawamori.storage.connections import Connection, unavailable_when_lost

_PLACES = """
SELECT s.station_id, k.datastream, s.network, d.datastream_id,
       coalesce(d.min_plausible, '-infinity') AS min_plausible,
       coalesce(d.max_plausible, 'infinity') AS max_plausible
FROM unnest(%s::text[], %s::text[]) AS k (station_id, datastream)
JOIN stations s ON s.station_id = k.station_id
LEFT JOIN datastreams d ON d.station_id = s.station_id AND d.name = k.datastream
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A station that exists, and its datastream, if that does too."""

    station_id: str
    datastream: str
    network: str
    datastream_id: int | None
    min_plausible: float
    max_plausible: float


def find_places(connection: Connection, names: Iterable[tuple[str, str]]) -> list[Place]:
    """Return what is known of these stations and datastreams; unknown stations are left out."""
    stations, datastreams = zip(*names, strict=True)
    with unavailable_when_lost(), connection.cursor(row_factory=class_row(Place)) as cursor:
        return cursor.execute(_PLACES, (list(stations), list(datastreams))).fetchall()
