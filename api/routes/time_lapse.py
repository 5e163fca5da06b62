"""A camera's last hours at a glance: a few stills, evenly spread, small enough to be played."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.asked import Around, Asked, Database, Scene
from api.camera_features import light_at, still_url
from api.desk import headquarters
from api.routes.stills import CameraId, camera_of, folder_of, place_of
from api.schemas.cameras import FrameShown
from kawamori.cameras import Light
from kawamori.pictures import small
from kawamori.storage.cameras.stills import Still, find_still, stills_spread

router = headquarters()

MOST_HOURS = 720  # as long as stills are kept
MOST_FRAMES = 120

_JPEG = {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}


@router.get("/hq/cameras/{camera_id}/time-lapse")
def time_lapse(
    camera_id: CameraId,
    connection: Database,
    around: Around,
    asked: Asked,
    hours: Annotated[int, Query(ge=1, le=MOST_HOURS)] = 24,
    frames: Annotated[int, Query(ge=2, le=MOST_FRAMES)] = 24,
) -> list[FrameShown]:
    """List the last still of each step of the last hours, the oldest first; a gap stays a gap."""
    camera = camera_of(connection, asked, camera_id)
    lat, lon = place_of(connection, around, camera)
    found = stills_spread(
        connection,
        asked.run.run_no,
        camera_id,
        until=asked.now,
        span=timedelta(hours=hours),
        count=frames,
    )
    return [_shown(each, asked, light_at(lat, lon, each.taken_at)) for each in found]


@router.get(
    "/hq/cameras/{camera_id}/stills/{still_id}/small.jpg",
    response_class=Response,
    responses={HTTPStatus.OK.value: {"content": _JPEG}},
)
def small_still(
    camera_id: CameraId, still_id: int, connection: Database, around: Around, asked: Asked
) -> Response:
    """Return a still of this run, no wider than 480 pixels."""
    found = find_still(connection, asked.run.run_no, camera_id, still_id)
    return Response(small(folder_of(around).read(found.place)), media_type="image/jpeg")


def _shown(still: Still, asked: Scene, light: Light | None) -> FrameShown:
    return FrameShown(
        still_id=still.still_id,
        taken_at=still.taken_at,
        light=light.value if light else None,
        url=still_url(asked.run, still.camera_id, still.still_id),
        small_url=still_url(asked.run, still.camera_id, still.still_id, "/small"),
    )
