"""Alerts: looking at them, saying that one has been seen and who has it, and why it stands."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime

from api.asked import Around, Asked, Database, Looked
from api.auth import Acknowledger, Assigner
from api.desk import headquarters
from api.errors import answers
from api.features import hq_alert, hq_alerts, hq_alerts_then
from api.responses import Json
from api.schemas.alerts import AlertWhy, AssigneeShown, AssignmentAsked
from api.schemas.hq import AlertFeature, Alerts
from api.state import Surroundings
from kawamori.errors import ConflictError, NotFoundError
from kawamori.storage.connections import Connection
from kawamori.storage.duty.assignments import Assignee, assign, known_assignees
from kawamori.storage.duty.taking import acknowledge
from kawamori.storage.judged.cases import Case, Past, cases_among, cases_of_run, closed_cases
from kawamori.storage.past.alerts import cases_then
from kawamori.storage.runs import run_of
from kawamori.storage.telling.alert_why import why_alert

router = headquarters()


@router.get("/hq/alerts", response_model=Alerts)
def alerts(
    connection: Database,
    around: Around,
    asked: Looked,
    *,
    only_open: Annotated[bool, Query(alias="open", description="False: closed ones too")] = True,
) -> Json:
    """Return a run's alerts: open ones first, then the highest level, then the newest."""
    if moment := asked.moment:
        cases = cases_then(connection, asked.run, moment, only_open=only_open)
        return Json(hq_alerts_then(connection, around.facts, asked.run, moment, cases))
    cases = cases_of_run(connection, asked.run.run_no, only_open=only_open)
    return Json(hq_alerts(connection, around.facts, asked.run, asked.now, cases))


@router.get("/hq/alerts/closed", response_model=Alerts)
def closed_alerts(
    connection: Database,
    around: Around,
    asked: Asked,
    *,
    since: Annotated[AwareDatetime | None, Query(description="Those that ended later")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Those that began before")] = None,
    station_id: str | None = None,
    river: str | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> Json:
    """Return a run's alerts that are over, the last to end first."""
    past = Past(since, until, station_id, river, limit)
    cases = closed_cases(connection, asked.run.run_no, past)
    return Json(hq_alerts(connection, around.facts, asked.run, asked.now, cases))


@router.get("/hq/assignees")
def assignees(connection: Database) -> list[AssigneeShown]:
    """List whom an alert may be given to: who acts here, the offices, who is on the roster."""
    return [AssigneeShown.model_validate(a._asdict()) for a in known_assignees(connection)]


@router.get("/hq/alerts/{alert_id}/why", response_model=AlertWhy)
def why_alerted(alert_id: int, connection: Database) -> Json:
    """Say why an alert stands: readings, rules, who was told, who was not, calls, decisions."""
    return Json(why_alert(connection, alert_id).encode())


@router.post(
    "/hq/alerts/{alert_id}/assign",
    response_model=AlertFeature,
    responses=answers(ConflictError),
)
def assign_alert(
    alert_id: int,
    wanted: AssignmentAsked,
    person: Assigner,
    connection: Database,
    around: Around,
) -> Json:
    """Give an alert to a person or an office; the newest word holds, all of them are kept."""
    now, to = _now_of(connection, around, alert_id), None
    if wanted.assignee:
        to = Assignee(wanted.assignee, wanted.is_office)
    assign(
        connection,
        alert_id,
        to,
        note=wanted.note,
        person=person.person,
        role=person.role,
        now=now,
    )
    return _shown(connection, around, alert_id)


@router.post(
    "/hq/alerts/{alert_id}/acknowledge",
    response_model=AlertFeature,
    responses=answers(ConflictError),
)
def acknowledge_alert(
    alert_id: int, person: Acknowledger, connection: Database, around: Around
) -> Json:
    """Note that a named person has seen an alert; the first who says so stays."""
    now = _now_of(connection, around, alert_id)
    acknowledge(connection, alert_id, person=person.person, role=person.role, now=now)
    return _shown(connection, around, alert_id)


def _now_of(connection: Connection, around: Surroundings, alert_id: int) -> datetime:
    """Return what time it is in the run of an alert."""
    return run_of(connection, _case(connection, alert_id).run_no).now(around.wall())


def _shown(connection: Connection, around: Surroundings, alert_id: int) -> Json:
    case = _case(connection, alert_id)
    station = around.facts.read(connection)[case.station_id]
    return Json(hq_alert(case, station, run_of(connection, case.run_no)))


def _case(connection: Connection, alert_id: int) -> Case:
    cases = cases_among(connection, [alert_id])
    if not cases:
        raise NotFoundError(f"there is no alert {alert_id}")
    return cases[0]
