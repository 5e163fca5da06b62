"""Who is asking: a bearer token, or the session of a browser that has shown one."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.errors import UnauthenticatedError
from api.once import claim
from api.people import Act, Person
from api.sessions import Tokens
from api.state import Surroundings, surroundings
from kawamori.errors import NotAllowedError

COOKIE = "kawamori_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(auto_error=False, description="The token of a named person")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="Set by POST /hq/session")


def asking(
    request: Request,
    around: Annotated[Surroundings, Depends(surroundings)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
) -> Person:
    """Return who is asking; ``UnauthenticatedError`` says what to do about it."""
    if bearer is not None:
        return _known(around.tokens.owner(bearer.credentials), "this token is nobody's")
    if cookie is not None:
        _refuse_other_sites(request)
        holder = around.tokens.holder(cookie, around.wall())
        return _known(holder, "this session has ended")
    raise UnauthenticatedError("show the token of a named person: Authorization: Bearer …")


def allowed(act: Act) -> Callable[[Person], Person]:
    """Return a dependency that lets only those through whose role includes the act."""

    def check(
        request: Request,
        around: Annotated[Surroundings, Depends(surroundings)],
        person: Annotated[Person, Depends(asking)],
    ) -> Person:
        person.must_be_allowed(act)
        claim(request, around, person.person)
        return person

    return check


def open_session(tokens: Tokens, token: str, around: Surroundings) -> str:
    """Return a new session for whoever owns the token."""
    session = tokens.open_session(token, around.wall())
    if session is None:
        raise UnauthenticatedError("this token is nobody's: ask for yours again")
    return session


def _known(person: Person | None, otherwise: str) -> Person:
    if person is None:
        raise UnauthenticatedError(f"{otherwise}: sign in again")
    return person


def _refuse_other_sites(request: Request) -> None:
    """Refuse what another page made the browser send: SameSite lets sub-domains through."""
    origin = request.headers.get("origin")
    if request.method in SAFE_METHODS or origin is None:
        return
    if urlsplit(origin).netloc != request.headers.get("host"):
        raise NotAllowedError(f"a page of {origin} may not act for the person who is signed in")


AnyStaff = Annotated[Person, Depends(allowed("see"))]
Ruler = Annotated[Person, Depends(allowed("rule"))]
Acknowledger = Annotated[Person, Depends(allowed("acknowledge"))]
Assigner = Annotated[Person, Depends(allowed("assign"))]
Enterer = Annotated[Person, Depends(allowed("enter"))]
Silencer = Annotated[Person, Depends(allowed("silence"))]
Settler = Annotated[Person, Depends(allowed("settle"))]
Tester = Annotated[Person, Depends(allowed("test"))]
Publisher = Annotated[Person, Depends(allowed("publish"))]
Administrator = Annotated[Person, Depends(allowed("administer"))]
Composer = Annotated[Person, Depends(allowed("compose"))]
Releaser = Annotated[Person, Depends(allowed("release"))]
Visitor = Annotated[Person, Depends(allowed("visit"))]
Photographer = Annotated[Person, Depends(allowed("camera"))]
Sheltering = Annotated[Person, Depends(allowed("shelter"))]
Writer = Annotated[Person, Depends(allowed("write"))]
