"""The ledger of what was told, and of the devices that were heard, as people read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from psycopg.rows import args_row

from kawamori.storage.connections import Connection

_TOLD = """
SELECT d.delivery_id, d.message_id, d.created_at, m.audience, m.family,
       coalesce(al.station_id, w.station_id), m.level,
       m.kind, d.channel, d.language, d.body, d.state, d.provider_status, d.tries,
       d.answered_at, d.opened_at, d.acknowledged_at, d.closed_by
FROM deliveries d
JOIN messages m ON m.message_id = d.message_id
LEFT JOIN transitions t ON t.transition_id = m.transition_id
LEFT JOIN alerts al ON al.alert_id = t.alert_id
LEFT JOIN own_reaches w ON w.own_reach_id = m.own_reach_id
"""
_OF_RUN = "WHERE d.run_no = %s ORDER BY d.created_at DESC, d.delivery_id LIMIT %s"
_AMONG = "WHERE d.delivery_id = ANY(%s) ORDER BY d.created_at DESC, d.delivery_id"
_FEEDS = """
SELECT device_id, p.boot, p.seen_at, s.received_at, s.online,
       (s.payload->>'time_ok')::boolean, (s.payload->>'spooled')::int,
       (s.payload->>'battery_v')::float8, s.payload->>'version'
FROM (SELECT DISTINCT ON (device_id) device_id, boot, seen_at FROM device_progress
      WHERE run_no = %(run_no)s ORDER BY device_id, seen_at DESC) p
FULL JOIN (SELECT DISTINCT ON (device_id) device_id, received_at, online, payload
           FROM device_statuses
           WHERE run_no = %(run_no)s ORDER BY device_id, received_at DESC) s
  USING (device_id)
ORDER BY device_id
"""


class Told(NamedTuple):
    """One message to one person over one channel, without who the person is."""

    delivery_id: UUID
    message_id: int
    created_at: datetime
    audience: str
    family: str
    station_id: str | None
    level: int
    kind: str
    channel: str
    language: str
    body: str
    state: str
    provider_status: str | None
    tries: int
    answered_at: datetime | None
    opened_at: datetime | None
    acknowledged_at: datetime | None
    closed_by: str | None


class Feed(NamedTuple):
    """When a device was last heard of, by its readings and by its own status."""

    device_id: str
    boot: int | None
    seen_at: datetime | None
    reported_at: datetime | None
    online: bool | None
    time_ok: bool | None
    spooled: int | None
    battery_v: float | None
    version: str | None


def told_in_run(connection: Connection, run_no: int, *, limit: int) -> list[Told]:
    """Return a run's deliveries, the newest first."""
    with connection.cursor(row_factory=args_row(Told)) as cursor:
        return cursor.execute(_TOLD + _OF_RUN, (run_no, limit)).fetchall()


def told_among(connection: Connection, delivery_ids: Sequence[UUID]) -> list[Told]:
    """Return these deliveries, the newest first."""
    with connection.cursor(row_factory=args_row(Told)) as cursor:
        return cursor.execute(_TOLD + _AMONG, (list(delivery_ids),)).fetchall()


def feeds_of_run(connection: Connection, run_no: int) -> list[Feed]:
    """Return every device that was heard in a run."""
    with connection.cursor(row_factory=args_row(Feed)) as cursor:
        return cursor.execute(_FEEDS, {"run_no": run_no}).fetchall()
