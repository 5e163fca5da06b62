"""What everybody sees."""

from fastapi import APIRouter

from api.asked import Around, Database, Shown
from api.errors import answers
from api.features import public_alerts, public_stations
from api.responses import Json
from api.schemas.public import PublicAlerts, PublicStations
from kawamori.errors import UnavailableError

router = APIRouter(tags=["public"], responses=answers(UnavailableError))


@router.get("/public/stations", response_model=PublicStations)
def stations(connection: Database, around: Around, shown: Shown) -> Json:
    """Return every station of the city with the level that is confirmed."""
    return Json(public_stations(connection, around.facts, shown.run, shown.now))


@router.get("/public/alerts", response_model=PublicAlerts)
def alerts(connection: Database, around: Around, shown: Shown) -> Json:
    """Return every alert that is open and confirmed."""
    return Json(public_alerts(connection, around.facts, shown.run, shown.now))
