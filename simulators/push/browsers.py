"""Browsers that subscribed: the service's name for each, and the keys it reads with."""

import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kawamori.vapid import as_bytes, as_text

AUTH_BYTES, NUMBER_BYTES = 16, 32


@dataclass(frozen=True)
class Browser:
    """One browser that subscribed; ``number`` is its private key's."""

    token: str
    number: str
    auth: str

    @classmethod
    def new(cls) -> "Browser":
        """Subscribe a browser."""
        key = generate_private_key(SECP256R1())
        number = key.private_numbers().private_value.to_bytes(NUMBER_BYTES, "big")
        return cls(secrets.token_urlsafe(24), as_text(number), as_text(os.urandom(AUTH_BYTES)))

    @cached_property
    def _key(self) -> EllipticCurvePrivateKey:
        return derive_private_key(int.from_bytes(as_bytes(self.number), "big"), SECP256R1())

    def subscription(self, origin: str) -> dict[str, Any]:
        """Return what the browser's ``PushSubscription.toJSON()`` would say."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": as_text(point), "auth": self.auth}
        return {"endpoint": f"{origin}/push/{self.token}", "keys": keys}

    def read(self, body: bytes) -> bytes:
        """Return a message's text; ``http_ece.ECEException`` or ``ValueError`` if it is none."""
        text: bytes = http_ece.decrypt(
            body, private_key=self._key, auth_secret=as_bytes(self.auth), version="aes128gcm"
        )
        return text
