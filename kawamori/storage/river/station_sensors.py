"""What a file of stations says of sensors, stored where it is something new."""

from collections.abc import Iterable
from datetime import UTC, datetime

from kawamori.sensors import Sensor
from kawamori.storage.connections import Connection
from kawamori.storage.river.files import Entry
from kawamori.storage.river.sensors import current_sensors, record_sensor
from kawamori.storage.river.stations import judged_stations


def store_sensors(
    connection: Connection, entries: Iterable[Entry], author: str
) -> dict[str, list[str]]:
    """Store what sensors measure, by station where that changes, and return the differences.

    A station's first declaration holds for all it ever measured, any other from now on,
    unless the file gives the time.
    """
    numbers = {s.station.station_id: s.datastream_id for s in judged_stations(connection)}
    standing = current_sensors(connection)
    differences: dict[str, list[str]] = {}
    for entry in entries:
        ident = entry.station.station_id
        before = standing.get(numbers[ident])
        if entry.sensor is None or entry.sensor == (before or Sensor()):
            continue
        since = entry.sensor_from or (datetime.now(UTC) if before else None)
        record_sensor(connection, numbers[ident], entry.sensor, author=author, valid_from=since)
        told = f"sensor {before or Sensor()} → {entry.sensor}, {_from(since)}"
        differences.setdefault(ident, []).append(told)
    return differences


def _from(since: datetime | None) -> str:
    return f"from {since:%Y-%m-%dT%H:%M:%SZ}" if since else "for all that it measured"
