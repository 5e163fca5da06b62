"""Who may read what is for partners: their programs, by token, and staff who are signed in."""

import hashlib
from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.auth import COOKIE, asking
from api.state import Surroundings, surroundings

_bearer = HTTPBearer(auto_error=False, description="The token of a partner, or of a named person")


def _partner(
    request: Request,
    around: Annotated[Surroundings, Depends(surroundings)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> str:
    """Return who is asking; ``UnauthenticatedError`` when it is nobody we know."""
    if bearer is not None:
        shown = _digest(bearer.credentials)
        for known in around.settings.partner_tokens:
            if compare_digest(shown, _digest(known.token.get_secret_value())):
                return known.partner
    person = asking(request, around, bearer, request.cookies.get(COOKIE))
    person.must_be_allowed("see")
    return person.person


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


Partner = Annotated[str, Depends(_partner)]
