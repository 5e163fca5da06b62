"""A database, and a broker with ingest processes between them, for a bench to load and watch."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.processes import stop
from kawamori.embedded.broker import Mosquitto
from kawamori.embedded.postgres import PostgresServer
from kawamori.embedded.scratch import scratch_broker
from kawamori.storage.connections import Connection, connect
from kawamori.storage.migrations import migrate

STATIONS = 1000
SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "4GB"}
DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")
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
        line(generator)
        return generator

    def versions(self, settings: Iterable[str] = SETTINGS) -> str:
        """Return what the servers are, and the settings that say what a commit is worth."""
        told = [
            f"Mosquitto {Mosquitto.version()}",
            f"PostgreSQL {self.server.programs.version()}",
        ]
        for name in (*DURABILITY, *settings):
            row = self.database.execute("SELECT current_setting(%s)", (name,)).fetchone()
            told.append(f"{name} {row[0] if row else '?'}")
        return ", ".join(told)

    def take_arrivals(self) -> int:
        """Take committed readings off the list, as judging would; return how many."""
        rows = self.database.execute("DELETE FROM arrivals RETURNING cardinality(run_no)")
        return sum(row[0] for row in rows)

    def pids(self, ingest: list[int]) -> dict[str, list[int]]:
        """Return whose costs are counted."""
        return {"ingest": ingest, "broker": [self.broker.pid], "database": [self.server.pid]}


def permit(generator: "subprocess.Popen[str]", total: int) -> None:
    """Let a generator publish so many readings altogether."""
    if generator.poll() is None and generator.stdin:
        generator.stdin.write(f"{total}\n")
        generator.stdin.flush()


def line(process: "subprocess.Popen[str]") -> str:
    """Return the next line that a generator prints."""
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
