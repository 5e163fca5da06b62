"""Alerts and their transitions, written together with the messages they cause."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row

from kawamori.alerts import Alert, Audience, Side
from kawamori.calls import DEFAULT_CALL_POLICY
from kawamori.judging.findings import Findings, Step
from kawamori.judging.rivers import Rivers
from kawamori.levels import GaugeLevel
from kawamori.runs import Run
from kawamori.storage.columns import int4
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.judged.assessments import reasons_json
from kawamori.storage.pipeline import Pipeline, Statement

NUMBERS_AT_ONCE = 50
CALL_FROM = DEFAULT_CALL_POLICY.call_from

_OPEN = """
SELECT al.alert_id, al.run_no, d.datastream_id, al.opened_at, al.supersedes, al.level,
       al.peak_level, al.quiet_since, al.public_is_open, al.public_level,
       al.public_peak_level, al.public_quiet_since
FROM unnest(%s::int[], %s::int[]) AS k (run_no, datastream_id)
JOIN datastreams d USING (datastream_id)
JOIN alerts al ON al.run_no = k.run_no AND al.station_id = d.station_id AND closed_at IS NULL
"""
_NUMBERS = """
SELECT nextval(pg_get_serial_sequence('alerts', 'alert_id')) FROM generate_series(1, %s)
"""
_SUPERSEDE = Statement(
    "supersede_alerts",
    """
    UPDATE alerts al SET closed_at = g.closed_at
    FROM jsonb_to_recordset($1::text::jsonb) AS g (alert_id bigint, closed_at timestamptz)
    WHERE al.alert_id = g.alert_id
    """,
)
_WAITING = Statement(
    "wait_with_alerts",
    """
    UPDATE alerts al SET quiet_since = g.quiet_since, public_quiet_since = g.public_quiet_since
    FROM jsonb_to_recordset($1::text::jsonb) AS g (
      alert_id bigint, quiet_since timestamptz, public_quiet_since timestamptz)
    WHERE al.alert_id = g.alert_id
    """,
)
_ALERTS = Statement(
    "upsert_alerts",
    """
    INSERT INTO alerts (alert_id, run_no, status, station_id, opened_at, closed_at, supersedes,
      level, peak_level, quiet_since, public_is_open, public_level, public_peak_level,
      public_quiet_since)
    SELECT * FROM jsonb_to_recordset($1::text::jsonb) AS g (
      alert_id bigint, run_no int, status text, station_id text, opened_at timestamptz,
      closed_at timestamptz, supersedes bigint, level smallint, peak_level smallint,
      quiet_since timestamptz, public_is_open boolean, public_level smallint,
      public_peak_level smallint, public_quiet_since timestamptz)
    ON CONFLICT (alert_id) DO UPDATE SET
      closed_at = excluded.closed_at, level = excluded.level, peak_level = excluded.peak_level,
      quiet_since = excluded.quiet_since, public_is_open = excluded.public_is_open,
      public_level = excluded.public_level, public_peak_level = excluded.public_peak_level,
      public_quiet_since = excluded.public_quiet_since
    """,
)
_TRANSITIONS = Statement(
    "insert_transitions",
    """
    WITH made AS (
      INSERT INTO transitions (alert_id, run_no, audience, kind, from_level, to_level,
        observed_at, stage_m, recorded_at, reasons)
      SELECT * FROM jsonb_to_recordset($1::text::jsonb) AS g (
        alert_id bigint, run_no int, audience text, kind text, from_level smallint,
        to_level smallint, observed_at timestamptz, stage_m float8, recorded_at timestamptz,
        reasons jsonb)
      RETURNING transition_id, alert_id, run_no, audience, kind, to_level, recorded_at, reasons
    ), called AS (
      INSERT INTO calls (run_no, alert_id, transition_id, cause, subject, level, opened_at)
      SELECT run_no, alert_id, transition_id,
             CASE WHEN reasons ? 'unconfirmed_rise' THEN 'unconfirmed' ELSE 'level' END,
             transition_id, to_level, recorded_at
      FROM made WHERE audience = 'hq' AND kind IN ('raise', 'escalate') AND to_level >= $3::int
    )
    INSERT INTO messages (run_no, status, transition_id, kind, level, family)
    SELECT run_no, r.status, transition_id, kind, to_level,
           CASE WHEN r.network = 'canary' AND r.status = 'test' THEN 'canary' ELSE 'gauge' END
    FROM made JOIN runs r USING (run_no)
    WHERE audience = 'public'
      AND (kind = 'clear' OR (kind IN ('raise', 'escalate') AND to_level >= $2::int))
    """,
)
_WAKE = Statement("wake_dispatch", "NOTIFY messages")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding belongs: a station in a run, and what time it is there."""

    station_id: str
    run: Run
    now: datetime


def alert_numbers(connection: Connection) -> Callable[[], int]:
    """Return a function that gives every new alert its number."""
    waiting: list[int] = []

    def following() -> int:
        if not waiting:
            with unavailable_when_lost():
                rows = connection.execute(_NUMBERS, (NUMBERS_AT_ONCE,)).fetchall()
            waiting.extend(row[0] for row in reversed(rows))
        return waiting.pop()

    return following


def open_alerts(
    connection: Connection, rivers: Rivers, rows: Sequence[int]
) -> Iterator[tuple[int, Alert]]:
    """Yield the alerts that stand at these rows."""
    runs = [int(rivers.run_no[row]) for row in rows]
    streams = [int(rivers.datastream_id[row]) for row in rows]
    row_of = dict(zip(zip(runs, streams, strict=True), rows, strict=True))
    with connection.cursor(row_factory=class_row(_Stored)) as cursor:
        for stored in cursor.execute(_OPEN, (runs, streams)):
            yield row_of[stored.run_no, stored.datastream_id], stored.alert()


def add_steps(
    pipeline: Pipeline, findings: Findings, places: Mapping[int, Place], told_from: GaugeLevel
) -> dict[int, list[str]]:
    """Add transitions, the alerts after them and their messages; return alert ids by run.

    1. Close what gave way, so that no station has two open alerts.
    2. Store each moved alert as it stands after its last step, closed ones first.
    3. Write each step, a message for those of which the public is to hear, and a call
       of whoever is on duty for those of which headquarters is.

    An alert whose quiet time began anew after its last step is stored too, and is no step.
    """
    touched = _add_steps(pipeline, findings, places, told_from)
    if findings.waiting:
        pipeline.add(_WAITING, _json([_quiet(alert) for alert in findings.waiting.values()]))
    return touched


def _add_steps(
    pipeline: Pipeline, findings: Findings, places: Mapping[int, Place], told_from: GaugeLevel
) -> dict[int, list[str]]:
    if not findings.steps:
        return {}
    after = {step.alert.alert_id: _alert(step, places[step.row]) for step in findings.steps}
    elsewhere = []
    for old, closed_at in findings.superseded:
        if old.alert_id in after:
            after[old.alert_id]["closed_at"] = closed_at.isoformat()
        else:
            elsewhere.append({"alert_id": old.alert_id, "closed_at": closed_at.isoformat()})
    if elsewhere:
        pipeline.add(_SUPERSEDE, _json(elsewhere))
    pipeline.add(_ALERTS, _json(sorted(after.values(), key=lambda al: al["closed_at"] is None)))
    steps = [_transition(step, places[step.row]) for step in findings.steps]
    pipeline.add(_TRANSITIONS, _json(steps), int4(told_from), int4(CALL_FROM))
    pipeline.add(_WAKE)
    touched: dict[int, list[str]] = {}
    for alert in after.values():
        touched.setdefault(alert["run_no"], []).append(str(alert["alert_id"]))
    return touched


def _alert(step: Step, place: Place) -> dict[str, Any]:
    alert, hq, public = step.alert, step.alert.hq, step.alert.public
    return {
        "alert_id": alert.alert_id,
        "run_no": place.run.run_no,
        "status": place.run.status,
        "station_id": place.station_id,
        "opened_at": alert.opened_at.isoformat(),
        "closed_at": None if alert.is_open else step.transition.observed_at.isoformat(),
        "supersedes": alert.supersedes,
        "level": hq.level,
        "peak_level": hq.peak_level,
        "public_is_open": public.is_open,
        "public_level": public.level,
        "public_peak_level": public.peak_level,
        **_quiet(alert),
    }


def _quiet(alert: Alert) -> dict[str, Any]:
    hq, public = alert.hq.quiet_since, alert.public.quiet_since
    return {
        "alert_id": alert.alert_id,
        "quiet_since": hq and hq.isoformat(),
        "public_quiet_since": public and public.isoformat(),
    }


def _transition(step: Step, place: Place) -> dict[str, Any]:
    t = step.transition
    return {
        "alert_id": step.alert.alert_id,
        "run_no": place.run.run_no,
        "audience": t.audience,
        "kind": t.kind,
        "from_level": t.from_level,
        "to_level": t.to_level,
        "observed_at": t.observed_at.isoformat(),
        "stage_m": t.stage_m,
        "recorded_at": place.now.isoformat(),
        "reasons": json.loads(reasons_json(step.reasons)),
    }


def _json(rows: Sequence[Mapping[str, Any]]) -> bytes:
    return json.dumps(rows).encode()


@dataclass(frozen=True, slots=True)
class _Stored:
    """An open alert's row."""

    alert_id: int
    run_no: int
    datastream_id: int
    opened_at: datetime
    supersedes: int | None
    level: int
    peak_level: int
    quiet_since: datetime | None
    public_is_open: bool
    public_level: int
    public_peak_level: int
    public_quiet_since: datetime | None

    def alert(self) -> Alert:
        """Return the alert as judging knows it."""
        hq = Side(
            Audience.HQ,
            is_open=True,
            level=GaugeLevel(self.level),
            peak_level=GaugeLevel(self.peak_level),
            quiet_since=self.quiet_since,
        )
        public = Side(
            Audience.PUBLIC,
            is_open=self.public_is_open,
            level=GaugeLevel(self.public_level),
            peak_level=GaugeLevel(self.public_peak_level),
            quiet_since=self.public_quiet_since,
        )
        return Alert(self.alert_id, self.opened_at, self.supersedes, hq, public)
