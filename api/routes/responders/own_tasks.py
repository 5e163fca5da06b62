"""What a responder's phone asks and says on duty: tasks, steps, where they are, what they see."""

import base64
import binascii
import logging
from uuid import UUID

from fastapi import APIRouter

from api.asked import Around, Asked, Database
from api.duty_shown import encode, interlock_shown, task_shown
from api.errors import UnauthenticatedError, answers
from api.responder_auth import OnPass, OwnResponder, on_pass
from api.responses import Json
from api.schemas.responders.duty import (
    Kept,
    OwnTasks,
    PointsSaid,
    ReportSaid,
    ReportTaken,
    SafeSaid,
    StepSaid,
    TaskShown,
)
from kawamori.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
)
from kawamori.pictures import checked
from kawamori.responders.checkins import ALWAYS_TAKEN
from kawamori.responders.interlock import LAPSES_AFTER
from kawamori.storage.responders.incidents import ReportFolder, Seen, add_picture, add_report
from kawamori.storage.responders.interlock import look
from kawamori.storage.responders.positions import Point, add_positions
from kawamori.storage.responders.task_steps import Said, take_safe, take_step
from kawamori.storage.responders.tasks import tasks_of_responder
from kawamori.storage.responders.withdrawing import standing_for

log = logging.getLogger(__name__)

router = APIRouter(
    tags=["responders"],
    responses=answers(
        InvalidError, UnauthenticatedError, NotAllowedError, NotFoundError, UnavailableError
    ),
)


@router.get("/responders/me/tasks", response_model=OwnTasks)
def my_tasks(who: OwnResponder, connection: Database, asked: Asked) -> Json:
    """Return your tasks, each with what the interlock says, and the order to withdraw if any.

    A pass that ends while you are out hides no task that you still have to come back from.
    """
    runs = [asked.run.run_no]
    found = tasks_of_responder(connection, who.responder_id, runs, asked.now)
    if who.pass_id is None:
        found = [task for task in found if task.is_open and task.is_out]
    standing = standing_for(connection, who.responder_id, runs)
    tasks = [
        {
            **task_shown(task),
            "interlock": interlock_shown(look(connection, asked.run, task.area_ids, asked.now)),
        }
        for task in found
    ]
    return Json(
        encode(
            {
                "now": asked.now,
                "valid_until": asked.now + LAPSES_AFTER,
                "withdraw": standing and standing._asdict(),
                "tasks": tasks,
            }
        )
    )


@router.post(
    "/responders/me/tasks/{task_id}/steps",
    response_model=TaskShown,
    responses=answers(ConflictError),
)
def say_step(
    task_id: int, said: StepSaid, who: OwnResponder, connection: Database, asked: Asked
) -> Json:
    """Say how your task goes; the same ref is taken once. Safe and withdraw are always taken."""
    if said.step not in ALWAYS_TAKEN:
        _on_pass_or_out(who, connection, asked, task_id)
    step = Said(said.ref, said.step, said.at, said.note)
    task = take_step(connection, who.responder_id, task_id, step, asked.now)
    return Json(encode(task_shown(task)))


@router.post("/responders/me/safe")
def say_safe(said: SafeSaid, who: OwnResponder, connection: Database, asked: Asked) -> Kept:
    """Say that you are safe, with or without a task: withdraw orders are answered by it."""
    run_no = asked.run.run_no
    return Kept(kept=take_safe(connection, who.responder_id, run_no, said.at, asked.now))


@router.post("/responders/me/positions", responses=answers(ConflictError))
def say_positions(said: PointsSaid, who: OwnResponder, connection: Database, asked: Asked) -> Kept:
    """Say where you are while your page is open; only on a task, one position a minute."""
    points = [Point(each.at, each.lat, each.lon, each.accuracy_m) for each in said.points]
    kept = add_positions(connection, who.responder_id, asked.run.run_no, points, asked.now)
    return Kept(kept=kept)


@router.post("/responders/me/reports", responses=answers(ConflictError))
def report_incident(
    said: ReportSaid, who: OnPass, connection: Database, around: Around, asked: Asked
) -> ReportTaken:
    """Report what you see; a report whose picture can't be kept is kept without it."""
    jpeg = _pixels(said.picture)
    seen = Seen(
        said.report_id,
        said.task_id,
        said.kind,
        said.body,
        said.lat,
        said.lon,
        said.accuracy_m,
        said.at,
    )
    add_report(connection, who.responder_id, asked.run.run_no, seen, asked.now)
    kept = jpeg is not None and _keep_picture(connection, around, asked, who, said.report_id, jpeg)
    return ReportTaken(report_id=said.report_id, picture_kept=kept)


def _on_pass_or_out(who: OwnResponder, connection: Database, asked: Asked, task_id: int) -> None:
    """Let through who holds a pass, or is still out on this task."""
    if who.pass_id is not None:
        return
    found = tasks_of_responder(connection, who.responder_id, [asked.run.run_no], asked.now)
    if not any(task.task_id == task_id and task.is_open and task.is_out for task in found):
        on_pass(who)  # says what they lack


def _pixels(picture: str | None) -> bytes | None:
    """Return a picture without whatever a phone wrote into it beside the pixels."""
    if picture is None:
        return None
    try:
        raw = base64.b64decode(picture, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidError("picture is not base64") from None
    return checked(raw).jpeg


def _keep_picture(
    connection: Database, around: Around, asked: Asked, who: OnPass, report_id: UUID, jpeg: bytes
) -> bool:
    folder = around.settings.stills_dir
    if folder is None:
        log.warning("report %s: no folder for pictures is set", report_id)
        return False
    pictures, run_no = ReportFolder(folder), asked.run.run_no
    try:
        add_picture(connection, pictures, who.responder_id, run_no, report_id, jpeg)
    except UnavailableError as error:
        log.warning("report %s is kept without its picture: %s", report_id, error)
        return False
    return True
