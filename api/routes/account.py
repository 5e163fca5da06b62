"""One's own account: a new password, and a second factor."""

from http import HTTPStatus

import segno
from fastapi import APIRouter, Request

from api.asked import Around, Database
from api.auth import Anybody
from api.entering import check_own_password
from api.errors import LockedOutError, UnauthenticatedError, answers
from api.schemas.account import CodeShown, EnrolmentBegun, PasswordAsked, RecoveryCodes
from kawamori.errors import ConflictError, InvalidError, NotAllowedError, UnavailableError
from kawamori.storage.staff.accounts import Author
from kawamori.storage.staff.codes import CodeSeal, begin_enrolment, confirm_enrolment
from kawamori.storage.staff.passwords import set_password

router = APIRouter(
    tags=["session"],
    responses=answers(
        InvalidError,
        UnauthenticatedError,
        NotAllowedError,
        ConflictError,
        LockedOutError,
        UnavailableError,
    ),
)


@router.post("/hq/me/password", status_code=HTTPStatus.NO_CONTENT)
def change_password(
    asked: PasswordAsked, who: Anybody, connection: Database, around: Around, request: Request
) -> None:
    """Choose a password; other machines are signed out."""
    check_own_password(around, request, connection, who, asked.current.get_secret_value())
    set_password(
        connection,
        who.staff_id,
        asked.password.get_secret_value(),
        Author(who.person.person, who.person.role),
        around.wall(),
        must_change=False,
        keep=who.credential.hash,
    )


@router.post("/hq/me/totp")
def begin_second_factor(who: Anybody, connection: Database, around: Around) -> EnrolmentBegun:
    """Make a secret for an authenticator; it counts once a code of it is shown."""
    made = begin_enrolment(
        connection,
        CodeSeal(around.people_key()),
        who.staff_id,
        f"Kawamori {around.settings.city_name_en}".strip(),
    )
    picture = segno.make(made.uri, error="m").svg_data_uri(scale=4, border=4, light="#ffffff")
    return EnrolmentBegun(secret=made.secret, uri=made.uri, qr=picture)


@router.post("/hq/me/totp/confirm")
def confirm_second_factor(
    shown: CodeShown, who: Anybody, connection: Database, around: Around
) -> RecoveryCodes:
    """Have codes be asked for from now on."""
    codes = confirm_enrolment(
        connection, CodeSeal(around.people_key()), who.staff_id, shown.code, around.wall()
    )
    return RecoveryCodes(codes=list(codes))
