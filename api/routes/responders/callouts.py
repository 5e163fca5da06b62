"""Calling responders out: headquarters opens and calls off, whoever is asked answers."""

from datetime import datetime
from http import HTTPStatus

import msgspec
from fastapi import APIRouter

from api.asked import Around, Asked, Database
from api.auth import CallingOut
from api.callouts_shown import callouts_shown
from api.desk import headquarters
from api.errors import UnauthenticatedError, answers
from api.people import Person
from api.responder_auth import OnPass
from api.responses import Json
from api.schemas.responders.callouts import (
    AnswerSaid,
    AnswerTaken,
    CalloutCancel,
    CalloutShown,
    CalloutWanted,
    CalloutWhole,
    OwnAskShown,
)
from kawamori.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
)
from kawamori.offices import Author
from kawamori.people import Language
from kawamori.responders.callouts import Answer, CalloutAsked, coming_at
from kawamori.storage.responders.answering import answer_ask, own_asks
from kawamori.storage.responders.callouts import (
    asks_of,
    callouts_of_run,
    cancel_callout,
    open_callout,
)

router = headquarters()
own = APIRouter(
    tags=["responders"],
    responses=answers(
        InvalidError, UnauthenticatedError, NotAllowedError, NotFoundError, UnavailableError
    ),
)
_encode = msgspec.json.Encoder().encode


@router.get("/hq/callouts", response_model=list[CalloutShown])
def callouts(connection: Database, asked: Asked) -> Json:
    """List a run's call-outs with how many said what, the newest first."""
    return Json(callouts_shown(callouts_of_run(connection, asked.run)))


@router.post("/hq/callouts", response_model=CalloutShown, status_code=HTTPStatus.CREATED)
def call_out(wanted: CalloutWanted, person: CallingOut, connection: Database, asked: Asked) -> Json:
    """Call responders out; the first are asked within seconds, and more until enough come."""
    made = open_callout(
        connection,
        asked.run,
        _author(person, asked.now),
        CalloutAsked(
            wanted.what,
            wanted.skill,
            wanted.needed,
            wanted.place,
            wanted.lat,
            wanted.lon,
            wanted.starts_at,
            wanted.ends_at,
        ),
    )
    [shown] = callouts_of_run(connection, asked.run, [made])
    return Json(callouts_shown(shown), HTTPStatus.CREATED)


@router.get("/hq/callouts/{callout_id}", response_model=CalloutWhole)
def callout(callout_id: int, connection: Database, asked: Asked) -> Json:
    """Give a call-out with everybody it asked, wave after wave."""
    found = callouts_of_run(connection, asked.run, [callout_id])
    if not found:
        raise NotFoundError(f"there is no call-out {callout_id} in this run")
    return Json(callouts_shown(found[0], asks_of(connection, callout_id)))


@router.post(
    "/hq/callouts/{callout_id}/cancel",
    response_model=CalloutShown,
    responses=answers(ConflictError),
)
def call_off(
    callout_id: int,
    said: CalloutCancel,
    person: CallingOut,
    connection: Database,
    around: Around,
    asked: Asked,
) -> Json:
    """Call a call-out off; whoever comes is told not to."""
    author = _author(person, asked.now)
    cancel_callout(connection, asked.run, callout_id, author, said.note, around.wall())
    [shown] = callouts_of_run(connection, asked.run, [callout_id])
    return Json(callouts_shown(shown))


@own.get("/responders/me/asks", response_model=list[OwnAskShown])
def my_asks(who: OnPass, connection: Database, asked: Asked) -> Json:
    """List what you were asked in a run that goes on, the newest first."""
    found = own_asks(connection, asked.run, who.responder_id)
    return Json(_encode([each._asdict() for each in found]))


@own.post("/responders/me/asks/{callout_id}/answer", responses=answers(ConflictError))
def answer(
    callout_id: int,
    said: AnswerSaid,
    who: OnPass,
    connection: Database,
    around: Around,
    asked: Asked,
) -> AnswerTaken:
    """Answer what you were asked; ``outcome`` says whether you are expected."""
    if (said.answer is Answer.LATER) != (said.after_minutes is not None):
        raise InvalidError("after_minutes: say with later, and with nothing else, when you come")
    taken = answer_ask(
        connection,
        asked.run.run_no,
        callout_id,
        who.responder_id,
        said.answer,
        coming_at=coming_at(said.after_minutes, asked.now),
        now=asked.now,
        wall=around.wall(),
    )
    return AnswerTaken(
        outcome=taken.outcome,
        callout_id=taken.callout_id,
        coming_at=taken.coming_at,
        text=taken.text(Language(who.language)),
    )


def _author(person: Person, now: datetime) -> Author:
    return Author(person.person, person.role, person.office, now)
