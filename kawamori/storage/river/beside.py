"""The devices that speak for a station, and what each last said of itself."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.storage.connections import Connection, unavailable_when_lost

_OF_STATION = """
SELECT d.device_id, p.boot, p.seen_at, s.received_at, s.online, (s.payload->>'time_ok')::boolean,
       (s.payload->>'spooled')::int, (s.payload->>'battery_v')::float8,
       (s.payload->>'signal_dbm')::float8, s.payload->>'version'
FROM device_stations d
LEFT JOIN LATERAL (
  SELECT boot, seen_at FROM device_progress p
  WHERE p.run_no = d.run_no AND p.device_id = d.device_id ORDER BY seen_at DESC LIMIT 1
) p ON true
LEFT JOIN LATERAL (
  SELECT received_at, online, payload FROM device_statuses s
  WHERE s.run_no = d.run_no AND s.device_id = d.device_id ORDER BY received_at DESC LIMIT 1
) s ON true
WHERE d.run_no = %s AND d.station_id = %s ORDER BY p.seen_at DESC NULLS LAST, d.device_id
"""
_REMEMBER = """
INSERT INTO device_stations (run_no, device_id, station_id) SELECT * FROM
  unnest(%s::int[], %s::text[], %s::text[]) ON CONFLICT DO NOTHING
"""


class Beside(NamedTuple):
    """A device that has spoken for a station in a run."""

    run_no: int
    device_id: str
    station_id: str


class Device(NamedTuple):
    """A device: when its readings last came, and what it said of itself and when."""

    device_id: str
    boot: int | None
    seen_at: datetime | None
    reported_at: datetime | None
    online: bool | None
    time_ok: bool | None
    spooled: int | None
    battery_v: float | None
    signal_dbm: float | None
    version: str | None


def devices_of(connection: Connection, run_no: int, station_id: str) -> list[Device]:
    """Return the devices of a station in a run, the one heard last first."""
    with connection.cursor(row_factory=args_row(Device)) as cursor:
        return cursor.execute(_OF_STATION, (run_no, station_id)).fetchall()


def remember_devices(connection: Connection, beside: Collection[Beside]) -> None:
    """Note which devices speak for which stations; what is known already stays."""
    run_nos, device_ids, station_ids = zip(*sorted(beside), strict=True)
    with unavailable_when_lost():
        connection.execute(_REMEMBER, (list(run_nos), list(device_ids), list(station_ids)))
