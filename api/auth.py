"""Who is asking: the session of a browser that somebody signed in with, or a program's key."""

from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.asked import Database
from api.errors import UnauthenticatedError
from api.once import claim
from api.people import Act, Person
from api.sessions import Credential
from api.state import Surroundings, surroundings
from kawamori.errors import NotAllowedError
from kawamori.storage.staff.keys import key_holder
from kawamori.storage.staff.secrets import secret_hash
from kawamori.storage.staff.sessions import Holder, session_holder

COOKIE = "kawamori_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(auto_error=False, description="An access key of a named person")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="Set by POST /hq/session")

_CHANGE_FIRST = "this password was set by somebody else: choose your own first"


class SignedIn(NamedTuple):
    """Who is asking, and by what."""

    person: Person
    staff_id: int
    credential: Credential
    must_change: bool


def signed_in(
    request: Request,
    around: Annotated[Surroundings, Depends(surroundings)],
    connection: Database,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
) -> SignedIn:
    """Return who is asking; ``UnauthenticatedError`` says what to do about it."""
    if bearer is not None:
        shown = Credential(secret_hash(bearer.credentials), is_session=False)
        holder = key_holder(connection, shown.hash, around.wall())
        return _known(holder, shown, "this key is nobody's")
    if cookie is not None:
        refuse_other_sites(request)
        shown = Credential(secret_hash(cookie), is_session=True)
        idle = None if shown in around.streams else around.settings.idle()
        holder = session_holder(connection, shown.hash, around.wall(), idle)
        return _known(holder, shown, "this session has ended")
    raise UnauthenticatedError("sign in, or show an access key: Authorization: Bearer …")


Anybody = Annotated[SignedIn, Depends(signed_in)]


def asking(who: Anybody) -> Person:
    """Return who is asking, once their password is their own."""
    if who.must_change:
        raise NotAllowedError(_CHANGE_FIRST)
    return who.person


class allowed:  # noqa: N801 reads as what it does
    """A dependency that lets only those through whose role includes the act."""

    def __init__(self, act: Act) -> None:
        self.act: Act = act

    def __call__(
        self,
        request: Request,
        connection: Database,
        person: Annotated[Person, Depends(asking)],
    ) -> Person:
        """Return who is asking; ``NotAllowedError`` when they may not."""
        person.must_be_allowed(self.act)
        claim(request, connection, person.person)
        return person


def _known(holder: Holder | None, shown: Credential, otherwise: str) -> SignedIn:
    if holder is None:
        raise UnauthenticatedError(f"{otherwise}: sign in again")
    person = Person(holder.name, holder.role, holder.office)
    return SignedIn(person, holder.staff_id, shown, holder.must_change)


def refuse_other_sites(request: Request) -> None:
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
Reporter = Annotated[Person, Depends(allowed("report"))]
Visitor = Annotated[Person, Depends(allowed("visit"))]
Photographer = Annotated[Person, Depends(allowed("camera"))]
Sheltering = Annotated[Person, Depends(allowed("shelter"))]
Writer = Annotated[Person, Depends(allowed("write"))]
Staffer = Annotated[Person, Depends(allowed("staff"))]
Auditor = Annotated[Person, Depends(allowed("audit"))]
NoteWriter = Annotated[Person, Depends(allowed("note"))]
Requester = Annotated[Person, Depends(allowed("request"))]
ReportIssuer = Annotated[Person, Depends(allowed("issue"))]
Enroller = Annotated[Person, Depends(allowed("enrol"))]
CallingOut = Annotated[Person, Depends(allowed("call_out"))]
Tasker = Annotated[Person, Depends(allowed("task"))]
Overrider = Annotated[Person, Depends(allowed("override"))]
