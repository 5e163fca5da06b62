"""People register a number themselves: a code is sent to it, and only who sends it back is told."""

import re
import unicodedata
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request

from api.asked import Around, Database
from api.errors import answers
from api.schemas.verify import CodeShown, PhoneAsked, PhoneWaiting
from kawamori.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
)
from kawamori.levels import GaugeLevel
from kawamori.people import (
    AreaSubscription,
    Channel,
    Language,
    PhoneNumber,
    QuietHours,
    ReadingNeed,
    Subscriber,
    Subscription,
)
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.verifications import (
    VALID_FOR,
    CodeSeal,
    ask_for_code,
    hash_of_caller,
    verify_number,
)

router = APIRouter(tags=["public"], prefix="/public/phones")

# Numbers at which nobody can be overcharged: strangers ask, and the city pays.
_TEXTED = re.compile(r"\+81[6-9]0[0-9]{8}")
_CALLED = re.compile(r"\+81(?!120|570|800|990)[1-9][0-9]{8,9}")


@router.post(
    "",
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(InvalidError, NotFoundError, ConflictError, UnavailableError),
)
def register_phone(
    asked: PhoneAsked, request: Request, connection: Database, around: Around
) -> PhoneWaiting:
    """Have a code sent to a number; whether it is registered already is not said."""
    if not asked.stations and not asked.areas:
        raise InvalidError("name at least one area or station to hear of")
    key, now = around.people_key(), around.wall()
    caller = hash_of_caller(key, request.client.host) if request.client else None
    seal = AddressSeal(key)
    phone_id = ask_for_code(connection, seal, _person(asked), now, caller_hash=caller)
    return PhoneWaiting(phone_id=phone_id, expires_at=now + VALID_FOR)


@router.post(
    "/{phone_id}/verify",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(
        InvalidError, NotAllowedError, NotFoundError, ConflictError, UnavailableError
    ),
)
def verify_phone(phone_id: UUID, shown: CodeShown, connection: Database, around: Around) -> None:
    """Subscribe the number, if this is the code that was sent to it."""
    key = around.people_key()
    code = unicodedata.normalize("NFKC", shown.code.get_secret_value()).replace(" ", "")
    seal, codes = AddressSeal(key), CodeSeal(key)
    verify_number(connection, seal, codes, phone_id, code, around.wall())


def _person(asked: PhoneAsked) -> Subscriber:
    channel = Channel(asked.channel)
    number = PhoneNumber.parse(asked.number.get_secret_value())
    allowed = _TEXTED if channel is Channel.SMS else _CALLED
    if not allowed.fullmatch(number.e164):
        what = "mobile number" if channel is Channel.SMS else "ordinary number"
        raise InvalidError(f"{number} is not a Japanese {what}")
    return Subscriber(
        number,
        Language(asked.language),
        channel,
        tuple(Subscription(s.station_id, GaugeLevel(s.from_level)) for s in asked.stations),
        tuple(AreaSubscription(a.area_id, GaugeLevel(a.from_level)) for a in asked.areas),
        ReadingNeed(asked.reading_need),
        QuietHours.parse(asked.quiet_hours) if asked.quiet_hours else None,
    )
