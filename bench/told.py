"""How soon a rising river is a text, and on a screen, while a thousand readings a second go by."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import numpy as np

from bench.machine import Machine, line, permit
from bench.processes import Costs, stop
from bench.rising import HIGH_M, add_rising, rising
from bench.screens import screen
from kawamori.embedded.postgres import PostgresServer
from kawamori.levels import GaugeLevel
from kawamori.people import PhoneNumber, Subscriber, Subscription
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from simulators.sandbox.testing import ACCOUNT, SERVICE_SID, Sandbox, running

RATE, SECONDS = 1_000, 20
RISING = 150
AIM_MS, SCREEN_AIM_MS = 500.0, 1_000.0
KEY = b"a-bench-keeps-no-real-numbers-!!"
WITHIN_S = 60.0
_RAISED = """
SELECT al.station_id, min(t.wall_recorded_at) FROM transitions t JOIN alerts al USING (alert_id)
WHERE t.kind = 'raise' GROUP BY al.station_id
"""
_ADDRESSED = """
SELECT al.station_id, min(d.created_at)
FROM deliveries d JOIN messages USING (message_id) JOIN transitions t USING (transition_id)
JOIN alerts al USING (alert_id) GROUP BY al.station_id
"""


def told(server: PostgresServer) -> None:
    """Measure from publish to the alert's row, the provider's receipt and a screen; print."""
    machine = Machine(server)
    add_rising(machine, RISING, 60)
    seal = AddressSeal(KEY)
    for n in range(RISING):
        wanted = (Subscription(f"rising-{n}", GaugeLevel.CAUTION),)
        add_subscriber(machine.database, seal, Subscriber(_number(n), subscriptions=wanted))
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "journal.sqlite") as sandbox,
        machine.ingest(1) as ingest,
        _alerting(server, sandbox) as alerting,
        screen(server, HIGH_M) as shown,
    ):
        pids = {**machine.pids(ingest), "alerting": [alerting]}
        with Costs(pids) as costs:
            published = _publish(machine)
            accepted = _accepted(sandbox)
        raised = dict(machine.database.execute(_RAISED).fetchall())
        addressed = dict(machine.database.execute(_ADDRESSED).fetchall())
    stages = {
        "alert row": raised,
        "delivery row": addressed,
        "SMS accepted": accepted,
        "on a screen": shown,
    }
    for name, times in stages.items():
        waits = [(times[s] - at).total_seconds() * 1e3 for s, at in published.items() if s in times]
        p50, p99 = np.percentile(waits, [50, 99])
        aim_ms = SCREEN_AIM_MS if times is shown else AIM_MS
        print(
            f"  at {RATE:,}/s: publish → {name:12} p50 {p50:6.1f} ms, p99 {p99:6.1f} ms "
            f"({len(waits)} of {RISING}), {p99 / aim_ms:.2f} of the {aim_ms:g} ms it may take"
        )
    each = ", ".join(f"{name} {s / (RATE * SECONDS) * 1e6:.0f}" for name, s in costs.cpu_s.items())
    print(f"      CPU µs a reading: {each}")


@contextmanager
def _alerting(server: PostgresServer, sandbox: Sandbox) -> Iterator[int]:
    """Run alerting and give its pid."""
    environ = {
        **os.environ,
        "KAWAMORI_DATABASE_URL": server.url(),
        "KAWAMORI_PEOPLE_KEY": b64encode(KEY).decode(),
        "KAWAMORI_TWILIO_ACCOUNT_SID": ACCOUNT.sid,
        "KAWAMORI_TWILIO_AUTH_TOKEN": ACCOUNT.token,
        "KAWAMORI_TWILIO_MESSAGING_SERVICE_SID": SERVICE_SID,
        "KAWAMORI_TWILIO_BASE_URL": sandbox.url,
        "KAWAMORI_PUBLIC_URL": "http://127.0.0.1:9",
    }
    command = [sys.executable, "-m", "alerting"]
    process = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process.pid
    finally:
        stop(process)


def _publish(machine: Machine) -> dict[str, datetime]:
    """Let rivers rise one after another beside the traffic; return when each was published."""
    published = {}
    with rising(machine) as rivers:
        rivers.climb(RISING)
        generator = machine.generate("paced", readings=RATE * SECONDS, rate=RATE)
        permit(generator, 1)
        time.sleep(2)
        for n in range(RISING):
            published[f"rising-{n}"] = rivers.rise(n)
            time.sleep((SECONDS - 5) / RISING)
        line(generator)
    return published


def _accepted(sandbox: Sandbox) -> dict[str, datetime]:
    """Return when the provider accepted each station's text."""
    deadline = time.monotonic() + WITHIN_S
    while len(messages := sandbox.accepted()) < RISING and time.monotonic() < deadline:
        threading.Event().wait(0.2)
    station = {_number(n).e164: f"rising-{n}" for n in range(RISING)}
    return {station[m["to"]]: datetime.fromisoformat(m["created_at"]) for m in messages}


def _number(n: int) -> PhoneNumber:
    return PhoneNumber(f"+8190{20_000_000 + n}")
