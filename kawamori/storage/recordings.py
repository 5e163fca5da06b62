"""What a run stored and raised, read back to be held against its recording."""

from collections.abc import Iterator
from datetime import datetime

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


def arrivals_left(connection: Connection) -> int:
    """Return how many commits still wait for judging."""
    row = connection.execute("SELECT count(*) FROM arrivals").fetchone()
    return int(row[0]) if row else 0
