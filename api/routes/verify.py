"""People register a number themselves: a code is sent to it, and only who sends it back is told."""

import re
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request

from api.asked import Around, Database
from api.callers import caller_hash
from api.errors import answers
from api.routes.push import address_of, own_marks_of
from api.schemas.verify import (
    CodeShown,
    PhoneAsked,
    PhoneStopped,
    PhoneVerified,
    PhoneWaiting,
)
from kawamori.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    TooOftenError,
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
from kawamori.storage.people.stop_keys import StopKeys
from kawamori.storage.people.unsubscribing import unsubscribe_phone
from kawamori.storage.people.verifications import (
    VALID_FOR,
    CodeSeal,
    ask_for_code,
    verify_number,
)

router = APIRouter(tags=["public"], prefix="/public/phones")

# Numbers at which nobody can be overcharged: strangers ask, and the city pays.
_TEXTED = re.compile(r"\+81[6-9]0[0-9]{8}")
_CALLED = re.compile(r"\+81(?!120|570|800|990)[1-9][0-9]{8,9}")


@router.post(
    "",
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(InvalidError, NotFoundError, TooOftenError, UnavailableError),
)
def register_phone(
    asked: PhoneAsked, request: Request, connection: Database, around: Around
) -> PhoneWaiting:
    """Have a code sent to a number; whether it is registered already is not said."""
    if not (asked.stations or asked.areas or asked.own_marks):
        raise InvalidError("name at least one area, station or height to hear of")
    key, now = around.people_key(), around.wall()
    caller = caller_hash(request, key)
    seal = AddressSeal(key)
    browser = None if asked.replaces is None else address_of(asked.replaces)
    phone_id = ask_for_code(
        connection, seal, _person(asked), now, caller_hash=caller, replaces=browser
    )
    return PhoneWaiting(phone_id=phone_id, expires_at=now + VALID_FOR)


@router.post(
    "/{phone_id}/verify",
    responses=answers(
        InvalidError, NotAllowedError, NotFoundError, ConflictError, UnavailableError
    ),
)
def verify_phone(
    phone_id: UUID, shown: CodeShown, connection: Database, around: Around
) -> PhoneVerified:
    """Subscribe the number to this and to nothing else, if this is the code that was sent to it."""
    key = around.people_key()
    seal, codes = AddressSeal(key), CodeSeal(key)
    number = verify_number(connection, seal, codes, phone_id, shown.digits(), around.wall())
    return PhoneVerified(stop_key=StopKeys(key).make(number))


@router.delete(
    "", status_code=HTTPStatus.NO_CONTENT, responses=answers(InvalidError, UnavailableError)
)
def stop_phone(shown: PhoneStopped, connection: Database, around: Around) -> None:
    """Text and call the number no more. Whether the key is anybody's is not said."""
    keys = StopKeys(around.people_key())
    unsubscribe_phone(connection, keys, shown.stop_key.get_secret_value(), around.wall())


def mobile_number(text: str) -> PhoneNumber:
    """Return a number that a code may be texted to; ``InvalidError`` for every other."""
    return _number(text, _TEXTED, "mobile number")


def _number(text: str, allowed: re.Pattern[str], what: str) -> PhoneNumber:
    number = PhoneNumber.parse(text)
    if not allowed.fullmatch(number.e164):
        raise InvalidError(f"{number} is not a Japanese {what}")
    return number


def _person(asked: PhoneAsked) -> Subscriber:
    channel, text = Channel(asked.channel), asked.number.get_secret_value()
    if channel is Channel.SMS:
        number = mobile_number(text)
    else:
        number = _number(text, _CALLED, "ordinary number")
    yields_from = GaugeLevel[asked.quiet_yields_from.upper()]
    return Subscriber(
        number,
        Language(asked.language),
        channel,
        tuple(Subscription(s.station_id, GaugeLevel(s.from_level)) for s in asked.stations),
        tuple(AreaSubscription(a.area_id, GaugeLevel(a.from_level)) for a in asked.areas),
        ReadingNeed(asked.reading_need),
        QuietHours.parse(asked.quiet_hours, yields_from) if asked.quiet_hours else None,
        own_marks_of(asked.own_marks),
    )
