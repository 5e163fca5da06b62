"""Key rotation: seal everything anew under the newest key, a slice at a time, while all runs.

Each slice is a transaction: a rotation that is stopped goes on where it was. What no key opens
is left as it is, and counted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import LiteralString

from psycopg.sql import SQL, Composed, Identifier

from kawamori.errors import InvalidError
from kawamori.people import Channel
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.responder_seals import SEALED, reseal
from kawamori.storage.people.visits import VisitSeal

_NEXT = """
SELECT {key}, {channel}, {sealed} FROM {table}
WHERE {key} > %s AND length({sealed}) > 0 AND substr({sealed}, 1, length(%s)) <> %s
ORDER BY {key} LIMIT %s
FOR UPDATE
"""
_RESEAL = """
UPDATE {table} t SET {sealed} = given.sealed, {hashed} = given.hashed
FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) AS given (key, sealed, hashed)
WHERE t.{key} = given.key
"""
# Somebody who was stored under both keys is one: the wishes go to the newer row, the older is left
# without an address. It takes a process that did not know the newer key yet.
_TWICE = """
SELECT o.subscriber_id, n.subscriber_id
FROM unnest(%s::bigint[], %s::bytea[]) AS given (key, hashed)
JOIN subscribers o ON o.subscriber_id = given.key
JOIN subscribers n ON n.channel = o.channel AND n.address_hash = given.hashed
"""
_MERGE = (
    """INSERT INTO subscriptions SELECT %(new)s, station_id, from_level FROM subscriptions
       WHERE subscriber_id = %(old)s ON CONFLICT DO NOTHING""",
    """INSERT INTO subscriber_areas SELECT %(new)s, area_id, from_level FROM subscriber_areas
       WHERE subscriber_id = %(old)s ON CONFLICT DO NOTHING""",
    """INSERT INTO own_marks SELECT %(new)s, station_id, stage_m FROM own_marks
       WHERE subscriber_id = %(old)s ON CONFLICT DO NOTHING""",
    "DELETE FROM own_marks WHERE subscriber_id = %(old)s",
    """INSERT INTO reachable SELECT run_no, %(new)s FROM reachable
       WHERE subscriber_id = %(old)s ON CONFLICT DO NOTHING""",
    "UPDATE duty SET subscriber_id = %(new)s WHERE subscriber_id = %(old)s",
    """UPDATE subscribers SET address_encrypted = '', erased_at = now(),
         stopped_at = coalesce(stopped_at, now()), stopped_because = 'twice'
       WHERE subscriber_id = %(old)s""",
)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A table with something sealed, and how to seal it anew with its hash."""

    table: str
    key: str
    sealed: str
    hashed: str
    channel: LiteralString
    renew: Callable[[str, bytes], tuple[bytes, bytes | None]]


@dataclass(slots=True)
class Rotated:
    """How many were sealed anew, and how many no key opens."""

    renewed: int = 0
    unreadable: int = 0


def rotate_keys(
    connection: Connection, people_key: bytes, *, slice_of: int = 500
) -> dict[str, Rotated]:
    """Seal everything under the newest key and return how much of what."""
    seal, visit_seal = AddressSeal(people_key), VisitSeal(people_key)

    def address(channel: str, sealed: bytes) -> tuple[bytes, bytes | None]:
        way = Channel(channel)
        known = seal.decrypt(way, sealed)
        return seal.encrypt(way, known), seal.hash(way, known)

    def visit(_: str, sealed: bytes) -> tuple[bytes, bytes | None]:
        who = visit_seal.decrypt(sealed)
        hashed = seal.hash(Channel.SMS, who.phone) if who.phone else None
        return visit_seal.encrypt(who), hashed

    plain = ("address_encrypted", "address_hash")
    tables = (
        (_Sealed("subscribers", "subscriber_id", *plain, "channel", address), seal.key_id),
        (_Sealed("inbound_messages", "inbound_id", *plain, "'sms'", address), seal.key_id),
        (
            _Sealed("visit_requests", "visit_id", "person_encrypted", "phone_hash", "''", visit),
            visit_seal.key_id,
        ),
    )
    with unavailable_when_lost():
        rotated = {each.table: _rotate(connection, each, key, slice_of) for each, key in tables}
        responders = {
            f"responders' {column.removesuffix('_sealed')}": Rotated(
                *reseal(connection, people_key, column, slice_of)
            )
            for column in SEALED
        }
    return rotated | responders


def _rotate(connection: Connection, what: _Sealed, key_id: bytes, slice_of: int) -> Rotated:
    rotated, last = Rotated(), 0
    while True:
        with connection.transaction():
            values = (last, key_id, key_id, slice_of)
            rows = connection.execute(_composed(_NEXT, what), values).fetchall()
            if not rows:
                return rotated
            last = rows[-1][0]
            renewed = []
            for number, channel, sealed in rows:
                try:
                    renewed.append((number, *what.renew(channel, sealed)))
                except InvalidError:
                    rotated.unreadable += 1
            if what.table == "subscribers":
                renewed = _without_twins(connection, renewed)
            columns = [list(column) for column in zip(*renewed, strict=True)] or [[], [], []]
            connection.execute(_composed(_RESEAL, what), columns)
            rotated.renewed += len(renewed)


def _without_twins(
    connection: Connection, renewed: Sequence[tuple[int, bytes, bytes | None]]
) -> list[tuple[int, bytes, bytes | None]]:
    """Merge whoever is there under the newest key already, and return the others."""
    columns = ([number for number, _, _ in renewed], [hashed for *_, hashed in renewed])
    twins: dict[int, int] = dict(connection.execute(_TWICE, columns).fetchall())
    for old, new in twins.items():
        for query in _MERGE:
            connection.execute(query.encode(), {"old": old, "new": new})
    return [each for each in renewed if each[0] not in twins]


def _composed(query: LiteralString, what: _Sealed) -> Composed:
    names = {name: Identifier(getattr(what, name)) for name in ("table", "key", "sealed", "hashed")}
    return SQL(query).format(**names, channel=SQL(what.channel))
