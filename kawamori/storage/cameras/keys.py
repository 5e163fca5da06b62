"""What a device shows to hand over stills: a key of its own, of which only the hash is kept."""

import hashlib
import secrets
from typing import NamedTuple

from kawamori.stations import check_slug
from kawamori.storage.connections import Connection

_KEY_BYTES = 32  # drawn by chance, so that no slow hash is needed

_END = (
    "UPDATE device_keys SET ended_at = clock_timestamp() WHERE device_id = %s AND ended_at IS NULL"
)
_ADD = """
INSERT INTO device_keys (key_sha256, device_id, rehearsals_only, author) VALUES (%s, %s, %s, %s)
"""
_OWNER = """
SELECT device_id, rehearsals_only FROM device_keys WHERE key_sha256 = %s AND ended_at IS NULL
"""


class KeyOwner(NamedTuple):
    """The device that a key belongs to; one made for rehearsals has no say in reality."""

    device_id: str
    rehearsals_only: bool


def new_key(
    connection: Connection, device_id: str, *, author: str, rehearsals_only: bool = False
) -> str:
    """Return a new key for a device; the one before it ends now."""
    check_slug("device_id", device_id)
    key = secrets.token_urlsafe(_KEY_BYTES)
    with connection.transaction():
        connection.execute(_END, (device_id,))
        connection.execute(_ADD, (_hashed(key), device_id, rehearsals_only, author))
    return key


def end_key(connection: Connection, device_id: str) -> bool:
    """End a device's key, and say whether it had one."""
    return bool(connection.execute(_END, (device_id,)).rowcount)


def owner_of(connection: Connection, key: str) -> KeyOwner | None:
    """Return whose a key is; None when it is nobody's, or has ended."""
    row = connection.execute(_OWNER, (_hashed(key),)).fetchone()
    return KeyOwner(*row) if row else None


def _hashed(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
