"""The funnel of a message: how far it came with how many people, channel by channel.

A stage counts everybody who came at least so far. Nothing is called delivered that the
provider has not reported as delivered: a push service never does.
"""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from kawamori.errors import NotFoundError
from kawamori.storage.connections import Connection

# A code is one message's, or that of a notice that told of several.
HAS_CODE = """
AND (%(code)s::text IS NULL OR m.code = %(code)s OR m.message_id IN (
  SELECT unnest(n.message_ids) FROM told_notices n WHERE n.code = %(code)s))
"""
_MESSAGES = """
SELECT m.message_id, m.code, m.family, m.kind, m.level, m.created_at, m.routed_at, m.muted_because,
       m.order_id, m.official_id, m.corrects, al.station_id,
       (SELECT c.message_id FROM messages c WHERE c.corrects = m.message_id) AS corrected_by,
       ARRAY(SELECT area_id FROM message_areas a WHERE a.message_id = m.message_id
             ORDER BY area_id) AS area_ids
FROM messages m
LEFT JOIN transitions t USING (transition_id)
LEFT JOIN alerts al ON al.alert_id = t.alert_id
WHERE m.run_no = %(run_no)s AND m.audience = 'public'
  AND (m.message_id = %(message_id)s OR %(message_id)s IS NULL)
  AND (m.family <> 'own' OR m.message_id = %(message_id)s OR m.code = %(code)s)
  {has_code}
ORDER BY m.message_id DESC
LIMIT %(limit)s
""".replace("{has_code}", HAS_CODE)
_MUTED = """
SELECT message_id, muted_because FROM messages
WHERE message_id = ANY (%s) AND muted_because IS NOT NULL
  AND (%s::timestamptz IS NULL OR routed_at <= %s)
"""
_FUNNEL = """
SELECT message_id, channel, count(*) AS targeted,
       count(*) FILTER (WHERE state = 'withheld') AS withheld,
       count(*) FILTER (WHERE state = 'canceled') AS canceled,
       count(*) FILTER (WHERE state <> 'withheld') AS queued,
       count(*) FILTER (WHERE state IN ('accepted', 'delivered') OR provider_id IS NOT NULL
                        OR past_provider_ids <> '{}') AS accepted,
       count(*) FILTER (WHERE state = 'delivered') AS delivered,
       count(*) FILTER (WHERE state = 'refused') AS failed,
       count(*) FILTER (WHERE state = 'unknown') AS unknown,
       count(*) FILTER (WHERE state = 'handed_over') AS handed_over,
       count(*) FILTER (WHERE opened_at IS NOT NULL) AS opened,
       count(*) FILTER (WHERE acknowledged_at IS NOT NULL) AS acknowledged
FROM deliveries WHERE message_id = ANY(%s)
GROUP BY message_id, channel ORDER BY message_id, channel
"""


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many of those whom a message is for came how far, over one channel."""

    message_id: int
    channel: str
    targeted: int
    withheld: int
    canceled: int
    queued: int
    accepted: int
    delivered: int
    failed: int
    unknown: int
    handed_over: int
    opened: int
    acknowledged: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A public message of a run: what it was about, and what became of it as a whole."""

    message_id: int
    code: str | None
    family: str
    kind: str
    level: int
    created_at: datetime
    routed_at: datetime | None
    muted_because: str | None
    order_id: int | None
    official_id: int | None
    corrects: int | None
    station_id: str | None
    corrected_by: int | None
    area_ids: list[str]


def why_muted(
    connection: Connection, message_ids: list[int], wall: datetime | None = None
) -> dict[int, str]:
    """Return why some of these messages were sent to nobody, as was known by the wall."""
    return dict(connection.execute(_MUTED, (message_ids, wall, wall)).fetchall())


def messages_of_run(
    connection: Connection, run_no: int, *, limit: int, code: str | None = None
) -> list[Sent]:
    """Return a run's public messages, the newest first; those alone that a code is of."""
    return _sent(connection, run_no, None, limit, code)


def message_of_run(connection: Connection, run_no: int, message_id: int) -> Sent:
    """Return one public message; ``NotFoundError`` where the run has none of this number."""
    found = _sent(connection, run_no, message_id, 1)
    if not found:
        raise NotFoundError(f"there is no public message {message_id} in this run")
    return found[0]


def funnels(connection: Connection, message_ids: list[int]) -> list[Funnel]:
    """Return the funnels of these messages, by message and channel."""
    with connection.cursor(row_factory=class_row(Funnel)) as cursor:
        return cursor.execute(_FUNNEL, (message_ids,)).fetchall()


def _sent(
    connection: Connection,
    run_no: int,
    message_id: int | None,
    limit: int,
    code: str | None = None,
) -> list[Sent]:
    values = {"run_no": run_no, "message_id": message_id, "limit": limit, "code": code}
    with connection.cursor(row_factory=class_row(Sent)) as cursor:
        return cursor.execute(_MESSAGES.encode(), values).fetchall()
