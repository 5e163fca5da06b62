"""Somebody registers who wants to step in, and anybody gets the keys that passes are checked by."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request

from api.asked import Around, Database
from api.callers import caller_hash
from api.errors import answers
from api.routes.verify import mobile_number
from api.schemas.responders.registering import (
    PublicKeys,
    ResponderAsked,
    ResponderRegistered,
    ResponderWaiting,
)
from api.schemas.verify import CodeShown
from kawamori.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    TooOftenError,
    UnavailableError,
)
from kawamori.people import PhoneNumber
from kawamori.responders.people import EmergencyContact, Someone
from kawamori.storage.people.verifications import VALID_FOR
from kawamori.storage.responders.registering import register, verify
from kawamori.storage.responders.sealing import Asked
from kawamori.storage.responders.signing import PassKeys

router = APIRouter(tags=["responders"], prefix="/responders")


@router.post(
    "",
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(InvalidError, NotFoundError, TooOftenError, UnavailableError),
)
def register_responder(
    asked: ResponderAsked, request: Request, connection: Database, around: Around
) -> ResponderWaiting:
    """Have a code sent to a number; whether it is registered already is not said."""
    key, now = around.people_key(), around.wall()
    caller = caller_hash(request, key)
    number = mobile_number(asked.number.get_secret_value())
    registration_id = register(connection, key, number, _asked(asked), now, caller_hash=caller)
    return ResponderWaiting(registration_id=registration_id, expires_at=now + VALID_FOR)


@router.post(
    "/{registration_id}/verify",
    responses=answers(
        InvalidError, NotAllowedError, NotFoundError, ConflictError, UnavailableError
    ),
)
def verify_responder(
    registration_id: UUID, shown: CodeShown, connection: Database, around: Around
) -> ResponderRegistered:
    """Register whoever sends back the code, and give their phone its key; once."""
    done = verify(connection, around.people_key(), registration_id, shown.digits(), around.wall())
    return ResponderRegistered(responder_id=done.responder_id, key=done.key)


@router.get("/keys", responses=answers(UnavailableError))
def pass_keys(around: Around) -> PublicKeys:
    """Return the public keys that a pass's code is checked by, offline too."""
    return PublicKeys.model_validate(PassKeys(around.people_key()).public())


def _asked(asked: ResponderAsked) -> Asked:
    emergency = asked.emergency
    ring = PhoneNumber.parse(emergency.number.get_secret_value())
    return Asked(
        who=Someone(asked.name, asked.reading, asked.born),
        emergency=EmergencyContact(emergency.name, ring.e164),
        category=asked.category,
        language=asked.language,
        languages=tuple(asked.languages),
        equipment=tuple(asked.equipment),
        home_area=asked.home_area,
        work_area=asked.work_area,
        skills=tuple((each.skill.value, each.certificate) for each in asked.skills),
        consent=asked.consent,
    )
