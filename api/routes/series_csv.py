"""A station's observations to take away: any window, every observation, as CSV."""

from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response, StreamingResponse

from api.asked import Around, Asked, Database
from api.desk import headquarters
from api.hydrographs import span
from api.schemas.series import SpanAsked
from api.series_csv import head, lines
from kawamori.storage.readings.export import pages
from kawamori.storage.readings.series import Window, find_drawn

router = headquarters()

StationId = Annotated[str, Path(max_length=63)]


@router.get(
    "/hq/stations/{station_id}/series.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def series_as_csv(
    station_id: StationId,
    connection: Database,
    around: Around,
    asked: Asked,
    series: Annotated[SpanAsked, Query()],
    *,
    datastream: Annotated[str | None, Query(description="The judged one if not given")] = None,
    bom: Annotated[
        bool, Query(description="False: without the mark that spreadsheets need")
    ] = True,
) -> StreamingResponse:
    """Export every observation between two times, also those found to be no river."""
    run_no, network = asked.run.run_no, asked.run.network
    drawn = find_drawn(connection, run_no, network, station_id, datastream)
    window = Window(run_no, drawn.datastream_id, *span(series, asked.now))
    station = around.facts.read(connection)[station_id]
    about = head(station, drawn, window, asked.run, around.settings.data_licence)
    file = f"{station_id}-{drawn.name}-{window.start:%Y%m%dT%H%MZ}-{window.end:%Y%m%dT%H%MZ}.csv"
    return StreamingResponse(
        lines(about, pages(around.connection, window), bom=bom),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )
