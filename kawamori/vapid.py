"""The key that browsers know us by, and how a push service is told that it is us (RFC 8292)."""

import base64
import json
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kawamori.errors import InvalidError

VALID_FOR = timedelta(hours=12)  # services refuse more than 24 h; clocks differ
RENEWED_BEFORE = timedelta(hours=1)
NUMBER_BYTES = 32


class Vapid:
    """The key that we push with; browsers accept messages from its holder alone."""

    def __init__(self, private_key: EllipticCurvePrivateKey, subject: str) -> None:
        """``subject`` is where a push service finds us: a mailto or https address."""
        if not subject.startswith(("mailto:", "https://")):
            raise InvalidError(f"the VAPID subject {subject!r} is no mailto: or https:// address")
        self._key = private_key
        self._subject = subject
        self._kept: dict[str, tuple[str, datetime]] = {}
        self.public_key = public_text(private_key)

    def authorization(self, origin: str, now: datetime) -> str:
        """Return the header that goes with every message to a service."""
        header, until = self._kept.get(origin, ("", now))
        if until - now < RENEWED_BEFORE:
            until = now + VALID_FOR
            header = f"vapid t={self._token(origin, until)}, k={self.public_key}"
            self._kept[origin] = header, until
        return header

    def _token(self, origin: str, until: datetime) -> str:
        claims = {"aud": origin, "exp": int(until.timestamp()), "sub": self._subject}
        signed = ".".join(
            as_text(json.dumps(part, separators=(",", ":")).encode())
            for part in ({"typ": "JWT", "alg": "ES256"}, claims)
        )
        r, s = decode_dss_signature(self._key.sign(signed.encode(), ECDSA(SHA256())))
        return f"{signed}.{as_text(_number(r) + _number(s))}"


def new_private_key() -> str:
    """Return a new key, as the setting has it."""
    return as_text(_number(generate_private_key(SECP256R1()).private_numbers().private_value))


def read_private_key(text: str) -> EllipticCurvePrivateKey:
    """Return the key in a setting; ``InvalidError``, without the key, when it is none."""
    try:
        raw = as_bytes(text)
        if len(raw) == NUMBER_BYTES:
            return derive_private_key(int.from_bytes(raw, "big"), SECP256R1())
    except ValueError:
        pass
    raise InvalidError(
        "the VAPID key is not the 32 bytes of a P-256 key in base64url:"
        " `kawamori push new-key` makes one"
    )


def public_text(key: EllipticCurvePrivateKey) -> str:
    """Return the public key as a page gives it to ``pushManager.subscribe``."""
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return as_text(point)


def as_text(raw: bytes) -> str:
    """Return bytes in base64url without padding, as everything in Web Push is written."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def as_bytes(text: str) -> bytes:
    """Return what such a text stands for; ``ValueError`` when it is none."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _number(value: int) -> bytes:
    return value.to_bytes(NUMBER_BYTES, "big")
