"""How long from publish to commit at a steady rate, beside what the disk alone takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.disk import sync_ms
from bench.machine import SETTINGS, Machine, line, permit
from bench.processes import Costs, rss_mb
from kawamori.embedded.scratch import scratch_database_server
from kawamori.storage.connections import connect

RATES = (1_000, 5_000, 5_000, 5_000)
SECONDS = 10
WARM_UP = 300_000
STRAGGLERS_S = 20
A_SECOND = 1.0

# As a server that has been at work for a while: log files are there to be used again (a new one
# costs its first commit 16 ms), and a checkpoint is going on nearly always.
AT_WORK = {
    **SETTINGS,
    "min_wal_size": "1GB",
    "checkpoint_timeout": "1min",
    "track_wal_io_timing": "on",
}
_STAGES = """
SELECT percentile_cont(%(shares)s::float8[]) WITHIN GROUP (
         ORDER BY extract(epoch FROM received_at - observed_at) * 1000)
FROM observations WHERE observed_at >= to_timestamp(%(began)s)
"""
_SYNCS = "SELECT wal_sync, wal_sync_time, wal_bytes::float8 FROM pg_stat_wal"

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Passage:
    """When readings were published (seconds), how long until each was seen (ms), RSS by second."""

    published_s: Numbers
    waited_ms: Numbers
    rss_mb: Numbers
    cpu_us: dict[str, float]


def measure() -> None:
    """Measure, and print."""
    with machine_at_work() as machine:
        print("\nLatency: publish (QoS 1, Mosquitto) → another session sees the commit")
        print(f"  {machine.versions(AT_WORK)}")
        print(f"  {WARM_UP:,} readings stored and a checkpoint made beforehand\n")
        print_disk(machine)
        for rate in RATES:
            before = _syncs(machine)
            began_s = time.time()
            passage = pass_readings(machine, rate, SECONDS)
            p50, p99, most = np.percentile(passage.waited_ms, [50, 99, 100])
            costs = ", ".join(f"{name} {us:.0f}" for name, us in passage.cpu_us.items())
            print(
                f"  at {rate:,}/s: publish → commit p50 {p50:.2f} ms, p99 {p99:.2f} ms,"
                f" longest {most:.1f} ms ({len(passage.waited_ms):,} of {rate * SECONDS:,});"
                f"  CPU µs a reading: {costs}"
            )
            _print_stages(machine, began_s, before)
        print_disk(machine)


@contextmanager
def machine_at_work() -> Iterator[Machine]:
    """Give a machine whose database has stored much already."""
    with scratch_database_server("timescaledb-apache", AT_WORK) as server:
        machine = Machine(server)
        with machine.ingest(1):
            generator = machine.generate("flood", readings=WARM_UP)
            permit(generator, WARM_UP)
            stored = 0
            while stored < WARM_UP:
                time.sleep(0.1)
                stored += machine.take_arrivals()
            line(generator)
        machine.database.execute("CHECKPOINT")
        yield machine


def pass_readings(machine: Machine, rate: int, seconds: int) -> Passage:
    """Publish at a rate, and see each reading arrive as a session that listens does."""
    readings, seen = rate * seconds, 0
    published: list[float] = []
    waited: list[float] = []
    memory: list[float] = []
    with machine.ingest(1) as pids, connect(machine.server.url(), name="watcher") as watcher:
        machine.take_arrivals()
        watcher.execute("LISTEN arrivals")
        generator = machine.generate("paced", readings=readings, rate=rate)
        with Costs(machine.pids(pids)) as costs:
            permit(generator, 1)
            last, deadline, next_s = 0, time.time() + seconds + STRAGGLERS_S, 0.0
            while seen < readings and time.time() < deadline:
                for _ in watcher.notifies(timeout=0.5, stop_after=1):
                    pass
                rows = watcher.execute(
                    "SELECT arrival_id, observed_at FROM arrivals WHERE arrival_id > %s", (last,)
                ).fetchall()
                now_s = time.time()
                for arrival_id, observed_at in rows:
                    times = [at.timestamp() for at in observed_at]
                    published += times
                    waited += [(now_s - at) * 1e3 for at in times]
                    last = max(last, arrival_id)
                seen = len(waited)
                if now_s >= next_s:  # as judging would take them off the list
                    watcher.execute("DELETE FROM arrivals WHERE arrival_id <= %s", (last,))
                    memory.append(rss_mb(pids[0]))
                    next_s = now_s + A_SECOND
        line(generator)
    cpu_us = {name: spent / readings * 1e6 for name, spent in costs.cpu_s.items()}
    return Passage(np.array(published), np.array(waited), np.array(memory), cpu_us)


def print_disk(machine: Machine) -> None:
    """Print what the disk under the database takes alone."""
    p50, p99, most = np.percentile(sync_ms(machine.server.data.parent), [50, 99, 100])
    print(f"  limit: 8 kB written and synced, the disk alone: p50 {p50:.2f} ms,", end="")
    print(f" p99 {p99:.2f} ms, longest {most:.1f} ms")


def _syncs(machine: Machine) -> Numbers:
    return np.array(machine.database.execute(_SYNCS).fetchone(), float)


def _print_stages(machine: Machine, began_s: float, before: Numbers) -> None:
    values = {"shares": [0.5, 0.99], "began": began_s}
    row = machine.database.execute(_STAGES, values).fetchone()
    p50, p99 = row[0] if row else (0, 0)
    commits, sync_ms, wal_bytes = _syncs(machine) - before
    print(
        f"      until ingest takes it p50 {p50:.2f} ms, p99 {p99:.2f} ms;"
        f"  {commits:,.0f} commits of {wal_bytes / commits:,.0f} bytes,"
        f" each synced in {sync_ms / commits:.2f} ms on average"
    )
