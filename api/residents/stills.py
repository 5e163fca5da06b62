"""The newest still of each public camera as everybody may see it, made once, with its time."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from api.residents.data import Camera
from api.residents.files import File
from kawamori.cameras import Look, look_of
from kawamori.errors import KawamoriError, NotFoundError, UnavailableError
from kawamori.public_views import public_picture
from kawamori.runs import Run
from kawamori.storage.cameras.disk import StillFolder
from kawamori.storage.cameras.views import PublicCamera, public_cameras
from kawamori.storage.connections import Connection

log = logging.getLogger(__name__)

JPEG = "image/jpeg"
# A camera that is taken off is off in seconds: no copy is handed out for want of a newer one.
SECONDS = "public, max-age=10, must-revalidate"
MOST_AT_ONCE = 8  # some 15 to 40 ms each: how the rivers stand must not wait for pictures
_HASH_BYTES = 6


class Made(NamedTuple):
    """What was made of a still by a version of its camera's view; no file: it could not be."""

    still_id: int | None
    view_no: int
    file: File | None
    camera: Camera | None


class PublicStills(NamedTuple):
    """The stills of a snapshot, by camera."""

    made: Mapping[str, Made] = {}

    @property
    def files(self) -> list[File]:
        """The pictures."""
        return [made.file for made in self.made.values() if made.file]

    @property
    def cameras(self) -> list[Camera]:
        """The cameras that have one, each with its time and where it is."""
        return [made.camera for made in self.made.values() if made.camera]


def public_stills(
    connection: Connection,
    stills_dir: Path | None,
    run: Run,
    now: datetime,
    before: PublicStills = PublicStills(),  # noqa: B008 nothing of it can be changed
) -> PublicStills:
    """Return a run's stills as everybody may see them; what was made before is not made again.

    A few are made at once: of the others the one before stands until it is their turn.
    One that can't be made is not shown, and the log says which; nor is one older than six
    intervals: ask again from time to time, when nothing has changed either.
    """
    if stills_dir is None:
        return PublicStills()
    folder, shown, left = StillFolder(stills_dir), {}, MOST_AT_ONCE
    for camera in public_cameras(connection, run):
        interval = timedelta(seconds=camera.interval_s)
        if look_of(camera.taken_at, interval, now, speed=run.speed) not in (Look.LIVE, Look.LATE):
            continue
        earlier = before.made.get(camera.camera_id)
        if earlier is not None and earlier.view_no != camera.view_no:
            earlier = None  # it shows what may be shown no more
        if earlier is not None and (earlier.still_id == camera.still_id or not left):
            shown[camera.camera_id] = earlier
        elif left:
            shown[camera.camera_id] = _make(folder, run, camera)
            left -= 1
    return PublicStills(shown)


def _make(folder: StillFolder, run: Run, c: PublicCamera) -> Made:
    """Make a still's picture, or say in the log that it can't be made."""
    try:
        body = public_still(folder, run, c)
    except Exception as error:  # whatever it is, the other pages are made
        expected = isinstance(error, KawamoriError)
        words = (c.camera_id, c.still_id, error)
        log.warning("camera %s: still %s is not shown: %s", *words, exc_info=not expected)
        is_passing = isinstance(error, UnavailableError)  # to be tried again
        return Made(None if is_passing else c.still_id, c.view_no, None, None)
    path = f"stills/{c.camera_id}.jpg"
    version = hashlib.blake2b(body, digest_size=_HASH_BYTES).hexdigest()
    assert c.taken_at is not None  # noqa: S101 what has no time was refused
    shown = Camera(c.camera_id, c.name, c.station_id, c.taken_at, f"/{path}?v={version}")
    return Made(c.still_id, c.view_no, File(path, JPEG, body, SECONDS), shown)


def public_still(folder: StillFolder, run: Run, camera: PublicCamera) -> bytes:
    """Return the picture of a camera that everybody may see; ``NotFoundError`` without a still."""
    place = camera.place(run.run_no)
    if place is None:
        raise NotFoundError(f"camera {camera.camera_id} has sent no still in this run")
    return public_picture(folder.read(place), camera.view, place.taken_at, run.status)
