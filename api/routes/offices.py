"""What offices hand over to one another and ask of one another."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import Path, Query, Response

from api.asked import Asked, Database
from api.auth import NoteWriter, Requester
from api.desk import headquarters
from api.errors import answers
from api.offices_shown import notes_shown, requests_shown
from api.people import Person
from api.responses import Json
from api.schemas.offices import (
    NoteAsked,
    NoteShown,
    RequestAsked,
    RequestShown,
    StepAsked,
)
from api.schemas.staff import OfficeShown
from kawamori.errors import ConflictError
from kawamori.offices import Author, RequestStep
from kawamori.storage.offices.notes import notes_of_run, read_note, write_note
from kawamori.storage.offices.requests import ask_office, requests_of_run, step_request
from kawamori.storage.staff.offices import offices

router = headquarters()

Step = Annotated[RequestStep, Path(description="take, done or refuse")]


@router.get("/hq/offices", response_model=list[OfficeShown])
def all_offices(connection: Database) -> Json:
    """List the city's offices besides headquarters."""
    return Json(msgspec.json.encode(offices(connection)))


@router.get("/hq/notes", response_model=list[NoteShown])
def hand_overs(connection: Database, asked: Asked) -> Json:
    """List a run's hand-over notes with who has read them, the newest first."""
    return Json(notes_shown(notes_of_run(connection, asked.run)))


@router.post("/hq/notes", response_model=NoteShown, status_code=HTTPStatus.CREATED)
def hand_over(note: NoteAsked, person: NoteWriter, connection: Database, asked: Asked) -> Json:
    """Write a hand-over note; it is kept for good with your name."""
    made = write_note(
        connection,
        asked.run,
        _author(person, asked.now),
        shift=note.shift,
        body=note.body,
        to_all=note.to_all,
        to_office=note.to_office,
    )
    [shown] = notes_of_run(connection, asked.run, [made])
    return Json(notes_shown(shown), HTTPStatus.CREATED)


@router.post("/hq/notes/{note_id}/read", status_code=HTTPStatus.NO_CONTENT)
def have_read(note_id: int, person: NoteWriter, connection: Database, asked: Asked) -> Response:
    """Note that you have read a note."""
    read_note(connection, asked.run, note_id, _author(person, asked.now))
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/hq/requests", response_model=list[RequestShown])
def office_requests(
    connection: Database,
    asked: Asked,
    *,
    only_open: Annotated[
        bool, Query(alias="open", description="True: what is not done and not refused alone")
    ] = False,
) -> Json:
    """List a run's requests between offices with their steps, the newest first."""
    return Json(requests_shown(requests_of_run(connection, asked.run, only_open=only_open)))


@router.post("/hq/requests", response_model=RequestShown, status_code=HTTPStatus.CREATED)
def ask_other(request: RequestAsked, person: Requester, connection: Database, asked: Asked) -> Json:
    """Ask something of another office."""
    made = ask_office(
        connection,
        asked.run,
        _author(person, asked.now),
        to_office=request.to_office,
        what=request.what,
        needed_by=request.needed_by,
    )
    [shown] = requests_of_run(connection, asked.run, [made])
    return Json(requests_shown(shown), HTTPStatus.CREATED)


@router.post(
    "/hq/requests/{request_id}/{step}",
    response_model=RequestShown,
    responses=answers(ConflictError),
)
def answer_request(
    request_id: int,
    step: Step,
    said: StepAsked,
    person: Requester,
    connection: Database,
    asked: Asked,
) -> Json:
    """Take what was asked of your office, say that it is done, or refuse it with a reason."""
    author = _author(person, asked.now)
    step_request(connection, asked.run, request_id, step, author, said.note)
    [shown] = requests_of_run(connection, asked.run, [request_id])
    return Json(requests_shown(shown))


def _author(person: Person, now: datetime) -> Author:
    return Author(person.person, person.role, person.office, now)
