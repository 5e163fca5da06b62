"""Ways to the city's provider that browsers were sent on: each is taken once, by its browser."""

from datetime import datetime, timedelta
from typing import NamedTuple

from kawamori.storage.connections import Connection
from kawamori.storage.staff.secrets import new_secret, secret_hash

WITHIN = timedelta(minutes=10)

_BEGIN = """
INSERT INTO provider_starts (state_hash, browser_hash, nonce, verifier, started_at)
VALUES (%s, %s, %s, %s, %s)
"""
_TAKE = """
DELETE FROM provider_starts WHERE state_hash = %s AND browser_hash = %s AND started_at > %s
RETURNING nonce, verifier
"""


class Start(NamedTuple):
    """What a browser is sent on with; ``browser`` stays with it, as a cookie."""

    state: str
    browser: str
    nonce: str
    verifier: str


class Taken(NamedTuple):
    """What is needed of a start once its browser has come back."""

    nonce: str
    verifier: str


def begin_start(connection: Connection, now: datetime) -> Start:
    """Return a new start, and remember it."""
    start = Start(new_secret(), new_secret(), new_secret(), new_secret())
    hashes = (secret_hash(start.state), secret_hash(start.browser))
    connection.execute(_BEGIN, (*hashes, start.nonce, start.verifier, now))
    return start


def take_start(connection: Connection, state: str, browser: str, now: datetime) -> Taken | None:
    """Return the start that a browser comes back from; None when it is not one of its own."""
    row = (secret_hash(state), secret_hash(browser), now - WITHIN)
    found = connection.execute(_TAKE, row).fetchone()
    return Taken(*found) if found else None
