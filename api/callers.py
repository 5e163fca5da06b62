"""Who asks without signing in, as far as that may be kept."""

from fastapi import Request

from api.limits import caller_of
from kawamori.storage.people.verifications import hash_of_caller


def caller_hash(request: Request, people_key: bytes) -> bytes | None:
    """Return a hash by which one household's requests are counted, and nobody is found."""
    return hash_of_caller(people_key, caller_of(request.client.host)) if request.client else None
