"""Signing in, by password or by a one-time link, and out again."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from api.asked import Around, Database
from api.auth import COOKIE, Anybody, refuse_other_sites
from api.entering import give_cookie, try_link, try_password
from api.errors import LockedOutError, UnauthenticatedError, answers
from api.schemas.hq import Me
from api.schemas.session import LinkShown, SignInAnswered, SignInAsked
from kawamori.errors import InvalidError, NotAllowedError, UnavailableError
from kawamori.orders import BRANCH
from kawamori.storage.staff.leaving import sign_out, sign_out_everywhere
from kawamori.storage.staff.offices import office_of_person
from kawamori.storage.staff.secrets import secret_hash

router = APIRouter(tags=["session"])

_MAY_REFUSE = answers(
    InvalidError, UnauthenticatedError, NotAllowedError, LockedOutError, UnavailableError
)


@router.post("/hq/session", responses=_MAY_REFUSE)
def sign_in(
    asked: SignInAsked, around: Around, request: Request, response: Response
) -> SignInAnswered:
    """Sign in by name and password, and by a code where there is a second factor."""
    session = try_password(around, request, asked)
    if session is None:
        return SignInAnswered(signed_in=False, code_wanted=True)
    give_cookie(response, around, session)
    return SignInAnswered(signed_in=True, code_wanted=False)


@router.post("/hq/session/link", status_code=HTTPStatus.NO_CONTENT, responses=_MAY_REFUSE)
def sign_in_by_link(shown: LinkShown, around: Around, request: Request, response: Response) -> None:
    """Sign in by a link that is good once."""
    give_cookie(response, around, try_link(around, request, shown.link.get_secret_value()))


@router.delete(
    "/hq/session",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(NotAllowedError, UnavailableError),
)
def leave(request: Request, connection: Database, response: Response) -> None:
    """Sign out here: the session ends at once, and every stream of it."""
    refuse_other_sites(request)
    sign_out(connection, secret_hash(request.cookies.get(COOKIE, "")))
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


@router.delete(
    "/hq/sessions",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(UnauthenticatedError, NotAllowedError, UnavailableError),
)
def leave_everywhere(who: Anybody, connection: Database, response: Response) -> None:
    """Sign out on every machine."""
    name, role, _ = who.person
    sign_out_everywhere(connection, name, role, who.staff_id, whom=name)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


@router.get("/hq/me", responses=answers(UnauthenticatedError, NotAllowedError, UnavailableError))
def me(who: Anybody, connection: Database) -> Me:
    """Say who is asking."""
    office = office_of_person(connection, who.person.person)
    return Me(
        person=who.person.person,
        role=who.person.role,
        office=office.slug if office else None,
        office_name=office.name if office else None,
        district=office.area_ids if office and who.person.role == BRANCH else None,
        acts=[] if who.must_change else who.person.acts(),
        must_change=who.must_change,
    )
