"""The ledger of what is told: claimed with a lease, sent, answered, settled.

A delivery that was claimed and never answered may have been sent. It becomes
*unknown*, like one that the provider did not answer, and is settled by the
provider's callback, by its list, or by rule.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import class_row

from kawamori.alerts import Kind
from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.people import Address, Channel
from kawamori.storage.addresses import AddressSeal
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.stream import announce

log = logging.getLogger(__name__)

# How far a provider has come with a message; a callback only ever moves it forward.
# A failure counts less than a delivery: if both are reported, somebody has it.
RANKS = {
    "accepted": 1,
    "scheduled": 1,
    "queued": 2,
    "sending": 3,
    "sent": 4,
    "partially_delivered": 5,
    "canceled": 6,
    "undelivered": 6,
    "failed": 6,
    "delivered": 7,
    "read": 8,
}
LOST_LEASE = "lease"
UNREADABLE = "address unreadable"
_FAILED, _DELIVERED = RANKS["failed"], RANKS["delivered"]

_CLAIM = """
UPDATE deliveries d
SET state = 'claimed', claimed_by = %(by)s, leased_until = %(until)s, tries = tries + 1,
    provider_rank = 0,
    past_provider_ids = CASE WHEN provider_id IS NULL THEN past_provider_ids
                             ELSE past_provider_ids || provider_id END,
    provider_id = NULL, provider_status = NULL, provider_code = NULL
FROM (
  SELECT delivery_id FROM deliveries
  WHERE state = 'due' AND due_at <= %(now)s AND channel = %(channel)s
  ORDER BY level DESC, due_at
  LIMIT %(limit)s
  FOR UPDATE SKIP LOCKED
) AS next, subscribers s, messages m
WHERE d.delivery_id = next.delivery_id AND s.subscriber_id = d.subscriber_id
  AND m.message_id = d.message_id
RETURNING d.delivery_id, d.run_no, d.subscriber_id, d.channel, d.level, m.kind,
          d.body || d.link AS body, d.tries,
          coalesce(d.asked_again_at, d.created_at) AS created_at, d.answered_at,
          d.provider_code, s.address_encrypted, s.stopped_because,
          CASE WHEN m.kind IN ('clear', 'ease') THEN EXISTS (
            SELECT FROM transitions t
            JOIN alerts al USING (alert_id)
            JOIN transitions nt ON nt.transition_id > t.transition_id AND nt.audience = 'public'
            JOIN alerts na ON na.alert_id = nt.alert_id
            WHERE t.transition_id = m.transition_id
              AND na.run_no = al.run_no AND na.station_id = al.station_id
          ) ELSE false END AS is_overtaken
"""
_ACCEPTED = """
UPDATE deliveries
SET state = CASE WHEN state IN ('claimed', 'unknown') THEN 'accepted' ELSE state END,
    provider_id = coalesce(provider_id, %(provider_id)s),
    provider_status = CASE WHEN provider_rank < %(rank)s THEN %(status)s ELSE provider_status END,
    provider_rank = greatest(provider_rank, %(rank)s),
    answered_at = %(now)s
WHERE delivery_id = %(delivery_id)s AND (state IN ('claimed', 'unknown') OR provider_id IS NULL)
RETURNING run_no
"""
_AGAIN = """
UPDATE deliveries
SET state = 'due', due_at = %(due_at)s, answered_at = %(now)s, provider_code = %(code)s,
    resends = resends + %(resends)s
WHERE delivery_id = %(delivery_id)s AND state IN ('claimed', 'unknown', 'refused')
RETURNING run_no
"""
_REFUSED = """
UPDATE deliveries
SET state = 'refused', answered_at = %(now)s, settled_at = %(now)s, provider_code = %(code)s
WHERE delivery_id = %(delivery_id)s AND state IN ('claimed', 'unknown', 'refused')
RETURNING run_no
"""
_UNKNOWN = """
UPDATE deliveries
SET state = 'unknown', answered_at = %(now)s, provider_code = %(code)s
WHERE delivery_id = %(delivery_id)s AND state = 'claimed'
RETURNING run_no
"""
_HANDED_OVER = """
UPDATE deliveries
SET state = 'handed_over', settled_at = %(now)s, provider_code = coalesce(%(code)s, provider_code)
WHERE delivery_id = %(delivery_id)s AND state IN ('claimed', 'unknown', 'refused', 'due')
RETURNING run_no
"""
_EXPIRED = """
UPDATE deliveries
SET state = 'handed_over', settled_at = %(now)s, provider_code = %(code)s
WHERE state = 'due' AND coalesce(asked_again_at, created_at) < %(before)s
RETURNING delivery_id, run_no
"""
_LOST_LEASES = """
UPDATE deliveries
SET state = 'unknown', answered_at = leased_until - %(lease)s, provider_code = %(code)s
WHERE state = 'claimed' AND leased_until < %(now)s
RETURNING delivery_id, run_no
"""
_OPEN = """
SELECT d.delivery_id, d.run_no, d.subscriber_id, d.channel, d.level, m.kind,
       d.body || d.link AS body, d.tries,
       coalesce(d.asked_again_at, d.created_at) AS created_at, d.answered_at,
       d.provider_code, s.address_encrypted, s.stopped_because,
       false AS is_overtaken
FROM deliveries d
JOIN subscribers s USING (subscriber_id)
JOIN messages m USING (message_id)
WHERE d.state = %(state)s AND d.settled_at IS NULL
ORDER BY d.level DESC, d.answered_at
LIMIT %(limit)s
"""
_STATUS = """
UPDATE deliveries
SET provider_status = %(status)s, provider_rank = %(rank)s,
    provider_id = coalesce(provider_id, %(provider_id)s),
    provider_code = coalesce(%(code)s, provider_code),
    answered_at = %(now)s,
    settled_at = CASE WHEN %(rank)s >= %(delivered)s THEN %(now)s ELSE settled_at END,
    state = CASE WHEN %(rank)s >= %(delivered)s THEN 'delivered'
                 WHEN %(rank)s = %(failed)s THEN 'refused'
                 ELSE 'accepted' END
WHERE delivery_id = %(delivery_id)s AND provider_rank < %(rank)s
  AND (%(rank)s >= %(delivered)s
       OR (coalesce(provider_id, %(provider_id)s) = %(provider_id)s
           AND %(provider_id)s <> ALL (past_provider_ids)))
RETURNING run_no
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one person by one channel, in somebody's hands to be sent or settled.

    ``is_overtaken`` is asked as it is claimed: an all-clear that a newer step contradicts.
    """

    delivery_id: UUID
    run_no: int
    subscriber_id: int
    channel: Channel
    level: GaugeLevel
    kind: Kind
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
) -> list[Delivery]:
    """Take the highest deliveries that are due; nobody else gets them while the lease lasts."""
    values = {"by": by, "now": now, "until": now + lease, "channel": channel, "limit": limit}
    return _deliveries(connection, seal, _CLAIM, values, now)


def mark_accepted(
    connection: Connection, delivery_id: UUID, provider_id: str, status: str, now: datetime
) -> bool:
    """Record that the provider has taken the message; False when a callback was quicker."""
    values = {"provider_id": provider_id, "status": status, "rank": RANKS.get(status, 1)}
    return _mark(connection, _ACCEPTED, delivery_id, now, values)


def mark_due_again(
    connection: Connection,
    delivery_id: UUID,
    due_at: datetime,
    now: datetime,
    *,
    code: str | None,
    resent: bool = False,
) -> bool:
    """Have a delivery sent at a later time; ``resent`` counts one that may have been sent."""
    values = {"due_at": due_at, "code": code, "resends": int(resent)}
    return _mark(connection, _AGAIN, delivery_id, now, values)


def mark_refused(connection: Connection, delivery_id: UUID, code: str, now: datetime) -> bool:
    """Record that the provider will never send this, and that nobody will try again."""
    return _mark(connection, _REFUSED, delivery_id, now, {"code": code})


def mark_unknown(connection: Connection, delivery_id: UUID, code: str, now: datetime) -> bool:
    """Record that nobody knows whether the message was sent."""
    return _mark(connection, _UNKNOWN, delivery_id, now, {"code": code})


def hand_over(
    connection: Connection, delivery_id: UUID, now: datetime, code: str | None = None
) -> bool:
    """Leave a delivery to a person, who sees it in the ledger, and why if ``code`` says so."""
    return _mark(connection, _HANDED_OVER, delivery_id, now, {"code": code})


def hand_over_expired(connection: Connection, before: datetime, now: datetime, code: str) -> int:
    """Leave to a person whatever is due and was written before a time; return how many."""
    values = {"before": before, "now": now, "code": code}
    with unavailable_when_lost(), connection.transaction():
        rows = connection.execute(_EXPIRED, values).fetchall()
        for delivery_id, run_no in rows:
            announce(connection, run_no, "deliveries", [str(delivery_id)])
    return len(rows)


def recover_leases(connection: Connection, now: datetime, lease: timedelta) -> int:
    """Call unknown, since it was claimed, what nobody answered for; return how many."""
    values = {"now": now, "lease": lease, "code": LOST_LEASE}
    with unavailable_when_lost(), connection.transaction():
        rows = connection.execute(_LOST_LEASES, values).fetchall()
        for delivery_id, run_no in rows:
            announce(connection, run_no, "deliveries", [str(delivery_id)])
    return len(rows)


def unknown_deliveries(
    connection: Connection, seal: AddressSeal, now: datetime, limit: int = 100
) -> list[Delivery]:
    """Return deliveries of which nobody knows whether they were sent, the highest first."""
    values = {"state": "unknown", "limit": limit}
    return _deliveries(connection, seal, _OPEN, values, now)


def failed_deliveries(
    connection: Connection, seal: AddressSeal, now: datetime, limit: int = 100
) -> list[Delivery]:
    """Return deliveries that the provider reported as failed and nobody has settled yet."""
    values = {"state": "refused", "limit": limit}
    return _deliveries(connection, seal, _OPEN, values, now)


def record_status(
    connection: Connection,
    delivery_id: UUID,
    *,
    provider_id: str,
    status: str,
    code: str | None,
    now: datetime,
) -> bool:
    """Record what the provider's callback says; False when it is no news.

    Callbacks come twice and out of order: the status only moves forward. One about an
    earlier try counts only if that try was delivered after all.
    """
    values = {
        "provider_id": provider_id,
        "status": status,
        "code": code,
        "rank": RANKS.get(status, 0),
        "failed": _FAILED,
        "delivered": _DELIVERED,
    }
    return _mark(connection, _STATUS, delivery_id, now, values)


def _mark(
    connection: Connection,
    statement: str,
    delivery_id: UUID,
    now: datetime,
    values: Mapping[str, object],
) -> bool:
    values = {"delivery_id": delivery_id, "now": now, **values}
    with unavailable_when_lost(), connection.transaction():
        row = connection.execute(statement.encode(), values).fetchone()
        if row is not None:
            announce(connection, row[0], "deliveries", [str(delivery_id)])
    return row is not None


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
    return sorted(taken, key=lambda delivery: -delivery.level)


@dataclass(frozen=True, slots=True)
class _Row:
    delivery_id: UUID
    run_no: int
    subscriber_id: int
    channel: str
    level: int
    kind: str
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
            GaugeLevel(self.level),
            Kind(self.kind),
            self.body,
            self.tries,
            self.created_at,
            self.answered_at,
            self.provider_code,
            seal.decrypt(channel, self.address_encrypted),
            self.stopped_because is not None,
            self.is_overtaken,
        )
