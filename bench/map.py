"""What the map costs the browser that draws it: a thousand stations, each changed every second."""

import time

from playwright.sync_api import Page, sync_playwright
from pydantic import SecretStr

from api.testing.chromium import AS_WITH_CARD, start_chromium
from api.testing.serving import serve
from bench.tasks import traced
from kawamori.embedded.scratch import scratch_database_server
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.migrations import migrate
from kawamori.storage.stream import announce
from kawamori.testing.staff import employ, link_for
from kawamori.testing.town import Town

STATIONS = 1000
SECONDS = 40
LONGEST_MS = 100
PLACES = ((34.2, 138.2), (36.0, 140.6))  # south-west and north-east: a prefecture's worth

_REGISTER = """
WITH numbered AS (
  SELECT n, 'gauge-' || n AS id, %(south)s + random() * (%(north)s - %(south)s) AS lat,
         %(west)s + random() * (%(east)s - %(west)s) AS lon FROM generate_series(1, %(n)s) n
), known AS (INSERT INTO stations (station_id) SELECT id FROM numbered)
INSERT INTO station_facts (station_id, author, name, river, lat, lon, interval_s)
SELECT id, 'bench', '観測所' || n, '川' || n %% 40, lat, lon, 60 FROM numbered
"""
_ASSESS = """
INSERT INTO latest_assessments (run_no, station_id, recorded_at, observed_at, stage_m, level,
  public_level, confirmed_level, confirmation, trend, rise_m_per_h, freshness, reasons,
  policy_version)
SELECT 0, station_id, clock_timestamp(), clock_timestamp(), 2 + random(), level, level, level,
       'confirmed', 'rising', 0.4, 'live', '[]', 'bench'
FROM (SELECT station_id, floor(power(random(), 3) * 6)::int AS level FROM stations) made
ON CONFLICT (run_no, station_id) DO UPDATE SET recorded_at = excluded.recorded_at,
  observed_at = excluded.observed_at, stage_m = excluded.stage_m
"""


def measure() -> None:
    """Open the page over the real API, change every station each second, and print long tasks."""
    with scratch_database_server("postgresql-18", {"fsync": "off"}) as server:
        url = server.url("postgres")
        with connect(url, name="bench") as connection:
            migrate(connection)
            _settle(connection)
            with serve(Settings(database_url=SecretStr(url))) as served:
                _look(connection, served.url)


def _settle(connection: Connection) -> None:
    Town(connection)
    employ(connection, "Aoi", "commander")
    (south, west), (north, east) = PLACES
    corners = {"south": south, "west": west, "north": north, "east": east}
    connection.execute(_REGISTER, {"n": STATIONS, **corners})
    connection.execute(_ASSESS)


def _look(connection: Connection, url: str) -> None:
    with sync_playwright() as playwright:
        browser = start_chromium(playwright, drawing=AS_WITH_CARD)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{url}/hq/?run=#link={link_for(connection, 'Aoi')}")
        page.locator(".map[data-drawn=true]").wait_for(timeout=60_000)
        page.locator(f".tabs >> text={STATIONS + 1}").wait_for(timeout=60_000)
        page.wait_for_timeout(5000)
        _print("all in view, gathered", page, connection)
        for _ in range(4):
            page.locator(".to-in").click()
            page.wait_for_timeout(700)
        _print("nearer, labels and marks", page, connection)
        browser.close()


def _print(view: str, page: Page, connection: Connection) -> None:
    ids = [str(row[0]) for row in connection.execute("SELECT station_id FROM stations")]
    with traced(page) as tasks:
        began = time.monotonic()
        for second in range(SECONDS):
            with connection.transaction():
                connection.execute(_ASSESS)
                announce(connection, 0, "stations", ids)
            page.wait_for_timeout(max(0.0, (began + second + 1 - time.monotonic()) * 1000))
    print(f"map, {view}: {STATIONS} stations changed a second for {SECONDS} s")
    for clock, taken in (("by the clock", tasks.stood_ms), ("on the processor", tasks.worked_ms)):
        over = sum(task > LONGEST_MS for task in taken)
        worst = ", ".join(f"{task:.0f}" for task in sorted(taken, reverse=True)[:5])
        print(f"  tasks {clock}: {over} over {LONGEST_MS} ms, longest {worst} ms")
