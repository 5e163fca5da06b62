"""How headquarters wants devices set: versions, the highest of which holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.fleet.devices import find_device

# What the device follows counts too: it would ignore a database that was put back.
_SET = """
INSERT INTO device_configs (device_id, version, intervals_s, set_by)
SELECT %(device_id)s, 1 + greatest(
    (SELECT coalesce(max(version), 0) FROM device_configs WHERE device_id = %(device_id)s),
    (SELECT coalesce((payload->>'config')::int, 0) FROM device_statuses
     WHERE run_no = 0 AND device_id = %(device_id)s AND payload ? 'config'
     ORDER BY received_at DESC LIMIT 1)), %(intervals_s)s, %(person)s
RETURNING version
"""
_NEWEST = """
SELECT DISTINCT ON (device_id) device_id, version, intervals_s, set_at, set_by
FROM device_configs ORDER BY device_id, version DESC
"""


@dataclass(frozen=True, slots=True)
class Config:
    """One version; ``intervals_s`` is seconds by ``{station_id}/{datastream}``."""

    device_id: str
    version: int
    intervals_s: dict[str, float]
    set_at: datetime
    set_by: str


def set_config(
    connection: Connection,
    device_id: str,
    intervals_s: Mapping[str, float],
    *,
    person: str,
    role: str,
) -> int:
    """Say how often a device is to measure, and return the version that it is to follow."""
    find_device(connection, device_id)
    row = {"device_id": device_id, "intervals_s": Jsonb(dict(intervals_s)), "person": person}
    with connection.transaction():
        connection.execute("SELECT FROM devices WHERE device_id = %s FOR UPDATE", (device_id,))
        [(version,)] = connection.execute(_SET, row).fetchall()
        details = {"version": version, "intervals_s": dict(intervals_s)}
        record_act(connection, person, role, "configure_device", device_id, **details)
    return int(version)


def newest_configs(connection: Connection) -> list[Config]:
    """Return the version that holds for each device that has one."""
    with unavailable_when_lost(), connection.cursor(row_factory=class_row(Config)) as cursor:
        return cursor.execute(_NEWEST).fetchall()
