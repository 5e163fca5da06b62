"""What headquarters sees: stations, runs, what was told, devices."""

from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.asked import Around, Asked, Database, Looked
from api.auth import allowed
from api.errors import UnauthenticatedError, answers
from api.features import hq_stations, hq_stations_then
from api.listings import deliveries_shown, feeds_shown, runs_shown
from api.pages import WEB, build_of
from api.responses import Json
from api.schemas.hq import DeliveryShown, FeedShown, MapConfig, RunShown, Stations
from kawamori.errors import InvalidError, NotAllowedError, NotFoundError, UnavailableError
from kawamori.runs import CITY_NETWORK
from kawamori.storage.past.telling import told_then
from kawamori.storage.river.credits import credits_of
from kawamori.storage.runs import list_runs
from kawamori.storage.telling.ledger import feeds_of_run, told_in_run

router = APIRouter(
    tags=["headquarters"],
    dependencies=[Depends(allowed("see"))],
    responses=answers(UnauthenticatedError, NotAllowedError, UnavailableError),
)


@router.get("/hq/config")
def config(connection: Database, around: Around) -> MapConfig:
    """Say how the map is to be drawn."""
    s = around.settings
    return MapConfig(
        city_name=s.city_name,
        center=(s.map_lon, s.map_lat),
        zoom=s.map_zoom,
        basemap_url=s.basemap_url,
        tiles_url=s.tiles_url,
        tiles_attribution=s.tiles_attribution,
        credits=credits_of(connection, CITY_NETWORK),
        default_run=s.public_run,
        version=version("kawamori"),
        build=build_of(s.web_dir or WEB),
    )


@router.get("/hq/runs", response_model=list[RunShown])
def runs(connection: Database, around: Around) -> Json:
    """List actual, and every rehearsal, the newest first."""
    return Json(runs_shown(list_runs(connection), around.wall()))


@router.get("/hq/stations", response_model=Stations, responses=answers(InvalidError, NotFoundError))
def stations(connection: Database, around: Around, asked: Looked) -> Json:
    """Return every station of the run's network with the assessment that is stored for it."""
    if asked.moment:
        return Json(hq_stations_then(connection, around.facts, asked.run, asked.moment))
    return Json(hq_stations(connection, around.facts, asked.run, asked.now))


@router.get(
    "/hq/deliveries",
    response_model=list[DeliveryShown],
    responses=answers(InvalidError, NotFoundError),
)
def deliveries(
    connection: Database,
    around: Around,
    asked: Looked,
    limit: Annotated[int, Query(ge=1, le=2000)] = 200,
) -> Json:
    """List what was told in a run, the newest first."""
    if asked.moment:
        told = told_then(connection, asked.run, asked.moment, limit=limit)
        known = around.facts.read_then(connection, asked.moment.wall)
        return Json(deliveries_shown(told, known))
    told = told_in_run(connection, asked.run.run_no, limit=limit)
    return Json(deliveries_shown(told, around.facts.read(connection)))


@router.get("/hq/feeds", response_model=list[FeedShown], responses=answers(NotFoundError))
def feeds(connection: Database, asked: Asked) -> Json:
    """List the devices that were heard in a run, and when."""
    return Json(feeds_shown(feeds_of_run(connection, asked.run.run_no)))
