"""What the parts of ingest can do alone: the limits to stand beside."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from bench.processes import Costs
from kawamori import mqtt
from kawamori.embedded.broker import Mosquitto
from kawamori.storage.connections import Connection

if TYPE_CHECKING:
    import subprocess

COPIED = 1_000_000
A_COPY = 10_000
OUTSTANDING = 20_000
_POSTGRES_EPOCH_US = 946_684_800_000_000
_RECORD = np.dtype(
    [
        ("fields", ">i2"),
        ("run_no_length", ">i4"), ("run_no", ">i4"),
        ("datastream_id_length", ">i4"), ("datastream_id", ">i4"),
        ("observed_at_length", ">i4"), ("observed_at", ">i8"),
        ("received_at_length", ">i4"), ("received_at", ">i8"),
        ("result_length", ">i4"), ("result", ">f8"),
        ("flags_length", ">i4"), ("flags", ">i2"),
    ]
)  # fmt: skip
_COPY = """
COPY observations (run_no, datastream_id, observed_at, received_at, result, flags)
FROM STDIN (FORMAT binary)
"""


def copy_limit(database: Connection) -> float:
    """Measure binary COPY of readymade rows into the same table; return rows a second."""
    parts = [_rows(at) for at in range(0, COPIED, A_COPY)]
    with Costs({"database": [database.info.backend_pid]}) as costs:
        for part in parts:
            with database.cursor() as cursor, database.transaction(), cursor.copy(_COPY) as copy:
                copy.write(part)
    rate = COPIED / costs.seconds
    each = costs.cpu_s["database"] / COPIED * 1e6
    print(f"\n  limit: binary COPY, {A_COPY:,} rows a commit: {rate:,.0f}/s, {each:.2f} µs a row")
    return rate


def bare_subscriber(broker: Mosquitto, generate: Callable[[], "subprocess.Popen[str]"]) -> float:
    """Measure paho alone throwing away what it gets; return messages a second."""
    heard, listening = Heard(), threading.Event()
    client = Client(CallbackAPIVersion.VERSION2, client_id="bare")
    client.on_message = lambda *_: heard.add(1)
    client.on_subscribe = lambda *_: listening.set()
    client.connect(broker.host, broker.port)
    client.subscribe("actual/#", qos=1)
    client.loop_start()
    listening.wait(10)
    rate = heard.measure(generate(), "bare paho subscriber, throws away")
    client.disconnect()
    client.loop_stop()
    return rate


def tapped_subscriber(broker: Mosquitto, generate: Callable[[], "subprocess.Popen[str]"]) -> float:
    """Measure our connection throwing away what it gets; return messages a second."""
    heard = Heard()
    link = mqtt.Connection(mqtt.Broker(broker.host, broker.port), "tapped")
    link.subscribe("actual/#")
    link.on_message = lambda _: heard.add(1)
    link.start()
    link.wait_connected(10)
    rate = heard.measure(generate(), "our connection, throws away")
    link.stop()
    return rate


class Heard:
    """Counts messages in a subscriber's thread, and what they cost this process."""

    def __init__(self) -> None:
        """Begin at none."""
        self.count = 0

    def add(self, more: int) -> None:
        """Count."""
        self.count += more

    def measure(self, generator: "subprocess.Popen[str]", what: str) -> float:
        """Let the generator go as fast as we count; print and return messages a second."""
        began, cpu = time.perf_counter(), time.process_time()
        total = None
        while total is None or self.count < total:
            if generator.stdin and generator.poll() is None:
                with suppress(BrokenPipeError):  # it may have ended since we looked
                    generator.stdin.write(f"{self.count + OUTSTANDING}\n")
                    generator.stdin.flush()
            time.sleep(0.02)
            if total is None and generator.poll() is not None and generator.stdout:
                total = json.loads(generator.stdout.readline())["sent"]
        rate = self.count / (time.perf_counter() - began)
        each = (time.process_time() - cpu) / self.count * 1e6
        print(f"  limit: {what}: {rate:,.0f}/s, {each:.1f} µs a message")
        return rate


def _rows(first: int) -> bytes:
    rows = np.zeros(A_COPY, _RECORD)
    number = np.arange(first, first + A_COPY)
    rows["fields"] = 6
    for name in _RECORD.names or ():
        if name.endswith("_length"):
            rows[name] = rows.dtype[name.removesuffix("_length")].itemsize
    rows["datastream_id"] = number % 1000 + 1
    start = 1_790_000_000_000_000 - _POSTGRES_EPOCH_US
    rows["observed_at"] = rows["received_at"] = start + number // 1000 * 1_000_000
    rows["result"] = 1.5
    return b"PGCOPY\n\xff\r\n\0" + bytes(8) + rows.tobytes() + b"\xff\xff"
