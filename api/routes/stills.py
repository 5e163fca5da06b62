"""Stills: handed over by devices, looked at by headquarters, and by nobody else."""

import hashlib
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import AwareDatetime
from starlette.responses import Response

from api.asked import Around, Asked, Database, Scene
from api.auth import Photographer
from api.camera_features import light_at, still_url
from api.desk import headquarters
from api.devices import Device, must_be_its_own
from api.errors import UnauthenticatedError, answers
from api.schemas.cameras import NormalAsked, StillShown, StillTaken
from api.state import Surroundings
from kawamori.cameras import Camera, Light
from kawamori.errors import (
    InvalidError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
)
from kawamori.pictures import MOST_BYTES, Picture, checked
from kawamori.storage.cameras.cameras import find_camera
from kawamori.storage.cameras.disk import Place, StillFolder
from kawamori.storage.cameras.stills import (
    Still,
    add_still,
    choose_normal,
    find_still,
    known_still,
    stills_before,
)
from kawamori.storage.connections import Connection

edge = APIRouter(
    tags=["devices"],
    responses=answers(
        InvalidError, UnauthenticatedError, NotAllowedError, NotFoundError, UnavailableError
    ),
)
router = headquarters()

AHEAD = timedelta(minutes=5)  # by the wall, as of readings
OLDEST_YEAR = 1990
_JPEG = {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}

CameraId = Annotated[str, Path(max_length=63)]


async def _body(request: Request, _device: Device) -> bytes:
    """Read the picture once it is known who sends it, and before a connection is lent for it."""
    return await request.body()


@edge.put(
    "/edge/stills/{camera_id}",
    responses={HTTPStatus.CREATED.value: {"model": StillTaken}},
    openapi_extra={"requestBody": {"required": True, "content": _JPEG}},
)
def hand_over_still(
    camera_id: CameraId,
    taken_at: Annotated[AwareDatetime, Query(description="By the run's clock")],
    device: Device,
    raw: Annotated[bytes, Depends(_body)],
    asked: Asked,
    around: Around,
    connection: Database,
    response: Response,
) -> StillTaken:
    """Take a JPEG that a camera of this device took; handed over again, it is stored once."""
    camera = find_camera(connection, camera_id)
    must_be_its_own(device, camera, asked.run)
    _refuse_times(camera, asked, taken_at)
    folder = folder_of(around)
    place = Place(asked.run.run_no, camera_id, taken_at, hashlib.sha256(raw).digest())
    known = known_still(connection, place)
    if known is not None:
        return StillTaken(still_id=known)
    picture = _checked(folder, camera_id, raw, asked.now)
    folder.keep(place, picture.jpeg)
    still_id = add_still(
        connection,
        place,
        now=asked.now,
        kept_bytes=len(picture.jpeg),
        size=(picture.width, picture.height),
    )
    response.status_code = HTTPStatus.CREATED
    return StillTaken(still_id=still_id)


@router.get("/hq/cameras/{camera_id}/stills")
def stills(
    camera_id: CameraId,
    connection: Database,
    around: Around,
    asked: Asked,
    before: Annotated[AwareDatetime | None, Query(description="Those taken before")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[StillShown]:
    """List a camera's stills of this run, the newest first."""
    camera = camera_of(connection, asked, camera_id)
    lat, lon = place_of(connection, around, camera)
    found = stills_before(connection, asked.run.run_no, camera_id, before, limit=limit)
    return [_shown(each, asked, light_at(lat, lon, each.taken_at)) for each in found]


@router.get(
    "/hq/cameras/{camera_id}/stills/{still_id}.jpg",
    response_class=Response,
    responses={HTTPStatus.OK.value: {"content": _JPEG}},
)
def still(
    camera_id: CameraId, still_id: int, connection: Database, around: Around, asked: Asked
) -> Response:
    """Return a still of this run; no other run's is shown."""
    found = find_still(connection, asked.run.run_no, camera_id, still_id)
    return Response(folder_of(around).read(found.place), media_type="image/jpeg")


@router.post("/hq/cameras/{camera_id}/normal", status_code=HTTPStatus.NO_CONTENT)
def set_normal(
    camera_id: CameraId,
    wanted: NormalAsked,
    person: Photographer,
    connection: Database,
    asked: Asked,
) -> None:
    """Choose the still that shows how the river looks when nothing is the matter."""
    found = find_still(connection, asked.run.run_no, camera_id, wanted.still_id)
    light = Light(wanted.light)
    choose_normal(connection, found, light, person=person.person, role=person.role)


def folder_of(around: Surroundings) -> StillFolder:
    """Return where stills are kept; ``UnavailableError`` where nobody has said."""
    if around.settings.stills_dir is None:
        raise UnavailableError("stills: KAWAMORI_STILLS_DIR is not set")
    return StillFolder(around.settings.stills_dir)


def _checked(folder: StillFolder, camera_id: str, raw: bytes, now: datetime) -> Picture:
    try:
        return checked(raw)
    except InvalidError as error:
        if raw and len(raw) <= MOST_BYTES:
            folder.set_aside(camera_id, raw, str(error), now)
        raise


def _refuse_times(camera: Camera, asked: Scene, taken_at: datetime) -> None:
    run = asked.run
    if camera.network != run.network:
        raise InvalidError(
            f"camera {camera.camera_id} is on network {camera.network!r}, "
            f"run {run.run!r} is on {run.network!r}"
        )
    if taken_at > asked.now + AHEAD * max(1.0, run.speed):
        raise InvalidError(f"taken_at {taken_at.isoformat()} is ahead of {asked.now.isoformat()}")
    if taken_at.year < OLDEST_YEAR:
        raise InvalidError(f"taken_at {taken_at.isoformat()} is before {OLDEST_YEAR}")


def camera_of(connection: Connection, asked: Scene, camera_id: str) -> Camera:
    """Return a camera of the run's network; ``NotFoundError`` for any other."""
    camera = find_camera(connection, camera_id)
    if camera.network != asked.run.network:
        raise NotFoundError(f"network {asked.run.network!r} has no camera {camera_id!r}")
    return camera


def place_of(
    connection: Connection, around: Surroundings, camera: Camera
) -> tuple[float | None, float | None]:
    """Return where a camera stands (lat, lon), or else its gauge."""
    if camera.lat is not None or camera.station_id is None:
        return camera.lat, camera.lon
    known = around.facts.read(connection).get(camera.station_id)
    return (known.facts.lat, known.facts.lon) if known else (None, None)


def _shown(still: Still, asked: Scene, light: Light | None) -> StillShown:
    return StillShown(
        still_id=still.still_id,
        taken_at=still.taken_at,
        received_at=still.received_at,
        width=still.width,
        height=still.height,
        bytes=still.bytes,
        light=light.value if light else None,
        url=still_url(asked.run, still.camera_id, still.still_id),
    )
