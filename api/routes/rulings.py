"""Rulings on alerts: what a named person decides and judging obeys."""

from http import HTTPStatus

from api.asked import Around, Database
from api.auth import Ruler
from api.desk import headquarters
from api.errors import answers
from api.schemas.rulings import RulingAsked, RulingShown
from kawamori.errors import (
    ConflictError,
)
from kawamori.judging.rulings import Verdict
from kawamori.storage.judged.cases import run_of_alert
from kawamori.storage.judged.rulings import add_ruling, rulings_of

router = headquarters()


@router.get("/hq/alerts/{alert_id}/rulings")
def rulings(alert_id: int, connection: Database) -> list[RulingShown]:
    """List what was ruled of an alert, the oldest first."""
    run_of_alert(connection, alert_id)
    return [RulingShown.model_validate(r._asdict()) for r in rulings_of(connection, alert_id)]


@router.post(
    "/hq/alerts/{alert_id}/rulings",
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(ConflictError),
)
def rule(
    alert_id: int, asked: RulingAsked, person: Ruler, connection: Database, around: Around
) -> RulingShown:
    """Rule of an alert; judging carries it out at once, and the list says what became of it."""
    run = run_of_alert(connection, alert_id)
    ruling_id = add_ruling(
        connection,
        alert_id,
        Verdict(asked.verdict),
        person=person.person,
        role=person.role,
        reason=asked.reason,
        now=run.now(around.wall()),
    )
    made = next(r for r in rulings_of(connection, alert_id) if r.ruling_id == ruling_id)
    return RulingShown.model_validate(made._asdict())
