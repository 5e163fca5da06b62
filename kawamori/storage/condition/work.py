"""What waits to be done, who is there to do it, and the database it stands on."""

from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.storage.connections import Connection
from kawamori.storage.migrations import edition, missing
from kawamori.storage.readings.arrivals import JUDGE_LOCK

_JUDGING = """
SELECT count(*) FILTER (WHERE set_aside_because IS NULL),
       min(arrived_at) FILTER (WHERE set_aside_because IS NULL),
       count(*) FILTER (WHERE set_aside_because IS NOT NULL),
       (SELECT count(*) FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND classid = %s AND objsubid = 2
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
FROM arrivals
"""
_DISPATCH = """
SELECT
  (SELECT count(*) FROM deliveries WHERE state = 'due' AND run_no = %(run_no)s),
  (SELECT min(due_at) FROM deliveries WHERE state = 'due' AND run_no = %(run_no)s),
  (SELECT count(*) FROM deliveries WHERE state = 'claimed' AND run_no = %(run_no)s),
  (SELECT count(*) FROM deliveries
   WHERE state = 'claimed' AND run_no = %(run_no)s AND leased_until < clock_timestamp()),
  (SELECT count(*) FROM deliveries
   WHERE state = 'unknown' AND settled_at IS NULL AND run_no = %(run_no)s),
  (SELECT count(*) FROM deliveries
   WHERE state = 'handed_over' AND closed_at IS NULL AND run_no = %(run_no)s)
"""
_PROGRAMS = """
SELECT DISTINCT split_part(application_name, ' ', 2) FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE 'kawamori %'
"""
_DATABASE = """
SELECT current_setting('server_version'), pg_database_size(current_database()),
       pg_postmaster_start_time(), clock_timestamp()
"""


class Judging(NamedTuple):
    """What judging has not come to yet, what it set aside, and how many judge."""

    waiting: int
    oldest_at: datetime | None
    set_aside: int
    judges: int


class Dispatch(NamedTuple):
    """What waits to be sent, and what waits for a person."""

    due: int
    oldest_due_at: datetime | None
    claimed: int
    overdue_claims: int
    unknown: int
    handed_over: int


class DatabaseServer(NamedTuple):
    """The database: what it is, how large, since when, and what time it has."""

    version: str
    edition: str
    missing: list[str]
    size_bytes: int
    started_at: datetime
    now: datetime


def judging_now(connection: Connection) -> Judging:
    """Return what waits for judging."""
    with connection.cursor(row_factory=args_row(Judging)) as cursor:
        found = cursor.execute(_JUDGING, (JUDGE_LOCK,)).fetchone()
    return found or Judging(0, None, 0, 0)


def dispatch_now(connection: Connection, run_no: int) -> Dispatch:
    """Return what waits for dispatching in a run."""
    with connection.cursor(row_factory=args_row(Dispatch)) as cursor:
        found = cursor.execute(_DISPATCH, {"run_no": run_no}).fetchone()
    return found or Dispatch(0, None, 0, 0, 0, 0)


def programs_there(connection: Connection) -> set[str]:
    """Return which of our programs are connected to the database."""
    return {name for (name,) in connection.execute(_PROGRAMS.encode()).fetchall()}


def database_server(connection: Connection) -> DatabaseServer:
    """Return how the database is."""
    [(version, size, started_at, now)] = connection.execute(_DATABASE).fetchall()
    found = edition(connection)
    return DatabaseServer(version, found, missing(connection), size, started_at, now)
