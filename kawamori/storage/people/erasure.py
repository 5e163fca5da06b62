"""Erasure: of one person who asks for it, and of whoever was stopped long ago.

An erased subscriber keeps a row without an address, so that the ledger still counts how many
were told.
"""

from collections.abc import Sequence
from datetime import datetime

from kawamori.errors import ConflictError, NotFoundError
from kawamori.people.stops import BY_THEM
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.kept import Known, found_by, note
from kawamori.storage.people.visits import Reader

A_SLICE = 1_000

_WHO = """
SELECT subscriber_id FROM subscribers WHERE channel = ANY(%s) AND address_hash = ANY(%s)
"""
_ON_DUTY = """
SELECT person FROM duty WHERE subscriber_id = ANY(%s) AND removed_at IS NULL ORDER BY person
"""
_CANCEL = """
UPDATE deliveries SET state = 'canceled', provider_code = 'erased', settled_at = %(now)s
WHERE subscriber_id = ANY(%(who)s) AND state = 'due'
"""
_UNLINK = """
UPDATE deliveries SET provider_id = NULL, past_provider_ids = '{}', link = ''
WHERE subscriber_id = ANY(%(who)s) AND (provider_id IS NOT NULL OR link <> '')
"""
_UNLINK_STEPS = """
UPDATE delivery_steps SET provider_id = NULL
WHERE provider_id IS NOT NULL
  AND delivery_id IN (SELECT delivery_id FROM deliveries WHERE subscriber_id = ANY(%(who)s))
"""
_FORGET_STATIONS = "DELETE FROM subscriptions WHERE subscriber_id = ANY(%(who)s)"
_FORGET_REACHABLE = """
DELETE FROM reachable r WHERE subscriber_id = ANY(%(who)s) AND NOT EXISTS (
  SELECT FROM deliveries d WHERE d.run_no = r.run_no AND d.subscriber_id = r.subscriber_id)
"""
_EMPTY = """
UPDATE subscribers
SET address_encrypted = '', erased_at = %(now)s, stopped_at = coalesce(stopped_at, %(now)s),
    stopped_because = coalesce(stopped_because, 'erased'), language = 'ja', reading_need = 'none',
    quiet_from = NULL, quiet_until = NULL, gauge_quiet_below = 4,
    address_hash = CASE WHEN %(keep_stop)s AND stopped_because = ANY(%(by_them)s) THEN address_hash
                        ELSE decode(replace(gen_random_uuid()::text, '-', ''), 'hex') END
WHERE subscriber_id = ANY(%(who)s)
"""
_ERASE = (
    _CANCEL,
    _UNLINK,
    _UNLINK_STEPS,
    _FORGET_STATIONS,
    _FORGET_REACHABLE,
    _EMPTY,
)
_DELETE_ELSEWHERE = {
    "replies": "DELETE FROM inbound_messages WHERE address_hash = ANY(%s)",
    "verifications": "DELETE FROM phone_verifications WHERE address_hash = ANY(%s)",
    "visit requests": "DELETE FROM visit_requests WHERE phone_hash = ANY(%s)",
}
_STOPPED = """
SELECT subscriber_id FROM subscribers s
WHERE stopped_at < %s AND erased_at IS NULL AND NOT EXISTS (
  SELECT FROM duty d WHERE d.subscriber_id = s.subscriber_id AND d.removed_at IS NULL)
ORDER BY subscriber_id LIMIT %s
FOR UPDATE SKIP LOCKED
"""


def erase_person(
    connection: Connection, people_key: bytes, person: Known, by: Reader, now: datetime
) -> dict[str, int]:
    """Erase somebody and return how much of what; ``NotFoundError`` when nothing is kept.

    ``ConflictError`` for whoever is on the duty roster: an alert would call nobody.
    """
    channels, hashes = found_by(AddressSeal(people_key), person)
    with unavailable_when_lost(), connection.transaction():
        rows = connection.execute(_WHO, (channels, hashes)).fetchall()
        numbers = [row[0] for row in rows]
        on_duty = [row[0] for row in connection.execute(_ON_DUTY, (numbers,))]
        if on_duty:
            raise ConflictError(f"{', '.join(on_duty)} is on the duty roster: remove them first")
        _erase(connection, numbers, now, keep_stop=False)
        erased = {"addresses": len(numbers)}
        for what, query in _DELETE_ELSEWHERE.items():
            erased[what] = connection.execute(query.encode(), (hashes,)).rowcount
        if not any(erased.values()):
            raise NotFoundError(f"nothing is kept of {person!r}")
        note(connection, by, "erase_person", numbers, **erased)
    return erased


def erase_stopped(connection: Connection, before: datetime, now: datetime) -> int:
    """Erase who has not been written to since ``before``, in slices; return how many.

    Of whoever asked to be stopped the hash stays, so that no list writes to them again.
    Whoever is on the duty roster stays whole.
    """
    erased = 0
    while True:
        with connection.transaction():
            rows = connection.execute(_STOPPED, (before, A_SLICE)).fetchall()
            _erase(connection, [row[0] for row in rows], now, keep_stop=True)
        erased += len(rows)
        if len(rows) < A_SLICE:
            return erased


def _erase(
    connection: Connection, numbers: Sequence[int], now: datetime, *, keep_stop: bool
) -> None:
    values = {
        "who": list(numbers),
        "now": now,
        "keep_stop": keep_stop,
        "by_them": list(BY_THEM),
    }
    for query in _ERASE if numbers else ():
        connection.execute(query.encode(), values)
