"""When each river, each channel and the official feed were last heard of."""

from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.storage.connections import Connection

_RIVERS = """
SELECT c.river, count(*), max(o.received_at),
       min(c.interval_s) FILTER (WHERE c.mode = 'regular'),
       count(*) FILTER (WHERE a.freshness = 'blind'),
       count(*) FILTER (WHERE a.freshness = 'dead'),
       count(*) FILTER (WHERE a.freshness = 'late'),
       count(*) FILTER (WHERE o.received_at IS NULL)
FROM current_stations c
LEFT JOIN datastreams d ON d.station_id = c.station_id AND d.judged
LEFT JOIN latest_observations o ON o.run_no = %(run_no)s AND o.datastream_id = d.datastream_id
LEFT JOIN latest_assessments a ON a.run_no = %(run_no)s AND a.station_id = c.station_id
WHERE c.network = %(network)s
  AND NOT EXISTS (SELECT FROM gone_stations g WHERE g.station_id = c.station_id)
GROUP BY c.river ORDER BY c.river
"""
_CHANNELS = """
SELECT channel, max(answered_at) FILTER (WHERE state IN ('accepted', 'delivered')),
       max(answered_at) FILTER (WHERE state IN ('refused', 'unknown', 'handed_over')),
       count(*) FILTER (WHERE state IN ('accepted', 'delivered')),
       count(*) FILTER (WHERE state IN ('refused', 'unknown', 'handed_over')),
       count(*) FILTER (WHERE state IN ('due', 'claimed'))
FROM deliveries WHERE run_no = %s AND created_at > %s
GROUP BY channel ORDER BY channel
"""
_OFFICIAL = "SELECT max(recorded_at) FROM official_information WHERE run_no = %s"


class River(NamedTuple):
    """A river's gauges: the newest reading, and how many are silent, by how."""

    river: str
    stations: int
    newest_at: datetime | None
    interval_s: int | None
    blind: int
    dead: int
    late: int
    never: int


class ChannelUse(NamedTuple):
    """What became of a channel's deliveries since a time."""

    channel: str
    sent_at: datetime | None
    failed_at: datetime | None
    sent: int
    failed: int
    waiting: int


def rivers_of_run(connection: Connection, run_no: int, network: str) -> list[River]:
    """Return each river of a network, as a run has heard of it."""
    with connection.cursor(row_factory=args_row(River)) as cursor:
        return cursor.execute(_RIVERS, {"run_no": run_no, "network": network}).fetchall()


def channels_since(connection: Connection, run_no: int, since: datetime) -> list[ChannelUse]:
    """Return each channel that a run used since a time (of the wall)."""
    with connection.cursor(row_factory=args_row(ChannelUse)) as cursor:
        return cursor.execute(_CHANNELS, (run_no, since)).fetchall()


def official_heard_at(connection: Connection, run_no: int) -> datetime | None:
    """Return when official information was last entered in a run."""
    row = connection.execute(_OFFICIAL, (run_no,)).fetchone()
    return row[0] if row else None
