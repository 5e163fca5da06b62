"""What was published, as it is read: the index, and each file by its identifier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row

from kawamori.errors import NotFoundError
from kawamori.runs import Run
from kawamori.storage.connections import Connection

KEPT_AFTER = timedelta(days=1)  # in the index, of what has ended
_BEGUN = datetime.fromisoformat("2026-01-01T00:00:00+00:00")  # of an index that never held anything

_LISTED = """
SELECT identifier, title, summary, sent FROM cap_messages c
WHERE run_no = %(run_no)s AND scope = ANY (%(scopes)s) AND expires > %(since)s
  AND NOT EXISTS (SELECT FROM cap_references r WHERE r.replaced = c.identifier)
ORDER BY sent DESC, identifier
"""
# When something last came into the index or fell out of it.
_CHANGED = """
SELECT max(CASE WHEN expires <= %(since)s THEN expires + %(kept)s ELSE sent END)
FROM cap_messages
WHERE run_no = %(run_no)s AND scope = ANY (%(scopes)s)
"""
_FILE = "SELECT xml FROM cap_messages WHERE identifier = %s AND scope = ANY (%s)"


@dataclass(frozen=True, slots=True)
class Listed:
    """One alert in the index."""

    identifier: str
    title: str
    summary: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class Index:
    """What stands or has lately ended, the newest first, and when that last changed."""

    changed_at: datetime
    listed: list[Listed]


def index_of(connection: Connection, run: Run, scopes: Sequence[str], now: datetime) -> Index:
    """Return the alerts of a run that nothing has replaced, until a day after their end."""
    values = {
        "run_no": run.run_no,
        "scopes": list(scopes),
        "since": now - KEPT_AFTER,
        "kept": KEPT_AFTER,
    }
    with connection.cursor(row_factory=class_row(Listed)) as cursor:
        listed = cursor.execute(_LISTED, values).fetchall()
    row = connection.execute(_CHANGED, values).fetchone()
    changed_at = row[0] if row and row[0] else _BEGUN
    return Index(changed_at, listed)


def find_file(connection: Connection, identifier: str, scopes: Sequence[str]) -> bytes:
    """Return a file as it was published; ``NotFoundError`` when there is none of these scopes."""
    row = connection.execute(_FILE, (identifier, list(scopes))).fetchone()
    if row is None:
        raise NotFoundError(f"no alert {identifier} was published")
    return bytes(row[0])
