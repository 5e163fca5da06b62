"""Alerts: looking at them, and saying that one has been seen."""

from typing import Annotated

from fastapi import Query

from api.asked import Around, Asked, Database
from api.auth import Acknowledger
from api.desk import headquarters
from api.errors import answers
from api.features import hq_alert, hq_alerts
from api.responses import Json
from api.schemas.hq import AlertFeature, Alerts
from kawamori.errors import (
    ConflictError,
    NotFoundError,
)
from kawamori.storage.connections import Connection
from kawamori.storage.duty.taking import acknowledge
from kawamori.storage.judged.cases import Case, cases_among, cases_of_run
from kawamori.storage.runs import run_of

router = headquarters()


@router.get("/hq/alerts", response_model=Alerts)
def alerts(
    connection: Database,
    around: Around,
    asked: Asked,
    *,
    only_open: Annotated[bool, Query(alias="open", description="False: closed ones too")] = True,
) -> Json:
    """Return a run's alerts: open ones first, then the highest level, then the newest."""
    cases = cases_of_run(connection, asked.run.run_no, only_open=only_open)
    return Json(hq_alerts(connection, around.facts, asked.run, asked.now, cases))


@router.post(
    "/hq/alerts/{alert_id}/acknowledge",
    response_model=AlertFeature,
    responses=answers(ConflictError),
)
def acknowledge_alert(
    alert_id: int, person: Acknowledger, connection: Database, around: Around
) -> Json:
    """Note that a named person has seen an alert; the first who says so stays."""
    case = _case(connection, alert_id)
    run = run_of(connection, case.run_no)
    now = run.now(around.wall())
    acknowledge(connection, alert_id, person=person.person, role=person.role, now=now)
    station = around.facts.read(connection)[case.station_id]
    return Json(hq_alert(_case(connection, alert_id), station, run))


def _case(connection: Connection, alert_id: int) -> Case:
    cases = cases_among(connection, [alert_id])
    if not cases:
        raise NotFoundError(f"there is no alert {alert_id}")
    return cases[0]
