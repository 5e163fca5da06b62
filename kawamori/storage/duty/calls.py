"""Calls: why somebody on duty is to be called, and how far down the roster that has come.

All is done in the caller's transaction, by one process at a time; two at once would
find the rows locked and the numbers of their tries taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from psycopg.rows import kwargs_row

from kawamori.calls import CallPolicy, Cause
from kawamori.levels import GaugeLevel
from kawamori.runs import Status
from kawamori.storage.connections import Connection
from kawamori.storage.duty.roster import OnDuty
from kawamori.storage.silences.covering import covering

CALLING_LOCK = 7702


def _query(text: LiteralString) -> LiteralString:
    """Put in what many of these queries say: an open call, and the run's own time."""
    return text.replace("{is_open}", "c.taken_at IS NULL AND c.ended_at IS NULL").replace(
        "{run_now}", "(r.sim_started_at + (%(now)s - r.wall_started_at) * r.speed)"
    )


_ANY_DUE = _query("SELECT EXISTS (SELECT FROM calls c WHERE {is_open} AND due_at <= %s)")
_BLIND = """
INSERT INTO calls (run_no, alert_id, transition_id, cause, subject, level, opened_at)
SELECT al.run_no, al.alert_id, t.transition_id, 'blind', a.observed_at::text, al.level,
       a.recorded_at
FROM latest_assessments a
JOIN alerts al ON al.run_no = a.run_no AND al.station_id = a.station_id AND al.closed_at IS NULL
CROSS JOIN LATERAL (SELECT transition_id FROM transitions
                    WHERE alert_id = al.alert_id AND audience = 'hq'
                    ORDER BY transition_id DESC LIMIT 1) t
WHERE a.freshness = 'blind'
  AND NOT EXISTS (SELECT FROM calls c WHERE c.alert_id = al.alert_id AND c.cause = 'blind'
                    AND c.subject = a.observed_at::text)
"""
_HANDED_OVER = """
INSERT INTO calls (run_no, alert_id, transition_id, cause, subject, level, opened_at)
SELECT * FROM (
  SELECT m.run_no, t.alert_id, m.transition_id, 'handed_over',
         concat_ws(' ', m.message_id, max(d.asked_again_at)) AS subject, m.level, {run_now}
  FROM deliveries d
  JOIN messages m ON m.message_id = d.message_id AND m.audience = 'public'
  JOIN transitions t USING (transition_id)
  JOIN runs r ON r.run_no = m.run_no
  WHERE d.state = 'handed_over' AND d.closed_at IS NULL
  GROUP BY m.run_no, t.alert_id, m.transition_id, m.message_id, m.level, r.run_no
) found
WHERE NOT EXISTS (SELECT FROM calls c WHERE c.alert_id = found.alert_id
                    AND c.cause = 'handed_over' AND c.subject = found.subject)
"""
_END = """
WITH found AS (
  SELECT c.call_id, {run_now} AS run_now, CASE
    WHEN c.cause <> 'handed_over' AND (al.closed_at IS NOT NULL OR al.level < %(call_from)s)
      THEN 'the level has fallen'
    WHEN c.cause = 'blind' AND a.freshness <> 'blind' THEN 'heard again'
    WHEN c.cause = 'handed_over' AND NOT EXISTS (
      SELECT FROM deliveries d WHERE d.message_id = split_part(c.subject, ' ', 1)::bigint
        AND d.state = 'handed_over' AND d.closed_at IS NULL)
      THEN 'settled by a person'
    WHEN c.cause IN ('level', 'unconfirmed') AND c.told_at IS NULL
         AND (t.recorded_at - t.observed_at) / r.speed > %(too_old)s THEN 'too old'
    WHEN c.cause <> 'handed_over' AND c.told_at IS NULL AND EXISTS (
      SELECT FROM calls o WHERE o.alert_id = c.alert_id AND o.call_id < c.call_id
        AND o.told_at IS NOT NULL AND o.level >= c.level
        AND o.opened_at > c.opened_at - %(told_for)s
        AND CASE c.cause WHEN 'level' THEN o.cause IN ('level', 'blind')
                         WHEN 'blind' THEN o.cause = 'blind' ELSE o.cause <> 'handed_over' END)
      THEN 'told within the hour'
    END AS because
  FROM calls c
  JOIN runs r USING (run_no)
  JOIN alerts al ON al.alert_id = c.alert_id
  JOIN transitions t ON t.transition_id = c.transition_id
  LEFT JOIN latest_assessments a ON a.run_no = al.run_no AND a.station_id = al.station_id
  WHERE {is_open}
)
UPDATE calls c SET ended_at = found.run_now, ended_because = found.because
FROM found WHERE c.call_id = found.call_id AND found.because IS NOT NULL AND {is_open}
"""
_OVERTAKE = """
WITH newest AS (
  SELECT c.alert_id, max(c.call_id) AS call_id, max(c.tries) AS tries FROM calls c
  WHERE {is_open} AND c.cause <> 'handed_over' GROUP BY c.alert_id HAVING count(*) > 1
), further AS (
  UPDATE calls c SET tries = newest.tries FROM newest WHERE c.call_id = newest.call_id
)
UPDATE calls c SET ended_at = {run_now}, ended_because = 'overtaken by a newer one'
FROM newest, runs r
WHERE c.alert_id = newest.alert_id AND c.call_id < newest.call_id AND r.run_no = c.run_no
  AND {is_open} AND c.cause <> 'handed_over'
"""
_OPEN = """
SELECT c.call_id, c.run_no, r.status, r.speed, {run_now} AS run_now, c.alert_id, c.transition_id,
       t.kind, CASE WHEN c.cause <> 'unconfirmed' THEN c.cause
                    WHEN a.confirmation = 'unconfirmed' THEN 'unconfirmed'
                    ELSE 'level' END AS cause,
       CASE c.cause WHEN 'handed_over' THEN c.level ELSE al.level END AS level,
       c.tries, c.told_at, c.due_at, f.network, f.river, f.name, f.name_en,
       CASE WHEN a.reasons ? 'unconfirmed_rise' THEN a.stage_m
            ELSE coalesce(a.public_stage_m, a.stage_m, t.stage_m) END AS stage_m,
       coalesce(a.observed_at, t.observed_at) AS observed_at,
       CASE c.cause WHEN 'handed_over' THEN (
         SELECT count(*) FROM deliveries d
         WHERE d.message_id = split_part(c.subject, ' ', 1)::bigint
           AND d.state = 'handed_over' AND d.closed_at IS NULL) ELSE 0 END AS undelivered,
       ({silence}) AS silence_id,
       c.told_at IS NOT NULL AND NOT EXISTS (
         SELECT FROM call_messages cm JOIN deliveries d USING (message_id)
         WHERE cm.call_id = c.call_id AND cm.nth = c.times_told
           AND d.state NOT IN ('refused', 'handed_over')) AS is_unreached
FROM calls c
JOIN runs r ON r.run_no = c.run_no AND r.ended_at IS NULL
JOIN alerts al ON al.alert_id = c.alert_id
JOIN transitions t ON t.transition_id = c.transition_id
JOIN current_stations f ON f.station_id = al.station_id
LEFT JOIN latest_assessments a ON a.run_no = al.run_no AND a.station_id = al.station_id
WHERE {is_open} AND (c.cause <> 'level' OR a.level IS NULL OR a.level >= %(call_from)s
                     OR t.reasons ? 'arrived_late')
ORDER BY c.run_no, f.network, f.river, al.level DESC, c.call_id DESC
FOR UPDATE OF c SKIP LOCKED
"""
_OPEN = _OPEN.replace("{silence}", covering("c.run_no", "f", "al.level", "c.cause = 'blind'"))
_LAST_TOLD = """
SELECT max(c.told_at)
FROM calls c JOIN alerts al USING (alert_id) JOIN current_stations f USING (station_id)
WHERE c.run_no = %s AND f.network = %s AND f.river = %s AND c.level >= %s AND c.told_at > %s
"""
_MESSAGE = """
INSERT INTO messages (run_no, status, transition_id, kind, level, audience, routed_at)
SELECT run_no, status, %(transition_id)s, %(kind)s, %(level)s, 'staff', %(now)s
FROM runs WHERE run_no = %(run_no)s
RETURNING message_id
"""
_TOLD = """
WITH told AS (
  UPDATE calls SET tries = %(tries)s, times_told = times_told + 1, told_at = %(now)s,
    due_at = %(due_at)s
  WHERE call_id = ANY(%(call_ids)s) RETURNING call_id, times_told
)
INSERT INTO call_messages (call_id, nth, message_id)
SELECT call_id, times_told, %(message_id)s FROM told
"""
_DELIVER = """
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body, link,
                        created_at, due_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING delivery_id
"""
_POSTPONE = """
UPDATE calls SET due_at = %s, silence_id = coalesce(%s, silence_id) WHERE call_id = ANY(%s)
"""
_REOPEN = """
UPDATE alerts SET acknowledged_at = NULL, acknowledged_by = NULL
WHERE alert_id = ANY(%s) AND acknowledged_at IS NOT NULL
"""
_TAKE = """
UPDATE calls SET taken_at = %s, taken_by = %s
WHERE alert_id = %s AND taken_at IS NULL AND ended_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call that nobody has taken, and how its station stands now.

    ``due_at`` and ``told_at`` are by the wall, ``run_now`` by the run's clock, which goes
    ``speed`` times as fast. ``is_unreached`` says that its last text reached nobody.
    """

    call_id: int
    run_no: int
    status: Status
    speed: float
    run_now: datetime
    alert_id: int
    transition_id: int
    kind: str
    cause: Cause
    level: GaugeLevel
    tries: int
    told_at: datetime | None
    due_at: datetime
    network: str
    river: str
    name: str
    name_en: str
    stage_m: float
    observed_at: datetime
    undelivered: int
    silence_id: int | None
    is_unreached: bool


@dataclass(frozen=True, slots=True)
class Summoned:
    """One person's text: the words, and the link behind them."""

    who: OnDuty
    body: str
    link: str


def begin_calling(connection: Connection) -> bool:
    """Be the one who calls, until the caller's transaction ends; False when another does."""
    row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (CALLING_LOCK,)).fetchone()
    return row is not None and bool(row[0])


def is_any_due(connection: Connection, now: datetime) -> bool:
    """Return whether a call may have to be made now."""
    row = connection.execute(_ANY_DUE, (now,)).fetchone()
    return row is not None and bool(row[0])


def open_calls_found(connection: Connection, now: datetime) -> None:
    """Open a call for danger that went silent, and for what could not be delivered."""
    connection.execute(_BLIND)
    connection.execute(_query(_HANDED_OVER), {"now": now})


def end_calls(
    connection: Connection, policy: CallPolicy, too_old: timedelta, now: datetime
) -> None:
    """End what nobody needs to be called to any more, and say why.

    A newer call of the same alert goes on where an older one was on the roster.
    """
    values = {
        "now": now,
        "call_from": policy.call_from,
        "told_for": policy.told_for,
        "too_old": too_old,
    }
    connection.execute(_query(_END), values)
    connection.execute(_query(_OVERTAKE), {"now": now})


def open_calls(connection: Connection, policy: CallPolicy, now: datetime) -> list[OpenCall]:
    """Return all calls that nobody has taken, by river, the highest first; locked.

    While the river dips below the level that calls begin at, they wait: it has left, or returns.
    """
    values = {"now": now, "call_from": policy.call_from}
    with connection.cursor(row_factory=kwargs_row(_open_call)) as cursor:
        return cursor.execute(_query(_OPEN), values).fetchall()


def last_told(connection: Connection, call: OpenCall, since: datetime) -> datetime | None:
    """Return when staff were last told of this river at this level or above, since a time."""
    values = (call.run_no, call.network, call.river, call.level, since)
    row = connection.execute(_LAST_TOLD, values).fetchone()
    return row[0] if row else None


def summon(
    connection: Connection,
    calls: Sequence[OpenCall],
    summoned: Sequence[Summoned],
    *,
    tries: int,
    due_at: datetime,
    now: datetime,
) -> list[UUID]:
    """Write one message about these calls, the first of which leads, and its deliveries."""
    lead = calls[0]
    values = {
        "run_no": lead.run_no,
        "transition_id": lead.transition_id,
        "kind": lead.kind,
        "level": lead.level,
        "now": now,
    }
    row = connection.execute(_MESSAGE, values).fetchone()
    assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
    ids = [call.call_id for call in calls]
    told = {"tries": tries, "due_at": due_at, "call_ids": ids, "now": now, "message_id": row[0]}
    connection.execute(_TOLD, told)
    new = [c.alert_id for c in calls if c.told_at is None and c.cause is not Cause.HANDED_OVER]
    connection.execute(_REOPEN, (new,))
    return write_deliveries(connection, row[0], lead.run_no, lead.level, summoned, now)


def write_deliveries(
    connection: Connection,
    message_id: int,
    run_no: int,
    level: GaugeLevel,
    summoned: Sequence[Summoned],
    now: datetime,
) -> list[UUID]:
    """Write a delivery of a message for each person who is called."""
    deliveries = []
    for each in summoned:
        who = each.who
        columns = (message_id, run_no, who.subscriber_id, who.channel, level, who.language)
        written = connection.execute(_DELIVER, (*columns, each.body, each.link, now, now))
        deliveries += [delivery_id for (delivery_id,) in written]
    return deliveries


def postpone(
    connection: Connection,
    call_ids: Sequence[int],
    due_at: datetime,
    silence_id: int | None = None,
) -> None:
    """Look at these calls again at a later time; ``silence_id`` says what keeps them back."""
    connection.execute(_POSTPONE, (due_at, silence_id, list(call_ids)))


def take_calls(connection: Connection, alert_id: int, person: str, now: datetime) -> None:
    """Stop calling about an alert that somebody has taken, at ``now`` by the run's clock."""
    connection.execute(_TAKE, (now, person, alert_id))


def _open_call(*, status: str, cause: str, level: int, **columns: object) -> OpenCall:
    return OpenCall(
        status=Status(status),
        cause=Cause(cause),
        level=GaugeLevel(level),
        **columns,  # type: ignore[arg-type]
    )
