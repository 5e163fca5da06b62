"""Hydrographs: a datastream between two times, at the resolution that fits."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.asked import Around, Database, Looked, Shown
from api.auth import allowed
from api.errors import UnauthenticatedError, answers
from api.hydrographs import confirmed_drawing, hydrograph, span
from api.responses import Json
from api.schemas.series import HqSeries, Series, SeriesAsked
from kawamori.errors import InvalidError, NotAllowedError, NotFoundError, UnavailableError
from kawamori.observations import NOT_THE_RIVER, Flag
from kawamori.storage.past.series import drawing_then, marks_then
from kawamori.storage.readings.series import Window, draw, find_drawn, marks

router = APIRouter(responses=answers(InvalidError, NotFoundError, UnavailableError))

StationId = Annotated[str, Path(max_length=63)]


@router.get(
    "/hq/stations/{station_id}/series",
    tags=["headquarters"],
    response_model=HqSeries,
    dependencies=[Depends(allowed("see"))],
    responses=answers(UnauthenticatedError, NotAllowedError),
)
def hq_series(
    station_id: StationId,
    connection: Database,
    around: Around,
    asked: Looked,
    series: Annotated[SeriesAsked, Query()],
    *,
    datastream: Annotated[str | None, Query(description="The judged one if not given")] = None,
    flagged: Annotated[
        bool, Query(description="With readings found to be spikes or out of all range")
    ] = False,
) -> Json:
    """Return what a datastream showed between two times."""
    run_no, network = asked.run.run_no, asked.run.network
    drawn = find_drawn(connection, run_no, network, station_id, datastream)
    window = Window(run_no, drawn.datastream_id, *span(series, asked.now))
    hidden = Flag.NONE if flagged else NOT_THE_RIVER
    if moment := asked.moment:
        station = around.facts.read_then(connection, moment.wall).get(station_id)
        if station is None:
            raise NotFoundError(f"station {station_id!r} was not known at {moment.at.isoformat()}")
        drawing = drawing_then(connection, window, moment, points=series.points, hidden=hidden)
        marked = marks_then(connection, window, moment, most=series.points)
        return Json(hydrograph(station, drawn, drawing, marked))
    drawing = draw(
        connection, window, points=series.points, interval_s=drawn.interval_s, hidden=hidden
    )
    marked = marks(connection, window, most=series.points)
    return Json(hydrograph(around.facts.read(connection)[station_id], drawn, drawing, marked))


@router.get("/public/stations/{station_id}/series", tags=["public"], response_model=Series)
def public_series(
    station_id: StationId,
    connection: Database,
    around: Around,
    shown: Shown,
    series: Annotated[SeriesAsked, Query()],
) -> Json:
    """Return a station's stage between two times, as far as it is confirmed."""
    run_no, network = shown.run.run_no, shown.run.network
    drawn = find_drawn(connection, run_no, network, station_id, None)
    window = Window(run_no, drawn.datastream_id, *span(series, shown.now))
    drawing = confirmed_drawing(connection, drawn, window, points=series.points)
    return Json(hydrograph(around.facts.read(connection)[station_id], drawn, drawing))
