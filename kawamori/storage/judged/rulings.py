"""Rulings: written by a person, obeyed by judging in the transaction that stores what follows."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from psycopg.rows import args_row

from kawamori.errors import ConflictError, NotFoundError
from kawamori.judging.rivers import Rivers
from kawamori.judging.rulings import Refusal, Ruling, Verdict
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.pipeline import Pipeline, Statement
from kawamori.storage.stream import announce
from kawamori.times import to_us

_LOCK_ALERT = "SELECT run_no, closed_at FROM alerts WHERE alert_id = %s FOR UPDATE"
_ADD = """
INSERT INTO rulings (alert_id, run_no, verdict, person, reason, made_at)
VALUES (%s, %s, %s, %s, %s, %s) RETURNING ruling_id
"""
_WAKE = "NOTIFY arrivals"
_NEXT = """
SELECT r.ruling_id, r.alert_id, r.run_no, d.datastream_id, r.verdict, r.made_at
FROM rulings r JOIN alerts al USING (alert_id)
JOIN datastreams d ON d.station_id = al.station_id AND d.judged
WHERE r.obeyed_at IS NULL ORDER BY r.ruling_id
"""
_STANDING = """
SELECT r.alert_id, r.verdict FROM rulings r JOIN alerts al USING (alert_id)
WHERE al.closed_at IS NULL AND r.obeyed_at IS NOT NULL AND r.refused_because IS NULL
  AND r.verdict IN ('overflow', 'all_clear')
"""
_OF_ALERT = """
SELECT ruling_id, alert_id, verdict, person, reason, made_at, obeyed_at, refused_because
FROM rulings WHERE alert_id = %s ORDER BY ruling_id
"""
_OBEY = Statement(
    "obey_rulings",
    """
    UPDATE rulings r SET obeyed_at = clock_timestamp(), refused_because = g.because
    FROM jsonb_to_recordset($1::text::jsonb) AS g (ruling_id bigint, because text)
    WHERE r.ruling_id = g.ruling_id
    """,
)


class Made(NamedTuple):
    """A ruling as it stands in the record."""

    ruling_id: int
    alert_id: int
    verdict: str
    person: str
    reason: str
    made_at: datetime
    obeyed_at: datetime | None
    refused_because: str | None


def add_ruling(
    connection: Connection,
    alert_id: int,
    verdict: Verdict,
    *,
    person: str,
    role: str,
    reason: str,
    now: datetime,
) -> int:
    """Write down what a person rules of an alert, at ``now`` by the clock of its run.

    ``NotFoundError`` when there is no such alert, ``ConflictError`` when it is over.
    """
    with connection.transaction():
        row = connection.execute(_LOCK_ALERT, (alert_id,)).fetchone()
        if row is None:
            raise NotFoundError(f"there is no alert {alert_id}")
        run_no, closed_at = row
        if closed_at is not None:
            raise ConflictError(
                f"alert {alert_id} ended at {closed_at:%Y-%m-%dT%H:%M:%SZ}: "
                "there is nothing to rule"
            )
        made = connection.execute(
            _ADD, (alert_id, run_no, verdict.value, person, reason, now)
        ).fetchone()
        subject = f"alert/{alert_id}"
        record_act(connection, person, role, "rule", subject, verdict=verdict, reason=reason)
        announce(connection, run_no, "alerts", [str(alert_id)])
        connection.execute(_WAKE)
    return int(made[0]) if made else 0


def rulings_of(connection: Connection, alert_id: int) -> list[Made]:
    """Return what was ruled of an alert, the oldest first."""
    with connection.cursor(row_factory=args_row(Made)) as cursor:
        return cursor.execute(_OF_ALERT, (alert_id,)).fetchall()


def next_rulings(connection: Connection, rivers: Rivers) -> list[Ruling]:
    """Return the rulings that wait, for stations that are judged here; the oldest first."""
    with unavailable_when_lost():
        rows = connection.execute(_NEXT).fetchall()
    if not rows:
        return []
    keys = np.array([(row[2], row[3]) for row in rows], dtype=np.int64)
    places = rivers.find(keys[:, 0], keys[:, 1])
    return [
        Ruling(number, alert_id, int(place), Verdict(verdict), to_us(made_at))
        for (number, alert_id, _, _, verdict, made_at), place in zip(rows, places, strict=True)
        if place >= 0
    ]


def standing_rulings(connection: Connection) -> Iterator[tuple[int, Verdict]]:
    """Yield what still holds of the alerts that stand: by alert, a verdict."""
    for alert_id, verdict in connection.execute(_STANDING):
        yield alert_id, Verdict(verdict)


def settle_rulings(
    pipeline: Pipeline, rulings: Sequence[Ruling], refusals: Sequence[Refusal]
) -> None:
    """Add that these rulings were dealt with: with what follows from them, or not at all."""
    refused = {refusal.ruling_id: refusal.because for refusal in refusals}
    dealt_with = [
        {"ruling_id": each.ruling_id, "because": refused.get(each.ruling_id)} for each in rulings
    ]
    pipeline.add(_OBEY, json.dumps(dealt_with).encode())
