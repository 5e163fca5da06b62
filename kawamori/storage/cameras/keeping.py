"""How long stills are kept: files and rows go together, what a person chose as normal stays."""

from datetime import datetime
from pathlib import Path

from kawamori.storage.cameras.disk import Place, StillFolder
from kawamori.storage.connections import Connection

KEEP_DAYS = {"camera_stills": 30}
A_SLICE = 500

_DELETE = """
DELETE FROM camera_stills WHERE still_id = ANY (ARRAY(
  SELECT still_id FROM camera_stills s
  WHERE stored_at < %s AND NOT EXISTS (SELECT FROM camera_normals n WHERE n.still_id = s.still_id)
  ORDER BY stored_at LIMIT %s))
RETURNING run_no, camera_id, taken_at, sha256
"""


def delete_stills(connection: Connection, folder: Path, before: datetime) -> int:
    """Delete the stills that were stored before a time; return how many.

    A slice's files go before its rows are committed: after a crash between the two the
    rows are still there, and their files are found gone the next time.
    """
    stills, deleted = StillFolder(folder), 0
    while True:
        with connection.transaction():
            gone = connection.execute(_DELETE, (before, A_SLICE)).fetchall()
            for row in gone:
                stills.remove(Place(*row))
        deleted += len(gone)
        if len(gone) < A_SLICE:
            return deleted
