"""What a run stored and raised, read back to be held against its recording."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from kawamori.levels import GaugeLevel
from kawamori.storage.connections import Connection

_OBSERVATIONS = """
SELECT d.station_id, o.observed_at, o.result
FROM observations o JOIN datastreams d USING (datastream_id)
WHERE o.run_no = %s AND d.name = %s
ORDER BY d.station_id COLLATE "C", o.observed_at
"""
_RAISED = """
SELECT al.station_id, t.observed_at, t.stage_m,
       ARRAY(SELECT jsonb_array_elements_text(t.reasons))
FROM alerts al
JOIN LATERAL (
  SELECT * FROM transitions t WHERE t.alert_id = al.alert_id ORDER BY t.transition_id LIMIT 1
) t ON t.kind = 'raise'
WHERE al.run_no = %s
ORDER BY al.station_id, t.observed_at
"""
_IN_TIME = """
SELECT station_id, observed_at FROM (
  SELECT d.station_id, o.observed_at, max(o.observed_at) OVER (
    PARTITION BY o.datastream_id ORDER BY o.received_at
    GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest_before
  FROM observations o JOIN datastreams d USING (datastream_id)
  WHERE o.run_no = %s AND d.name = %s
) received
WHERE newest_before IS NULL OR observed_at > newest_before
"""
_SPANS = "SELECT station_id, opened_at, closed_at FROM alerts WHERE run_no = %s"
_CROSSINGS = """
SELECT al.station_id, t.observed_at
FROM transitions t JOIN alerts al USING (alert_id)
WHERE t.run_no = %(run_no)s AND t.audience = 'public' AND t.kind IN ('raise', 'escalate')
  AND t.from_level < %(level)s AND t.to_level >= %(level)s
"""
_DELIVERIES = """
SELECT delivery_id::text, state, resends FROM deliveries WHERE run_no = %s ORDER BY created_at
"""
_WORK_LEFT = """
SELECT (SELECT count(*) FROM arrivals),
       (SELECT count(*) FROM messages WHERE run_no = %(run_no)s AND routed_at IS NULL),
       count(*) FILTER (WHERE state IN ('due', 'claimed')),
       count(*) FILTER (WHERE state = 'unknown')
FROM deliveries WHERE run_no = %(run_no)s
"""


class WorkLeft(NamedTuple):
    """Commits to be judged, messages to be routed, deliveries to be sent and to be settled."""

    to_judge: int
    to_route: int
    to_send: int
    unknown: int


def stored_observations(
    connection: Connection, run_no: int, datastream: str
) -> Iterator[tuple[str, datetime, float]]:
    """Yield station, time and result of a run's observations, by station and time."""
    with connection.transaction(), connection.cursor(name="recording") as cursor:
        cursor.itersize = 20_000
        yield from cursor.execute(_OBSERVATIONS, (run_no, datastream))


def raised_alerts(
    connection: Connection, run_no: int
) -> list[tuple[str, datetime, float, list[str]]]:
    """Return station, observation time, stage and reasons of each alert's first raise."""
    return connection.execute(_RAISED, (run_no,)).fetchall()


def received_in_time(
    connection: Connection, run_no: int, datastream: str
) -> Iterator[tuple[str, datetime]]:
    """Yield station and time of the observations that were the newest when they were received."""
    with connection.transaction(), connection.cursor(name="in_time") as cursor:
        cursor.itersize = 20_000
        yield from cursor.execute(_IN_TIME, (run_no, datastream))


def alert_spans(connection: Connection, run_no: int) -> list[tuple[str, datetime, datetime | None]]:
    """Return station, opening and closing of each alert; one that stands has no closing."""
    return connection.execute(_SPANS, (run_no,)).fetchall()


def public_crossings(
    connection: Connection, run_no: int, level: GaugeLevel
) -> list[tuple[str, datetime]]:
    """Return station and observation time of each step of the public's side up to a level."""
    return connection.execute(_CROSSINGS, {"run_no": run_no, "level": int(level)}).fetchall()


def arrivals_left(connection: Connection) -> int:
    """Return how many commits still wait for judging."""
    row = connection.execute("SELECT count(*) FROM arrivals").fetchone()
    return int(row[0]) if row else 0


class DeliveryEnd(NamedTuple):
    """How a delivery stands in the end."""

    delivery_id: str
    state: str
    resends: int


def delivery_ends(connection: Connection, run_no: int) -> list[DeliveryEnd]:
    """Return every delivery of a run, and how it stands."""
    return [DeliveryEnd(*row) for row in connection.execute(_DELIVERIES, (run_no,))]


def work_left(connection: Connection, run_no: int) -> WorkLeft:
    """Return what is still to be judged, routed, sent or settled."""
    row = connection.execute(_WORK_LEFT, {"run_no": run_no}).fetchone()
    return WorkLeft(*row) if row else WorkLeft(0, 0, 0, 0)
