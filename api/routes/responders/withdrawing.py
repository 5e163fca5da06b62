"""Withdraw orders, and what responders reported, at headquarters."""

from http import HTTPStatus
from uuid import UUID

from fastapi import Response

from api.asked import Around, Asked, Database
from api.auth import Tasker
from api.desk import headquarters
from api.duty_shown import encode, incidents_shown
from api.errors import answers
from api.responses import Json
from api.schemas.responders.duty import DutyNote, Incidents, WithdrawAsked, WithdrawShown
from kawamori.errors import ConflictError, NotFoundError
from kawamori.storage.responders.incidents import ReportFolder, picture_of, reports_of_run
from kawamori.storage.responders.withdrawing import (
    account_for_person,
    order_withdrawal,
    orders_of_run,
)

router = headquarters()


@router.get("/hq/withdraw-orders", response_model=list[WithdrawShown])
def list_withdraw_orders(connection: Database, asked: Asked) -> Json:
    """List the withdraw orders of a run, each with who is out and who is missing."""
    return Json(_orders(connection, asked))


@router.post(
    "/hq/withdraw-orders",
    response_model=list[WithdrawShown],
    status_code=HTTPStatus.CREATED,
    responses=answers(ConflictError),
)
def order_out(
    wanted: WithdrawAsked, person: Tasker, connection: Database, around: Around, asked: Asked
) -> Json:
    """Order everybody inside a polygon to leave, and tell them at once."""
    order_withdrawal(
        connection,
        asked.run,
        wanted.geometry,
        wanted.reason,
        person=person.person,
        role=person.role,
        now=asked.now,
        wall=around.wall(),
    )
    return Json(_orders(connection, asked), HTTPStatus.CREATED)


@router.post(
    "/hq/withdraw-orders/{withdraw_id}/people/{responder_id}/account",
    response_model=list[WithdrawShown],
)
def account_for_missing(
    withdraw_id: int,
    responder_id: int,
    said: DutyNote,
    person: Tasker,
    connection: Database,
    asked: Asked,
) -> Json:
    """Say that you know somebody to be out."""
    account_for_person(
        connection,
        asked.run,
        withdraw_id,
        responder_id,
        person=person.person,
        role=person.role,
        note=said.note,
        now=asked.now,
    )
    return Json(_orders(connection, asked))


@router.get("/hq/incidents", response_model=Incidents)
def list_incidents(connection: Database, asked: Asked) -> Json:
    """Return what responders reported in a run, the newest first."""
    return Json(incidents_shown(reports_of_run(connection, asked.run.run_no), asked.run, asked.now))


@router.get("/hq/incidents/{report_id}/picture", response_class=Response)
def incident_picture(
    report_id: UUID, connection: Database, around: Around, asked: Asked
) -> Response:
    """Return the picture of a report."""
    folder = around.settings.stills_dir
    name = picture_of(connection, asked.run.run_no, report_id)
    if folder is None:
        raise NotFoundError("no folder for pictures is set")
    return Response(ReportFolder(folder).read(name), media_type="image/jpeg")


def _orders(connection: Database, asked: Asked) -> bytes:
    return encode([each._asdict() for each in orders_of_run(connection, asked.run.run_no)])
