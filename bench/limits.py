"""What the parts of ingest can do alone: the limits to stand beside."""

import json
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from bench.processes import Costs
from kawamori.embedded.broker import Mosquitto
from kawamori.storage.connections import Connection

if TYPE_CHECKING:
    import subprocess

COPIED = 1_000_000
A_COPY = 10_000
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
    count, done = 0, threading.Event()
    client = Client(CallbackAPIVersion.VERSION2, client_id="bare")
    generator: subprocess.Popen[str] | None = None

    def on_message(*_: object) -> None:
        nonlocal count
        count += 1

    client.on_message = on_message
    client.on_subscribe = lambda *_: done.set()
    client.connect(broker.host, broker.port)
    client.subscribe("actual/#", qos=1)
    client.loop_start()
    done.wait(10)
    generator = generate()
    began, cpu = time.perf_counter(), time.process_time()
    total = None
    while total is None or count < total:
        if generator.stdin and generator.poll() is None:
            generator.stdin.write(f"{count + 20_000}\n")
            generator.stdin.flush()
        time.sleep(0.02)
        if total is None and generator.poll() is not None and generator.stdout:
            total = json.loads(generator.stdout.readline())["sent"]
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    client.disconnect()
    client.loop_stop()
    rate = count / seconds
    each = cpu_s / count * 1e6
    print(f"  limit: bare paho subscriber, throws away: {rate:,.0f}/s, {each:.1f} µs a message")
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
