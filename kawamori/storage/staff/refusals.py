"""Lock-outs: who was refused too often waits, whether or not there is anybody of that name.

A try is written down before the password is looked at and taken back when it was right: many
guesses at once count as many. By address the limit is high: behind a proxy that does not say for
whom it asks, all of headquarters has one address. An open session and a one-time link are not
touched by a lock-out, so that nobody can shut a commander out by guessing.
"""

import hashlib
from datetime import datetime, timedelta

from kawamori.staff import name_key
from kawamori.storage.connections import Connection

WITHIN = timedelta(minutes=15)
MOST_BY_NAME = 5
MOST_BY_ADDRESS = 50

# Tries come one after the other here, or several at once would each find none before them.
_LOCK = "SELECT pg_advisory_xact_lock(7720)"
_NOTE = "INSERT INTO sign_in_refusals (refused_at, name_hash, address) VALUES (%s, %s, %s)"
_COUNT = """
SELECT
  (SELECT count(*) FROM sign_in_refusals WHERE name_hash = %s AND refused_at > %s),
  (SELECT count(*) FROM sign_in_refusals WHERE address = %s AND refused_at > %s)
"""
_FORGET = "DELETE FROM sign_in_refusals WHERE name_hash = %s"
_TAKE_BACK = """
DELETE FROM sign_in_refusals WHERE ctid = (
  SELECT ctid FROM sign_in_refusals WHERE name_hash = %s AND refused_at = %s LIMIT 1)
"""


def note_try(
    connection: Connection, name: str, address: str | None, now: datetime
) -> tuple[int, int]:
    """Write a try down, and return how many there were of the name and from the address.

    A try that is refused for a lock-out is not written down: a lock-out ends by itself.
    """
    hashed = name_hash(name)
    with connection.transaction():
        connection.execute(_LOCK)
        by_name, by_address = _counted(connection, hashed, address, now)
        if by_name <= MOST_BY_NAME and by_address <= MOST_BY_ADDRESS:
            connection.execute(_NOTE, (now, hashed, address))
    return by_name, by_address


def is_worth_keeping(connection: Connection, way: str, address: str | None, now: datetime) -> bool:
    """Return whether one more refusal of a way without a name is kept of an address.

    Acts are kept for good: a stranger must not fill the disk with them.
    """
    hashed = name_hash(f"{way} {address}")
    by_way, _ = _counted(connection, hashed, None, now)
    if by_way > MOST_BY_ADDRESS:
        return False
    connection.execute(_NOTE, (now, hashed, None))
    return True


def take_back(connection: Connection, name: str, at: datetime) -> None:
    """Have one try not count: it was no guess."""
    connection.execute(_TAKE_BACK, (name_hash(name), at))


def forget_refusals(connection: Connection, name: str) -> None:
    """Have nothing count against a name any more."""
    connection.execute(_FORGET, (name_hash(name),))


def _counted(
    connection: Connection, hashed: bytes, address: str | None, now: datetime
) -> tuple[int, int]:
    """Return how many tries there are with this one, of the name and from the address."""
    since = now - WITHIN
    row = connection.execute(_COUNT, (hashed, since, address, since)).fetchone()
    assert row is not None  # noqa: S101 a SELECT of counts gives a row
    return row[0] + 1, row[1] + 1


def name_hash(name: str) -> bytes:
    """Return a name as it is kept of a try: people type passwords into the wrong field."""
    return hashlib.sha256(name_key(name).encode("utf-8", "surrogatepass")).digest()
