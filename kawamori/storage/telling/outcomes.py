"""What becomes of a delivery: accepted, refused, unknown, handed over, delivered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from kawamori.people import Channel
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.stream import announce

# How far a provider has come with a message; a callback only ever moves it forward.
# A failure counts less than a delivery: if both are reported, somebody has it.
RANKS = {
    "accepted": 1,
    "scheduled": 1,
    "queued": 2,
    "initiated": 2,
    "sending": 3,
    "ringing": 3,
    "sent": 4,
    "in-progress": 4,
    "partially_delivered": 5,
    "completed": 5,  # a call that was picked up, perhaps by a machine
    "busy": 6,
    "no-answer": 6,
    "canceled": 6,
    "undelivered": 6,
    "failed": 6,
    "delivered": 7,
    "read": 8,
}
LOST_LEASE = "lease"
_FAILED, _DELIVERED = RANKS["failed"], RANKS["delivered"]

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
_WITHHELD = """
UPDATE deliveries
SET state = 'withheld', answered_at = %(now)s, settled_at = %(now)s, provider_code = %(code)s
WHERE delivery_id = %(delivery_id)s AND state = 'claimed'
RETURNING run_no
"""
_UNKNOWN = """
UPDATE deliveries
SET state = 'unknown', answered_at = %(now)s, provider_code = %(code)s
WHERE delivery_id = %(delivery_id)s AND state = 'claimed'
RETURNING run_no
"""
# Nobody goes and tells somebody that a height of their own was reached, or asks whether they come:
# the call-out asks the next.
LEFT_TO_A_PERSON = """CASE WHEN EXISTS (
  SELECT FROM messages m WHERE m.message_id = deliveries.message_id
    AND (m.own_reach_id IS NOT NULL OR (m.family = 'responder' AND m.kind = 'ask')))
  THEN 'refused' ELSE 'handed_over' END"""
_HANDED_OVER = """
UPDATE deliveries
SET state = {left}, settled_at = %(now)s, provider_code = coalesce(%(code)s, provider_code)
WHERE delivery_id = %(delivery_id)s AND state IN ('claimed', 'unknown', 'refused', 'due')
RETURNING run_no
""".replace("{left}", LEFT_TO_A_PERSON)
_EXPIRED = """
UPDATE deliveries
SET state = {left}, settled_at = %(now)s, provider_code = %(code)s
WHERE state = 'due' AND coalesce(asked_again_at, created_at) < %(before)s
RETURNING delivery_id, run_no
""".replace("{left}", LEFT_TO_A_PERSON)
_LOST_LEASES = """
UPDATE deliveries
SET state = 'unknown', answered_at = leased_until - %(lease)s, provider_code = %(code)s
WHERE state = 'claimed' AND channel = %(channel)s AND leased_until < %(now)s
RETURNING delivery_id, run_no
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


def mark_withheld(connection: Connection, delivery_id: UUID, because: str, now: datetime) -> bool:
    """Record that this was not sent, and never will be, because of a rule of ours."""
    return _mark(connection, _WITHHELD, delivery_id, now, {"code": because})


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


def recover_leases(
    connection: Connection, channel: Channel, now: datetime, lease: timedelta
) -> int:
    """Call unknown, since it was claimed, what nobody answered for; return how many."""
    values = {"channel": channel, "now": now, "lease": lease, "code": LOST_LEASE}
    with unavailable_when_lost(), connection.transaction():
        rows = connection.execute(_LOST_LEASES, values).fetchall()
        for delivery_id, run_no in rows:
            announce(connection, run_no, "deliveries", [str(delivery_id)])
    return len(rows)


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
