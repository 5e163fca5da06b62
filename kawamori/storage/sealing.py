"""Sealing with a key for one purpose: the key's id, a nonce, and what AES-GCM makes of the rest.

What was sealed before keys had ids has none; it is read by trying the keys.
"""

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kawamori.errors import InvalidError

KEY_BYTES = 32
ID_BYTES, NONCE_BYTES = 4, 12


class Seal:
    """Closes by the first of its keys and opens by each."""

    def __init__(self, keys: Sequence[bytes], purpose: bytes) -> None:
        """Derive a cipher for this purpose, and its id, from each key."""
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise InvalidError(f"a key has {KEY_BYTES} bytes")
        self._ciphers = {
            derive(key, purpose + b" id")[:ID_BYTES]: AESGCM(derive(key, purpose)) for key in keys
        }
        self.key_id = next(iter(self._ciphers))

    def close(self, text: bytes, about: bytes) -> bytes:
        """Return the text sealed; ``about`` must be the same when it is opened."""
        nonce = os.urandom(NONCE_BYTES)
        return self.key_id + nonce + self._ciphers[self.key_id].encrypt(nonce, text, about)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """Return what was sealed; ``ValueError`` when it is damaged or no key fits."""
        cipher = self._ciphers.get(sealed[:ID_BYTES])
        tries = [(cipher, sealed[ID_BYTES:])] if cipher else []
        for known, rest in [*tries, *((each, sealed) for each in self._ciphers.values())]:
            try:
                return known.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], about)
            except (InvalidTag, ValueError):
                continue
        raise ValueError

    def is_current(self, sealed: bytes) -> bool:
        """Return whether the first key sealed it."""
        return sealed.startswith(self.key_id)


def keys_of(joined: bytes) -> list[bytes]:
    """Return the keys that stand one behind the other."""
    return [joined[n : n + KEY_BYTES] for n in range(0, len(joined), KEY_BYTES)]


def derive(key: bytes, purpose: bytes) -> bytes:
    """Return a key for one purpose."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(key)
