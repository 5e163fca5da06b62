"""Stills: a row for each picture on the disk."""

from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.cameras import Light
from kawamori.errors import NotFoundError
from kawamori.storage.acts import record_act
from kawamori.storage.cameras.disk import Place
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

_KNOWN = """
SELECT still_id FROM camera_stills
WHERE run_no = %s AND camera_id = %s AND taken_at = %s AND sha256 = %s
"""
_ADD = """
INSERT INTO camera_stills (run_no, camera_id, taken_at, sha256, received_at, bytes, width, height)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING still_id
"""
_STILL = """
SELECT still_id, run_no, camera_id, taken_at, received_at, sha256, bytes, width, height
FROM camera_stills WHERE run_no = %(run_no)s AND camera_id = %(camera_id)s
"""
_ONE = _STILL + " AND still_id = %(still_id)s"
_BEFORE = (
    _STILL
    + """ AND (%(before)s::timestamptz IS NULL OR taken_at < %(before)s)
ORDER BY taken_at DESC, still_id DESC LIMIT %(limit)s
"""
)
# The last of each step: what had arrived by then, the oldest first.
_SPREAD = """
SELECT DISTINCT ON (step) still_id, run_no, camera_id, taken_at, received_at, sha256, bytes, width,
  height
FROM (
  SELECT *, date_bin(%(step)s, taken_at, %(since)s) AS step FROM camera_stills
  WHERE run_no = %(run_no)s AND camera_id = %(camera_id)s
    AND taken_at >= %(since)s AND taken_at <= %(until)s AND received_at <= %(until)s
) AS taken
ORDER BY step, taken_at DESC, still_id DESC
"""
_CHOOSE = """
INSERT INTO camera_normals (run_no, camera_id, light, still_id, author) VALUES (%s, %s, %s, %s, %s)
"""


class Still(NamedTuple):
    """A picture that a camera took."""

    still_id: int
    run_no: int
    camera_id: str
    taken_at: datetime
    received_at: datetime
    sha256: bytes
    bytes: int
    width: int
    height: int

    @property
    def place(self) -> Place:
        """What names its file."""
        return Place(self.run_no, self.camera_id, self.taken_at, self.sha256)


def known_still(connection: Connection, place: Place) -> int | None:
    """Return the id of a still that was handed over before, if it was."""
    row = connection.execute(_KNOWN, tuple(place)).fetchone()
    return int(row[0]) if row else None


def add_still(
    connection: Connection, place: Place, *, now: datetime, kept_bytes: int, size: tuple[int, int]
) -> int:
    """Store a still's row and tell of it; handed over twice, it is stored and told of once."""
    with connection.transaction():
        row = connection.execute(_ADD, (*place, now, kept_bytes, *size)).fetchone()
        if row is not None:
            announce(connection, place.run_no, "cameras", [place.camera_id])
            return int(row[0])
    known = known_still(connection, place)
    if known is None:
        raise NotFoundError(f"camera {place.camera_id}: the still went as it came")
    return known


def find_still(connection: Connection, run_no: int, camera_id: str, still_id: int) -> Still:
    """Return a camera's still of a run; ``NotFoundError`` when that run has no such still."""
    values = {"run_no": run_no, "camera_id": camera_id, "still_id": still_id}
    with connection.cursor(row_factory=args_row(Still)) as cursor:
        found = cursor.execute(_ONE, values).fetchone()
    if found is None:
        raise NotFoundError(f"camera {camera_id!r} has no still {still_id} in this run")
    return found


def stills_before(
    connection: Connection, run_no: int, camera_id: str, before: datetime | None, *, limit: int
) -> list[Still]:
    """Return a camera's stills of a run, the newest first, those taken before a time."""
    values = {"run_no": run_no, "camera_id": camera_id, "before": before, "limit": limit}
    with connection.cursor(row_factory=args_row(Still)) as cursor:
        return cursor.execute(_BEFORE, values).fetchall()


def stills_spread(
    connection: Connection,
    run_no: int,
    camera_id: str,
    until: datetime,
    span: timedelta,
    count: int,
) -> list[Still]:
    """Return the last still of each of `count` equal steps of a span, the oldest first.

    A step without a still has none: a gap stays one.
    """
    values = {
        "run_no": run_no,
        "camera_id": camera_id,
        "since": until - span,
        "until": until,
        "step": span / count,
    }
    with connection.cursor(row_factory=args_row(Still)) as cursor:
        found = cursor.execute(_SPREAD, values).fetchall()
    return found[-count:]  # one taken at the very end begins a step of its own


def choose_normal(
    connection: Connection, still: Still, light: Light, *, person: str, role: str
) -> None:
    """Have a still show how its river usually looks; it is then kept for good."""
    with connection.transaction():
        row = (still.run_no, still.camera_id, light.value, still.still_id, person)
        connection.execute(_CHOOSE, row)
        subject = f"camera/{still.camera_id}"
        about = {"still_id": still.still_id, "light": light.value}
        record_act(connection, person, role, "camera", subject, **about)
        announce(connection, still.run_no, "cameras", [still.camera_id])
