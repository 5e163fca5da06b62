"""Devices that the city knows: registered by a named person, for the stations they speak for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from kawamori.errors import InvalidError, NotFoundError
from kawamori.stations import check_slug
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection

_STRANGE = """
SELECT s FROM unnest(%s::text[]) AS s
WHERE NOT EXISTS (SELECT FROM stations WHERE station_id = s) ORDER BY s
"""
_REGISTER = """
INSERT INTO devices AS d (device_id, what, station_ids, battery_floor_v, registered_by)
VALUES (%(device_id)s, %(what)s, %(station_ids)s, %(battery_floor_v)s, %(author)s)
ON CONFLICT (device_id) DO UPDATE
SET what = coalesce(nullif(excluded.what, ''), d.what), station_ids = excluded.station_ids,
    battery_floor_v = coalesce(excluded.battery_floor_v, d.battery_floor_v)
"""
_ALL = """
SELECT device_id, what, station_ids, battery_floor_v, registered_at, registered_by
FROM devices WHERE %(device_id)s::text IS NULL OR device_id = %(device_id)s ORDER BY device_id
"""


@dataclass(frozen=True, slots=True)
class Device:
    """What was said of a device when it was registered; ``battery_floor_v`` is where it stops."""

    device_id: str
    what: str
    station_ids: list[str]
    battery_floor_v: float | None
    registered_at: datetime
    registered_by: str


def register_device(
    connection: Connection,
    device_id: str,
    station_ids: Sequence[str],
    *,
    what: str = "",
    battery_floor_v: float | None = None,
    author: str,
) -> None:
    """Make a device known, or change what is known of it; its stations must be there."""
    check_slug("device_id", device_id)
    if battery_floor_v is not None and not battery_floor_v > 0:
        raise InvalidError(f"a battery's floor of {battery_floor_v:g} V: it must be above 0")
    stations = list(dict.fromkeys(station_ids))
    strange = [name for (name,) in connection.execute(_STRANGE, (stations,))]
    if strange:
        raise InvalidError(f"no station {', '.join(strange)}: register it first, then its device")
    row = {
        "device_id": device_id,
        "what": what,
        "station_ids": stations,
        "battery_floor_v": battery_floor_v,
    }
    with connection.transaction():
        connection.execute(_REGISTER, {**row, "author": author})
        record_act(
            connection,
            author,
            "command",
            "register_device",
            device_id,
            stations=stations,
            what=what,
        )


def registered_devices(connection: Connection) -> list[Device]:
    """Return every device that is registered, by name."""
    with connection.cursor(row_factory=class_row(Device)) as cursor:
        return cursor.execute(_ALL, {"device_id": None}).fetchall()


def find_device(connection: Connection, device_id: str) -> Device:
    """Return a device; ``NotFoundError`` where it is not registered."""
    with connection.cursor(row_factory=class_row(Device)) as cursor:
        found = cursor.execute(_ALL, {"device_id": device_id}).fetchone()
    if found is None:
        raise NotFoundError(f"no device {device_id!r} is registered")
    return found
