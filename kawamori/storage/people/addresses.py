"""Addresses at rest: encrypted in the column, found by a keyed hash.

Two keys are derived from one, because a key that finds should not be one that reads. While
keys are rotated several are known: the first seals, all of them read and find.
"""

import hashlib
import hmac

from kawamori.errors import InvalidError
from kawamori.people import Address, Channel, address_of
from kawamori.storage.sealing import Seal, derive, keys_of

_PHONES = (Channel.SMS, Channel.VOICE)  # one number is found by one hash, whichever way it rings


class AddressSeal:
    """Encrypts and finds addresses by the people key."""

    def __init__(self, people_key: bytes) -> None:
        """Take the key, or several of 32 bytes one behind the other, the newest first."""
        keys = keys_of(people_key)
        self._seal = Seal(keys, b"kawamori address encryption")
        self._hash_keys = [derive(key, b"kawamori address search") for key in keys]

    def encrypt(self, channel: Channel, address: Address) -> bytes:
        """Return the address as it is stored; it differs each time."""
        return self._seal.close(address.stored.encode(), channel.encode())

    def decrypt(self, channel: Channel, stored: bytes) -> Address:
        """Return a stored address; ``InvalidError`` when it is damaged or of another key."""
        try:
            return address_of(channel, self._seal.open(stored, channel.encode()).decode())
        except ValueError:
            raise InvalidError(
                "an address is damaged or was stored under another people key"
            ) from None

    def is_current(self, stored: bytes) -> bool:
        """Return whether an address was sealed by the newest key."""
        return self._seal.is_current(stored)

    @property
    def key_id(self) -> bytes:
        """Return what everything begins with that the newest key has sealed."""
        return self._seal.key_id

    def hash(self, channel: Channel, address: Address) -> bytes:
        """Return what an address is found by; the same each time."""
        return self.hashes(channel, address)[0]

    def hashes(self, channel: Channel, address: Address) -> list[bytes]:
        """Return what an address may be found by under each key that is known, the newest first."""
        kind = Channel.SMS if channel in _PHONES else channel
        text = f"{kind}:{address.stored}".encode()
        return [hmac.new(key, text, hashlib.sha256).digest() for key in self._hash_keys]
