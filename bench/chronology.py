"""How quickly the chronology is read with a hundred thousand entries in it.

Ten thousand alerts of ten steps, twenty thousand acts of persons, entries by hand and messages:
pages from the newest on, from the middle, narrowed down, and a search for words.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

from kawamori.embedded.scratch import scratch_database_server
from kawamori.runs import ACTUAL
from kawamori.storage.chronology.timeline import Page, Sought, newest_cursor, page_of
from kawamori.storage.connections import Connection, connect
from kawamori.storage.migrations import migrate

TIMES = 50
PAGE_MS = 50.0  # p95
SINCE = datetime(2026, 1, 2, tzinfo=UTC)

_STATIONS = """
INSERT INTO stations (station_id) SELECT 'gauge-' || n FROM generate_series(1, 100) n;
INSERT INTO station_facts (station_id, author, name, river, interval_s, lat, lon, recorded_at)
SELECT 'gauge-' || n, 'bench', '観測所' || n, '川辺川', 60, 35.0, 138.9, '2026-01-01Z'
FROM generate_series(1, 100) n;
INSERT INTO alerts (alert_id, run_no, status, station_id, opened_at, closed_at, level, peak_level)
SELECT n, 0, 'actual', 'gauge-' || 1 + n % 100, '2026-01-02Z', '2026-01-03Z', 0, 4
FROM generate_series(1, 10000) n;
INSERT INTO transitions (alert_id, run_no, audience, kind, from_level, to_level, observed_at,
                         stage_m, recorded_at, reasons)
SELECT a, 0, 'hq', 'escalate', 2, 3 + k % 2,
       timestamptz '2026-01-02Z' + (a * 10 + k) * interval '2 minutes', 3.2,
       timestamptz '2026-01-02Z' + (a * 10 + k) * interval '2 minutes', '[]'
FROM generate_series(1, 8000) a, generate_series(0, 9) k;
INSERT INTO messages (run_no, status, transition_id, kind, level, created_at)
SELECT 0, 'actual', transition_id, 'escalate', 3, recorded_at FROM transitions
WHERE transition_id % 8 = 0;
INSERT INTO entries (run_no, entry_key, happened_at, recorded_at, author, role, kind, body)
SELECT 0, gen_random_uuid(), at, at, 'Aoi', 'commander', 'note', '記録 ' || n
FROM generate_series(1, 10000) n, LATERAL (
  SELECT timestamptz '2026-01-02Z' + n * interval '16 minutes' AS at) t;
ANALYZE;
"""


def measure() -> None:
    """Print each figure beside its limit."""
    with (
        scratch_database_server("postgresql-18") as server,
        connect(server.url("postgres"), name="bench") as connection,
    ):
        migrate(connection)
        connection.execute(_STATIONS)
        _measure(connection)


def _measure(connection: Connection) -> None:
    middle = page_of(connection, ACTUAL, Sought(until=SINCE + timedelta(days=60)), limit=1).upto
    newest = newest_cursor(connection, ACTUAL)
    assert middle is not None  # noqa: S101 there are entries in the middle
    assert newest is not None  # noqa: S101 same
    ways: dict[str, Callable[[], Page]] = {
        "the newest 100": lambda: page_of(connection, ACTUAL, Sought(), limit=100),
        "100 before the middle": lambda: page_of(
            connection, ACTUAL, Sought(), before=middle, limit=100
        ),
        "100 after the middle": lambda: page_of(
            connection, ACTUAL, Sought(), after=middle, limit=100
        ),
        "what is new": lambda: page_of(connection, ACTUAL, Sought(), after=newest, limit=500),
        "one station's newest 100": lambda: page_of(
            connection, ACTUAL, Sought(station_id="gauge-7"), limit=100
        ),
        "a person's newest 100": lambda: page_of(
            connection, ACTUAL, Sought(person="Aoi"), limit=100
        ),
    }
    print("chronology of 100,000 entries")
    for name, read in ways.items():
        read()
        taken = sorted(_timed(read) for _ in range(TIMES))
        p95 = taken[int(TIMES * 0.95)]
        print(
            f"  {name:28} median {median(taken):6.1f} ms, p95 {p95:6.1f} ms (limit {PAGE_MS:.0f})"
        )
    sought = Sought(text="記録 9999")
    once = _timed(lambda: page_of(connection, ACTUAL, sought, limit=100))
    print(f"  a search through 5,000 at once {once:6.0f} ms")


def _timed(read: Callable[[], Page]) -> float:
    begun = time.perf_counter()
    read()
    return (time.perf_counter() - begun) * 1000
