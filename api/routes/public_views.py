"""What everybody may see of a camera: looked at before it is public, set, and taken off at once."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from api.asked import Around, Asked, Database, Scene
from api.auth import Photographer
from api.desk import headquarters
from api.routes.stills import folder_of
from api.schemas.cameras import PublicViewAsked, PublicViewShown
from kawamori.cameras import Camera, Look, look_of
from kawamori.errors import NotFoundError
from kawamori.public_views import PublicView, public_picture, rectangle_of, rectangles_of
from kawamori.storage.cameras.cameras import find_camera
from kawamori.storage.cameras.stills import stills_before
from kawamori.storage.cameras.views import newest_view, set_public_view
from kawamori.storage.connections import Connection

router = headquarters()

CameraId = Annotated[str, Path(max_length=63)]
_JPEG = {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}


@router.get("/hq/cameras/{camera_id}/public-view")
def public_view(camera_id: CameraId, connection: Database, asked: Asked) -> PublicViewShown:
    """Return what everybody may see of a camera in this run, and who said so."""
    _camera(connection, asked, camera_id)
    return _shown(connection, asked, camera_id)


@router.put("/hq/cameras/{camera_id}/public-view")
def set_view(
    camera_id: CameraId,
    wanted: PublicViewAsked,
    person: Photographer,
    connection: Database,
    asked: Asked,
) -> PublicViewShown:
    """Show everybody a camera, sharp in these rectangles alone."""
    view = PublicView(rectangles_of(wanted.rectangles), wanted.metres_across)
    set_public_view(connection, asked.run, camera_id, view, person=person.person, role=person.role)
    return _shown(connection, asked, camera_id)


@router.delete("/hq/cameras/{camera_id}/public-view")
def end_view(
    camera_id: CameraId, person: Photographer, connection: Database, asked: Asked
) -> PublicViewShown:
    """Take a camera off at once: nothing of it is public from now on."""
    set_public_view(connection, asked.run, camera_id, None, person=person.person, role=person.role)
    return _shown(connection, asked, camera_id)


@router.get(
    "/hq/cameras/{camera_id}/public-still",
    response_class=Response,
    responses={HTTPStatus.OK.value: {"content": _JPEG}},
)
def public_still(
    camera_id: CameraId,
    connection: Database,
    around: Around,
    asked: Asked,
    *,
    rectangle: Annotated[
        list[str] | None,
        Query(description="As if these were the view: left,top,right,bottom in shares of it"),
    ] = None,
    metres_across: Annotated[float, Query(description="With rectangles")] = 0.0,
) -> Response:
    """Return the newest still as everybody sees it, or would see it."""
    camera = _camera(connection, asked, camera_id)
    trial = None
    if rectangle:
        trial = PublicView(tuple(map(rectangle_of, rectangle)), metres_across)
    view = trial or _view(connection, asked, camera_id)
    newest = stills_before(connection, asked.run.run_no, camera_id, None, limit=1)
    if not newest:
        raise NotFoundError(f"camera {camera_id} has sent no still in this run")
    at = newest[0].taken_at
    if trial is None and not _is_fresh(camera, asked, at):
        raise NotFoundError(
            f"camera {camera_id}: its newest still is of {at.isoformat()}, "
            "more than 6 intervals ago: nobody is shown it"
        )
    jpeg = folder_of(around).read(newest[0].place)
    return Response(public_picture(jpeg, view, at, asked.run.status), media_type="image/jpeg")


def _camera(connection: Connection, asked: Scene, camera_id: str) -> Camera:
    camera = find_camera(connection, camera_id)
    if camera.network != asked.run.network:
        raise NotFoundError(f"network {asked.run.network!r} has no camera {camera_id!r}")
    return camera


def _view(connection: Connection, asked: Scene, camera_id: str) -> PublicView:
    stood = newest_view(connection, asked.run, camera_id)
    if stood is None or stood.view is None:
        raise NotFoundError(f"nothing of camera {camera_id} is public")
    return stood.view


def _is_fresh(camera: Camera, asked: Scene, at: datetime) -> bool:
    return look_of(at, camera.interval, asked.now, speed=asked.run.speed) is not Look.DEAD


def _shown(connection: Connection, asked: Scene, camera_id: str) -> PublicViewShown:
    stood = newest_view(connection, asked.run, camera_id)
    view = stood.view if stood else None
    return PublicViewShown(
        camera_id=camera_id,
        rectangles=list(view.rectangles) if view else [],
        metres_across=view.metres_across if view else None,
        author=stood.author if stood else None,
        recorded_at=stood.recorded_at if stood else None,
    )
