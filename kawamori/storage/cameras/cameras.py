"""Cameras: facts are appended, never changed."""

from datetime import timedelta

from psycopg.rows import kwargs_row

from kawamori.cameras import Camera
from kawamori.errors import ConflictError, NotFoundError
from kawamori.storage.connections import Connection

_ADD = "INSERT INTO cameras (camera_id, network) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_NETWORK = "SELECT network FROM cameras WHERE camera_id = %s"
_STATIONS_NETWORK = "SELECT network FROM stations WHERE station_id = %s"
_FACTS = """
INSERT INTO camera_facts (camera_id, author, name, name_en, device_id, station_id, lat, lon,
                          bearing_deg, interval_s)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_WITHDRAW = """
INSERT INTO camera_facts (camera_id, author, name, name_en, device_id, station_id, lat, lon,
                          bearing_deg, interval_s, withdrawn)
SELECT camera_id, %s, name, name_en, device_id, station_id, lat, lon, bearing_deg, interval_s, true
FROM current_cameras WHERE camera_id = %s
"""
_CURRENT = """
SELECT network, camera_id, name, name_en, device_id, station_id, lat, lon, bearing_deg,
       make_interval(secs => interval_s) AS interval
FROM current_cameras
"""


def register_camera(connection: Connection, camera: Camera, *, author: str) -> bool:
    """Store a camera's facts as a new version, and say whether they differ from what stood.

    ``ConflictError`` when the camera belongs to another network, or its station does;
    ``NotFoundError`` when there is no such station.
    """
    with connection.transaction():
        connection.execute(_ADD, (camera.camera_id, camera.network))
        row = connection.execute(_NETWORK, (camera.camera_id,)).fetchone()
        if row is None or row[0] != camera.network:
            raise ConflictError(f"camera {camera.camera_id} belongs to another network: {row}")
        if camera.station_id is not None:
            _refuse_stranger(connection, camera, camera.station_id)
        if camera in current_cameras(connection):
            return False
        connection.execute(_FACTS, _row(camera, author))
    return True


def withdraw_camera(connection: Connection, camera_id: str, *, author: str) -> None:
    """Show a camera nowhere from now on; ``NotFoundError`` when it is shown nowhere already."""
    if not connection.execute(_WITHDRAW, (author, camera_id)).rowcount:
        raise NotFoundError(f"there is no camera {camera_id!r}")


def current_cameras(connection: Connection) -> list[Camera]:
    """Return every camera as it stands now, by id."""
    with connection.cursor(row_factory=kwargs_row(Camera)) as cursor:
        return cursor.execute(_CURRENT + " ORDER BY camera_id").fetchall()


def find_camera(connection: Connection, camera_id: str) -> Camera:
    """Return a camera as it stands now; ``NotFoundError`` without one."""
    with connection.cursor(row_factory=kwargs_row(Camera)) as cursor:
        found = cursor.execute(_CURRENT + " WHERE camera_id = %s", (camera_id,)).fetchone()
    if found is None:
        raise NotFoundError(f"there is no camera {camera_id!r}; `kawamori cameras list` shows them")
    return found


def _refuse_stranger(connection: Connection, camera: Camera, station_id: str) -> None:
    row = connection.execute(_STATIONS_NETWORK, (station_id,)).fetchone()
    if row is None:
        raise NotFoundError(f"camera {camera.camera_id}: there is no station {station_id!r}")
    if row[0] != camera.network:
        raise ConflictError(
            f"camera {camera.camera_id} is of network {camera.network}, "
            f"station {station_id} of {row[0]}"
        )


def _row(c: Camera, author: str) -> tuple[object, ...]:
    where = (c.station_id, c.lat, c.lon, c.bearing_deg)
    seconds = round(c.interval / timedelta(seconds=1))
    return (c.camera_id, author, c.name, c.name_en, c.device_id, *where, seconds)
