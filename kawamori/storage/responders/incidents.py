"""Incident reports: what responders saw, where and when, with a picture if there is one.

A picture is a file of its own, decoded and written anew, so that nothing but pixels is kept.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from psycopg.rows import args_row

from kawamori.errors import ConflictError, NotFoundError, UnavailableError
from kawamori.responders.incidents import IncidentKind
from kawamori.storage.cameras.disk import write_whole
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

KIND = "incident_reports"  # on the live stream
AHEAD = timedelta(minutes=5)
MOST_SHOWN = 1000

_ADD = """
INSERT INTO incident_reports (report_id, run_no, responder_id, task_id, kind, body, lat, lon,
                              accuracy_m, at, recorded_at)
VALUES (%(report_id)s, %(run_no)s, %(responder_id)s, %(task_id)s, %(kind)s, %(body)s, %(lat)s,
        %(lon)s, %(accuracy_m)s, %(at)s, %(now)s)
ON CONFLICT (report_id) DO NOTHING RETURNING report_id
"""
_OWNER = "SELECT responder_id FROM incident_reports WHERE report_id = %s"
_OWN_TASK = """
SELECT 1 FROM responder_tasks WHERE task_id = %s AND responder_id = %s AND run_no = %s
"""
_PICTURED = "SELECT picture FROM incident_reports WHERE report_id = %s AND responder_id = %s"
_ADD_PICTURE = "UPDATE incident_reports SET picture = %s WHERE report_id = %s AND run_no = %s"
_REPORTS = """
SELECT report_id, responder_id, task_id, kind, body, lat, lon, accuracy_m,
       picture <> '' AS pictured, at, recorded_at
FROM incident_reports WHERE run_no = %s ORDER BY at DESC, report_id LIMIT %s
"""
_PICTURE = "SELECT picture FROM incident_reports WHERE report_id = %s AND run_no = %s"


class Seen(NamedTuple):
    """A report as a phone tells it, WGS 84, by the run's clock; the phone made its id."""

    report_id: UUID
    task_id: int | None
    kind: IncidentKind
    body: str
    lat: float
    lon: float
    accuracy_m: float | None
    at: datetime


class Report(NamedTuple):
    """A report as headquarters reads it."""

    report_id: UUID
    responder_id: int
    task_id: int | None
    kind: str
    body: str
    lat: float
    lon: float
    accuracy_m: float | None
    pictured: bool
    at: datetime
    recorded_at: datetime


class ReportFolder:
    """The folder of pictures of reports."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, run_no: int, report_id: UUID, jpeg: bytes) -> str:
        """Keep a report's picture and return its name."""
        name = f"reports/run-{run_no}/{report_id}.jpg"
        write_whole(self._root / name, jpeg)
        return name

    def read(self, name: str) -> bytes:
        """Return a picture; ``NotFoundError`` when its file is gone."""
        try:
            return (self._root / name).read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError("the picture is no longer on the disk") from error
        except OSError as error:
            raise UnavailableError(f"pictures: {error}") from error


def add_report(
    connection: Connection, responder_id: int, run_no: int, seen: Seen, now: datetime
) -> bool:
    """Keep a report once; False where it was sent before.

    ``NotFoundError`` for a task of somebody else, ``ConflictError`` for an id of theirs.
    """
    with connection.transaction():
        if seen.task_id is not None:
            owned = connection.execute(_OWN_TASK, (seen.task_id, responder_id, run_no)).fetchone()
            if owned is None:
                raise NotFoundError(f"you have no task {seen.task_id}")
        values = seen._asdict() | {
            "run_no": run_no,
            "responder_id": responder_id,
            "at": min(seen.at, now) if seen.at < now + AHEAD else now,
            "now": now,
        }
        if connection.execute(_ADD, values).fetchone():
            announce(connection, run_no, KIND, [str(seen.report_id)])
            return True
        if connection.execute(_OWNER, (seen.report_id,)).fetchone() != (responder_id,):
            raise ConflictError(f"report_id {seen.report_id} was used by somebody else")
        return False


def add_picture(
    connection: Connection,
    folder: ReportFolder,
    responder_id: int,
    run_no: int,
    report_id: UUID,
    jpeg: bytes,
) -> None:
    """Keep the picture of somebody's own report, once.

    ``UnavailableError`` where the disk does not do its part.
    """
    row = connection.execute(_PICTURED, (report_id, responder_id)).fetchone()
    if row is None or row[0]:
        return
    name = folder.keep(run_no, report_id, jpeg)
    with connection.transaction():
        connection.execute(_ADD_PICTURE, (name, report_id, run_no))
        announce(connection, run_no, KIND, [str(report_id)])


def reports_of_run(connection: Connection, run_no: int) -> list[Report]:
    """Return what was reported in a run, the newest first."""
    with connection.cursor(row_factory=args_row(Report)) as cursor:
        return cursor.execute(_REPORTS, (run_no, MOST_SHOWN)).fetchall()


def picture_of(connection: Connection, run_no: int, report_id: UUID) -> str:
    """Return the name of a report's picture; ``NotFoundError`` where there is none."""
    row = connection.execute(_PICTURE, (report_id, run_no)).fetchone()
    if row is None or not row[0]:
        raise NotFoundError(f"report {report_id} has no picture")
    return str(row[0])
