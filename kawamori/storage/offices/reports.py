"""Situation reports (状況報告) as they were issued: numbered, and kept word for word."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.rows import args_row
from psycopg.types.json import Jsonb

from kawamori.errors import NotFoundError
from kawamori.offices import Author
from kawamori.runs import Run
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.offices.facts import facts_of
from kawamori.storage.stream import announce

KIND = "reports"

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('situation_reports'))"
_ISSUE = """
INSERT INTO situation_reports (run_no, office, number, as_of, issued_by, role, facts)
SELECT %(run_no)s, %(about)s, 1 + coalesce((
         SELECT max(number) FROM situation_reports
         WHERE run_no = %(run_no)s AND office IS NOT DISTINCT FROM %(about)s), 0),
       %(now)s, %(person)s, %(role)s, %(facts)s
RETURNING report_id, number
"""
_SHOWN = """
SELECT report_id, run_no, office, number, as_of, issued_by, role, facts FROM situation_reports
"""
_OF_RUN = "WHERE run_no = %s ORDER BY report_id DESC LIMIT 200"
_ONE = "WHERE report_id = %s"


class Report(NamedTuple):
    """A report as it was issued; an office of None: of the whole city."""

    report_id: int
    run_no: int
    office: str | None
    number: int
    as_of: datetime
    issued_by: str
    role: str
    facts: Mapping[str, Any]


def issue_report(
    connection: Connection, run: Run, author: Author, about: str | None, note: str
) -> int:
    """Keep how things stand as the next report, of the whole city or an office's districts."""
    with connection.transaction():
        connection.execute(_LOCK)
        facts = {**facts_of(connection, run, author.now, about), "note": note}
        values = {
            **author._asdict(),
            "run_no": run.run_no,
            "about": about,
            "facts": Jsonb(facts),
        }
        row = connection.execute(_ISSUE, values).fetchone()
        assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
        details = {"run": run.run, "about": about, "number": row[1]}
        record_act(connection, author.person, author.role, "report", f"report/{row[0]}", **details)
        announce(connection, run.run_no, KIND, [str(row[0])])
    return int(row[0])


def reports_of_run(connection: Connection, run: Run) -> list[Report]:
    """Return a run's reports, the newest first."""
    with connection.cursor(row_factory=args_row(Report)) as cursor:
        return cursor.execute(_SHOWN + _OF_RUN, (run.run_no,)).fetchall()


def find_report(connection: Connection, report_id: int) -> Report:
    """Return one report; ``NotFoundError`` where there is none."""
    with connection.cursor(row_factory=args_row(Report)) as cursor:
        found = cursor.execute(_SHOWN + _ONE, (report_id,)).fetchone()
    if found is None:
        raise NotFoundError(f"there is no situation report {report_id}")
    return found
