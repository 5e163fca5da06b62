"""What a push service refuses, by RFC 8030, 8188, 8291 and 8292, and with which status."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from http import HTTPStatus

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from kawamori.vapid import as_bytes

LONGEST_BODY = 4096
LONGEST_LIFE = timedelta(hours=24)
URGENCIES = {"very-low", "low", "normal", "high"}
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")
_VAPID = re.compile(r"vapid t=([\w-]+\.[\w-]+\.[\w-]+), ?k=([\w-]+)")


class RefusedError(Exception):
    """The service does not take this."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status


def check(headers: Mapping[str, str], body: bytes, *, origin: str, key: str | None) -> None:
    """Refuse what breaks a rule, or is not signed by the key that the browser expects."""
    _check_sender(headers.get("authorization", ""), origin, key)
    if not headers.get("ttl", "").isdecimal():
        raise RefusedError(HTTPStatus.BAD_REQUEST, "TTL is missing or no number of seconds")
    if "topic" in headers and not _TOPIC.fullmatch(headers["topic"]):
        raise RefusedError(HTTPStatus.BAD_REQUEST, "Topic has up to 32 letters of base64url")
    if headers.get("urgency", "normal") not in URGENCIES:
        raise RefusedError(HTTPStatus.BAD_REQUEST, f"Urgency is one of {sorted(URGENCIES)}")
    if headers.get("content-encoding") != "aes128gcm":
        raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding is aes128gcm")
    if len(body) > LONGEST_BODY:
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"over {LONGEST_BODY} bytes")


def _check_sender(authorization: str, origin: str, key: str | None) -> None:
    found = _VAPID.fullmatch(authorization)
    if not found:
        raise RefusedError(HTTPStatus.UNAUTHORIZED, "Authorization is vapid t=…, k=…")
    token, signer = found.groups()
    if key is not None and signer != key:
        raise RefusedError(HTTPStatus.FORBIDDEN, "the browser subscribed to another key")
    until = _valid_until(token, signer, origin)
    if not datetime.now(UTC) < until <= datetime.now(UTC) + LONGEST_LIFE:
        raise RefusedError(HTTPStatus.FORBIDDEN, "the token has expired, or lives over 24 h")


@lru_cache(maxsize=1000)
def _valid_until(token: str, signer: str, origin: str) -> datetime:
    try:
        point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), as_bytes(signer))
        claims = jwt.decode(
            token, point, algorithms=["ES256"], audience=origin, options={"require": ["exp", "sub"]}
        )
    except (jwt.InvalidTokenError, ValueError) as error:
        raise RefusedError(HTTPStatus.FORBIDDEN, f"the token: {error}") from error
    if not str(claims["sub"]).startswith(("mailto:", "https://")):
        raise RefusedError(HTTPStatus.FORBIDDEN, "sub is a mailto: or https: address")
    return datetime.fromtimestamp(claims["exp"], UTC)
