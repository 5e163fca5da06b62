"""What seldom changes about stations, read once and kept as the bytes it is sent as.

Of ten thousand stations' GeoJSON the larger half is names, places and thresholds.
Reading and encoding them anew took two thirds of the time of a request.
"""

from datetime import datetime
from typing import NamedTuple

import msgspec

from kawamori.storage.connections import Connection
from kawamori.storage.judged.map import Facts, all_facts, facts_version
from kawamori.storage.past.facts import facts_then, facts_version_then

_encode = msgspec.json.Encoder().encode


class Known(NamedTuple):
    """A station's facts, and how its feature begins for either audience.

    A beginning is a GeoJSON feature cut off inside ``properties``, where the
    state is still to follow.
    """

    facts: Facts
    geometry: dict[str, object] | None
    hq: bytes
    public: bytes


class FactsBook:
    """The facts of every station, read again when the database has more of them."""

    def __init__(self) -> None:
        self._version: tuple[int, ...] | None = None
        self._stations: dict[str, Known] = {}
        self._then: tuple[tuple[int, ...], dict[str, Known]] = ((), {})

    def read(self, connection: Connection) -> dict[str, Known]:
        """Return what is known now, by station id."""
        version = facts_version(connection)
        if version != self._version:
            # The version was read first: facts that came in between are read again next time.
            self._stations = {f.station_id: _known(f) for f in all_facts(connection)}
            self._version = version
        return self._stations

    def read_then(self, connection: Connection, wall: datetime) -> dict[str, Known]:
        """Return what was known at a time, by station id."""
        version = facts_version_then(connection, wall)
        if version != self._then[0]:
            known = {f.station_id: _known(f) for f in facts_then(connection, wall)}
            self._then = (version, known)
        return self._then[1]


def thresholds_of(facts: Facts) -> dict[str, float | None]:
    """Return a station's thresholds as they are sent."""
    return {
        "standby_m": facts.standby_m,
        "caution_m": facts.caution_m,
        "evacuation_m": facts.evacuation_m,
        "danger_m": facts.danger_m,
        "overflow_m": facts.overflow_m,
        "release_m": facts.release_m,
    }


def _known(facts: Facts) -> Known:
    geometry = _geometry(facts)
    for_all: dict[str, object] = {
        "station_id": facts.station_id,
        "name": facts.name,
        "name_en": facts.name_en,
        "river": facts.river,
        "thresholds": thresholds_of(facts),
    }
    for_hq: dict[str, object] = {
        "mode": facts.mode,
        "tidal": facts.tidal,
        "network": facts.network,
        "interval_s": facts.interval_s,
    }
    return Known(
        facts,
        geometry,
        _beginning(facts.station_id, geometry, for_all | for_hq),
        _beginning(facts.station_id, geometry, for_all),
    )


def _geometry(facts: Facts) -> dict[str, object] | None:
    if facts.lon is None or facts.lat is None:
        return None
    return {"type": "Point", "coordinates": (facts.lon, facts.lat)}


def _beginning(
    station_id: str, geometry: dict[str, object] | None, properties: dict[str, object]
) -> bytes:
    feature = {
        "type": "Feature",
        "id": station_id,
        "geometry": geometry,
        "properties": properties,
    }
    return _encode(feature).removesuffix(b"}}") + b","
