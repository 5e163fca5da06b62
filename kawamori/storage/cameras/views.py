"""What everybody may see of a camera: versions, of which the newest holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.errors import NotFoundError
from kawamori.public_views import PublicView, rectangles_of
from kawamori.runs import Run
from kawamori.storage.acts import record_act
from kawamori.storage.cameras.cameras import find_camera
from kawamori.storage.cameras.disk import Place
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

# Of a run's own and reality's.
_NEWEST = """
SELECT view_no, rectangles, metres_across, author, recorded_at FROM camera_public_views
WHERE camera_id = %s AND run_no IN (0, %s) ORDER BY view_no DESC LIMIT 1
"""
_ADD = """
INSERT INTO camera_public_views (camera_id, run_no, author, rectangles, metres_across)
VALUES (%s, %s, %s, %s, %s)
"""
_LOCK = "SELECT FROM cameras WHERE camera_id = %s FOR UPDATE"
_CONCERNED = """
SELECT run_no FROM runs
WHERE run_no = %(run_no)s OR (%(run_no)s = 0 AND network = %(network)s AND ended_at IS NULL)
ORDER BY run_no
"""
_PUBLIC = """
SELECT c.camera_id, c.name, c.name_en, c.station_id, c.interval_s, v.view_no, v.rectangles,
       v.metres_across, s.still_id, s.taken_at, s.sha256
FROM current_cameras c
JOIN LATERAL (
  SELECT * FROM camera_public_views
  WHERE camera_id = c.camera_id AND run_no IN (0, %(run_no)s) ORDER BY view_no DESC LIMIT 1
) v ON v.rectangles IS NOT NULL
LEFT JOIN LATERAL (
  SELECT * FROM camera_stills
  WHERE run_no = %(run_no)s AND camera_id = c.camera_id ORDER BY taken_at DESC, still_id DESC
  LIMIT 1
) s ON true
WHERE c.network = %(network)s ORDER BY c.camera_id
"""


class StoredView(NamedTuple):
    """A version: what is public, by whose word and since when; ``view`` None took it off."""

    view: PublicView | None
    author: str
    recorded_at: datetime


class PublicCamera(NamedTuple):
    """A camera that everybody may see something of, and the newest still it took in a run."""

    camera_id: str
    name: str
    name_en: str
    station_id: str | None
    interval_s: int
    view_no: int
    rectangles: Sequence[Sequence[float]]
    metres_across: float
    still_id: int | None
    taken_at: datetime | None
    sha256: bytes | None

    @property
    def view(self) -> PublicView:
        """What may be shown of it."""
        return PublicView(rectangles_of(self.rectangles), self.metres_across)

    def place(self, run_no: int) -> Place | None:
        """Return what names its newest still's file, if there is one."""
        if self.taken_at is None or self.sha256 is None:
            return None
        return Place(run_no, self.camera_id, self.taken_at, self.sha256)


def public_cameras(connection: Connection, run: Run) -> list[PublicCamera]:
    """Return what everybody may see cameras of in a run; stills of other runs don't count."""
    values = {"run_no": run.run_no, "network": run.network}
    with connection.cursor(row_factory=args_row(PublicCamera)) as cursor:
        return cursor.execute(_PUBLIC, values).fetchall()


def newest_view(connection: Connection, run: Run, camera_id: str) -> StoredView | None:
    """Return what was said last of a camera, None where nobody has; nothing said shows nothing."""
    row = connection.execute(_NEWEST, (camera_id, run.run_no)).fetchone()
    if row is None:
        return None
    _, rectangles, metres_across, author, recorded_at = row
    view = PublicView(rectangles_of(rectangles), metres_across) if rectangles else None
    return StoredView(view, author, recorded_at)


def set_public_view(
    connection: Connection,
    run: Run,
    camera_id: str,
    view: PublicView | None,
    *,
    person: str,
    role: str,
) -> bool:
    """Say what everybody may see of a camera, None: nothing; return whether that is new.

    Said in reality it holds in rehearsals too; said in a rehearsal it holds there alone.
    """
    with connection.transaction():
        camera = find_camera(connection, camera_id)
        if camera.network != run.network:
            raise NotFoundError(f"network {run.network!r} has no camera {camera_id!r}")
        connection.execute(_LOCK, (camera_id,))
        stood = newest_view(connection, run, camera_id)
        if view == (stood.view if stood else None):
            return False
        rectangles = [list(each) for each in view.rectangles] if view else None
        metres_across = view.metres_across if view else None
        connection.execute(_ADD, (camera_id, run.run_no, person, rectangles, metres_across))
        about = {"rectangles": rectangles, "metres_across": metres_across, "run": run.run}
        record_act(connection, person, role, "camera", f"camera/{camera_id}", public_view=about)
        for run_no in _concerned(connection, run):
            announce(connection, run_no, "cameras", [camera_id])
    return True


def _concerned(connection: Connection, run: Run) -> list[int]:
    values = {"run_no": run.run_no, "network": run.network}
    return [run_no for (run_no,) in connection.execute(_CONCERNED, values)]
