"""What sensors measure, by datastream and from when on: appended, never changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from kawamori.sensors import Kind, Sensor, Unit
from kawamori.storage.connections import Connection, unavailable_when_lost

ALWAYS = datetime(1, 1, 1, tzinfo=UTC)  # stands for -infinity, which Python has no word for

_RECORD = """
INSERT INTO sensor_facts (datastream_id, valid_from, author, kind, unit, offset_m, scale)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_VERSIONS = """
SELECT datastream_id, greatest(valid_from, %s), kind, unit, offset_m, scale
FROM sensor_facts WHERE datastream_id = ANY(%s) ORDER BY datastream_id, valid_from, recorded_at
"""
_CURRENT = """
SELECT DISTINCT ON (datastream_id) datastream_id, kind, unit, offset_m, scale
FROM sensor_facts WHERE valid_from <= now()
ORDER BY datastream_id, valid_from DESC, recorded_at DESC
"""


@dataclass(frozen=True, slots=True)
class Version:
    """A sensor as it was declared to be from a time on."""

    valid_from: datetime
    sensor: Sensor


def record_sensor(
    connection: Connection,
    datastream_id: int,
    sensor: Sensor,
    *,
    author: str,
    valid_from: datetime | None = None,
) -> None:
    """Append what a datastream's sensor measures from a time on; from ever if none is given."""
    s = sensor
    values = (valid_from or "-infinity", author, s.kind, s.unit, s.offset_m, s.scale)
    with unavailable_when_lost():
        connection.execute(_RECORD, (datastream_id, *values))


def sensor_versions(
    connection: Connection, datastream_ids: Iterable[int]
) -> dict[int, tuple[Version, ...]]:
    """Return the versions of these datastreams' sensors, each in force until the next begins.

    Of two that are valid from the same time the one recorded later holds.
    """
    found: dict[int, dict[datetime, Version]] = {}
    with unavailable_when_lost():
        for ident, since, *facts in connection.execute(_VERSIONS, (ALWAYS, list(datastream_ids))):
            found.setdefault(ident, {})[since] = Version(since, _sensor(*facts))
    return {ident: tuple(versions.values()) for ident, versions in found.items()}


def current_sensors(connection: Connection) -> dict[int, Sensor]:
    """Return what every declared sensor measures now, by datastream."""
    return {ident: _sensor(*facts) for ident, *facts in connection.execute(_CURRENT)}


def _sensor(kind: str, unit: str, offset_m: float, scale: float) -> Sensor:
    return Sensor(Kind(kind), Unit(unit), offset_m, scale)
