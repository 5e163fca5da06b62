"""A station's confirmed readings to take away: a week of them, as open data."""

import hashlib
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.asked import Database, Shown
from api.errors import answers
from api.hydrographs import confirmed_drawing, span
from api.residents.open_data.sets import SERIES_FIELDS
from api.residents.open_data.tables import csv_file
from api.schemas.series import SpanAsked
from kawamori.errors import InvalidError, NotFoundError, UnavailableError
from kawamori.runs import Status
from kawamori.storage.readings.series import READ_AT_MOST, Window, find_drawn

router = APIRouter(
    tags=["public"], responses=answers(InvalidError, NotFoundError, UnavailableError)
)

MOST = timedelta(days=7)
_FOR_A_MINUTE = "public, max-age=60, stale-while-revalidate=60"
_MILLIMETRES = 3


@router.get(
    "/public/stations/{station_id}/series.csv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def open_series(
    station_id: Annotated[str, Path(max_length=63)],
    request: Request,
    connection: Database,
    shown: Shown,
    series: Annotated[SpanAsked, Query()],
) -> Response:
    """Return a station's stage as CSV, 7 days at the most and unless it says otherwise."""
    start, end = span(series, shown.now, MOST)
    if end - start > MOST:
        raise InvalidError(f"{end - start} is more than {MOST.days} days: ask for a week at a time")
    drawn = find_drawn(connection, shown.run.run_no, shown.run.network, station_id, None)
    window = Window(shown.run.run_no, drawn.datastream_id, start, end)
    drawing = confirmed_drawing(connection, drawn, window, points=READ_AT_MOST)
    status = shown.run.status
    rows: list[dict[str, Any]] = [
        dict(
            zip(
                SERIES_FIELDS,
                (
                    b.t,
                    round(b.total / b.n, _MILLIMETRES),
                    b.lowest,
                    b.highest,
                    b.n,
                    status,
                ),
                strict=True,
            )
        )
        for b in drawing.bins
    ]
    name = f"{station_id}.csv" if status is Status.ACTUAL else f"{station_id}.{status}.csv"
    file = csv_file(name, SERIES_FIELDS, rows)
    headers = {
        "ETag": f'"{hashlib.blake2b(file.body, digest_size=12).hexdigest()}"',
        "Cache-Control": _FOR_A_MINUTE,
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(file.body, media_type=file.media_type, headers=headers)
