"""Addresses at rest: encrypted in the column, found by a keyed hash.

Two keys are derived from one, because a key that finds should not be one that reads.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kawamori.errors import InvalidError
from kawamori.people import Address, Channel, address_of

KEY_BYTES = 32
NONCE_BYTES = 12


class AddressSeal:
    """Encrypts and finds addresses by the people key."""

    def __init__(self, people_key: bytes) -> None:
        """Derive the two keys."""
        self._cipher = AESGCM(_derive(people_key, b"kawamori address encryption"))
        self._hash_key = _derive(people_key, b"kawamori address search")

    def encrypt(self, channel: Channel, address: Address) -> bytes:
        """Return the address as it is stored; it differs each time."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, address.stored.encode(), channel.encode())

    def decrypt(self, channel: Channel, stored: bytes) -> Address:
        """Return a stored address; ``InvalidError`` when it is damaged or of another key."""
        nonce, text = stored[:NONCE_BYTES], stored[NONCE_BYTES:]
        try:
            return address_of(channel, self._cipher.decrypt(nonce, text, channel.encode()).decode())
        except (InvalidTag, ValueError):
            raise InvalidError(
                "an address is damaged or was stored under another people key"
            ) from None

    def hash(self, channel: Channel, address: Address) -> bytes:
        """Return what an address is found by; the same each time."""
        text = f"{channel}:{address.stored}".encode()
        return hmac.new(self._hash_key, text, hashlib.sha256).digest()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(key)
