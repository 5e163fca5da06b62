"""The signed code of a pass: made by the key that every process derives alike, checked offline.

A code is a compact JWS (ES256). Whoever has the public keys, once fetched, needs nothing else to
look at one: no network and no clock but their own.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from kawamori.errors import InvalidError, NotAllowedError
from kawamori.storage.sealing import derive, keys_of

ALGORITHM = "ES256"
TYPE = "kawamori-pass"
CLOCKS_DIFFER = timedelta(minutes=2)  # between the phone that shows and the one that looks
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
_DOMAINS = (b"kawamori responders' passes, first half", b"kawamori responders' passes, second half")
_NO_CODE = "this is no code of a pass"

Keys = Mapping[str, Any]  # a JSON Web Key Set, as GET /responders/keys answers


class Claims(msgspec.Struct, frozen=True):
    """What a code says; times in seconds since 1970."""

    pass_id: int
    responder_id: int
    name: str
    category: str
    skills: list[str]
    area_ids: list[str]
    valid_until: int
    nbf: int
    exp: int


class Shown(NamedTuple):
    """What a code that was good said of whoever showed it."""

    pass_id: int
    responder_id: int
    name: str
    category: str
    skills: list[str]
    area_ids: list[str]
    valid_until: datetime
    expires_at: datetime


class PassKeys:
    """The keys that codes are signed by, one for each people key; the first signs."""

    def __init__(self, people_key: bytes) -> None:
        """Derive a signing key from each of the people keys, the newest first."""
        self._keys = [_derived(key) for key in keys_of(people_key)]

    def sign(self, claims: Claims) -> str:
        """Return the code of a pass."""
        key = self._keys[0]
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": key.kid}
        return jws.serialize_compact(header, msgspec.json.encode(claims), key, [ALGORITHM])

    def public(self) -> dict[str, Any]:
        """Return what codes are checked by, as a JSON Web Key Set."""
        return {
            "keys": [
                {**key.as_dict(private=False), "alg": ALGORITHM, "use": "sig"} for key in self._keys
            ]
        }


def check_pass(code: str, keys: Keys, now: datetime) -> Shown:
    """Return what a code says, if it is signed by one of the keys and holds now.

    ``InvalidError`` for what is no code, or was tampered with, or signed by another key;
    ``NotAllowedError`` for a code that does not hold yet, or not any more.
    """
    claims = _verified(code, keys)
    begins, ends = _time(claims.nbf), _time(claims.exp)
    if now < begins - CLOCKS_DIFFER:
        raise NotAllowedError(f"this code holds from {begins.isoformat()}: look at the clock")
    if now >= ends:
        raise NotAllowedError(f"this code held until {ends.isoformat()}: have a new one be shown")
    return Shown(
        claims.pass_id,
        claims.responder_id,
        claims.name,
        claims.category,
        claims.skills,
        claims.area_ids,
        _time(claims.valid_until),
        ends,
    )


def _verified(code: str, keys: Keys) -> Claims:
    try:
        found = jws.deserialize_compact(code, KeySet.import_key_set(dict(keys)), [ALGORITHM])  # type: ignore[arg-type]
        if found.headers().get("typ") != TYPE:
            raise InvalidError(_NO_CODE)
        return msgspec.json.decode(found.payload or b"", type=Claims)
    except (JoseError, ValueError, msgspec.MsgspecError):
        raise InvalidError(
            f"{_NO_CODE}, or not of this city: believe nothing that it says"
        ) from None


def _derived(people_key: bytes) -> ECKey:
    """Return a key of P-256; from 64 bytes, so that no number is likelier than another."""
    wide = int.from_bytes(b"".join(derive(people_key, domain) for domain in _DOMAINS), "big")
    private = derive_private_key(wide % (_ORDER - 1) + 1, SECP256R1())
    key = ECKey(private, private)
    return ECKey(private, private, {"kid": key.thumbprint()})


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
