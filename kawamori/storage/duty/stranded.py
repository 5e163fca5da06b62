"""Calls about what is no alert: an order, a quotation or a correction that could not be delivered.

Whoever is on duty is called as to an alert, by the same roster, and somebody takes it by name.
All is done in the caller's transaction, by the one process that calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import kwargs_row

from kawamori.errors import ConflictError, NotFoundError
from kawamori.levels import GaugeLevel
from kawamori.runs import Status
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.duty.calls import Summoned, write_deliveries
from kawamori.storage.stream import announce

_RUN_NOW = "(r.sim_started_at + (%(now)s - r.wall_started_at) * r.speed)"
_FOUND = f"""
INSERT INTO calls (run_no, about_message, cause, subject, level, opened_at)
SELECT * FROM (
  SELECT m.run_no, m.message_id, 'handed_over',
         concat_ws(' ', m.message_id, max(d.asked_again_at)) AS subject, m.level, {_RUN_NOW}
  FROM deliveries d
  JOIN messages m USING (message_id)
  JOIN runs r ON r.run_no = m.run_no
  WHERE d.state = 'handed_over' AND d.closed_at IS NULL AND m.audience = 'public'
    AND m.transition_id IS NULL AND m.family NOT IN ('canary', 'own')
  GROUP BY m.run_no, m.message_id, m.level, r.run_no
) found
WHERE NOT EXISTS (SELECT FROM calls c
                  WHERE c.about_message = found.message_id AND c.subject = found.subject)
"""  # noqa: S608 our own parts
_END = f"""
UPDATE calls c SET ended_at = {_RUN_NOW}, ended_because = 'settled by a person'
FROM runs r
WHERE r.run_no = c.run_no AND c.about_message IS NOT NULL
  AND c.taken_at IS NULL AND c.ended_at IS NULL
  AND NOT EXISTS (SELECT FROM deliveries d WHERE d.message_id = c.about_message
                    AND d.state = 'handed_over' AND d.closed_at IS NULL)
"""  # noqa: S608 our own parts
_ABOUT = """
SELECT c.call_id, c.run_no, r.status, r.speed, {run_now} AS run_now, r.network,
       c.about_message AS message_id, m.family, m.kind, c.level, c.tries, c.told_at, c.due_at,
       coalesce(o.name, f.name, '水位の連絡') AS name,
       ARRAY(SELECT a.name FROM message_areas ma JOIN current_areas a USING (area_id)
             WHERE ma.message_id = m.message_id ORDER BY ma.area_id) AS areas,
       (SELECT count(*) FROM deliveries d WHERE d.message_id = m.message_id
          AND d.state = 'handed_over' AND d.closed_at IS NULL) AS undelivered,
       c.told_at IS NOT NULL AND NOT EXISTS (
         SELECT FROM call_messages cm JOIN deliveries d USING (message_id)
         WHERE cm.call_id = c.call_id AND cm.nth = c.times_told
           AND d.state NOT IN ('refused', 'handed_over')) AS is_unreached,
       c.opened_at, c.taken_at, c.taken_by,
       ARRAY(SELECT DISTINCT (SELECT person FROM duty WHERE duty.subscriber_id = d.subscriber_id
                              ORDER BY removed_at IS NULL DESC, duty_id DESC LIMIT 1)
             FROM call_messages cm JOIN deliveries d USING (message_id)
             WHERE cm.call_id = c.call_id ORDER BY 1) AS called
FROM calls c
JOIN runs r ON r.run_no = c.run_no
JOIN messages m ON m.message_id = c.about_message
LEFT JOIN orders o ON o.order_id = m.order_id
LEFT JOIN official_information f ON f.official_id = m.official_id
""".replace("{run_now}", _RUN_NOW)
_OPEN = """
WHERE c.taken_at IS NULL AND c.ended_at IS NULL AND r.ended_at IS NULL
ORDER BY c.run_no, c.level DESC, c.call_id
FOR UPDATE OF c SKIP LOCKED
"""
_OF_RUN = """
WHERE c.run_no = %(run_no)s AND c.ended_at IS NULL
  AND EXISTS (SELECT FROM deliveries d WHERE d.message_id = c.about_message
                AND d.state = 'handed_over' AND d.closed_at IS NULL)
ORDER BY c.taken_at IS NOT NULL, c.level DESC, c.call_id DESC
"""
_OF_TEXT = """
JOIN call_messages cm ON cm.call_id = c.call_id AND cm.message_id = %(text)s ORDER BY c.call_id
"""
_MESSAGE = """
INSERT INTO messages (run_no, status, family, kind, level, audience, routed_at)
SELECT run_no, status, 'duty', 'handed_over', %(level)s, 'staff', %(now)s
FROM runs WHERE run_no = %(run_no)s
RETURNING message_id
"""
_TOLD = """
WITH told AS (
  UPDATE calls SET tries = %(tries)s, times_told = times_told + 1, told_at = %(now)s,
    due_at = %(due_at)s
  WHERE call_id = %(call_id)s RETURNING call_id, times_told
)
INSERT INTO call_messages (call_id, nth, message_id)
SELECT call_id, times_told, %(message_id)s FROM told
"""
_LOCK = """
SELECT run_no, about_message, taken_by, ended_because FROM calls
WHERE call_id = %s AND about_message IS NOT NULL FOR UPDATE
"""
_TAKE = "UPDATE calls SET taken_at = %s, taken_by = %s WHERE call_id = %s"
_TEXTS_OF = """
SELECT d.delivery_id::text FROM call_messages cm JOIN deliveries d USING (message_id)
WHERE cm.call_id = %s
"""


@dataclass(frozen=True, slots=True)
class StrandedCall:
    """A call about an announcement, what it told of and how many of its people it never reached.

    ``due_at`` and ``told_at`` are by the wall, ``run_now`` by the run's clock. ``level`` is
    of the announcement's own ladder: here it says how urgent the call is.
    """

    call_id: int
    run_no: int
    status: Status
    speed: float
    run_now: datetime
    network: str
    message_id: int
    family: str
    kind: str
    level: GaugeLevel
    tries: int
    told_at: datetime | None
    due_at: datetime
    name: str
    areas: list[str]
    undelivered: int
    is_unreached: bool
    opened_at: datetime
    taken_at: datetime | None
    taken_by: str | None
    called: list[str]


def open_stranded_calls(connection: Connection, now: datetime) -> list[StrandedCall]:
    """Open and end what is to be; return the calls that nobody has taken, locked."""
    connection.execute(_FOUND.encode(), {"now": now})
    connection.execute(_END.encode(), {"now": now})
    return _calls(connection, _OPEN, {"now": now})


def stranded_calls_of_run(connection: Connection, run_no: int, now: datetime) -> list[StrandedCall]:
    """Return the calls of a run about what still reaches nobody: those nobody took first."""
    return _calls(connection, _OF_RUN, {"run_no": run_no, "now": now})


def stranded_calls_behind(connection: Connection, text: int, now: datetime) -> list[StrandedCall]:
    """Return what a message to staff called them to, where that was no alert."""
    return _calls(connection, _OF_TEXT, {"text": text, "now": now})


def summon_about(
    connection: Connection,
    call: StrandedCall,
    summoned: Sequence[Summoned],
    *,
    tries: int,
    due_at: datetime,
    now: datetime,
) -> list[UUID]:
    """Write one message about an announcement to whoever is called, and its deliveries."""
    values = {"run_no": call.run_no, "level": call.level, "now": now}
    row = connection.execute(_MESSAGE, values).fetchone()
    assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
    told = {"tries": tries, "due_at": due_at, "call_id": call.call_id, "now": now}
    connection.execute(_TOLD, {**told, "message_id": row[0]})
    return write_deliveries(connection, row[0], call.run_no, call.level, summoned, now)


def take_stranded(
    connection: Connection, call_id: int, *, person: str, role: str, now: datetime
) -> None:
    """Note that a person sees to it that these people are told, at ``now`` by the run's clock.

    ``ConflictError`` where somebody has taken it, or it is settled.
    """
    with connection.transaction():
        row = connection.execute(_LOCK, (call_id,)).fetchone()
        if row is None:
            raise NotFoundError(f"there is no call {call_id} about what was not delivered")
        run_no, message_id, taken_by, ended_because = row
        if taken_by is not None:
            raise ConflictError(f"{taken_by} has taken this already")
        if ended_because is not None:
            raise ConflictError(f"it is over: {ended_because}")
        connection.execute(_TAKE, (now, person, call_id))
        record_act(connection, person, role, "take", f"message/{message_id}", call=call_id)
        texts = [text for (text,) in connection.execute(_TEXTS_OF, (call_id,))]
        announce(connection, run_no, "deliveries", texts)


def _calls(connection: Connection, which: str, values: dict[str, object]) -> list[StrandedCall]:
    with connection.cursor(row_factory=kwargs_row(_call)) as cursor:
        return cursor.execute((_ABOUT + which).encode(), values).fetchall()


def _call(*, status: str, level: int, **columns: object) -> StrandedCall:
    return StrandedCall(
        status=Status(status),
        level=GaugeLevel(level),
        **columns,  # type: ignore[arg-type]
    )
