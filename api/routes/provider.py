"""Signing in with the city's account: to its provider, and back."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Cookie, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.asked import Around
from api.entering import give_cookie, visitor_of
from api.errors import answers
from api.provider import RETURN_PATH
from api.schemas.session import Ways
from api.state import Surroundings
from kawamori.errors import KawamoriError, NotAllowedError, UnavailableError
from kawamori.storage.staff.entering import Visitor, let_in, record_refusal
from kawamori.storage.staff.starts import WITHIN, begin_start, take_start
from kawamori.storage.staff.vouched import account_vouched_for

router = APIRouter(tags=["session"])

BROWSER = "kawamori_way"
PAGE = "/hq/"


@router.get("/hq/session/ways")
def ways(around: Around) -> Ways:
    """Say how people sign in here."""
    return Ways(provider=around.provider.label)


@router.get(
    "/hq/session/provider",
    status_code=HTTPStatus.SEE_OTHER,
    response_class=RedirectResponse,
    responses=answers(NotAllowedError, UnavailableError),
)
def to_provider(around: Around) -> Response:
    """Send a browser to the city's provider."""
    with around.connection() as connection:
        start = begin_start(connection, around.wall())
    response = RedirectResponse(around.provider.way_there(start), HTTPStatus.SEE_OTHER)
    response.set_cookie(
        BROWSER,
        start.browser,
        max_age=int(WITHIN.total_seconds()),
        path="/hq/session",
        secure=around.settings.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",  # it comes back from another site
    )
    return response


@router.get(
    RETURN_PATH,
    status_code=HTTPStatus.SEE_OTHER,
    response_class=RedirectResponse,
    responses=answers(UnavailableError),
)
def from_provider(
    around: Around,
    request: Request,
    state: Annotated[str, Query(max_length=500)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
    error: Annotated[str, Query(max_length=500)] = "",
    browser: Annotated[str, Cookie(alias=BROWSER)] = "",
) -> Response:
    """Sign in whom the provider vouches for, and show them the page; or the way in again."""
    visitor = visitor_of(around, request)
    try:
        session = _let_in(around, visitor, state, code, browser, error)
    except UnavailableError:
        raise
    except KawamoriError as refused:
        with around.connection() as connection:
            record_refusal(connection, visitor, "provider", str(refused))
        response = RedirectResponse(f"{PAGE}#refused=provider", HTTPStatus.SEE_OTHER)
    else:
        response = RedirectResponse(PAGE, HTTPStatus.SEE_OTHER)
        give_cookie(response, around, session)
    response.delete_cookie(BROWSER, path="/hq/session", httponly=True, samesite="lax")
    return response


def _let_in(
    around: Surroundings, visitor: Visitor, state: str, code: str, browser: str, error: str
) -> str:
    """Return a new session's secret. No connection is held while the provider is asked."""
    with around.connection() as connection:
        taken = take_start(connection, state, browser, visitor.now)
    if taken is None:
        raise NotAllowedError("this browser was not sent to the provider, or long ago")
    if error or not code:
        raise NotAllowedError(f"the provider let nobody in: {error or 'no code'}")
    vouched = around.provider.vouched(code, taken, visitor.now)
    with around.connection() as connection:
        return let_in(connection, account_vouched_for(connection, vouched), visitor, "provider")
