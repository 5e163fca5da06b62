"""One-time links: a way in for whoever holds it, once, within minutes."""

from datetime import datetime, timedelta

from kawamori.errors import ConflictError
from kawamori.staff import LINK_LASTS
from kawamori.storage.connections import Connection
from kawamori.storage.staff.accounts import Author, account_of, record_change
from kawamori.storage.staff.secrets import new_secret, secret_hash

_ADD = "INSERT INTO sign_in_links (link_hash, staff_id, made_at, ends_at) VALUES (%s, %s, %s, %s)"
_TAKE = """
UPDATE sign_in_links l SET used_at = %s FROM staff s
WHERE l.staff_id = s.staff_id AND link_hash = %s AND used_at IS NULL AND ends_at > %s
  AND s.withdrawn_at IS NULL
RETURNING l.staff_id
"""


def make_link(
    connection: Connection,
    staff_id: int,
    author: Author,
    now: datetime,
    *,
    lasts: timedelta = LINK_LASTS,
) -> str:
    """Return the secret of a link that signs somebody in once."""
    secret = new_secret()
    with connection.transaction():
        account = account_of(connection, staff_id)
        if not account.is_active:
            raise ConflictError(f"{account.name}'s account is withdrawn")
        connection.execute(_ADD, (secret_hash(secret), staff_id, now, now + lasts))
        record_change(connection, staff_id, account.name, author, "link")
    return secret


def take_link(connection: Connection, secret: str, now: datetime) -> int | None:
    """Use a link up and return whose it is; None when it is nobody's any more."""
    row = connection.execute(_TAKE, (now, secret_hash(secret), now)).fetchone()
    return int(row[0]) if row else None
