"""When a datastream was last measured, of what is stored."""

from datetime import datetime

from kawamori.runs import ACTUAL, Run
from kawamori.storage.connections import Connection, unavailable_when_lost

_NEWEST = """
SELECT l.observed_at FROM latest_observations l JOIN datastreams d USING (datastream_id)
WHERE l.run_no = %s AND d.station_id = %s AND d.name = %s
"""


def newest_observed_at(
    connection: Connection, station_id: str, datastream: str, run: Run = ACTUAL
) -> datetime | None:
    """Return the time of the newest observation, or None where there is none."""
    with unavailable_when_lost():
        row = connection.execute(_NEWEST, (run.run_no, station_id, datastream)).fetchone()
    return None if row is None else row[0]
