"""Encrypt a text for one browser, so that no push service can read it (RFC 8291, aes128gcm).

Nearly all of the work, an ECDH with a new key, does not depend on the text. It is done
for an ``Envelope``, which can be made ahead of time and is used for one text only.
"""

import hmac
import os
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kawamori.errors import InvalidError

SALT_BYTES, KEY_BYTES, NONCE_BYTES, SECRET_BYTES, POINT_BYTES = 16, 16, 12, 32, 65
RECORD_BYTES = 4096
LONGEST_TEXT = 3000  # what every service takes once it is encrypted
_CURVE = SECP256R1()
_LAST_RECORD = b"\x02"


class Envelope(NamedTuple):
    """All that encrypting one text for one browser needs, the text excepted."""

    header: bytes
    key: bytes
    nonce: bytes


def new_envelope(
    p256dh: bytes,
    auth: bytes,
    *,
    private_key: EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> Envelope:
    """Return an envelope for a browser, of new secrets unless some are given.

    ``InvalidError`` when the browser's key is no point of the curve.
    """
    try:
        browser = EllipticCurvePublicKey.from_encoded_point(_CURVE, p256dh)
    except ValueError:
        raise InvalidError("the subscription's key is no point of the curve P-256") from None
    ours = private_key or generate_private_key(_CURVE)
    salt = salt or os.urandom(SALT_BYTES)
    point = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = _mac(auth, ours.exchange(ECDH(), browser))
    secret = _expand(shared, b"WebPush: info\0" + p256dh + point, SECRET_BYTES)
    pseudorandom = _mac(salt, secret)
    return Envelope(
        salt + RECORD_BYTES.to_bytes(4, "big") + bytes([POINT_BYTES]) + point,
        _expand(pseudorandom, b"Content-Encoding: aes128gcm\0", KEY_BYTES),
        _expand(pseudorandom, b"Content-Encoding: nonce\0", NONCE_BYTES),
    )


def encrypt(envelope: Envelope, text: bytes) -> bytes:
    """Return the body to post; the envelope must never be used again."""
    header, key, nonce = envelope
    return header + AESGCM(key).encrypt(nonce, text + _LAST_RECORD, None)


def _mac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")


def _expand(pseudorandom: bytes, info: bytes, length: int) -> bytes:
    """Return the first bytes of an HKDF's output: never more than one block is needed."""
    return _mac(pseudorandom, info + b"\x01")[:length]
