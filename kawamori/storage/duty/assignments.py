"""Assignments: who has an alert in hand, by whose word and since when; the newest holds."""

from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.errors import ConflictError, InvalidError, NotFoundError
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

LONGEST_NAME = 60

_LOCK_ALERT = "SELECT run_no, closed_at FROM alerts WHERE alert_id = %s FOR UPDATE"
_NEWEST = """
SELECT assignee, is_office FROM assignments
WHERE alert_id = %s ORDER BY assignment_id DESC LIMIT 1
"""
_ASSIGN = """
INSERT INTO assignments (alert_id, run_no, assignee, is_office, note, assigned_by, assigned_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_KNOWN = """
SELECT name, bool_or(is_office) AS is_office FROM (
  SELECT name, false AS is_office FROM staff WHERE withdrawn_at IS NULL AND role <> 'viewer'
  UNION ALL
  SELECT name, true FROM offices
  UNION ALL
  SELECT person, false FROM duty WHERE removed_at IS NULL
  UNION ALL
  (SELECT assignee, is_office FROM assignments WHERE assignee IS NOT NULL
   ORDER BY assignment_id DESC LIMIT 500)
) names
GROUP BY name ORDER BY is_office, name COLLATE "C"
"""


class Assignee(NamedTuple):
    """A person or an office that an alert may be given to."""

    name: str
    is_office: bool


def assign(
    connection: Connection,
    alert_id: int,
    to: Assignee | None,
    *,
    note: str,
    person: str,
    role: str,
    now: datetime,
) -> None:
    """Give an alert to a person or an office, or take it back from whoever has it.

    ``NotFoundError`` without such an alert; ``ConflictError`` where it is over, or where
    nothing would change; ``InvalidError`` for a name that nobody could be called by.
    """
    name = to.name.strip() if to else None
    if name is not None and not 0 < len(name) <= LONGEST_NAME:
        raise InvalidError(f"assignee: a name of 1 to {LONGEST_NAME} characters")
    is_office = to is not None and to.is_office
    with connection.transaction():
        row = connection.execute(_LOCK_ALERT, (alert_id,)).fetchone()
        if row is None:
            raise NotFoundError(f"there is no alert {alert_id}")
        run_no, closed_at = row
        if closed_at is not None:
            raise ConflictError(
                f"alert {alert_id} ended at {closed_at:%Y-%m-%dT%H:%M:%SZ}: nobody need have it"
            )
        had = connection.execute(_NEWEST, (alert_id,)).fetchone() or (None, False)
        if had == (name, is_office):
            whose = f"{name} has" if name else "nobody has"
            raise ConflictError(f"{whose} alert {alert_id} already")
        values = (alert_id, run_no, name, is_office, note.strip(), person, now)
        connection.execute(_ASSIGN, values)
        details = {"to": name, "is_office": is_office, "note": note.strip()}
        record_act(connection, person, role, "assign", f"alert/{alert_id}", **details)
        announce(connection, run_no, "alerts", [str(alert_id)])


def known_assignees(connection: Connection) -> list[Assignee]:
    """Return who acts here, the offices, who is on the roster, and who was given an alert."""
    with connection.cursor(row_factory=args_row(Assignee)) as cursor:
        return cursor.execute(_KNOWN).fetchall()
