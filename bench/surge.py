"""A town that looks at once, while rivers rise: what it gets, and whether headquarters feels it."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx
import numpy as np

from bench.machine import SETTINGS, Machine, permit
from bench.processes import Costs, rss_mb, stop
from bench.rising import HIGH_M, Rising, add_rising, rising
from bench.screens import screen
from kawamori.embedded.postgres import PostgresServer
from kawamori.embedded.scratch import scratch_database_server
from kawamori.ports import free_port
from kawamori.testing.waiting import until

HERE = Path(__file__).parent
PEAK, OVER = 100, 1.6  # first views a second, and how far beyond
MINUTES = float(os.environ.get("SURGE_MINUTES", "10"))
READINGS_A_S = 100  # a thousand gauges, each every ten seconds
RISES_EVERY_S = 4.0
PAGE_AIM_MS, SCREEN_AIM_MS, FIRST_VIEW_AIM = 1_000.0, 1_000.0, 50_000
KEY = b"a-bench-keeps-no-real-numbers-!!"


def measure() -> None:
    """Measure, and print."""
    print(f"\nSurge: {PEAK} first views a second for {MINUTES:g} min, then {OVER:g} times that")
    with scratch_database_server("timescaledb-apache", SETTINGS) as server:
        _measure(server)


def _measure(server: PostgresServer) -> None:
    machine = Machine(server)
    count = int(2 * MINUTES * 60 / RISES_EVERY_S) + 30
    add_rising(machine, count, 10)
    with (
        machine.ingest(1) as ingest,
        _program(server, "alerting") as (alerting, _),
        _program(server, "api.residents") as (residents, url),
        screen(server, HIGH_M) as shown,
        rising(machine) as rivers,
    ):
        pids = {
            **machine.pids(ingest),
            "alerting": [alerting],
            "residents": [residents],
            "headquarters' API": [os.getpid()],
        }
        until(lambda: _is_there(url))
        paths = _first_view(url)
        rivers.climb(count)
        total = int(2 * MINUTES * 60 + 120) * READINGS_A_S
        generator = machine.generate("paced", readings=total, rate=READINGS_A_S)
        permit(generator, 1)
        first = 0
        for rate in (PEAK, PEAK * OVER):
            with Costs(pids) as costs:
                published, told = _look(url, paths, rate, rivers, first)
            first += len(published)
            time.sleep(3)
            _tell(rate, told, published, shown, len(paths))
            each = ", ".join(f"{name} {s / costs.seconds:.2f}" for name, s in costs.cpu_s.items())
            print(f"      cores: {each}; the residents' program holds {rss_mb(residents):.0f} MB")
        stop(generator)


def _look(
    url: str, paths: list[str], rate: float, rivers: Rising, first: int
) -> tuple[dict[str, datetime], dict[str, float]]:
    """Let people look while one river after another rises; return when, and what they got."""
    command = [sys.executable, HERE / "views.py", "--url", url, "--rate", str(rate)]
    command += ["--seconds", str(MINUTES * 60), *paths]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as crowd:
        published, n = {}, first
        while crowd.poll() is None:
            published[f"rising-{n}"] = rivers.rise(n)
            n += 1
            time.sleep(RISES_EVERY_S)
        told: dict[str, float] = json.loads((crowd.stdout and crowd.stdout.read()) or "{}")
    return published, told


def _tell(
    rate: float,
    told: dict[str, float],
    published: dict[str, datetime],
    shown: dict[str, datetime],
    requests: int,
) -> None:
    waits = [(shown[s] - at).total_seconds() * 1e3 for s, at in published.items() if s in shown]
    p50, p95, p99 = np.percentile(waits, [50, 95, 99])
    a_view = told["bytes"] / max(told["views"], 1)
    print(
        f"  {rate:g} a second: {told['views']:,.0f} views, errors {told['errors']},"
        f" statuses {told['statuses']}\n"
        f"      the page p50 {told['page_p50']:.1f} ms, p99 {told['page_p99']:.1f} ms"
        f" ({told['page_p99'] / PAGE_AIM_MS:.2f} of {PAGE_AIM_MS:g}), most {told['page_max']:.0f};"
        f" all {requests} files p99 {told['whole_p99']:.1f} ms\n"
        f"      {a_view:,.0f} bytes a view ({a_view / FIRST_VIEW_AIM:.2f} of {FIRST_VIEW_AIM:,})\n"
        f"      publish → headquarters' screen p50 {p50:.0f} ms, p95 {p95:.0f}, p99 {p99:.0f} ms"
        f" ({len(waits)} of {len(published)}), {p99 / SCREEN_AIM_MS:.2f} of {SCREEN_AIM_MS:g}"
    )


@contextmanager
def _program(server: PostgresServer, name: str) -> Iterator[tuple[int, str]]:
    """Run a program; give its pid, and where it listens if it does."""
    port = free_port()
    environ = {
        **os.environ,
        "KAWAMORI_DATABASE_URL": server.url(),
        "KAWAMORI_PEOPLE_KEY": b64encode(KEY).decode(),
        "KAWAMORI_RESIDENTS_PORT": str(port),
    }
    with tempfile.TemporaryFile() as log:
        command = [sys.executable, "-m", name]
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log, text=True)
        try:
            yield process.pid, f"http://127.0.0.1:{port}"
        finally:
            stop(process)


def _is_there(url: str) -> bool:
    try:
        return httpx.get(f"{url}/now.json").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _first_view(url: str) -> list[str]:
    """Return what a phone asks for: the page, what it names, and what the app reads."""
    page = httpx.get(url).text
    named = re.findall(r'<(?:script|link rel="modulepreload")[^>]*(?:src|href)="([^"]+)"', page)
    return ["/", *named, "/now.json", "/places.json", "/terms/ja.json"]
