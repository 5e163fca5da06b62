"""Roll-ups by hour and day: made anew wherever late data or a later finding changed an hour.

An hour is rolled up once it is over, by its run's clock; until then, and while it is
marked stale, readers take the observations themselves.
"""

from collections.abc import Mapping
from datetime import datetime

from psycopg.sql import SQL, Identifier

from kawamori.observations import NOT_CONFIRMED
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.runs import list_runs

A_STEP = 2_000  # hours of one datastream each

_TAKE = """
DELETE FROM stale_rollups s USING (
  SELECT s.run_no, s.datastream_id, s.hour
  FROM stale_rollups s
  JOIN unnest(%(run_no)s::int[], %(now)s::timestamptz[]) AS clock (run_no, now) USING (run_no)
  WHERE s.hour + interval '1 hour' <= clock.now
  ORDER BY s.run_no, s.datastream_id, s.hour LIMIT %(limit)s
  FOR UPDATE OF s SKIP LOCKED
) AS due
WHERE s.run_no = due.run_no AND s.datastream_id = due.datastream_id AND s.hour = due.hour
RETURNING s.run_no, s.datastream_id, s.hour
"""
_KEEP = SQL("""
, emptied AS (
  DELETE FROM {table} kept USING made
  WHERE made.n = 0 AND kept.run_no = made.run_no AND kept.datastream_id = made.datastream_id
    AND kept.{unit} = made.{unit}
)
INSERT INTO {table} (run_no, datastream_id, {unit}, n, min_result, mean_result, max_result)
SELECT run_no, datastream_id, {unit}, n, lowest, mean, highest FROM made WHERE n > 0
ON CONFLICT (run_no, datastream_id, {unit}) DO UPDATE
SET n = excluded.n, min_result = excluded.min_result, mean_result = excluded.mean_result,
    max_result = excluded.max_result
""")
_HOURS = SQL("""
WITH due AS (
  SELECT * FROM unnest(%(run_no)s::int[], %(datastream_id)s::int[], %(hour)s::timestamptz[])
    AS due (run_no, datastream_id, hour)
), made AS MATERIALIZED (
  SELECT due.*, made.* FROM due CROSS JOIN LATERAL (
    SELECT count(*)::int AS n, min(o.result) AS lowest, avg(o.result) AS mean,
           max(o.result) AS highest
    FROM observations o
    WHERE o.run_no = due.run_no AND o.datastream_id = due.datastream_id
      AND o.observed_at >= due.hour AND o.observed_at < due.hour + interval '1 hour'
      AND coalesce((SELECT f.flags FROM observation_flags f
                    WHERE f.run_no = o.run_no AND f.datastream_id = o.datastream_id
                      AND f.observed_at = o.observed_at
                    ORDER BY f.recorded_at DESC LIMIT 1), o.flags) & %(hidden)s = 0
  ) AS made
)
""") + _KEEP.format(table=Identifier("hourly_rollups"), unit=Identifier("hour"))
_DAYS = SQL("""
WITH due AS (
  SELECT DISTINCT run_no, datastream_id, date_trunc('day', hour, 'UTC') AS day
  FROM unnest(%(run_no)s::int[], %(datastream_id)s::int[], %(hour)s::timestamptz[])
    AS due (run_no, datastream_id, hour)
), made AS MATERIALIZED (
  SELECT due.*, made.* FROM due CROSS JOIN LATERAL (
    SELECT coalesce(sum(h.n), 0)::int AS n, min(h.min_result) AS lowest,
           sum(h.mean_result * h.n) / sum(h.n) AS mean, max(h.max_result) AS highest
    FROM hourly_rollups h
    WHERE h.run_no = due.run_no AND h.datastream_id = due.datastream_id
      AND h.hour >= due.day AND h.hour < due.day + interval '1 day'
  ) AS made
)
""") + _KEEP.format(table=Identifier("daily_rollups"), unit=Identifier("day"))


def refresh_rollups(connection: Connection, now: datetime) -> int:
    """Make anew every stale hour that is over, and its day; return how many hours."""
    refreshed = 0
    with unavailable_when_lost():
        clocks = {run.run_no: run.now(now) for run in list_runs(connection)}
        while step := refresh_some(connection, clocks):
            refreshed += step
    return refreshed


def refresh_some(
    connection: Connection, clocks: Mapping[int, datetime], limit: int = A_STEP
) -> int:
    """Make anew at most ``limit`` hours in one transaction; return how many.

    1. Take the marks of hours that are over. An hour that changes meanwhile is marked again.
    2. Roll up each hour from what was observed and is confirmed to be the river.
    3. Roll up each day from its hours.
    """
    with connection.transaction():
        by_run = {"run_no": list(clocks), "now": list(clocks.values()), "limit": limit}
        taken = connection.execute(_TAKE, by_run).fetchall()
        if taken:
            run_no, datastream_id, hour = (list(column) for column in zip(*taken, strict=True))
            due = {"run_no": run_no, "datastream_id": datastream_id, "hour": hour}
            connection.execute(_HOURS, {**due, "hidden": int(NOT_CONFIRMED)})
            connection.execute(_DAYS, due)
    return len(taken)
