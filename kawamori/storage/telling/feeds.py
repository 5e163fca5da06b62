"""What is published of messages: which are to be, what each replaces, and what stands in the index.

One publisher works at a time, and a message and what is published of it are one transaction:
each is published once, whoever takes over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg.rows import class_row, dict_row

from kawamori.people import Channel, Language
from kawamori.runs import Run, Status
from kawamori.storage.connections import Connection, unavailable_when_lost

PUBLISHING_LOCK = 7718

_THREAD = "CASE WHEN m.thread <> '' THEN m.thread ELSE 'gauge/' || al.station_id END"
_FACTS = """
SELECT m.message_id, m.family, m.kind, m.level, {thread} AS thread, m.muted_because,
       o.kind AS corrected_kind, m.order_id, al.station_id, t.stage_m, c.name, c.lat, c.lon,
       ARRAY(SELECT area_id FROM message_areas a WHERE a.message_id = m.message_id
             ORDER BY area_id) AS area_ids,
       r.run_no, r.run, r.status, r.network, r.wall_started_at, r.sim_started_at, r.speed,
       r.ended_at
FROM messages m
JOIN runs r USING (run_no)
LEFT JOIN messages o ON o.message_id = m.corrects
LEFT JOIN transitions t ON t.transition_id = coalesce(m.transition_id, o.transition_id)
LEFT JOIN alerts al ON al.alert_id = t.alert_id
LEFT JOIN current_stations c ON c.station_id = al.station_id
""".replace("{thread}", _THREAD)
_NEXT = f"""
{_FACTS}
WHERE m.published_at IS NULL AND m.audience = 'public' AND m.created_at > %s
  AND m.routed_at IS NOT NULL
ORDER BY m.message_id
LIMIT 1
"""
_ONE = f"{_FACTS} WHERE m.message_id = %s"
_TEXTS = "SELECT language, body FROM message_texts WHERE message_id = %s AND channel = %s"
_PLACES = """
SELECT area_id, name, municipality, geometry FROM current_areas
WHERE area_id = ANY (%s) ORDER BY area_id
"""
_LIVE = """
SELECT c.identifier, c.message_id, c.run_no, c.deed, c.area_ids, c.sender, c.sent
FROM cap_messages c
WHERE c.run_no = %(run_no)s AND c.family = %(family)s AND c.expires > %(now)s
  AND CASE WHEN cardinality(%(area_ids)s::text[]) = 0 THEN c.thread = %(thread)s
           ELSE c.area_ids && %(area_ids)s::text[] END
  AND NOT EXISTS (SELECT FROM cap_references r WHERE r.replaced = c.identifier)
ORDER BY c.sent, c.identifier
"""
_ALL_BEFORE = """
WITH RECURSIVE before AS (
  SELECT unnest(%(identifiers)s::text[]) AS identifier
  UNION SELECT r.replaced FROM cap_references r JOIN before USING (identifier)
)
SELECT c.sender, c.identifier, c.sent FROM cap_messages c JOIN before USING (identifier)
WHERE c.expires > %(now)s ORDER BY c.sent, c.identifier
"""
_OF_ORDER = """
SELECT c.identifier, c.message_id, c.run_no, c.deed, c.area_ids, c.sender, c.sent
FROM cap_messages c JOIN messages m USING (message_id)
WHERE m.order_id = %s AND c.deed IN ('issue', 'change') AND c.expires > %s AND c.area_ids && %s
"""
_NOW = "r.sim_started_at + (%(wall)s - r.wall_started_at) * r.speed"
_UNTOLD = """
SELECT (SELECT max(m.message_id) FROM messages m
        WHERE m.order_id = s.order_id AND m.kind IN ('issue', 'change', 'correct')) AS message_id,
       array_agg(s.area_id ORDER BY s.area_id) AS area_ids
FROM standing_order_areas s
JOIN runs r ON r.run_no = s.run_no AND r.ended_at IS NULL
WHERE NOT EXISTS (
    SELECT FROM messages m
    WHERE m.order_id = s.order_id AND m.published_at IS NULL AND m.created_at > %(since)s)
  AND NOT EXISTS (
    SELECT FROM cap_messages c JOIN messages m USING (message_id)
    WHERE m.order_id = s.order_id AND c.deed IN ('issue', 'change')
      AND s.area_id = ANY (c.area_ids) AND c.expires > {now} + %(before)s
      AND NOT EXISTS (SELECT FROM cap_references n WHERE n.replaced = c.identifier))
GROUP BY s.order_id
ORDER BY s.order_id
LIMIT 1
""".replace("{now}", _NOW)
_ENDING = """
SELECT c.identifier, c.message_id, c.run_no, c.deed, c.area_ids, c.sender, c.sent
FROM cap_messages c
JOIN messages m USING (message_id)
JOIN runs r ON r.run_no = c.run_no AND r.ended_at IS NULL
JOIN transitions t USING (transition_id)
JOIN alerts al ON al.alert_id = t.alert_id AND al.public_is_open
WHERE c.deed IN ('issue', 'change') AND c.expires <= {now} + %(before)s
  AND NOT EXISTS (
    SELECT FROM cap_messages n
    WHERE n.run_no = c.run_no AND n.thread = c.thread
      AND (n.sent, n.published_at) > (c.sent, c.published_at))
ORDER BY c.expires
LIMIT 1
""".replace("{now}", _NOW)
_STORE = """
INSERT INTO cap_messages (identifier, run_no, message_id, serial, family, thread, deed, scope,
                          area_ids, sender, sent, expires, title, summary, xml, published_at)
SELECT %(identifier)s, %(run_no)s, %(message_id)s,
       (SELECT count(*) FROM cap_messages c WHERE c.message_id = %(message_id)s),
       %(family)s, %(thread)s, %(deed)s, %(scope)s, %(area_ids)s, %(sender)s, %(sent)s,
       %(expires)s, %(title)s, %(summary)s, %(xml)s, %(wall)s
"""
_REFER = """
INSERT INTO cap_references (identifier, replaced) SELECT %s, unnest(%s::text[])
"""
_PUBLISHED = "UPDATE messages SET published_at = %s WHERE message_id = %s AND published_at IS NULL"


@dataclass(frozen=True, slots=True)
class Told:
    """A message as far as publishing needs it; the gauge's side is None of an order.

    ``corrected_kind`` is what the message it corrects did.
    """

    message_id: int
    run: Run
    family: str
    kind: str
    level: int
    thread: str
    muted_because: str | None
    corrected_kind: str | None
    order_id: int | None
    station_id: str | None
    stage_m: float | None
    name: str | None
    lat: float | None
    lon: float | None
    area_ids: list[str]


@dataclass(frozen=True, slots=True)
class Live:
    """Something that was published, has not ended, and that nothing has replaced yet."""

    identifier: str
    message_id: int
    run_no: int
    deed: str
    area_ids: list[str]
    sender: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class Untold:
    """Areas where an order stands and nothing that was published says so for long enough."""

    message_id: int
    area_ids: list[str]


@dataclass(frozen=True, slots=True)
class Place:
    """An area as it is drawn today; ``geometry`` is GeoJSON."""

    area_id: str
    name: str
    municipality: str
    geometry: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """A file to be kept, beside what it is found and replaced by."""

    identifier: str
    deed: str
    scope: str
    area_ids: Sequence[str]
    sender: str
    sent: datetime
    expires: datetime
    title: str
    summary: str
    xml: bytes


def hold_publishing(connection: Connection) -> bool:
    """Return whether this transaction is the one that publishes now."""
    row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", (PUBLISHING_LOCK,)).fetchone()
    return bool(row and row[0])


def next_to_publish(connection: Connection, since: datetime) -> Told | None:
    """Return the oldest message that was routed, not yet looked at, and written after a time."""
    return _told(connection, _NEXT, since)


def told(connection: Connection, message_id: int) -> Told:
    """Return a message that something was published of."""
    found = _told(connection, _ONE, message_id)
    assert found is not None  # noqa: S101 a foreign key keeps it
    return found


def texts_of(connection: Connection, message_id: int, channel: Channel) -> dict[Language, str]:
    """Return what was released, by language; nothing of a gauge notice."""
    rows = connection.execute(_TEXTS, (message_id, channel)).fetchall()
    return {Language(language): body for language, body in rows}


def places(connection: Connection, area_ids: Sequence[str]) -> list[Place]:
    """Return where areas are."""
    with connection.cursor(row_factory=class_row(Place)) as cursor:
        return cursor.execute(_PLACES, (list(area_ids),)).fetchall()


def live_before(connection: Connection, of: Told, now: datetime) -> list[Live]:
    """Return what a message replaces: of its thread, or an order in one of its areas."""
    values = {
        "run_no": of.run.run_no,
        "family": of.family,
        "thread": of.thread,
        "area_ids": of.area_ids,
        "now": now,
    }
    with connection.cursor(row_factory=class_row(Live)) as cursor:
        return cursor.execute(_LIVE, values).fetchall()


def all_before(
    connection: Connection, replaced: Sequence[Live], now: datetime
) -> list[tuple[str, str, datetime]]:
    """Return sender, identifier and time of what is replaced, and of what that replaced."""
    values = {"identifiers": [each.identifier for each in replaced], "now": now}
    return [(row[0], row[1], row[2]) for row in connection.execute(_ALL_BEFORE, values)]


def published_of_order(
    connection: Connection, of: Told, area_ids: Sequence[str], now: datetime
) -> list[Live]:
    """Return what tells, or told, of an order in some of these areas and has not ended."""
    with connection.cursor(row_factory=class_row(Live)) as cursor:
        return cursor.execute(_OF_ORDER, (of.order_id, now, list(area_ids))).fetchall()


def next_untold(
    connection: Connection, wall: datetime, since: datetime, before: timedelta
) -> Untold | None:
    """Return an order that stands where nothing published says so, or not beyond ``before``.

    A part of it was lifted or replaced, what had replaced it was retracted, or its file ends.
    One of which a message still waits, written after ``since``, is left to that.
    """
    values = {"wall": wall, "since": since, "before": before}
    with unavailable_when_lost(), connection.cursor(row_factory=class_row(Untold)) as cursor:
        return cursor.execute(_UNTOLD, values).fetchone()


def next_ending(connection: Connection, wall: datetime, before: timedelta) -> Live | None:
    """Return a gauge notice that ends within a time, or has, although its alert is open."""
    with unavailable_when_lost(), connection.cursor(row_factory=class_row(Live)) as cursor:
        return cursor.execute(_ENDING, {"wall": wall, "before": before}).fetchone()


def store_published(
    connection: Connection,
    of: Told,
    published: Published,
    replaced: Sequence[Live],
    wall: datetime,
) -> None:
    """Keep a file for good, and what it replaces; it is in the index from the commit on."""
    p = published
    values: Mapping[str, object] = {
        "identifier": p.identifier,
        "run_no": of.run.run_no,
        "message_id": of.message_id,
        "family": of.family,
        "thread": of.thread,
        "deed": p.deed,
        "scope": p.scope,
        "area_ids": list(p.area_ids),
        "sender": p.sender,
        "sent": p.sent,
        "expires": p.expires,
        "title": p.title,
        "summary": p.summary,
        "xml": p.xml,
        "wall": wall,
    }
    connection.execute(_STORE, values)
    connection.execute(_REFER, (p.identifier, [each.identifier for each in replaced]))


def mark_published(connection: Connection, message_id: int, wall: datetime) -> None:
    """Note that a message was looked at: it never is again."""
    connection.execute(_PUBLISHED, (wall, message_id))


def _told(connection: Connection, query: str, value: object) -> Told | None:
    with unavailable_when_lost(), connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(query.encode(), (value,)).fetchone()
    if row is None:
        return None
    run = Run(
        row.pop("run_no"),
        row.pop("run"),
        Status(row.pop("status")),
        row.pop("network"),
        row.pop("wall_started_at"),
        row.pop("sim_started_at"),
        row.pop("speed"),
        row.pop("ended_at"),
    )
    return Told(run=run, **row)
