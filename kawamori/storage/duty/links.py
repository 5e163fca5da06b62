"""The link behind a call: whose it is, what it is about, and taking it by it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from kawamori.errors import ConflictError, NotFoundError
from kawamori.storage.connections import Connection
from kawamori.storage.duty.calls import take_calls
from kawamori.storage.duty.stranded import StrandedCall, stranded_calls_behind, take_stranded
from kawamori.storage.duty.taking import acknowledge

ROLE = "duty"  # of whoever acts by a link: the roster names them, the number they hold proves it

_WHOSE = """
SELECT d.run_no, d.message_id, d.language,
       (SELECT person FROM duty WHERE duty.subscriber_id = d.subscriber_id
        ORDER BY removed_at IS NULL DESC, duty_id DESC LIMIT 1) AS person
FROM deliveries d WHERE d.link = %s AND d.link <> ''
"""
_NEWEST = """
SELECT link FROM deliveries
WHERE subscriber_id = ANY(%s) AND link <> '' AND created_at > %s AND (NOT %s OR run_no <> 0)
ORDER BY created_at DESC
"""
_ABOUT = """
SELECT DISTINCT al.alert_id, f.name, f.river, al.level, a.observed_at,
       coalesce(a.public_stage_m, a.stage_m) AS stage_m, al.closed_at IS NOT NULL AS is_over,
       al.acknowledged_by
FROM call_messages cm
JOIN calls c USING (call_id)
JOIN alerts al ON al.alert_id = c.alert_id
JOIN current_stations f USING (station_id)
LEFT JOIN latest_assessments a ON a.run_no = al.run_no AND a.station_id = al.station_id
WHERE cm.message_id = %s
ORDER BY al.level DESC, al.alert_id
"""


@dataclass(frozen=True, slots=True)
class Called:
    """One alert that a call is about, as it stands now."""

    alert_id: int
    name: str
    river: str
    level: int
    observed_at: datetime | None
    stage_m: float | None
    is_over: bool
    acknowledged_by: str | None


@dataclass(frozen=True, slots=True)
class LinkedCall:
    """What a link leads to: who was called, in which run, about which alerts or announcements."""

    person: str
    run_no: int
    language: str
    alerts: list[Called]
    stranded: list[StrandedCall]

    @property
    def is_open(self) -> bool:
        """Whether there is something left to take."""
        return any(not a.is_over and a.acknowledged_by is None for a in self.alerts) or any(
            each.undelivered > 0 and each.taken_by is None for each in self.stranded
        )


def find_call(connection: Connection, link: str, now: datetime) -> LinkedCall:
    """Return what a link leads to; ``NotFoundError`` when it was never sent."""
    row = connection.execute(_WHOSE, (link,)).fetchone()
    if row is None:
        raise NotFoundError("this link leads nowhere: open it as it stands in the message")
    run_no, message_id, language, person = row
    with connection.cursor(row_factory=class_row(Called)) as cursor:
        alerts = cursor.execute(_ABOUT, (message_id,)).fetchall()
    stranded = stranded_calls_behind(connection, message_id, now)
    return LinkedCall(person, run_no, language, alerts, stranded)


def newest_links(
    connection: Connection, subscriber_ids: Sequence[int], since: datetime, *, rehearsed: bool
) -> list[str]:
    """Return the links that somebody was sent since a time, the newest first.

    ``rehearsed``: by rehearsals alone.
    """
    rows = connection.execute(_NEWEST, (list(subscriber_ids), since, rehearsed)).fetchall()
    return [link for (link,) in rows]


def take_by_link(connection: Connection, call: LinkedCall, now: datetime) -> None:
    """Take everything of a call that nobody has taken, in the name of whoever was called."""
    for each in call.stranded:
        with suppress(ConflictError):  # somebody was quicker, or it is settled
            take_stranded(connection, each.call_id, person=call.person, role=ROLE, now=now)
    for alert in call.alerts:
        with connection.transaction():
            try:
                with connection.transaction():
                    acknowledge(connection, alert.alert_id, person=call.person, role=ROLE, now=now)
            except ConflictError:  # somebody was quicker: their name stays
                take_calls(connection, alert.alert_id, call.person, now)
