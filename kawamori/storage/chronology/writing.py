"""Writing an entry by hand: appended once, whoever sends it again; set right by another entry."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.errors import ForeignKeyViolation, UniqueViolation

from kawamori.chronology.affairs import EntryKind
from kawamori.chronology.entries import Place
from kawamori.errors import ConflictError, InvalidError, NotFoundError
from kawamori.runs import Run
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

KIND = "chronology"
AHEAD_AT_MOST = timedelta(minutes=5)  # of our clock

_WRITE = """
INSERT INTO entries (run_no, entry_key, happened_at, recorded_at, author, role, office, kind, body,
                     source, way, station_id, area_id, lon, lat, about, corrects)
VALUES (%(run_no)s, %(entry_key)s, %(happened_at)s, %(now)s, %(person)s, %(role)s,
        (SELECT office FROM staff WHERE name = %(person)s), %(kind)s, %(body)s, %(source)s, %(way)s,
        %(station_id)s, %(area_id)s, %(lon)s, %(lat)s, %(about)s, %(corrects)s)
ON CONFLICT (entry_key) DO NOTHING
RETURNING entry_id
"""
_SAME = """
SELECT entry_id, run_no = %(run_no)s AND author = %(person)s AND kind = %(kind)s
                 AND body = %(body)s AS is_same
FROM entries WHERE entry_key = %(entry_key)s
"""
_CORRECTED = "SELECT run_no FROM entries WHERE entry_id = %s"


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody writes down; ``happened_at`` is by the run's clock.

    ``about`` names another entry of the chronology, ``corrects`` the number of one that was
    written by hand.
    """

    entry_key: UUID
    kind: EntryKind
    body: str
    happened_at: datetime
    source: str = ""
    way: str = ""
    station_id: str | None = None
    area_id: str | None = None
    place: Place | None = None
    about: str | None = None
    corrects: int | None = None


def write_entry(
    connection: Connection, run: Run, written: Written, *, person: str, role: str, now: datetime
) -> int:
    """Append an entry and return its number; of one that was sent before, the number it has.

    ``ConflictError`` when its key is another entry's, or when what it corrects was corrected
    by another; ``NotFoundError`` for a place or an entry that does not exist.
    """
    if written.happened_at > now + AHEAD_AT_MOST:
        raise InvalidError(f"happened_at {written.happened_at.isoformat()} is yet to come")
    place = written.place
    values = {
        "run_no": run.run_no,
        "entry_key": written.entry_key,
        "happened_at": written.happened_at,
        "now": now,
        "person": person,
        "role": role,
        "kind": written.kind,
        "body": written.body,
        "source": written.source,
        "way": written.way,
        "station_id": written.station_id,
        "area_id": written.area_id,
        "lon": place.lon if place else None,
        "lat": place.lat if place else None,
        "about": written.about,
        "corrects": written.corrects,
    }
    try:
        with connection.transaction():
            _check_corrected(connection, run, written.corrects)
            row = connection.execute(_WRITE, values).fetchone()
            if row is None:
                return _sent_before(connection, values)
            entry_id = int(row[0])
            record_act(connection, person, role, "write", f"entry/{entry_id}", run=run.run)
            announce(connection, run.run_no, KIND, [str(entry_id)])
    except ForeignKeyViolation as error:
        missing = written.station_id or written.area_id
        raise NotFoundError(f"there is no place {missing!r}") from error
    except UniqueViolation as error:
        raise ConflictError(
            f"entry {written.corrects} was corrected already: look at it again"
        ) from error
    return entry_id


def _sent_before(connection: Connection, values: dict[str, object]) -> int:
    row = connection.execute(_SAME, values).fetchone()
    assert row is not None  # noqa: S101 the key was there a moment ago, and no entry ever goes
    if not row[1]:
        raise ConflictError(f"entry_key {values['entry_key']} is another entry's: make a new one")
    return int(row[0])


def _check_corrected(connection: Connection, run: Run, corrects: int | None) -> None:
    if corrects is None:
        return
    row = connection.execute(_CORRECTED, (corrects,)).fetchone()
    if row is None or row[0] != run.run_no:
        raise NotFoundError(f"there is no entry {corrects} in this run")
