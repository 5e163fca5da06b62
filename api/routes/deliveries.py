"""One delivery: why it was made, and what a person decides where it was handed over."""

from uuid import UUID

from api.asked import Around, Database
from api.auth import Settler
from api.desk import headquarters
from api.errors import answers
from api.listings import delivery_shown
from api.responses import Json
from api.schemas.duty import Why
from api.schemas.hq import DeliveryShown
from kawamori.errors import (
    ConflictError,
)
from kawamori.storage.connections import Connection
from kawamori.storage.telling.ledger import told_among
from kawamori.storage.telling.settling import close, resend
from kawamori.storage.telling.why import why_told

router = headquarters()


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
