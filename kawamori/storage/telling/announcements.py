"""Announcements: messages whose words were settled before they were routed.

Official information, municipal orders and corrections are announced in the texts that
somebody saw: they are stored with the message, and routing only joins people to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from kawamori.messages.proof import with_code
from kawamori.people import Channel, Language
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.recipients import OF_AREAS
from kawamori.storage.telling.corrected import OF_CORRECTED

ORDER_RISK = 10  # an order goes before anything else of its level

_ANNOUNCE = """
INSERT INTO messages (run_no, status, family, kind, level, order_id, official_id, corrects, thread)
SELECT run_no, status, %(family)s, %(kind)s, %(level)s, %(order_id)s, %(official_id)s,
       %(corrects)s, %(thread)s
FROM runs WHERE run_no = %(run_no)s
RETURNING message_id, code
"""
_TEXTS = """
INSERT INTO message_texts (message_id, channel, language, body)
SELECT %s, unnest(%s::text[]), unnest(%s::text[]), unnest(%s::text[])
"""
_AREAS = "INSERT INTO message_areas (message_id, area_id) SELECT %s, unnest(%s::text[])"
_NEXT = """
SELECT message_id, run_no, family, level, corrects FROM messages
WHERE routed_at IS NULL AND transition_id IS NULL AND own_reach_id IS NULL
  AND audience = 'public'
ORDER BY level DESC, message_id
LIMIT 1
FOR UPDATE SKIP LOCKED
"""
_ADDRESS = """
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, risk, language, body,
                        created_at, due_at, state, provider_code, settled_at)
SELECT %(message_id)s, %(run_no)s, who.subscriber_id, who.channel, %(level)s,
       who.risk + %(risk)s, who.language, coalesce(own.body, ja.body), %(now)s, {due_at},
       CASE WHEN withheld_because IS NULL THEN 'due' ELSE 'withheld' END, withheld_because,
       CASE WHEN withheld_because IS NULL THEN NULL ELSE %(now)s END
FROM ({who}) AS who
LEFT JOIN message_texts own ON own.message_id = %(message_id)s AND own.channel = who.channel
  AND own.language = who.language
LEFT JOIN message_texts ja ON ja.message_id = %(message_id)s AND ja.channel = who.channel
  AND ja.language = 'ja'
WHERE coalesce(own.body, ja.body) IS NOT NULL
ON CONFLICT (message_id, subscriber_id, channel) DO NOTHING
RETURNING delivery_id
"""
_ADDRESS_AREAS = _ADDRESS.replace("{who}", OF_AREAS).replace("{due_at}", "%(now)s")
# A correction never goes before what it corrects.
_ADDRESS_CORRECTED = _ADDRESS.replace("{who}", OF_CORRECTED).replace(
    "{due_at}", "greatest(%(now)s, waits_until + interval '1 second')"
)
_ROUTED = "UPDATE messages SET routed_at = %s WHERE message_id = %s"


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is told to the people of some areas, or to whoever got the message it ``corrects``.

    ``level`` is the alert level (警戒レベル) of an order and of official information, the
    gauge's of a corrected gauge notice. ``thread`` is the same for everything that goes on
    telling of one thing, such as order/12 for an order and whatever changes or lifts it.
    ``texts`` are by channel and language; whose language is not there reads Japanese. Their code
    is drawn as they are stored.
    """

    run_no: int
    family: str
    kind: str
    level: int
    thread: str
    texts: Mapping[tuple[Channel, Language], str]
    area_ids: tuple[str, ...] = ()
    order_id: int | None = None
    official_id: int | None = None
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An announcement that is not yet addressed."""

    message_id: int
    run_no: int
    family: str
    level: int
    corrects: int | None


def announce_texts(connection: Connection, announcement: Announcement) -> int:
    """Store an announcement to be routed and return its message, in the caller's transaction."""
    a = announcement
    values = {
        "run_no": a.run_no,
        "family": a.family,
        "kind": a.kind,
        "level": a.level,
        "order_id": a.order_id,
        "official_id": a.official_id,
        "corrects": a.corrects,
        "thread": a.thread,
    }
    row = connection.execute(_ANNOUNCE, values).fetchone()
    if row is None:
        raise LookupError(f"there is no run {a.run_no}")
    message_id, texts = int(row[0]), with_code(a.texts, row[1])
    channels, languages = [c for c, _ in texts], [la for _, la in texts]
    connection.execute(_TEXTS, (message_id, channels, languages, list(texts.values())))
    connection.execute(_AREAS, (message_id, list(a.area_ids)))
    connection.execute("NOTIFY messages")
    return message_id


def next_announcement(connection: Connection) -> Waiting | None:
    """Return the highest announcement to be routed, locked until the transaction ends."""
    with unavailable_when_lost(), connection.cursor(row_factory=class_row(Waiting)) as cursor:
        return cursor.execute(_NEXT).fetchone()


def address_announcement(connection: Connection, waiting: Waiting, now: datetime) -> list[UUID]:
    """Write one delivery for each person whom an announcement is for; return the deliveries.

    One that corrects another goes to those whose delivery of it is not known to have failed,
    by the channel they got it by.
    """
    values = {
        "message_id": waiting.message_id,
        "run_no": waiting.run_no,
        "level": waiting.level,
        "corrects": waiting.corrects,
        "risk": ORDER_RISK if waiting.family == "order" else 0,
        "now": now,
    }
    query = _ADDRESS_AREAS if waiting.corrects is None else _ADDRESS_CORRECTED
    with unavailable_when_lost():
        rows = connection.execute(query.encode(), values).fetchall()
        connection.execute(_ROUTED, (now, waiting.message_id))
    return [row[0] for row in rows]
