"""Runs: reality is number 0, every rehearsal has its own number and clock."""

from datetime import datetime

from psycopg.errors import UniqueViolation
from psycopg.rows import kwargs_row

from kawamori.errors import ConflictError, NotFoundError
from kawamori.runs import Run, Status
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

_START = """
INSERT INTO runs (run, status, network, wall_started_at, sim_started_at, speed)
VALUES (%s, %s, %s, %s, %s, %s)
RETURNING run_no
"""
_BY_NAME = """
SELECT run_no, run, status, network, wall_started_at, sim_started_at, speed, ended_at
FROM runs WHERE run = %s
"""
_BY_NUMBER = """
SELECT run_no, run, status, network, wall_started_at, sim_started_at, speed, ended_at
FROM runs WHERE run_no = %s
"""
_ALL = """
SELECT run_no, run, status, network, wall_started_at, sim_started_at, speed, ended_at
FROM runs ORDER BY run_no = 0 DESC, run_no DESC
"""
_END = """
UPDATE runs SET ended_at = %s WHERE run = %s AND ended_at IS NULL AND run_no <> 0
RETURNING run_no
"""


def start_run(
    connection: Connection,
    run: str,
    status: Status,
    *,
    network: str,
    wall_started_at: datetime,
    sim_started_at: datetime,
    speed: float,
) -> Run:
    """Store a new rehearsal and its clock; ``ConflictError`` when the name is taken."""
    Run(-1, run, status, network, wall_started_at, sim_started_at, speed)
    values = (run, status, network, wall_started_at, sim_started_at, speed)
    try:
        with connection.transaction():
            row = connection.execute(_START, values).fetchone()
            assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
            announce(connection, row[0], "runs", [run])
    except UniqueViolation as error:
        raise ConflictError(f"run {run!r} exists already: choose another name") from error
    return Run(row[0], run, status, network, wall_started_at, sim_started_at, speed)


def find_run(connection: Connection, run: str) -> Run:
    """Return the run of this name, ``''`` being actual; ``NotFoundError`` when there is none."""
    with connection.cursor(row_factory=kwargs_row(_run)) as cursor:
        found = cursor.execute(_BY_NAME, (run,)).fetchone()
    if found is None:
        raise NotFoundError(f"there is no run {run!r}; `kawamori runs list` shows them")
    return found


def run_of(connection: Connection, run_no: int) -> Run:
    """Return the run of this number; ``NotFoundError`` when there is none."""
    with connection.cursor(row_factory=kwargs_row(_run)) as cursor:
        found = cursor.execute(_BY_NUMBER, (run_no,)).fetchone()
    if found is None:
        raise NotFoundError(f"there is no run number {run_no}")
    return found


def list_runs(connection: Connection) -> list[Run]:
    """Return every run, actual first, then the newest first."""
    with connection.cursor(row_factory=kwargs_row(_run)) as cursor:
        return cursor.execute(_ALL).fetchall()


def end_run(connection: Connection, run: str, now: datetime) -> None:
    """Mark a rehearsal as over; its rows stay."""
    with connection.transaction():
        for (run_no,) in connection.execute(_END, (now, run)).fetchall():
            announce(connection, run_no, "runs", [run])


def _run(*, status: str, **columns: object) -> Run:
    return Run(status=Status(status), **columns)  # type: ignore[arg-type]
