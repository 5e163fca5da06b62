"""Erasure: of one person who asks for it, and of whoever was stopped long ago.

An erased subscriber keeps a row without an address, so that the ledger still counts how many
were told.
"""

from collections.abc import Sequence
from datetime import datetime

from kawamori.errors import ConflictError, InvalidError, NotFoundError
from kawamori.people import Channel
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
_FORGET_OWN_MARKS = "DELETE FROM own_marks WHERE subscriber_id = ANY(%(who)s)"
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
    _FORGET_OWN_MARKS,
    _FORGET_REACHABLE,
    _EMPTY,
)
_DELETE_ELSEWHERE = {
    "replies": "DELETE FROM inbound_messages WHERE address_hash = ANY(%s)",
    "verifications": "DELETE FROM phone_verifications WHERE address_hash = ANY(%s)",
    "visit requests": "DELETE FROM visit_requests WHERE phone_hash = ANY(%s)",
}
_FORGET_MESSAGES = (
    """DELETE FROM inbound_messages WHERE address_hash = ANY(%(hashes)s)
         AND (%(since)s::timestamptz IS NULL OR received_at >= %(since)s)""",
    "DELETE FROM phone_verifications WHERE address_hash = ANY(%(hashes)s)",
)
# By a number that nobody is told under any more nobody is found either.
_DELETE_AFTER = tuple(
    f"""DELETE FROM {table} t WHERE address_hash = ANY(%s) AND NOT EXISTS (
          SELECT FROM subscribers s WHERE s.address_hash = t.address_hash AND erased_at IS NULL)"""  # noqa: S608 our own parts
    for table in ("inbound_messages", "phone_verifications")
)
_ADDRESSES = """
SELECT channel, address_encrypted, address_hash FROM subscribers
WHERE subscriber_id = ANY(%s) AND erased_at IS NULL
"""
_RESPONDING = """
SELECT DISTINCT responder_id FROM responder_addresses JOIN responders USING (responder_id)
WHERE subscriber_id = ANY(%s) AND erased_at IS NULL ORDER BY responder_id
"""
_STOPPED = """
SELECT subscriber_id, address_hash FROM subscribers s
WHERE stopped_at < %s AND erased_at IS NULL AND NOT EXISTS (
  SELECT FROM duty d WHERE d.subscriber_id = s.subscriber_id AND d.removed_at IS NULL)
ORDER BY subscriber_id LIMIT %s
FOR UPDATE SKIP LOCKED
"""


def erase_person(
    connection: Connection, people_key: bytes, person: Known, by: Reader, now: datetime
) -> dict[str, int]:
    """Erase somebody and return how much of what; ``NotFoundError`` when nothing is kept.

    ``ConflictError`` for whoever is on the duty roster, for an alert would call nobody, and for
    a responder, of whom more is kept than this finds.
    """
    channels, hashes = found_by(AddressSeal(people_key), person)
    with unavailable_when_lost(), connection.transaction():
        rows = connection.execute(_WHO, (channels, hashes)).fetchall()
        numbers = [row[0] for row in rows]
        on_duty = [row[0] for row in connection.execute(_ON_DUTY, (numbers,))]
        if on_duty:
            raise ConflictError(f"{', '.join(on_duty)} is on the duty roster: remove them first")
        responding = [str(row[0]) for row in connection.execute(_RESPONDING, (numbers,))]
        if responding:
            raise ConflictError(
                f"this is responder {', '.join(responding)}: `kawamori responders purge` first"
            )
        _erase(connection, numbers, now, keep_stop=False)
        erased = {"addresses": len(numbers)}
        for what, query in _DELETE_ELSEWHERE.items():
            erased[what] = connection.execute(query.encode(), (hashes,)).rowcount
        if not any(erased.values()):
            raise NotFoundError(f"nothing is kept of {person!r}")
        note(connection, by, "erase_person", numbers, **erased)
    return erased


def erase_addresses(
    connection: Connection, people_key: bytes, subscriber_ids: Sequence[int], now: datetime
) -> None:
    """Erase these, in the caller's transaction, with replies and codes by the same addresses."""
    seal = AddressSeal(people_key)
    rows = connection.execute(_ADDRESSES, (list(subscriber_ids),)).fetchall()
    _erase(connection, subscriber_ids, now, keep_stop=False)
    forget_messages(connection, [each for row in rows for each in _hashes(seal, *row)])


def forget_messages(
    connection: Connection, hashes: Sequence[bytes], since: datetime | None = None
) -> None:
    """Delete what came from these addresses, since a time, and every code they asked for."""
    for query in _FORGET_MESSAGES:
        connection.execute(query.encode(), {"hashes": list(hashes), "since": since})


def _hashes(seal: AddressSeal, channel: str, sealed: bytes, kept: bytes) -> list[bytes]:
    """Return what an address may be found by; no more than is stored where no key opens it."""
    try:
        way = Channel(channel)
        return [bytes(kept), *seal.hashes(way, seal.decrypt(way, bytes(sealed)))]
    except InvalidError:
        return [bytes(kept)]


def erase_stopped(connection: Connection, before: datetime, now: datetime) -> int:
    """Erase who has not been written to since ``before``, in slices; return how many.

    Their replies go with them, and what they asked of a number that was never verified.
    Of whoever asked to be stopped the hash stays, so that no list writes to them again.
    Whoever is on the duty roster stays whole.
    """
    erased = 0
    while True:
        with connection.transaction():
            rows = connection.execute(_STOPPED, (before, A_SLICE)).fetchall()
            _erase(connection, [row[0] for row in rows], now, keep_stop=True)
            for query in _DELETE_AFTER if rows else ():
                connection.execute(query.encode(), ([row[1] for row in rows],))
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
