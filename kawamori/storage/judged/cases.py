"""Alerts as they are read: each with its transitions, for headquarters or for everybody."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.errors import NotFoundError
from kawamori.runs import Run
from kawamori.storage.connections import Connection
from kawamori.storage.runs import run_of
from kawamori.storage.silences.covering import covering

_CASES = """
SELECT al.alert_id, al.run_no, al.station_id, al.level, al.peak_level, al.opened_at, al.closed_at,
       al.acknowledged_at, al.acknowledged_by, coalesce(t.transitions, '[]')::text,
       s.silence::text, g.assigned::text
FROM alerts al JOIN current_stations f USING (station_id) LEFT JOIN LATERAL (
  SELECT jsonb_agg(jsonb_build_object(
           'audience', audience, 'kind', kind, 'from_level', from_level, 'to_level', to_level,
           'observed_at', observed_at, 'stage_m', stage_m, 'recorded_at', recorded_at,
           'reasons', reasons) ORDER BY transition_id) AS transitions
  FROM transitions WHERE transitions.alert_id = al.alert_id
) t ON true
LEFT JOIN LATERAL (
  SELECT jsonb_build_object('silence_id', silence_id, 'kind', kind, 'reason', reason,
           'author', author, 'upto_level', upto_level, 'ends_at', ends_at) AS silence
  FROM silences WHERE silence_id = ({silence}) AND al.closed_at IS NULL
) s ON true
LEFT JOIN LATERAL (
  SELECT jsonb_build_object('assignment_id', assignment_id, 'assignee', assignee,
           'is_office', is_office, 'note', note, 'assigned_by', assigned_by,
           'assigned_at', assigned_at) AS assigned
  FROM assignments WHERE assignments.alert_id = al.alert_id
  ORDER BY assignment_id DESC LIMIT 1
) g ON true
"""
_CASES = _CASES.replace(
    "{silence}", covering("al.run_no", "f", "al.level", "false").replace("%(now)s", "now()")
)
_OF_RUN = """
WHERE al.run_no = %s AND (al.closed_at IS NULL OR NOT %s)
ORDER BY al.closed_at IS NULL DESC, al.level DESC, al.alert_id DESC LIMIT %s
"""
_CLOSED = """
WHERE al.run_no = %(run_no)s AND al.closed_at IS NOT NULL
  AND (%(since)s::timestamptz IS NULL OR al.closed_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR al.opened_at < %(until)s)
  AND (%(station_id)s::text IS NULL OR al.station_id = %(station_id)s)
  AND (%(river)s::text IS NULL OR f.river = %(river)s)
ORDER BY al.closed_at DESC, al.alert_id DESC LIMIT %(limit)s
"""
_AMONG = "WHERE al.alert_id = ANY(%s) ORDER BY al.alert_id"
_PUBLIC = """
SELECT al.station_id, al.public_level, a.public_stage_m, a.public_observed_at
FROM alerts al LEFT JOIN latest_assessments a USING (run_no, station_id)
WHERE al.run_no = %s AND al.closed_at IS NULL AND al.public_is_open
ORDER BY al.public_level DESC, al.station_id
"""


class Case(NamedTuple):
    """One alert, from its opening on.

    ``transitions`` is a JSON array, the oldest first; ``silence`` a JSON object: what keeps
    messages about it back now; ``assigned`` another: who has it in hand, by the newest word.
    """

    alert_id: int
    run_no: int
    station_id: str
    level: int
    peak_level: int
    opened_at: datetime
    closed_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    transitions: str
    silence: str | None
    assigned: str | None


@dataclass(frozen=True, slots=True)
class Past:
    """Which closed alerts are asked for: those that stood at some time between two others."""

    since: datetime | None = None
    until: datetime | None = None
    station_id: str | None = None
    river: str | None = None
    limit: int = 200


class PublicCase(NamedTuple):
    """The public side of an open alert."""

    station_id: str
    level: int
    stage_m: float | None
    observed_at: datetime | None


def cases_of_run(
    connection: Connection, run_no: int, *, only_open: bool, limit: int = 1000
) -> list[Case]:
    """Return a run's alerts: open ones first, the highest level first, then the newest."""
    with connection.cursor(row_factory=args_row(Case)) as cursor:
        return cursor.execute(_CASES + _OF_RUN, (run_no, only_open, limit)).fetchall()


def closed_cases(connection: Connection, run_no: int, past: Past) -> list[Case]:
    """Return a run's alerts that are over, the last to end first."""
    with connection.cursor(row_factory=args_row(Case)) as cursor:
        return cursor.execute(_CASES + _CLOSED, {"run_no": run_no, **asdict(past)}).fetchall()


def cases_among(connection: Connection, alert_ids: Sequence[int]) -> list[Case]:
    """Return these alerts, those that exist."""
    with connection.cursor(row_factory=args_row(Case)) as cursor:
        return cursor.execute(_CASES + _AMONG, (list(alert_ids),)).fetchall()


def run_of_alert(connection: Connection, alert_id: int) -> Run:
    """Return the run that an alert belongs to; ``NotFoundError`` when there is no such alert."""
    cases = cases_among(connection, [alert_id])
    if not cases:
        raise NotFoundError(f"there is no alert {alert_id}")
    return run_of(connection, cases[0].run_no)


def public_cases(connection: Connection, run_no: int) -> list[PublicCase]:
    """Return the alerts of a run that the public side of is open; the others stay inside."""
    with connection.cursor(row_factory=args_row(PublicCase)) as cursor:
        return cursor.execute(_PUBLIC, (run_no,)).fetchall()
