"""Tokens and sessions: who shows what, compared in constant time.

A session is the cookie of a browser that has shown a token once. It carries the
token's mark and an end, signed with the token itself: it can be checked by any
process that has the settings, ends when the token is withdrawn, and does not give
the token away.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from api.people import Person
from kawamori.settings import Token

LASTS = timedelta(hours=12)  # a shift


class _Known(NamedTuple):
    digest: bytes
    key: bytes
    person: Person


class Tokens:
    """The tokens in the settings. Every look-up compares with all of them, found or not."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._known = [_known(t) for t in tokens]

    def owner(self, token: str) -> Person | None:
        """Return whose token this is."""
        digest = _digest(token.encode())
        return _only(k.person for k in self._known if hmac.compare_digest(k.digest, digest))

    def open_session(self, token: str, now: datetime) -> str | None:
        """Return a session that lasts ``LASTS``, or None where the token is nobody's."""
        if self.owner(token) is None:
            return None
        ends = str(int((now + LASTS).timestamp()))
        return f"{ends}.{_signature(_key(token), ends)}"

    def holder(self, session: str, now: datetime) -> Person | None:
        """Return whose session this is, unless it has ended."""
        ends, _, signature = session.partition(".")
        holder = _only(
            k.person
            for k in self._known
            if hmac.compare_digest(_signature(k.key, ends).encode(), signature.encode())
        )
        return holder if holder and now < _moment(ends) else None


def _known(token: Token) -> _Known:
    secret = token.token.get_secret_value()
    return _Known(_digest(secret.encode()), _key(secret), Person(token.person, token.role))


def _key(token: str) -> bytes:
    return _digest(b"kawamori session\0" + token.encode())


def _digest(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()


def _signature(key: bytes, ends: str) -> str:
    return hmac.new(key, ends.encode(), hashlib.sha256).hexdigest()


def _moment(ends: str) -> datetime:
    return datetime.fromtimestamp(int(ends), UTC)  # signed by us, so it is a number


def _only(people: Iterable[Person]) -> Person | None:
    found = list(people)
    return found[0] if found else None
