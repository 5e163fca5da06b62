"""Letting somebody in: the try is judged, and a browser is given its cookie."""

from fastapi import Request, Response

from api.auth import COOKIE, SignedIn, refuse_other_sites
from api.errors import LockedOutError, UnauthenticatedError
from api.schemas.session import SignInAsked
from api.state import Surroundings
from kawamori.errors import InvalidError
from kawamori.staff import SHIFT
from kawamori.storage.connections import Connection
from kawamori.storage.staff.accounts import account_of
from kawamori.storage.staff.codes import CodeSeal
from kawamori.storage.staff.entering import (
    Answer,
    Visitor,
    begin_try,
    finish_try,
    let_in,
    record_refusal,
)
from kawamori.storage.staff.links import take_link
from kawamori.storage.staff.passwords import fits, password_hash_of
from kawamori.storage.staff.refusals import take_back

_WRONG = "the name, the password or the code is not right"
_LOCKED = "too many tries were refused: wait 15 minutes, or ask a commander for a link"


def try_password(around: Surroundings, request: Request, asked: SignInAsked) -> str | None:
    """Return a new session's secret; None where a code is asked for besides.

    No connection is held while the password is compared, which takes long on purpose.
    """
    visitor = visitor_of(around, request)
    with around.connection() as connection:
        tried = begin_try(connection, asked.name, visitor)
    if isinstance(tried, Answer):
        raise LockedOutError(_LOCKED)
    right = fits(tried.password_hash, asked.password.get_secret_value())
    with around.connection() as connection:
        answer = finish_try(
            connection, tried, asked.code, lambda: CodeSeal(around.people_key()), fits=right
        )
    if answer is Answer.REFUSED:
        raise UnauthenticatedError(_WRONG)
    return answer if isinstance(answer, str) else None


def try_link(around: Surroundings, request: Request, link: str) -> str:
    """Return a new session's secret for a link that was not taken yet."""
    visitor = visitor_of(around, request)
    with around.connection() as connection:
        staff_id = take_link(connection, link, visitor.now)
        if staff_id is not None:
            return let_in(connection, account_of(connection, staff_id), visitor, "link")
        record_refusal(connection, visitor, "link", "used, ended or nobody's")
    raise UnauthenticatedError("this link was used already or is too old: ask for another")


def check_own_password(
    around: Surroundings, request: Request, connection: Connection, who: SignedIn, current: str
) -> None:
    """Refuse whoever found a machine signed in: guesses count as they do at the way in."""
    stored = password_hash_of(connection, who.staff_id)
    if stored is None:
        return
    visitor = visitor_of(around, request)
    tried = begin_try(connection, who.person.person, visitor)
    if isinstance(tried, Answer):
        raise LockedOutError(_LOCKED)
    if not fits(stored, current):
        raise InvalidError("the current password is not right")
    take_back(connection, tried.name, visitor.now)


def visitor_of(around: Surroundings, request: Request) -> Visitor:
    """Return who knocks; ``NotAllowedError`` when another site's page made the browser do it."""
    refuse_other_sites(request)
    address = request.client.host if request.client else None
    return Visitor(address, request.headers.get("user-agent", ""), around.wall())


def give_cookie(response: Response, around: Surroundings, session: str) -> None:
    """Have the browser keep a session, out of its scripts' reach."""
    response.set_cookie(
        COOKIE,
        session,
        max_age=int(SHIFT.total_seconds()),
        secure=around.settings.public_url.startswith("https:"),
        httponly=True,
        samesite="strict",
    )
