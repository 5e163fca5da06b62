"""A console that looks on while a thousand stations report each second, beside other consoles."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
from playwright.sync_api import CDPSession, Page, Playwright, ViewportSize, sync_playwright

from api.testing.chromium import AS_WITH_CARD, start_chromium
from bench.machine import SETTINGS, Machine, line
from bench.processes import stop
from kawamori.embedded.postgres import PostgresServer
from kawamori.embedded.scratch import scratch_database_server
from kawamori.mqtt import Broker, Connection
from kawamori.ports import free_port
from kawamori.runs import Status
from kawamori.testing.staff import employ, link_for
from kawamori.wire import ObservationTopic, WireObservation, encode

HERE = Path(__file__).parent
CONSOLES = 50
RISING = 30
VIEWPORT: ViewportSize = {"width": 1440, "height": 900}
BEFORE_OTHERS = -15  # of -20 to 19
AFTER_PAGE = -5
KEY = "a-bench-keeps-no-real-secrets-at-all"
WITHIN_MS = 60_000
_STATIONS = """
INSERT INTO stations (station_id)
SELECT 'rising-' || lpad(n::text, 2, '0') FROM generate_series(0, %s) AS n
"""
_FACTS = """
INSERT INTO station_facts (station_id, author, name, river, lat, lon, interval_s)
SELECT station_id, 'bench', station_id, '川辺川',
       CASE WHEN rising THEN 35.16 - 0.06 * (n / 10) ELSE 34.98 - 0.004 * (n / 40) END,
       CASE WHEN rising THEN 138.75 + 0.05 * (n % 10) ELSE 138.85 + 0.0058 * (n % 40) END,
       1
FROM (SELECT station_id, station_id LIKE 'rising-%' AS rising, right(station_id, 2)::int
        + CASE WHEN station_id LIKE 'rising-%' THEN 0 ELSE 100 * left(right(station_id, 3), 1)::int
          END AS n
      FROM stations) AS placed
"""
_THRESHOLDS = """
INSERT INTO thresholds (station_id, author, caution_m, evacuation_m, danger_m)
SELECT station_id, 'bench', 3, 3.5, 4 FROM stations
"""
_STREAMS = """
INSERT INTO datastreams (station_id, name, judged)
SELECT station_id, 'stage', true FROM stations WHERE station_id LIKE 'rising-%%'
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is running: the machine, the link its rivers speak over, the page and its protocol."""

    machine: Machine
    link: Connection
    page: Page
    playwright: Playwright
    protocol: CDPSession
    url: str
    api_pid: int
    said: Counter[int] = field(default_factory=Counter)

    def open(self, page: Page | None = None) -> None:
        """Open the console, in another browser's page if given; wait until its map is drawn."""
        link = link_for(self.machine.database, "Aoi")
        page = page or self.page
        page.goto(f"{self.url}/hq/?run=#link={link}")
        page.locator(".map[data-drawn=true]").wait_for(timeout=WITHIN_MS)
        _put_page_first()

    def newcomers(self, count: int) -> Iterator[Page]:
        """Give pages of new browsers, as this machine runs one by itself, without a card."""
        for _ in range(count):
            browser = start_chromium(self.playwright)
            yield browser.new_page(viewport=VIEWPORT)
            browser.close()

    def say(self, n: int, stage_m: float) -> datetime:
        """Let one of the rising rivers report; return when it was published."""
        now = datetime.now(UTC)
        name = f"rising-{n:02}"
        self.said[n] += 1
        message = WireObservation(v=1, boot=1, seq=self.said[n], observed_at=now, result=stage_m)
        topic = ObservationTopic(Status.ACTUAL, name, name, "stage")
        self.link.publish(str(topic), encode(message))
        return now


@contextmanager
def scene() -> Iterator[Scene]:
    """Run the whole path, with all but one of the consoles looking on, and open the last one."""
    with (
        scratch_database_server("timescaledb-apache", SETTINGS) as server,
        _browsers() as playwright,
    ):
        machine = Machine(server)
        machine.database.execute(_STATIONS, (RISING - 1,))
        for statement in (_FACTS, _THRESHOLDS, _STREAMS):
            machine.database.execute(statement)
        employ(machine.database, "Aoi", "commander", key=KEY)
        with machine.ingest(1), _alerting(server), _api(server) as (url, api_pid):
            link = Connection(Broker(machine.broker.host, machine.broker.port), "bench-rising")
            link.start()
            link.wait_connected(10)
            browser = start_chromium(
                playwright, "--enable-precise-memory-info", drawing=AS_WITH_CARD
            )
            context = browser.new_context(viewport=VIEWPORT)
            context.add_init_script(path=HERE / "in_page.js")
            page = context.new_page()
            protocol = context.new_cdp_session(page)
            with _looking_on(url):
                yield Scene(machine, link, page, playwright, protocol, url, api_pid)
            link.stop()
            browser.close()


@contextmanager
def _browsers() -> Iterator[Playwright]:
    """Start what starts browsers, to go before the rest.

    A console has a computer of its own; here it shares two cores with the server, the devices
    and the other consoles, and would be timed while it waits for them.
    """
    os.setpriority(os.PRIO_PROCESS, 0, BEFORE_OTHERS)
    try:
        starting = sync_playwright().start()
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, 0)
    try:
        yield starting
    finally:
        starting.stop()


def _put_page_first() -> None:
    """Have the page go before what plays its graphics card, and both before the rest.

    Each thread is told, and only once the page is there: Chromium sets its main thread back.
    """
    for process in psutil.Process().children(recursive=True):
        if process.name() != "chromium":
            continue
        is_card = "--type=gpu-process" in process.cmdline()
        for thread in process.threads():
            with suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, thread.id, AFTER_PAGE if is_card else BEFORE_OTHERS)


def _environ(server: PostgresServer) -> dict[str, str]:
    return {
        **os.environ,
        "KAWAMORI_DATABASE_URL": server.url(),
    }


@contextmanager
def _alerting(server: PostgresServer) -> Iterator[None]:
    command = [sys.executable, "-m", "alerting"]
    process = subprocess.Popen(command, env=_environ(server), stderr=subprocess.DEVNULL, text=True)
    try:
        yield
    finally:
        stop(process)


@contextmanager
def _api(server: PostgresServer) -> Iterator[tuple[str, int]]:
    """Run the API; give its address and its pid once it answers."""
    port = free_port()
    environ = {**_environ(server), "KAWAMORI_API_PORT": str(port)}
    command = [sys.executable, "-m", "api"]
    process = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL, text=True)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + WITHIN_MS / 1000
        while not _answers(url):
            if time.monotonic() > deadline:
                raise TimeoutError(f"the API did not answer on {url}")
            time.sleep(0.1)
        yield url, process.pid
    finally:
        stop(process)


def _answers(url: str) -> bool:
    """Tell whether the stream can be followed, which comes last."""
    try:
        with httpx.stream("GET", f"{url}/public/stream") as answer:
            return answer.is_success
    except httpx.TransportError:
        return False


@contextmanager
def _looking_on(url: str) -> Iterator[None]:
    """Have all consoles but one follow the stream; say what they were sent."""
    command = [sys.executable, HERE / "consoles.py", "--url", url, "--count", str(CONSOLES - 1)]
    process = subprocess.Popen(
        command,
        env={**os.environ, "BENCH_KEY": KEY},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line(process)
        yield
    finally:
        if process.stdin:
            process.stdin.close()
        print(f"  the other consoles: {line(process).strip()}")
        process.wait(20)
