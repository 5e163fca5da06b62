"""Cameras: where they stand and what they sent; as they sent it, for headquarters alone."""

from api.asked import Asked, Database
from api.camera_features import hq_cameras
from api.desk import headquarters
from api.responses import Json
from api.schemas.cameras import Cameras

router = headquarters()


@router.get("/hq/cameras", response_model=Cameras)
def cameras(connection: Database, asked: Asked) -> Json:
    """Return every camera of the run's network with its newest still."""
    return Json(hq_cameras(connection, asked.run, asked.now))
