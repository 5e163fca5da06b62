"""Access keys: what a person's program shows; made once, stored as a hash, ended by whoever may."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row

from kawamori.errors import ConflictError, InvalidError, NotFoundError
from kawamori.staff import KEY_LASTS
from kawamori.storage.connections import Connection
from kawamori.storage.staff.accounts import Author, account_of, record_change
from kawamori.storage.staff.secrets import new_secret, secret_hash
from kawamori.storage.staff.sessions import USE_NOTED_EVERY, Holder

LONGEST_LASTS = timedelta(days=3 * 365)
LONGEST_LABEL = 100

_ADD = """
INSERT INTO access_keys (key_hash, staff_id, label, made_at, ends_at) VALUES (%s, %s, %s, %s, %s)
RETURNING key_id
"""
_HOLDER = """
SELECT s.staff_id, s.name, s.role, s.office, false AS must_change, k.used_at
FROM access_keys k JOIN staff s USING (staff_id)
WHERE k.key_hash = %s AND k.withdrawn_at IS NULL AND k.ends_at > %s AND s.withdrawn_at IS NULL
"""
_STANDING = """
SELECT k.key_hash FROM access_keys k JOIN staff s USING (staff_id)
WHERE k.key_hash = ANY (%s) AND k.withdrawn_at IS NULL AND k.ends_at > %s
  AND s.withdrawn_at IS NULL
"""
_NOTE_USE = "UPDATE access_keys SET used_at = %s WHERE key_hash = %s"
_OF = """
SELECT key_id, label, made_at, ends_at, used_at FROM access_keys
WHERE staff_id = %s AND withdrawn_at IS NULL ORDER BY key_id
"""
_WITHDRAW = """
UPDATE access_keys SET withdrawn_at = %s
WHERE staff_id = %s AND key_id = %s AND withdrawn_at IS NULL RETURNING label
"""


@dataclass(frozen=True, slots=True)
class AccessKey:
    """A key, without its secret."""

    key_id: int
    label: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None


def make_key(
    connection: Connection,
    staff_id: int,
    label: str,
    author: Author,
    now: datetime,
    *,
    lasts: timedelta = KEY_LASTS,
    secret: str | None = None,
) -> str:
    """Return a new key of somebody's, which is shown this once; ``label`` says what for.

    ``secret`` is for a program that must know its own before it begins.
    """
    if not label.strip() or len(label) > LONGEST_LABEL:
        raise InvalidError(f"say what the key is for, in 1 to {LONGEST_LABEL} characters")
    if not timedelta() < lasts <= LONGEST_LASTS:
        raise InvalidError(f"a key lasts 1 to {LONGEST_LASTS.days} days, not {lasts.days}")
    secret = secret or new_secret()
    with connection.transaction():
        account = account_of(connection, staff_id)
        if not account.is_active:
            raise ConflictError(f"{account.name}'s account is withdrawn")
        row = (secret_hash(secret), staff_id, label.strip(), now, now + lasts)
        connection.execute(_ADD, row)
        record_change(connection, staff_id, account.name, author, "key", label=label.strip())
    return secret


def key_holder(connection: Connection, key_hash: bytes, now: datetime) -> Holder | None:
    """Return whose key this is, unless it has ended; note that it is used."""
    with connection.cursor(row_factory=class_row(Holder)) as cursor:
        found = cursor.execute(_HOLDER, (key_hash, now)).fetchone()
    if found and (found.used_at is None or now - found.used_at > USE_NOTED_EVERY):
        connection.execute(_NOTE_USE, (now, key_hash))
    return found


def standing_keys(connection: Connection, hashes: Collection[bytes], now: datetime) -> set[bytes]:
    """Return which of these keys have not ended."""
    return {row[0] for row in connection.execute(_STANDING, (list(hashes), now))}


def keys_of(connection: Connection, staff_id: int) -> Sequence[AccessKey]:
    """Return somebody's keys that were not withdrawn."""
    with connection.cursor(row_factory=class_row(AccessKey)) as cursor:
        return cursor.execute(_OF, (staff_id,)).fetchall()


def withdraw_key(
    connection: Connection, staff_id: int, key_id: int, author: Author, now: datetime
) -> None:
    """Make a key worthless at once."""
    with connection.transaction():
        account = account_of(connection, staff_id)
        row = connection.execute(_WITHDRAW, (now, staff_id, key_id)).fetchone()
        if row is None:
            raise NotFoundError(f"{account.name} has no key {key_id}")
        record_change(connection, staff_id, account.name, author, "withdraw_key", label=row[0])
