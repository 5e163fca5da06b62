"""How devices say they are: their last word, and their batteries hour by hour."""

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import ValidationError, convert
from psycopg.rows import dict_row

from kawamori.storage.connections import Connection
from kawamori.wire import NodeStatus, SensorFault

log = logging.getLogger(__name__)

# The last word while it was there, and whether it has gone since: a will knows of no battery.
_LAST = """
WITH spoken AS (
  SELECT device_id, max(at) AS heard_at FROM (
    SELECT device_id, max(seen_at) AS at FROM device_progress WHERE run_no = 0 GROUP BY device_id
    UNION ALL
    SELECT device_id, max(received_at) FROM device_statuses
    WHERE run_no = 0 AND online GROUP BY device_id
  ) AS each GROUP BY device_id
)
SELECT d.device_id, d.heard_at, w.online, l.received_at AS told_at, l.boot,
       coalesce((l.payload->>'time_ok')::boolean, true) AS time_ok,
       (l.payload->>'spooled')::int AS spooled,
       (l.payload->>'battery_v')::float8 AS battery_v,
       (l.payload->>'battery_percent')::float8 AS battery_percent,
       (l.payload->>'solar_v')::float8 AS solar_v,
       (l.payload->>'temperature_c')::float8 AS temperature_c,
       (l.payload->>'signal_dbm')::float8 AS signal_dbm,
       l.payload->>'version' AS version, (l.payload->>'config')::int AS config,
       l.payload->>'config_refused' AS config_refused, l.payload->>'certificate' AS certificate,
       coalesce(l.payload->'faults', '{}') AS faults, coalesce(l.payload->'nodes', '{}') AS nodes
FROM spoken d
LEFT JOIN LATERAL (
  SELECT received_at, boot, payload FROM device_statuses s
  WHERE s.run_no = 0 AND s.device_id = d.device_id AND s.online ORDER BY received_at DESC LIMIT 1
) l ON true
LEFT JOIN LATERAL (
  SELECT online FROM device_statuses s
  WHERE s.run_no = 0 AND s.device_id = d.device_id ORDER BY received_at DESC LIMIT 1
) w ON true
ORDER BY d.device_id
"""
_BATTERIES = """
SELECT device_id, to_timestamp(3600 * floor(extract(epoch FROM received_at) / 3600)),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY (payload->>'battery_v')::float8)
FROM device_statuses
WHERE run_no = 0 AND online AND received_at > %s AND payload ? 'battery_v'
GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class LastWord:
    """A device's last word about itself, in reality; ``online`` false: it has gone since.

    ``heard_at`` counts its readings too. ``certificate`` is the fingerprint of the one in use.
    """

    device_id: str
    heard_at: datetime
    online: bool | None
    told_at: datetime | None
    boot: int | None
    time_ok: bool
    spooled: int | None
    battery_v: float | None
    battery_percent: float | None
    solar_v: float | None
    temperature_c: float | None
    signal_dbm: float | None
    version: str | None
    config: int | None
    config_refused: str | None
    certificate: str | None
    faults: dict[str, SensorFault]
    nodes: dict[str, NodeStatus]


def last_words(connection: Connection) -> list[LastWord]:
    """Return the last word of every device that ever spoke, registered or not."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_LAST).fetchall()
    return [LastWord(**{**row, **_parts(row)}) for row in rows]


def _parts(row: dict[str, Any]) -> dict[str, Any]:
    """Return faults and nodes; none where another version stored what is not understood here."""
    try:
        return {
            "faults": convert(row["faults"], dict[str, SensorFault]),
            "nodes": convert(row["nodes"], dict[str, NodeStatus]),
        }
    except ValidationError as error:
        log.warning("device %s: its faults and nodes are not shown: %s", row["device_id"], error)
        return {"faults": {}, "nodes": {}}


def batteries_since(
    connection: Connection, since: datetime
) -> dict[str, list[tuple[datetime, float]]]:
    """Return each device's battery by full hours: the hour, and its median voltage."""
    found: dict[str, list[tuple[datetime, float]]] = defaultdict(list)
    for device_id, hour, volts in connection.execute(_BATTERIES, (since,)):
        found[device_id].append((hour, float(volts)))
    return dict(found)
