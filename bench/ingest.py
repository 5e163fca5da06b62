"""How much ingest sustains, from publish to acknowledged, beside what the parts can do alone."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

from bench.limits import bare_subscriber, copy_limit, tapped_subscriber
from bench.processes import Costs, rss_mb, stop
from kawamori.embedded.broker import Mosquitto
from kawamori.embedded.postgres import PostgresServer
from kawamori.embedded.scratch import scratch_broker, scratch_database_server
from kawamori.storage.connections import Connection, connect
from kawamori.storage.migrations import migrate

STATIONS = 1000
READINGS = {1: 200_000, 100: 1_000_000}  # by readings a message
OUTSTANDING = 20_000
LATENCY_RATES = (1_000, 5_000)
LATENCY_SECONDS = 10
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB"}
DURABILITY = ("fsync", "synchronous_commit", "full_page_writes", *SETTINGS)
STALLED_S = 60
HERE = Path(__file__).parent


class Machine:
    """A database, and in turn a new broker with the ingest processes between them.

    A broker keeps sending an absent ingest process its share, so each measurement
    has a broker that never knew another one's.
    """

    broker: Mosquitto

    def __init__(self, server: PostgresServer) -> None:
        """Migrate the database and register the stations."""
        self.server = server
        server.create_database("kawamori")
        self.database: Connection = connect(server.url(), name="bench")
        migrate(self.database)
        self.database.execute(
            "INSERT INTO stations (station_id) "
            "SELECT 'station-' || lpad(n::text, 5, '0') FROM generate_series(0, %s) AS n",
            (STATIONS - 1,),
        )
        self.database.execute(
            "INSERT INTO datastreams (station_id, name, judged) "
            "SELECT station_id, 'stage', true FROM stations"
        )
        self._boot = 0

    @contextmanager
    def ingest(self, count: int) -> Iterator[list[int]]:
        """Run ingest processes; give their pids once they listen."""
        with scratch_broker() as self.broker, ExitStack() as stack:
            processes = [self._start(str(number)) for number in range(count)]
            for process in processes:
                stack.callback(stop, process)
            for process in processes:
                _wait_for(process, "connected to")
            time.sleep(0.5)  # the broker answers subscriptions after its welcome
            yield [process.pid for process in processes]

    def _start(self, name: str) -> "subprocess.Popen[str]":
        environ = {
            **os.environ,
            "KAWAMORI_DATABASE_URL": self.server.url(),
            "KAWAMORI_MQTT_HOST": self.broker.host,
            "KAWAMORI_MQTT_PORT": str(self.broker.port),
            "KAWAMORI_INGEST_NAME": name,
        }
        command = [sys.executable, "-m", "ingest"]
        return subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)

    def generate(self, mode: str, **options: object) -> "subprocess.Popen[str]":
        """Start a generator with readings nobody has sent before; return it when it is ready."""
        self._boot += 1
        options = {"port": self.broker.port, "stations": STATIONS, "boot": self._boot, **options}
        arguments = [f"--{name}={value}" for name, value in options.items()]
        generator = subprocess.Popen(
            [sys.executable, HERE / "generator.py", mode, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        _line(generator)
        return generator

    def take_arrivals(self) -> int:
        """Take committed readings off the list, as judging would; return how many."""
        rows = self.database.execute("DELETE FROM arrivals RETURNING cardinality(run_no)")
        return sum(row[0] for row in rows)

    def pids(self, ingest: list[int]) -> dict[str, list[int]]:
        """Return whose costs are counted."""
        return {"ingest": ingest, "broker": [self.broker.pid], "database": [self.server.pid]}


def measure() -> None:
    """Measure, and print."""
    with scratch_database_server("timescaledb-apache", SETTINGS) as server:
        machine = Machine(server)
        print("\nIngest: publish (QoS 1, Mosquitto) → committed (TimescaleDB) → acknowledged")
        print(f"  Mosquitto {Mosquitto.version()}, ", end="")
        print(f"PostgreSQL {server.installation.version()}", end="")
        for name in DURABILITY:
            row = machine.database.execute("SELECT current_setting(%s)", (name,)).fetchone()
            print(f", {name} {row[0] if row else '?'}", end="")
        print("\n")
        best = {(batch, n): sustained(machine, batch, n) for batch in READINGS for n in (1, 2)}
        for rate in LATENCY_RATES:
            latency(machine, rate)
        copied = copy_limit(machine.database)
        heard = {}
        subscribers = {"bare paho": bare_subscriber, "our own connection": tapped_subscriber}
        for name, subscribe in subscribers.items():
            with scratch_broker() as machine.broker:
                flood = partial(machine.generate, "flood", readings=READINGS[1])
                heard[f"{name}, throwing away"] = subscribe(machine.broker, flood)
        print("\n  ratios")
        for (batch, n), rate in best.items():
            limits = {"binary COPY": copied} if batch > 1 else heard
            for name, limit in limits.items():
                print(f"    {_shape(batch)}, {n} ingest: {rate / limit:5.2f} of {name}")


def sustained(machine: Machine, batch: int, processes: int) -> float:
    """Measure how many readings a second go all the way; print the costs."""
    readings = READINGS[batch]
    with machine.ingest(processes) as pids:
        generator = machine.generate("flood", readings=readings, batch=batch)
        memory = [sum(map(rss_mb, pids))]
        with Costs(machine.pids(pids)) as costs:
            stored, progress_at = 0, time.perf_counter()
            while stored < readings:
                _permit(generator, stored + OUTSTANDING)
                time.sleep(0.02)
                taken = machine.take_arrivals()
                stored += taken
                progress_at = time.perf_counter() if taken else progress_at
                memory.append(sum(map(rss_mb, pids)))
                if time.perf_counter() - progress_at > STALLED_S:
                    raise TimeoutError(f"only {stored} of {readings} readings arrived")
        done = json.loads(_line(generator))
    rate = readings / costs.seconds
    each = {name: spent / readings * 1e6 for name, spent in costs.cpu_s.items()}
    each["generator"] = done["cpu_s"] / readings * 1e6
    told = " + ".join(f"{name} {us:.2f}" for name, us in each.items())
    print(f"  {_shape(batch)}, {processes} ingest: {rate:9,.0f}/s   CPU µs a reading: {told}")
    print(f"      memory of ingest: {memory[0]:.0f} → {max(memory):.0f} MB ({processes} processes)")
    return rate


def latency(machine: Machine, rate: int) -> None:
    """Measure from publish until another session sees the commit."""
    readings = rate * LATENCY_SECONDS
    waits: list[float] = []
    with machine.ingest(1) as pids, connect(machine.server.url(), name="watcher") as watcher:
        machine.take_arrivals()
        watcher.execute("LISTEN arrivals")
        generator = machine.generate("paced", readings=readings, rate=rate)
        with Costs(machine.pids(pids)) as costs:
            _permit(generator, 1)
            last, deadline = 0, time.time() + LATENCY_SECONDS + 20
            while len(waits) < readings and time.time() < deadline:
                for _ in watcher.notifies(timeout=0.5, stop_after=1):
                    pass
                rows = watcher.execute(
                    "SELECT arrival_id, observed_at FROM arrivals WHERE arrival_id > %s", (last,)
                ).fetchall()
                seen = datetime.now(UTC)
                for arrival_id, observed in rows:
                    waits += [(seen - at).total_seconds() * 1e3 for at in observed]
                    last = max(last, arrival_id)
        _line(generator)
    p50, p99 = np.percentile(waits, [50, 99])
    each = ", ".join(f"{name} {s / readings * 1e6:.0f}" for name, s in costs.cpu_s.items())
    print(
        f"  at {rate:,}/s: publish → commit p50 {p50:.2f} ms, p99 {p99:.2f} ms"
        f" ({len(waits):,} of {readings:,});  CPU µs a reading: {each}"
    )


def _shape(batch: int) -> str:
    return "single messages" if batch == 1 else f"batches of {batch}  "


def _permit(generator: "subprocess.Popen[str]", total: int) -> None:
    if generator.poll() is None and generator.stdin:
        generator.stdin.write(f"{total}\n")
        generator.stdin.flush()


def _line(process: "subprocess.Popen[str]") -> str:
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise RuntimeError("the generator ended without a word")
    return line


def _wait_for(process: "subprocess.Popen[str]", words: str) -> None:
    """Wait until a process says something, then let it talk to nobody."""
    for line in process.stderr or ():
        if words in line:
            threading.Thread(
                target=lambda: [None for _ in process.stderr or ()], daemon=True
            ).start()
            return
        print(line, end="")
    raise RuntimeError("ingest ended before it was connected")
