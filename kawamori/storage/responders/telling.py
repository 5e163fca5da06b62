"""What responders are told by name, through the outbox: by text, and by the browser of their page.

A run reaches those on its list alone, as with everything that leaves by the outbox: whoever has no
address there is told nothing, and whoever tells them learns who that is.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kawamori.levels import GaugeLevel
from kawamori.messages.responders import pushed
from kawamori.people import Channel, Language
from kawamori.runs import Status
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

FAMILY = "responder"
BY = (Channel.SMS, Channel.PUSH)

# Of the responders r, those that a run may reach: put in where somebody is chosen.
IS_REACHABLE = """
r.erased_at IS NULL AND EXISTS (
  SELECT FROM responder_addresses a
  JOIN subscribers s ON s.subscriber_id = a.subscriber_id
  JOIN reachable x ON x.subscriber_id = a.subscriber_id AND x.run_no = %(run_no)s
  WHERE a.responder_id = r.responder_id AND s.channel = ANY(%(by)s)
    AND s.verified_at IS NOT NULL AND s.stopped_at IS NULL AND s.erased_at IS NULL)
"""
_WHO = """
SELECT r.responder_id, s.subscriber_id, s.channel, r.language
FROM responders r
JOIN responder_addresses a USING (responder_id)
JOIN subscribers s ON s.subscriber_id = a.subscriber_id AND s.channel = ANY(%(by)s)
  AND s.verified_at IS NOT NULL AND s.stopped_at IS NULL AND s.erased_at IS NULL
JOIN reachable x ON x.subscriber_id = a.subscriber_id AND x.run_no = %(run_no)s
WHERE r.responder_id = ANY(%(told)s) AND r.erased_at IS NULL
ORDER BY r.responder_id, s.subscriber_id
"""
_MESSAGE = """
INSERT INTO messages (run_no, status, family, kind, level, audience, thread, routed_at)
SELECT run_no, status, %(family)s, %(kind)s, %(level)s, 'staff', %(thread)s, %(now)s
FROM runs WHERE run_no = %(run_no)s
RETURNING message_id, status
"""
# Two who share a phone read what one of them is told.
_DELIVER = """
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body,
                        created_at, due_at)
SELECT %(message_id)s, %(run_no)s, who.*, %(now)s, %(now)s
FROM unnest(%(subscriber_ids)s::bigint[], %(channels)s::text[], %(levels)s::smallint[],
            %(languages)s::text[], %(bodies)s::text[]) AS who
ON CONFLICT (message_id, subscriber_id, channel) DO NOTHING
RETURNING delivery_id
"""
_TAKE_BACK = """
UPDATE deliveries d SET state = 'canceled', settled_at = %(now)s
FROM messages m, responder_addresses a
WHERE m.message_id = d.message_id AND m.run_no = %(run_no)s AND m.family = %(family)s
  AND m.kind = 'ask' AND m.thread = %(thread)s AND a.subscriber_id = d.subscriber_id
  AND d.state = 'due' AND d.tries = 0
RETURNING d.delivery_id, a.responder_id
"""
_HAS = """
SELECT DISTINCT a.responder_id
FROM messages m
JOIN deliveries d USING (message_id)
JOIN responder_addresses a USING (subscriber_id)
WHERE m.run_no = %(run_no)s AND m.family = %(family)s AND m.thread = %(thread)s
  AND d.state <> 'canceled' AND a.responder_id = ANY(%(among)s)
"""


class _Way(NamedTuple):
    """One of a responder's addresses."""

    responder_id: int
    subscriber_id: int
    channel: str
    language: str


def tell_responders(
    connection: Connection,
    run_no: int,
    kind: str,
    bodies: Mapping[int, str],
    now: datetime,
    *,
    level: int = GaugeLevel.EVACUATION,
    thread: str = "",
) -> frozenset[int]:
    """Write a message of a kind to responders, each in their own words; return who has an address.

    ``bodies`` are by responder, as a text says them; a browser shows the same below a title.
    ``now`` is by the wall. ``level`` is that of the others in the outbox: who goes first. What
    follows in one ``thread`` takes the earlier's place on a phone. Lock and write whatever else a
    transaction does before: from here to the commit, whoever else announces waits.
    """
    found = connection.execute(
        _WHO, {"run_no": run_no, "told": list(bodies), "by": list(BY)}
    ).fetchall()
    ways = [_Way(*row) for row in found]
    if not ways:
        return frozenset()
    about = {"run_no": run_no, "family": FAMILY, "kind": kind, "level": level, "now": now}
    row = connection.execute(_MESSAGE, {**about, "thread": thread}).fetchone()
    assert row is not None  # noqa: S101 whoever is reachable is so in a run that there is
    message_id, status = int(row[0]), Status(row[1])
    values = {
        **about,
        "message_id": message_id,
        "subscriber_ids": [way.subscriber_id for way in ways],
        "channels": [way.channel for way in ways],
        "levels": [level] * len(ways),
        "languages": [way.language for way in ways],
        "bodies": [_body(way, bodies[way.responder_id], status) for way in ways],
    }
    announce_deliveries(
        connection, run_no, [row[0] for row in connection.execute(_DELIVER, values)]
    )
    return frozenset(way.responder_id for way in ways)


def take_back(connection: Connection, run_no: int, thread: str, now: datetime) -> list[UUID]:
    """Have the questions of a thread that have not left yet never leave, and return which.

    ``now`` is by the wall. Whoever takes them back announces them, last of all.
    """
    values = {"run_no": run_no, "family": FAMILY, "thread": thread, "now": now}
    rows = connection.execute(_TAKE_BACK, values).fetchall()
    return sorted({row[0] for row in rows})


def may_have_read(
    connection: Connection, run_no: int, thread: str, among: Sequence[int]
) -> frozenset[int]:
    """Return who of these may have been told something in a thread that was not taken back."""
    values = {"run_no": run_no, "family": FAMILY, "thread": thread, "among": list(among)}
    return frozenset(row[0] for row in connection.execute(_HAS, values))


def _body(way: _Way, text: str, status: Status) -> str:
    is_pushed = way.channel == Channel.PUSH
    return pushed(text, Language(way.language), status) if is_pushed else text


def announce_deliveries(connection: Connection, run_no: int, delivery_ids: Sequence[UUID]) -> None:
    """Have the ledger show deliveries as they are now; last in a transaction."""
    if delivery_ids:
        announce(connection, run_no, "deliveries", [str(each) for each in delivery_ids])
