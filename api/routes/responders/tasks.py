"""Tasks: headquarters gives them, takes them back, and accounts for whoever is out."""

from datetime import datetime, timedelta
from http import HTTPStatus

from fastapi import APIRouter, Response

from api.asked import Around, Asked, Database
from api.auth import AnyStaff, Overrider, Tasker
from api.desk import headquarters
from api.duty_shown import encode, interlock_shown, positions_shown, task_shown
from api.errors import answers
from api.responses import Json
from api.schemas.responders.duty import (
    DutyNote,
    InterlockShown,
    OverrideAsked,
    PlaceAsked,
    RespondersOnMap,
    TaskShown,
    TaskWanted,
)
from kawamori.errors import ConflictError
from kawamori.runs import Run
from kawamori.spreadsheets import BOM, as_csv
from kawamori.storage.connections import Connection
from kawamori.storage.responders.hours import Worked, hours_of_run
from kawamori.storage.responders.interlock import Override, Place, look, look_at, override
from kawamori.storage.responders.positions import newest_positions
from kawamori.storage.responders.tasks import (
    Wanted,
    account_for,
    give_task,
    revoke_task,
    task_of,
    tasks_of_run,
)

router: APIRouter = headquarters()


@router.get("/hq/tasks", response_model=list[TaskShown])
def list_tasks(connection: Database, asked: Asked) -> Json:
    """List the tasks of a run, those still open first."""
    return Json(encode([task_shown(task) for task in tasks_of_run(connection, asked.run.run_no)]))


@router.post(
    "/hq/tasks",
    response_model=TaskShown,
    status_code=HTTPStatus.CREATED,
    responses=answers(ConflictError),
)
def give_to_responder(
    wanted: TaskWanted, person: Tasker, connection: Database, around: Around, asked: Asked
) -> Json:
    """Give a fit responder a task where the interlock lets them go; 409 names each reason."""
    task_id = give_task(
        connection,
        asked.run,
        Wanted(
            wanted.responder_id,
            wanted.what,
            wanted.instructions,
            wanted.skill,
            wanted.place,
            _place(wanted),
            wanted.check_in_minutes,
            wanted.callout_id,
        ),
        person=person.person,
        role=person.role,
        now=asked.now,
        wall=around.wall(),
    )
    return _one(connection, task_id, HTTPStatus.CREATED)


@router.post(
    "/hq/tasks/{task_id}/revoke", response_model=TaskShown, responses=answers(ConflictError)
)
def revoke_from_responder(
    task_id: int, said: DutyNote, person: Tasker, connection: Database, around: Around, asked: Asked
) -> Json:
    """Take a task back; whoever is out on it is called home."""
    revoke_task(
        connection,
        asked.run,
        task_id,
        person=person.person,
        role=person.role,
        note=said.note,
        now=asked.now,
        wall=around.wall(),
    )
    return _one(connection, task_id)


@router.post(
    "/hq/tasks/{task_id}/account", response_model=TaskShown, responses=answers(ConflictError)
)
def account_on_task(
    task_id: int, said: DutyNote, person: Tasker, connection: Database, asked: Asked
) -> Json:
    """Say that you have heard from whoever is on a task."""
    account_for(
        connection,
        asked.run,
        task_id,
        person=person.person,
        role=person.role,
        note=said.note,
        now=asked.now,
    )
    return _one(connection, task_id)


@router.post("/hq/interlock/check", response_model=InterlockShown)
def check_interlock(where: PlaceAsked, _person: Tasker, connection: Database, asked: Asked) -> Json:
    """Return whether somebody may be sent to a place, and what speaks against it."""
    return Json(_looked(connection, asked.run, _place(where), asked.now))


@router.post("/hq/interlock/{area_id}/override", response_model=InterlockShown)
def override_interlock(
    area_id: str, said: OverrideAsked, person: Overrider, connection: Database, asked: Asked
) -> Json:
    """Let tasks go into a district for a while, by name and reason."""
    wanted = Override(area_id, said.reason, timedelta(minutes=said.minutes))
    override(connection, asked.run, wanted, person=person.person, role=person.role, now=asked.now)
    return Json(encode(interlock_shown(look(connection, asked.run, [area_id], asked.now))))


@router.get("/hq/responders/map", response_model=RespondersOnMap)
def responders_on_map(connection: Database, asked: Asked) -> Json:
    """Return where people on duty were last, with the age of that."""
    found = newest_positions(connection, asked.run.run_no, asked.now)
    return Json(positions_shown(found, asked.run, asked.now))


@router.get("/hq/responders/hours.csv", response_class=Response)
def responder_hours(_person: AnyStaff, connection: Database, asked: Asked) -> Response:
    """Return the hours that were worked in a run, for compensation and insurance."""
    found = hours_of_run(connection, asked.run.run_no)
    lines = ({**each._asdict(), "hours": each.hours} for each in found)
    text = BOM + as_csv([*Worked._fields, "hours"], lines)
    named = f'attachment; filename="hours-{asked.run.run or "actual"}.csv"'
    return Response(text, media_type="text/csv", headers={"Content-Disposition": named})


def _place(where: PlaceAsked) -> Place:
    return Place(where.lon, where.lat, tuple(where.route))


def _looked(connection: Connection, run: Run, place: Place, now: datetime) -> bytes:
    _, findings = look_at(connection, run, place, now)
    return encode(interlock_shown(findings))


def _one(connection: Connection, task_id: int, status: HTTPStatus = HTTPStatus.OK) -> Json:
    return Json(encode(task_shown(task_of(connection, task_id))), status)
