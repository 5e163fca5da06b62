"""Files of stations and areas: taken in as drafts, row by row, and given out again."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from fastapi.responses import Response

from api.asked import Around, Asked, Database
from api.auth import Administrator, Publisher, allowed
from api.desk import headquarters
from api.drafts_shown import file_whole, waiting_of_file
from api.errors import answers
from api.routes.admin import publish_all
from api.schemas.admin import DropAsked, FileShown, FileWhole, PublishAsked
from kawamori.errors import ConflictError
from kawamori.spreadsheets import BOM, as_csv
from kawamori.storage.master.drafts import Person, drop_drafts
from kawamori.storage.master.exporting import COLUMNS, station_rows
from kawamori.storage.master.files import list_files, take_areas, take_stations
from kawamori.storage.master.trying import try_drafts

router = headquarters()


async def _sent(
    request: Request, _person: Annotated[object, Depends(allowed("administer"))]
) -> bytes:
    """Read the file once it is known who sends it."""
    return await request.body()


@router.post(
    "/hq/admin/files",
    status_code=HTTPStatus.CREATED,
    openapi_extra={
        "requestBody": {
            "description": "CSV of stations, or GeoJSON of areas, as it is",
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        }
    },
)
def admin_take(
    raw: Annotated[bytes, Depends(_sent)],
    person: Administrator,
    connection: Database,
    kind: Literal["stations", "areas"],
    name: Annotated[str, Query(min_length=1, max_length=200, description="Of the file")],
    *,
    withdraw_others: Annotated[
        bool, Query(description="Propose that areas that are not in the file be withdrawn")
    ] = False,
) -> FileWhole:
    """Take a file in: a draft for each thing that it would change, or every fault in it."""
    by = Person(person.person, person.role)
    if kind == "stations":
        return file_whole(connection, take_stations(connection, raw, name, by))
    made = take_areas(connection, raw, name, by, withdraw_others=withdraw_others)
    return file_whole(connection, made)


@router.get("/hq/admin/files")
def admin_files(
    connection: Database, limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> list[FileShown]:
    """List the files that were taken in, the newest first."""
    return [FileShown.model_validate(f._asdict()) for f in list_files(connection, limit=limit)]


@router.get("/hq/admin/files/{file_id}")
def admin_one_file(file_id: int, connection: Database) -> FileWhole:
    """Return what a file would change, row by row."""
    return file_whole(connection, file_id)


@router.post(
    "/hq/admin/files/{file_id}/try",
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(ConflictError),
)
def admin_try_file(
    file_id: int, person: Administrator, connection: Database, asked: Asked
) -> FileWhole:
    """Have a worker try all the thresholds in a file together."""
    by = Person(person.person, person.role)
    try_drafts(connection, waiting_of_file(connection, file_id), asked.run, asked.now, by)
    return file_whole(connection, file_id)


@router.post("/hq/admin/files/{file_id}/publish", responses=answers(ConflictError))
def admin_publish_file(
    file_id: int, asked: PublishAsked, person: Publisher, connection: Database, around: Around
) -> FileWhole:
    """Publish all open drafts of a file together, or none."""
    publish_all(connection, waiting_of_file(connection, file_id), asked, person, around)
    return file_whole(connection, file_id)


@router.post("/hq/admin/files/{file_id}/drop", responses=answers(ConflictError))
def admin_drop_file(
    file_id: int, asked: DropAsked, person: Administrator, connection: Database
) -> FileWhole:
    """Have the open drafts of a file never published."""
    by = Person(person.person, person.role)
    numbers = [each.draft_id for each in waiting_of_file(connection, file_id)]
    drop_drafts(connection, numbers, by, asked.because)
    return file_whole(connection, file_id)


@router.get("/hq/admin/stations.csv")
def admin_stations_csv(connection: Database, asked: Asked) -> Response:
    """Return the stations as a file that can be taken in again."""
    lines = list(station_rows(connection, asked.run.network))
    return Response(
        (BOM + as_csv(list(COLUMNS), lines)).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="stations.csv"'},
    )
