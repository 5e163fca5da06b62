"""Secrets that let somebody in: made long enough to be stored as a plain hash."""

import hashlib
import secrets

_BYTES = 32


def new_secret() -> str:
    """Return a secret that nobody can guess."""
    return secrets.token_urlsafe(_BYTES)


def secret_hash(secret: str) -> bytes:
    """Return what is stored of it: 256 random bits need no slow hash and no salt."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
