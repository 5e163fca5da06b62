"""What people's own heights add to a pass of judging, with and without anybody's being reached.

Counted in CPU time, of judging and of its database's process, so that others' work adds little.
"""

import time
from datetime import UTC, datetime

import numpy as np

from alerting.assess import Judge
from bench.judging import _STATIONS, BEGIN_US, IN_DATABASE, MINUTE_US, SETTINGS
from bench.processes import cpu_s
from kawamori.embedded.postgres import PostgresServer
from kawamori.embedded.scratch import scratch_database_server
from kawamori.storage.connections import Connection, connect
from kawamori.storage.migrations import migrate
from kawamori.storage.pipeline import Pipeline
from kawamori.storage.readings.observations import Readings, add_readings

PASSES, WARM = 24, 4
MARKED = 500  # gauges that anybody has marked, of ten thousand
PEOPLE = 20_000
_PEOPLE = """
WITH people AS (
  INSERT INTO subscribers (channel, address_encrypted, address_hash)
  SELECT 'push', '', decode(md5(n::text), 'hex') FROM generate_series(1, %(people)s) n
  RETURNING subscriber_id
), on_list AS (
  INSERT INTO reachable SELECT 0, subscriber_id FROM people
)
INSERT INTO own_marks
SELECT subscriber_id,
       'station-' || lpad(((subscriber_id * 7 + k * 13) %% %(marked)s)::text, 5, '0'),
       %(from_m)s + k * 0.1 + (subscriber_id %% 10) * 0.01
FROM people, generate_series(1, 5) k ON CONFLICT DO NOTHING
"""


_BACKEND = "SELECT pid FROM pg_stat_activity WHERE application_name = 'kawamori alerting judge'"


def measure() -> None:
    """Measure, and print."""
    print(f"\nOwn marks: a pass over {IN_DATABASE:,} stations with the database, CPU time")
    without = _pass_ms(None)
    far = _pass_ms(50.0)
    near = _pass_ms(0.5)
    print(f"  nobody has a mark            {without:6.1f} ms")
    each = f"{PEOPLE * 5:,} marks at {MARKED} gauges"
    print(f"  {each}, none reached   {far:6.1f} ms, {far / without:.2f} times")
    print(f"  the same, some reached by every pass {near:6.1f} ms, {near / without:.2f} times")


def _pass_ms(from_m: float | None) -> float:
    with scratch_database_server("postgresql-18", SETTINGS) as server:
        return _passes(server, from_m)


def _passes(server: PostgresServer, from_m: float | None) -> float:
    server.create_database("kawamori")
    with connect(server.url(), name="bench") as connection:
        migrate(connection)
        connection.execute(_STATIONS, (IN_DATABASE - 1,))
        if from_m is not None:
            values = {"people": PEOPLE, "marked": MARKED, "from_m": from_m}
            connection.execute(_PEOPLE, values)
        connection.execute("ANALYZE")
        return _mean_ms(server, connection)


def _mean_ms(server: PostgresServer, connection: Connection) -> float:
    rows = connection.execute("SELECT datastream_id FROM datastreams ORDER BY 1").fetchall()
    streams = np.array([row[0] for row in rows])
    zeros = np.zeros(len(streams), dtype=np.int64)
    clock, pipeline, spent = [datetime.now(UTC)], Pipeline(connection), []
    judge = Judge(server.url(), lambda: clock[0])
    for pass_no in range(PASSES):
        at_us = BEGIN_US + pass_no * MINUTE_US
        clock[0] = datetime.fromtimestamp(at_us / 1e6, UTC)
        at, stages_m = np.full(len(streams), at_us), np.full(len(streams), 0.5 + 0.02 * pass_no)
        add_readings(pipeline, Readings(zeros, streams, at, at, stages_m, zeros), [])
        pipeline.commit()
        before = _cpu_s(connection)
        while judge.step():
            pass
        spent.append(_cpu_s(connection) - before)
    judge.forget()
    return float(np.mean(spent[WARM:]) * 1e3)


def _cpu_s(connection: Connection) -> float:
    """Return the CPU time of this process and of the one that the database has for judging."""
    backends = [row[0] for row in connection.execute(_BACKEND)]
    return time.process_time() + cpu_s(backends)
