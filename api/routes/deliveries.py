"""One delivery: why it was made, and what a person decides where it was handed over."""

from uuid import UUID

from api.asked import Around, Asked, Database
from api.auth import Settler
from api.desk import headquarters
from api.errors import answers
from api.listings import delivery_shown
from api.responses import Json
from api.schemas.draining import Drain, LevelWaiting
from api.schemas.duty import Why
from api.schemas.hq import DeliveryShown
from kawamori.errors import (
    ConflictError,
)
from kawamori.runs import ACTUAL
from kawamori.storage.connections import Connection
from kawamori.storage.telling.draining import drained_after_s, waiting
from kawamori.storage.telling.ledger import told_among
from kawamori.storage.telling.pacing import sms_lines
from kawamori.storage.telling.settling import close, resend
from kawamori.storage.telling.why import why_told

router = headquarters()

HOUR_S = 3600


@router.get("/hq/deliveries/drain")
def drain(connection: Database, around: Around, asked: Asked) -> Drain:
    """Say what waits to be texted, of reality or of rehearsals, how long it takes and its cost."""
    settings = around.settings
    is_actual = asked.run.run_no == ACTUAL.run_no
    line = next(line for line in sms_lines(settings) if line.actual is is_actual)
    queue = waiting(connection, line)
    parts = sum(each.parts for each in queue)
    rate, yen = settings.sms_parts_per_s, settings.sms_yen_per_part
    after_s = drained_after_s(queue, line)
    return Drain(
        channel="sms",
        deliveries=sum(each.deliveries for each in queue),
        parts=parts,
        parts_per_s=rate,
        seconds=None if rate is None else parts / rate,
        within_an_hour=None if rate is None else min(parts, int(rate * HOUR_S)),
        yen=None if yen is None else parts * yen,
        levels=[
            LevelWaiting(level=w.level, deliveries=w.deliveries, parts=w.parts, seconds=seconds)
            for w, seconds in zip(queue, after_s, strict=True)
        ],
    )


@router.get("/hq/deliveries/{delivery_id}/why", response_model=Why)
def why(delivery_id: UUID, connection: Database) -> Json:
    """Say why somebody was told: steps, readings, thresholds, decisions and tries, as stored."""
    return Json(why_told(connection, delivery_id).encode())


@router.post(
    "/hq/deliveries/{delivery_id}/resend",
    response_model=DeliveryShown,
    responses=answers(ConflictError),
)
def resend_delivery(
    delivery_id: UUID, person: Settler, connection: Database, around: Around
) -> Json:
    """Have a delivery that was handed over sent once more."""
    resend(connection, delivery_id, person=person.person, role=person.role, now=around.wall())
    return _shown(connection, around, delivery_id)


@router.post(
    "/hq/deliveries/{delivery_id}/close",
    response_model=DeliveryShown,
    responses=answers(ConflictError),
)
def close_delivery(
    delivery_id: UUID, person: Settler, connection: Database, around: Around
) -> Json:
    """Note that whoever should have heard has been told another way, or need not be."""
    close(connection, delivery_id, person=person.person, role=person.role, now=around.wall())
    return _shown(connection, around, delivery_id)


def _shown(connection: Connection, around: Around, delivery_id: UUID) -> Json:
    (told,) = told_among(connection, [delivery_id])
    return Json(delivery_shown(told, around.facts.read(connection)))
