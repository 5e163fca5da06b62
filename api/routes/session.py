"""Signing in with a token, and out again."""

from http import HTTPStatus

from fastapi import APIRouter, Response

from api.asked import Around
from api.auth import COOKIE, AnyStaff, open_session
from api.errors import UnauthenticatedError, answers
from api.schemas.hq import Me, TokenShown
from api.sessions import LASTS
from kawamori.errors import InvalidError, NotAllowedError

router = APIRouter(tags=["session"])


@router.post(
    "/hq/session",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(InvalidError, UnauthenticatedError),
)
def sign_in(shown: TokenShown, around: Around, response: Response) -> None:
    """Exchange a token for a session cookie that lasts a shift."""
    response.set_cookie(
        COOKIE,
        open_session(around.tokens, shown.token.get_secret_value(), around),
        max_age=int(LASTS.total_seconds()),
        secure=around.settings.public_url.startswith("https:"),
        httponly=True,
        samesite="strict",
    )


@router.delete("/hq/session", status_code=HTTPStatus.NO_CONTENT)
def sign_out(response: Response) -> None:
    """Have the browser forget its session."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


@router.get("/hq/me", responses=answers(UnauthenticatedError, NotAllowedError))
def me(person: AnyStaff) -> Me:
    """Say who is asking."""
    return Me.model_validate({**person._asdict(), "acts": person.acts()})
