"""How long a pass of judging takes as stations grow, and what the database adds to it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np

from alerting.assess import Judge
from bench.parts import measure_parts
from bench.told import told
from kawamori.embedded.postgres import PostgresServer
from kawamori.embedded.scratch import scratch_database_server
from kawamori.judging.neighbours import (
    beside_rising,
    expected,
    neighbour_rose,
    upstream_rising,
)
from kawamori.judging.passes import Clock, Readings, judge
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.rivers import Rivers, Watch
from kawamori.judging.ways import Neighbours, Ways
from kawamori.levels import Thresholds
from kawamori.storage.connections import connect
from kawamori.storage.migrations import migrate
from kawamori.storage.pipeline import Pipeline
from kawamori.storage.readings.arrivals import next_arrivals
from kawamori.storage.readings.observations import Readings as Stored
from kawamori.storage.readings.observations import add_readings
from kawamori.times import to_us

LADDER = Thresholds(standby_m=1.0, caution_m=2.0, evacuation_m=3.0, danger_m=4.0, overflow_m=5.0)
SIZES = (1_000, 10_000, 31_600, 100_000)
IN_DATABASE, AIM_MS = 10_000, 50.0
MINUTE_US = 60_000_000
AN_HOUR = 61
ASKED_MS = 2.0
A_RIVER = 50  # gauges in a row, in each valley
PASSES = 9
BEGIN_US = to_us(datetime(2026, 9, 1, tzinfo=UTC))
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB"}

_STATIONS = """
WITH made AS (
  INSERT INTO stations (station_id)
  SELECT 'station-' || lpad(n::text, 5, '0') FROM generate_series(0, %s) AS n
  RETURNING station_id
), facts AS (
  INSERT INTO station_facts (station_id, author, name, river, interval_s)
  SELECT station_id, 'bench', station_id, '川辺川', 60 FROM made
), rungs AS (
  INSERT INTO thresholds (station_id, author, standby_m, caution_m, evacuation_m, danger_m)
  SELECT station_id, 'bench', 1, 2, 3, 4 FROM made
)
INSERT INTO datastreams (station_id, name, reference, judged)
SELECT station_id, 'stage', 'gauge_zero', true FROM made ORDER BY station_id
"""


def measure() -> None:
    """Measure, and print."""
    print("\nJudging: one new reading of every station, an hour of 1-minute readings in memory")
    calm = {stations: _pass_ms(stations, _calm) for stations in SIZES}
    flood = {stations: _pass_ms(stations, _flood) for stations in SIZES}
    for name, each in (("calm", calm), ("every river rising, alerts open", flood)):
        print(f"  {name}")
        for stations, (wall_ms, cpu_ms) in each.items():
            each_us = cpu_ms / stations * 1e3
            costs = f"CPU {cpu_ms:7.1f} ms, {each_us:.2f} µs each"
            print(f"    {stations:7,} stations: {wall_ms:7.1f} ms, {costs}")
        of_ten = each[SIZES[-1]][1] / each[10_000][1]
        print(f"    100,000 cost {of_ten:.1f} times 10,000 (10 is linear)")
    worst = max(calm[10_000][0], flood[10_000][0])
    print(f"  10,000 stations: {worst / AIM_MS:.2f} of the {AIM_MS:g} ms that it may take")
    measure_parts((10_000, 100_000))
    _neighbours()
    with scratch_database_server("timescaledb-apache", SETTINGS) as server:
        _with_database(server)
    with scratch_database_server("timescaledb-apache", SETTINGS) as server:
        told(server)


def _calm(pass_no: int, noise_m: np.ndarray) -> np.ndarray:
    return 0.5 + noise_m + 0 * pass_no


def _flood(pass_no: int, noise_m: np.ndarray) -> np.ndarray:
    return 0.5 + 0.04 * pass_no + noise_m


def _pass_ms(stations: int, river: Callable[[int, np.ndarray], np.ndarray]) -> tuple[float, float]:
    """Return the median wall and CPU time of a pass."""
    rivers = Rivers()
    minute = timedelta(minutes=1)
    rivers.add([Watch(0, n, f"station-{n}", minute, LADDER) for n in range(stations)])
    rng = np.random.default_rng(1)
    streams, zeros = np.arange(stations), np.zeros(stations, dtype=np.int64)
    walls, cpus = [], []
    for pass_no in range(AN_HOUR + PASSES):
        at_us = BEGIN_US + pass_no * MINUTE_US
        stages_m = river(pass_no, rng.normal(0, 0.005, stations))
        readings = Readings(zeros, streams, np.full(stations, at_us), stages_m)
        clocks = {0: Clock(datetime.fromtimestamp(at_us / 1e6, UTC))}
        wall, cpu = time.perf_counter(), time.process_time()
        judge(rivers, readings, clocks, DEFAULT_POLICY)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return float(np.median(walls[-PASSES:]) * 1e3), float(np.median(cpus[-PASSES:]) * 1e3)


def _neighbours() -> None:
    """Measure what asking ten thousand stations' neighbours adds to a pass."""
    many = 10_000
    rivers = Rivers()
    minute = timedelta(minutes=1)
    rivers.add([Watch(0, n, f"station-{n}", minute, LADDER) for n in range(many)])
    above = [(n, n - 1, 2400.0, 900.0) for n in range(many) if n % A_RIVER]
    below = [(upper, lower, travel_s, spread_s) for lower, upper, travel_s, spread_s in above]
    rivers.neighbours = Neighbours(Ways.of(many, above), Ways.of(many, below))
    rows, at_s = np.arange(many), np.full(many, BEGIN_US / 1e6)
    rivers.accepted_s[:], rivers.accepted_m[:] = at_s - 600, 0.5
    rivers.low_s[:], rivers.low_m[:] = at_s - 1800, 0.2
    questions = {
        "is it rising above": lambda: upstream_rising(rivers, rows),
        "is it rising beside": lambda: beside_rising(rivers, rows),
        "does a neighbour's rise fit": lambda: neighbour_rose(rivers, rows, at_s),
        "what is expected when": lambda: expected(rivers, rows, at_s),
    }
    for state, rising in (("calm", False), ("every river rising", True)):
        rivers.noted_s[:] = rivers.rose_s[:] = at_s - 600 if rising else np.nan
        rivers.rises[:] = rising
        each_ms = {asked: _cpu_ms(ask) for asked, ask in questions.items()}
        told_ms = ", ".join(f"{asked} {ms:.2f} ms" for asked, ms in each_ms.items())
        of_aim = max(each_ms.values()) / ASKED_MS
        print(f"  the neighbours of {many:,} stations, {state}: CPU {told_ms}")
        print(f"    the slowest: {of_aim:.2f} of the {ASKED_MS:g} ms that it may take")


def _cpu_ms(work: Callable[[], object]) -> float:
    spent = []
    for _ in range(PASSES):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return float(np.median(spent) * 1e3)


def _with_database(server: PostgresServer) -> None:
    """Measure a whole step: read the arrivals, judge, store the findings, commit."""
    server.create_database("kawamori")
    with connect(server.url(), name="bench") as connection:
        migrate(connection)
        connection.execute(_STATIONS, (IN_DATABASE - 1,))
        streams = np.array(
            [row[0] for row in connection.execute("SELECT datastream_id FROM datastreams")]
        )
        clock = [datetime.fromtimestamp(BEGIN_US / 1e6, UTC)]
        judge_ = Judge(server.url(), lambda: clock[0])
        pipeline = Pipeline(connection)
        reads, steps = [], []
        for pass_no in range(6):
            at_us = BEGIN_US + pass_no * MINUTE_US
            clock[0] = datetime.fromtimestamp(at_us / 1e6, UTC)
            _store(pipeline, streams, at_us)
            began = time.perf_counter()
            next_arrivals(connection, 100)
            reads.append(time.perf_counter() - began)
            began = time.perf_counter()
            while judge_.step():
                pass
            steps.append(time.perf_counter() - began)
        judge_.forget()
    read_ms, step_ms = (float(np.median(each[2:]) * 1e3) for each in (reads, steps))
    print(
        f"  with the database (TimescaleDB), {IN_DATABASE:,} stations, calm: "
        f"read {read_ms:.1f} ms; read, judge, store {IN_DATABASE:,} assessments, commit "
        f"{step_ms:.0f} ms"
    )


def _store(pipeline: Pipeline, streams: np.ndarray, at_us: int) -> None:
    many = len(streams)
    at = np.full(many, at_us)
    zeros = np.zeros(many, dtype=np.int64)
    add_readings(pipeline, Stored(zeros, streams, at, at, np.full(many, 0.5), zeros), [])
    pipeline.commit()
