"""The second factor: time-based codes (RFC 6238), each taken once, and recovery codes on paper."""

import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import pyotp
from pyotp.totp import TOTP

from kawamori.errors import ConflictError, InvalidError
from kawamori.storage.connections import Connection
from kawamori.storage.sealing import Seal, keys_of
from kawamori.storage.staff.accounts import Author, account_of, record_change
from kawamori.storage.staff.secrets import secret_hash

STEP_S = 30
DRIFT_STEPS = 1  # a telephone's clock may be half a minute off
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read for another

_BEGIN = """
UPDATE staff SET totp_sealed = %s, totp_since = NULL, totp_step = NULL WHERE staff_id = %s
"""
_CONFIRM = "UPDATE staff SET totp_since = %s WHERE staff_id = %s"
_RESET = (
    "UPDATE staff SET totp_sealed = NULL, totp_since = NULL, totp_step = NULL WHERE staff_id = %s"
)
_SEALED = "SELECT totp_sealed FROM staff WHERE staff_id = %s"
_TAKE_STEP = """
UPDATE staff SET totp_step = %s WHERE staff_id = %s AND (totp_step IS NULL OR totp_step < %s)
"""
_FORGET_RECOVERY = "DELETE FROM recovery_codes WHERE staff_id = %s"
_ADD_RECOVERY = "INSERT INTO recovery_codes (staff_id, code_hash) VALUES (%s, %s)"
_TAKE_RECOVERY = """
UPDATE recovery_codes SET used_at = %s WHERE staff_id = %s AND code_hash = %s AND used_at IS NULL
"""
_ALL_SEALED = "SELECT staff_id, totp_sealed FROM staff WHERE totp_sealed IS NOT NULL FOR UPDATE"
_RESEAL = "UPDATE staff SET totp_sealed = %s WHERE staff_id = %s"


class Enrolment(NamedTuple):
    """What a person puts into their telephone: the secret, and the same as a URI for a QR code."""

    secret: str
    uri: str


class CodeSeal:
    """Seals the secrets that codes are made from; each opens for its own account alone."""

    def __init__(self, people_key: bytes) -> None:
        self._seal = Seal(keys_of(people_key), b"kawamori codes")

    def close(self, secret: str, staff_id: int) -> bytes:
        """Return a secret sealed."""
        return self._seal.close(secret.encode(), str(staff_id).encode())

    def open(self, sealed: bytes, staff_id: int) -> str:
        """Return what was sealed."""
        try:
            return self._seal.open(sealed, str(staff_id).encode()).decode()
        except ValueError:
            raise InvalidError("the second factor was sealed with another key: reset it") from None

    def is_current(self, sealed: bytes) -> bool:
        """Return whether the newest key sealed it."""
        return self._seal.is_current(sealed)


def begin_enrolment(
    connection: Connection, seal: CodeSeal, staff_id: int, issuer: str
) -> Enrolment:
    """Return a new secret; it counts once a code of it was shown.

    ``ConflictError`` where there is a second factor: whoever holds a session must not change it.
    """
    account = account_of(connection, staff_id)
    if account.has_totp:
        raise ConflictError("there is a second factor: a commander resets it first")
    secret = pyotp.random_base32()
    connection.execute(_BEGIN, (seal.close(secret, staff_id), staff_id))
    uri = TOTP(secret).provisioning_uri(name=account.name, issuer_name=issuer)
    return Enrolment(secret, uri)


def confirm_enrolment(
    connection: Connection, seal: CodeSeal, staff_id: int, code: str, now: datetime
) -> Sequence[str]:
    """Have codes be asked for from now on, and return the recovery codes, shown this once."""
    account = account_of(connection, staff_id)
    if account.has_totp:
        raise ConflictError("there is a second factor already")
    with connection.transaction():
        if not take_code(connection, seal, staff_id, code, now):
            raise InvalidError("this is not the code that the telephone shows now: try the next")
        connection.execute(_CONFIRM, (now, staff_id))
        made = [_recovery_code() for _ in range(RECOVERY_CODES)]
        connection.execute(_FORGET_RECOVERY, (staff_id,))
        for each in made:
            connection.execute(_ADD_RECOVERY, (staff_id, secret_hash(_plain(each))))
        author = Author(account.name, account.role)
        record_change(connection, staff_id, account.name, author, "totp")
    return made


def take_code(
    connection: Connection, seal: CodeSeal, staff_id: int, code: str, now: datetime
) -> bool:
    """Return whether a code is right, and use it up: each is taken once, a recovery code too."""
    plain = _plain(code)
    if not (plain.isascii() and plain.isdecimal()):
        row = (now, staff_id, secret_hash(plain))
        return connection.execute(_TAKE_RECOVERY, row).rowcount == 1
    step = _step_of(connection, seal, staff_id, plain, now)
    if step is None:
        return False
    return connection.execute(_TAKE_STEP, (step, staff_id, step)).rowcount == 1


def reset_codes(connection: Connection, staff_id: int, author: Author) -> None:
    """Take somebody's second factor away, for a telephone that was lost."""
    with connection.transaction():
        account = account_of(connection, staff_id)
        connection.execute(_RESET, (staff_id,))
        connection.execute(_FORGET_RECOVERY, (staff_id,))
        record_change(connection, staff_id, account.name, author, "reset_totp")


def reseal_codes(connection: Connection, seal: CodeSeal) -> tuple[int, int]:
    """Seal everything under the newest key; return how much, and how much no key opens."""
    renewed = unreadable = 0
    with connection.transaction():
        for staff_id, sealed in connection.execute(_ALL_SEALED).fetchall():
            if seal.is_current(sealed):
                continue
            try:
                anew = seal.close(seal.open(sealed, staff_id), staff_id)
            except InvalidError:
                unreadable += 1
                continue
            connection.execute(_RESEAL, (anew, staff_id))
            renewed += 1
    return renewed, unreadable


def _step_of(
    connection: Connection, seal: CodeSeal, staff_id: int, code: str, now: datetime
) -> int | None:
    """Return the time step whose code this is, if it is near enough."""
    row = connection.execute(_SEALED, (staff_id,)).fetchone()
    if row is None or row[0] is None:
        return None
    made = TOTP(seal.open(row[0], staff_id))
    this = int(now.timestamp()) // STEP_S
    for step in range(this - DRIFT_STEPS, this + DRIFT_STEPS + 1):
        if secrets.compare_digest(made.generate_otp(step), code):
            return step
    return None


def _recovery_code() -> str:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _plain(code: str) -> str:
    """Return a code as it is compared; a Japanese keyboard may write it wide."""
    return "".join(unicodedata.normalize("NFKC", code).replace("-", "").split()).casefold()
