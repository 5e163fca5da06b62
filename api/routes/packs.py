"""After-action packs: asked for, made by a worker, fetched."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from api.asked import Asked, Database
from api.auth import Writer
from api.desk import headquarters
from api.errors import answers
from api.schemas.chronology import PackAsked, PackShown
from kawamori.errors import ConflictError, InvalidError
from kawamori.storage.chronology.packs import ask_pack, content_of, find_pack, packs_of_run

router = headquarters()
PackId = Annotated[int, Path(ge=1, le=2**62)]


@router.post(
    "/hq/chronology/packs", status_code=HTTPStatus.ACCEPTED, responses=answers(ConflictError)
)
def ask_for_pack(
    wanted: PackAsked, person: Writer, connection: Database, asked: Asked
) -> PackShown:
    """Have all that became known in a time packed up; a worker does it."""
    until = wanted.until or asked.now
    if wanted.since >= until:
        raise InvalidError(f"since {wanted.since} is not before until {until}: swap them")
    made = ask_pack(
        connection,
        asked.run,
        since=wanted.since,
        until=until,
        person=person.person,
        role=person.role,
    )
    return PackShown.model_validate(find_pack(connection, made)._asdict())


@router.get("/hq/chronology/packs")
def list_packs(connection: Database, asked: Asked) -> list[PackShown]:
    """List the packs of a run, the newest first."""
    found = packs_of_run(connection, asked.run.run_no)
    return [PackShown.model_validate(each._asdict()) for each in found]


@router.get("/hq/chronology/packs/{pack_id}")
def one_pack(pack_id: PackId, connection: Database) -> PackShown:
    """Say how far a pack is."""
    return PackShown.model_validate(find_pack(connection, pack_id)._asdict())


@router.get("/hq/chronology/packs/{pack_id}/pack.zip", response_class=Response)
def pack_file(pack_id: PackId, connection: Database) -> Response:
    """Return a pack that is done."""
    found = find_pack(connection, pack_id)
    name = "-".join(filter(None, ("kawamori", found.run, f"pack{pack_id}")))
    headers = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
    return Response(content_of(connection, pack_id), media_type="application/zip", headers=headers)
