"""Keys that stop everything to a number: nothing is kept of them, and nobody else can make one.

A key holds the subscriber's row, sealed for this purpose alone; it differs each time it is made.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from kawamori.storage.sealing import Seal, keys_of

_PURPOSE, _ABOUT = b"kawamori stop keys", b"stop"
_WIDTH = 8


class StopKeys:
    """Makes stop keys by the newest people key, and reads them by each that is known."""

    def __init__(self, people_key: bytes) -> None:
        """Take the key, or several one behind the other, as ``AddressSeal`` does."""
        self._seal = Seal(keys_of(people_key), _PURPOSE)

    def make(self, subscriber_id: int) -> str:
        """Return a key for whoever has shown that the number is theirs."""
        sealed = self._seal.close(subscriber_id.to_bytes(_WIDTH, "big"), _ABOUT)
        return urlsafe_b64encode(sealed).decode().rstrip("=")

    def whose(self, shown: str) -> int | None:
        """Return the subscriber's row that a key is for; None when it is no key of ours."""
        try:
            sealed = urlsafe_b64decode(shown + "=" * (-len(shown) % 4))
            return int.from_bytes(self._seal.open(sealed, _ABOUT), "big")
        except ValueError:
            return None
