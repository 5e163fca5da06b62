"""Areas: where people live, for the map and for a phone that looks for its own."""

from fastapi import APIRouter

from api.area_features import hq_areas, public_areas
from api.asked import Database, Looked, Shown
from api.desk import headquarters
from api.errors import answers
from api.responses import Json
from api.schemas.areas import HqAreas, PublicAreas
from kawamori.errors import UnavailableError
from kawamori.storage.areas.map import mapped_areas
from kawamori.storage.past.areas import areas_then

router = headquarters()
public = APIRouter(tags=["public"], responses=answers(UnavailableError))


@router.get("/hq/areas", response_model=HqAreas)
def areas(connection: Database, asked: Looked) -> Json:
    """Return every area, and how many a run would tell and visit there; not of times gone by."""
    if asked.moment:
        found = areas_then(connection, asked.moment)
    else:
        found = mapped_areas(connection, asked.run.run_no)
    return Json(hq_areas(found, asked.run, asked.now))


@public.get("/public/areas", response_model=PublicAreas)
def areas_of_all(connection: Database, shown: Shown) -> Json:
    """Return every area with its outline: a phone finds its own without saying where it is."""
    return Json(public_areas(mapped_areas(connection, shown.run.run_no), shown.run, shown.now))
