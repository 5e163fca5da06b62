"""Passwords: stored by argon2id, and compared as slowly where there is nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kawamori.errors import UnavailableError
from kawamori.staff import check_password
from kawamori.storage.connections import Connection
from kawamori.storage.staff.accounts import Author, account_of, record_change
from kawamori.storage.staff.ending import end_sessions
from kawamori.storage.staff.refusals import forget_refusals

# RFC 9106's second choice, 64 MiB and three passes: what a small machine bears twice at once.
_hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)
_turns = BoundedSemaphore(2)
_TURN_WITHIN_S = 5.0

_SET = """
UPDATE staff SET password_hash = %s, password_at = %s, must_change = %s WHERE staff_id = %s
"""
_HASH_OF = "SELECT password_hash FROM staff WHERE staff_id = %s"


def fits(stored: str | None, password: str) -> bool:
    """Return whether a password is the one that is stored; no takes as long without one."""
    with _turn():
        try:
            return _hasher.verify(stored or _nobodys(), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def set_password(
    connection: Connection,
    staff_id: int,
    password: str,
    author: Author,
    now: datetime,
    *,
    must_change: bool,
    keep: bytes | None = None,
) -> None:
    """Give somebody a password; they are signed out wherever they were, but for ``keep``.

    ``must_change`` has them choose their own before anything else.
    """
    account = account_of(connection, staff_id)
    check_password(password, account.name)
    with _turn():
        hashed = _hasher.hash(password)
    with connection.transaction():
        connection.execute(_SET, (hashed, now, must_change, staff_id))
        end_sessions(connection, staff_id, "password", keep=keep)
        forget_refusals(connection, account.name)
        record_change(
            connection, staff_id, account.name, author, "password", must_change=must_change
        )


def password_hash_of(connection: Connection, staff_id: int) -> str | None:
    """Return what is stored of somebody's password."""
    row = connection.execute(_HASH_OF, (staff_id,)).fetchone()
    return row[0] if row else None


@cache
def _nobodys() -> str:
    """Return a hash that no password has, to be as slow with."""
    return _hasher.hash("nobody's")


@contextmanager
def _turn() -> Iterator[None]:
    """Hash two at once and no more: each takes memory that the machine needs."""
    if not _turns.acquire(timeout=_TURN_WITHIN_S):
        raise UnavailableError("too many are signing in at this moment: try again")
    try:
        yield
    finally:
        _turns.release()
