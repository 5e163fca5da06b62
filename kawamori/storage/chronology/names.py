"""What stations and areas were called, and where they were, when something became known."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.chronology.entries import Place
from kawamori.chronology.points import point_within
from kawamori.storage.connections import Connection

_STATIONS = """
SELECT station_id, recorded_at, name, name_en, river, lon, lat FROM station_facts
WHERE station_id = ANY (%s) ORDER BY station_id, recorded_at
"""
_VERSIONS = """
SELECT area_id, recorded_at FROM area_facts WHERE area_id = ANY (%s) ORDER BY area_id, recorded_at
"""
_GEOMETRY = "SELECT geometry FROM area_facts WHERE area_id = %s AND recorded_at = %s"


class Named(NamedTuple):
    """A station as it was called."""

    station_id: str
    recorded_at: datetime
    name: str
    name_en: str
    river: str
    lon: float | None
    lat: float | None

    @property
    def place(self) -> Place | None:
        """Return where it stands."""
        if self.lon is None or self.lat is None:
            return None
        return Place(self.lon, self.lat)


class Stations:
    """The versions of some stations' facts; a fact that came later does not rename the past."""

    def __init__(self, connection: Connection, station_ids: Iterable[str]) -> None:
        self._versions: dict[str, list[Named]] = {}
        wanted = sorted(set(station_ids))
        if not wanted:
            return
        with connection.cursor(row_factory=args_row(Named)) as cursor:
            for each in cursor.execute(_STATIONS, (wanted,)):
                self._versions.setdefault(each.station_id, []).append(each)

    def at(self, station_id: str, wall: datetime) -> Named:
        """Return a station as it was called at this time by the wall, or first of all."""
        versions = self._versions[station_id]
        known = bisect_right(versions, wall, key=lambda each: each.recorded_at)
        return versions[max(known - 1, 0)]


class Areas:
    """A point for each of some areas."""

    def __init__(self, connection: Connection, area_ids: Iterable[str]) -> None:
        self._connection = connection
        self._versions: dict[str, list[datetime]] = {}
        wanted = sorted(set(area_ids))
        if wanted:
            for area_id, recorded_at in connection.execute(_VERSIONS, (wanted,)):
                self._versions.setdefault(area_id, []).append(recorded_at)

    def places(self, area_ids: Sequence[str], wall: datetime) -> tuple[Place, ...]:
        """Return where these areas lay at this time by the wall."""
        return tuple(self._place(area_id, wall) for area_id in area_ids)

    def _place(self, area_id: str, wall: datetime) -> Place:
        versions = self._versions[area_id]
        known = versions[max(bisect_right(versions, wall) - 1, 0)]
        if (area_id, known) not in _places:
            row = self._connection.execute(_GEOMETRY, (area_id, known)).fetchone()
            assert row is not None  # noqa: S101 a version that was read a moment ago
            _places[area_id, known] = point_within(row[0])
        return _places[area_id, known]


# A version's outline never changes: its point is found once in the life of a process.
_places: dict[tuple[str, datetime], Place] = {}
