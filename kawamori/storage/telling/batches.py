"""What becomes of many deliveries at once, written in one statement."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kawamori.people import Channel
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.stream import announce
from kawamori.storage.telling.outcomes import LOST_LEASE, RANKS

_RECORD = """
UPDATE deliveries d
SET state = o.state,
    provider_id = coalesce(o.provider_id, d.provider_id),
    provider_status = coalesce(o.status, d.provider_status),
    provider_rank = CASE WHEN o.state = 'accepted' THEN %(accepted)s ELSE d.provider_rank END,
    provider_code = o.code,
    due_at = coalesce(o.due_at, d.due_at),
    answered_at = %(now)s,
    settled_at = CASE WHEN o.state IN ('refused', 'handed_over') THEN %(now)s END,
    tries = d.tries - o.untried::int,
    resends = d.resends + o.resent::int
FROM unnest(%(ids)b::uuid[], %(states)s::text[], %(provider_ids)s::text[], %(statuses)s::text[],
            %(codes)s::text[], %(due_ats)s::timestamptz[], %(untried)s::bool[], %(resent)s::bool[])
  AS o (delivery_id, state, provider_id, status, code, due_at, untried, resent)
WHERE d.delivery_id = o.delivery_id AND d.state = 'claimed' AND d.claimed_by = %(by)s
RETURNING d.run_no, d.delivery_id
"""
_LOST = """
UPDATE deliveries
SET state = 'due', provider_code = %(code)s, resends = resends + 1
WHERE channel = %(channel)s
  AND (state = 'claimed' AND leased_until < %(now)s OR state = 'unknown' AND settled_at IS NULL)
RETURNING run_no, delivery_id
"""
_FORWARD = """
UPDATE deliveries SET due_at = %(now)s
WHERE state = 'due' AND channel = %(channel)s AND due_at > %(now)s AND provider_code = %(code)s
"""


class Outcome(NamedTuple):
    """What became of a claimed delivery: accepted, refused, handed over, or due again later.

    ``untried`` is for one that only had to wait, ``resent`` for one that may have been sent
    and is sent again.
    """

    delivery_id: UUID
    state: str
    provider_id: str | None = None
    status: str | None = None
    code: str | None = None
    due_at: datetime | None = None
    untried: bool = False
    resent: bool = False


def record_many(connection: Connection, by: str, outcomes: Sequence[Outcome], now: datetime) -> int:
    """Record what became of deliveries that ``by`` has claimed; return how many were still its own.

    A claim that was lost meanwhile, or a delivery that was taken back, is left as it is.
    """
    values = {
        "by": by,
        "now": now,
        "accepted": RANKS["accepted"],
        "ids": [each.delivery_id for each in outcomes],
        "states": [each.state for each in outcomes],
        "provider_ids": [each.provider_id for each in outcomes],
        "statuses": [each.status for each in outcomes],
        "codes": [each.code for each in outcomes],
        "due_ats": [each.due_at for each in outcomes],
        "untried": [each.untried for each in outcomes],
        "resent": [each.resent for each in outcomes],
    }
    with unavailable_when_lost(), connection.transaction():
        rows = connection.execute(_RECORD, values).fetchall()
        _announce(connection, rows)
    return len(rows)


def send_lost_again(connection: Connection, channel: Channel, now: datetime) -> int:
    """Have sent again what was claimed and never answered for; return how many that was.

    For channels where the same message twice does no harm.
    """
    values = {"channel": channel, "now": now, "code": LOST_LEASE}
    with unavailable_when_lost(), connection.transaction():
        rows = connection.execute(_LOST, values).fetchall()
        _announce(connection, rows)
    return len(rows)


def bring_forward(connection: Connection, channel: Channel, code: str, now: datetime) -> int:
    """Have sent now what was put off for a reason that is over; return how many that was."""
    values = {"channel": channel, "code": code, "now": now}
    with unavailable_when_lost():
        return connection.execute(_FORWARD, values).rowcount


def _announce(connection: Connection, rows: Sequence[tuple[int, UUID]]) -> None:
    changed = defaultdict(list)
    for run_no, delivery_id in rows:
        changed[run_no].append(str(delivery_id))
    for run_no, ids in sorted(changed.items()):
        announce(connection, run_no, "deliveries", ids)
