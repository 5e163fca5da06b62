"""What is to be told, taken with a lease to be sent or settled.

A delivery that was claimed and never answered may have been sent. It becomes
*unknown*, like one that the provider did not answer, and is settled by the
provider's callback, by its list, or by rule.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from psycopg.rows import class_row

from kawamori.errors import InvalidError
from kawamori.messages.budget import segments
from kawamori.people import Address, Channel, Language
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.telling.outcomes import mark_refused
from kawamori.storage.telling.overtaken import IS_OVERTAKEN
from kawamori.storage.telling.pacing import Line, Pace, free_from, leave_now, move_on

log = logging.getLogger(__name__)

UNREADABLE = "address unreadable"
AT_ONCE = 100
EVERYTHING = Line()
_NEXT = """
SELECT delivery_id FROM deliveries
WHERE state = 'due' AND due_at <= %(now)s AND channel = %(channel)s {whose}
ORDER BY level DESC, risk DESC, due_at
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED
"""
_WHOSE = {None: "", True: "AND run_no = 0", False: "AND run_no <> 0"}
_CHOSEN = "SELECT unnest(%(chosen)s::uuid[]) AS delivery_id"
_CLAIM = """
UPDATE deliveries d
SET state = 'claimed', claimed_by = %(by)s, leased_until = %(until)s, tries = tries + 1,
    provider_rank = 0,
    past_provider_ids = CASE WHEN provider_id IS NULL THEN past_provider_ids
                             ELSE past_provider_ids || provider_id END,
    provider_id = NULL, provider_status = NULL, provider_code = NULL
FROM ({next}) AS next, subscribers s, messages m
WHERE d.delivery_id = next.delivery_id AND s.subscriber_id = d.subscriber_id
  AND m.message_id = d.message_id
RETURNING d.delivery_id, d.run_no, d.subscriber_id, d.channel, d.level, d.risk, d.language,
       m.status, m.family, m.kind, {thread},
          d.body || d.link AS body, d.tries,
          coalesce(d.asked_again_at, d.created_at) AS created_at, d.answered_at,
          d.provider_code, s.address_encrypted, s.stopped_because,
       {is_overtaken}
"""
_OPEN = """
SELECT d.delivery_id, d.run_no, d.subscriber_id, d.channel, d.level, d.risk, d.language,
       m.status, m.family, m.kind, {thread},
       d.body || d.link AS body, d.tries,
       coalesce(d.asked_again_at, d.created_at) AS created_at, d.answered_at,
       d.provider_code, s.address_encrypted, s.stopped_because,
       false AS is_overtaken
FROM deliveries d
JOIN subscribers s USING (subscriber_id)
JOIN messages m USING (message_id)
WHERE d.state = %(state)s AND d.channel = %(channel)s AND d.settled_at IS NULL
ORDER BY d.level DESC, d.risk DESC, d.answered_at
LIMIT %(limit)s
"""

_THREAD = """
CASE WHEN m.thread <> '' THEN m.thread ELSE (
  SELECT 'gauge/' || al.station_id FROM transitions t JOIN alerts al USING (alert_id)
  WHERE t.transition_id = m.transition_id) END || {part} AS thread
"""
# A lifting in part takes the place of nothing: elsewhere the order stands, and is still to be read.
_PART = """
CASE WHEN m.family = 'order' AND m.kind = 'lift'
       AND (SELECT count(*) FROM message_areas ma WHERE ma.message_id = m.message_id)
         < (SELECT count(*) FROM order_areas oa WHERE oa.order_id = m.order_id)
     THEN '/part/' || m.message_id ELSE '' END
"""
_THREAD = _THREAD.replace("{part}", _PART)
_CLAIM = _CLAIM.replace("{thread}", _THREAD).replace("{is_overtaken}", IS_OVERTAKEN)
_OPEN = _OPEN.replace("{thread}", _THREAD)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one person by one channel, in somebody's hands to be sent or settled.

    ``level`` is the gauge's of a gauge notice, the alert level (警戒レベル) of anything else;
    ``thread`` what it goes on telling of, such as gauge/kawabe-bridge.
    ``is_overtaken`` is asked as it is claimed: it would say what is no longer so.
    """

    delivery_id: UUID
    run_no: int
    subscriber_id: int
    channel: Channel
    level: int
    risk: int
    language: Language
    status: str
    family: str
    kind: str
    thread: str
    body: str
    tries: int
    created_at: datetime
    answered_at: datetime | None
    provider_code: str | None
    address: Address
    is_stopped: bool
    is_overtaken: bool


def claim_due(
    connection: Connection,
    seal: AddressSeal,
    channel: Channel,
    *,
    by: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    line: Line = EVERYTHING,
) -> list[Delivery]:
    """Take the highest deliveries that are due; nobody else gets them while the lease lasts.

    Where the line has a pace, no more are taken than may leave at once.
    """
    values = {"by": by, "now": now, "until": now + lease, "channel": channel, "limit": limit}
    following = _NEXT.replace("{whose}", _WHOSE[line.actual])
    if line.pace is None:
        return _deliveries(connection, seal, _CLAIM.replace("{next}", following), values, now)
    with unavailable_when_lost(), connection.transaction():
        values["chosen"] = _in_step(connection, line.pace, following, values, now)
        claim = _CLAIM.replace("{next}", _CHOSEN)
        return _deliveries(connection, seal, claim, values, now) if values["chosen"] else []


def _in_step(
    connection: Connection,
    pace: Pace,
    following: str,
    values: Mapping[str, object],
    now: datetime,
) -> list[UUID]:
    """Return what may leave at once by a sender, and have the others wait for it."""
    free_at = free_from(connection, pace, now)
    if free_at > now:
        return []
    query = following.replace("SELECT delivery_id", "SELECT delivery_id, channel, body || link")
    rows = connection.execute(query.encode(), values).fetchall()
    parts = [segments(body).parts if channel == Channel.SMS else 1 for _, channel, body in rows]
    count, free_at = leave_now(pace, free_at, parts, now)
    if count:
        move_on(connection, pace, free_at)
    return [delivery_id for delivery_id, *_ in rows[:count]]


def unsettled_deliveries(
    connection: Connection,
    seal: AddressSeal,
    state: Literal["unknown", "refused"],
    now: datetime,
    channel: Channel,
) -> list[Delivery]:
    """Return deliveries that nobody has settled yet, the highest first, a hundred at the most.

    Of those that are ``unknown`` nobody knows whether they were sent; those ``refused`` the
    provider took and then reported as failed.
    """
    values = {"state": state, "channel": channel, "limit": AT_ONCE}
    return _deliveries(connection, seal, _OPEN, values, now)


def _deliveries(
    connection: Connection,
    seal: AddressSeal,
    query: str,
    values: Mapping[str, object],
    now: datetime,
) -> list[Delivery]:
    """Return what a query finds, the highest first; refuse what has no readable address.

    One person's damaged number must not keep the others from being told.
    """
    with unavailable_when_lost(), connection.cursor(row_factory=class_row(_Row)) as cursor:
        rows = cursor.execute(query.encode(), values).fetchall()
    taken = []
    for row in rows:
        try:
            taken.append(row.delivery(seal))
        except InvalidError as error:
            log.critical("delivery %s is refused: %s", row.delivery_id, error)
            mark_refused(connection, row.delivery_id, UNREADABLE, now)
    return sorted(taken, key=lambda delivery: (-delivery.level, -delivery.risk))


@dataclass(frozen=True, slots=True)
class _Row:
    delivery_id: UUID
    run_no: int
    subscriber_id: int
    channel: str
    level: int
    risk: int
    language: str
    status: str
    family: str
    kind: str
    thread: str
    body: str
    tries: int
    created_at: datetime
    answered_at: datetime | None
    provider_code: str | None
    address_encrypted: bytes
    stopped_because: str | None
    is_overtaken: bool

    def delivery(self, seal: AddressSeal) -> Delivery:
        channel = Channel(self.channel)
        return Delivery(
            self.delivery_id,
            self.run_no,
            self.subscriber_id,
            channel,
            self.level,
            self.risk,
            Language(self.language),
            self.status,
            self.family,
            self.kind,
            self.thread,
            self.body,
            self.tries,
            self.created_at,
            self.answered_at,
            self.provider_code,
            seal.decrypt(channel, self.address_encrypted),
            self.stopped_because is not None,
            self.is_overtaken,
        )
