"""Who may read what is for partners: their programs, by token, and staff who are signed in."""

import hashlib
from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.asked import Database
from api.auth import COOKIE, asking, signed_in
from api.state import Surroundings, surroundings

_bearer = HTTPBearer(auto_error=False, description="A partner's token, or a named person's key")


def _partner(
    request: Request,
    around: Annotated[Surroundings, Depends(surroundings)],
    connection: Database,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> str:
    """Return who is asking; ``UnauthenticatedError`` when it is nobody we know."""
    if bearer is not None:
        shown = _digest(bearer.credentials)
        for known in around.settings.partner_tokens:
            if compare_digest(shown, _digest(known.token.get_secret_value())):
                return known.partner
    cookie = request.cookies.get(COOKIE)
    person = asking(signed_in(request, around, connection, bearer, cookie))
    person.must_be_allowed("see")
    return person.person


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


Partner = Annotated[str, Depends(_partner)]
