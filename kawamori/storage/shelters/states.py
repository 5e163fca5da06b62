"""Which shelters are open in a run: said by named persons, kept for good."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.errors import ConflictError, NotFoundError
from kawamori.runs import Run
from kawamori.shelters import ShelterState, check_count
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

KIND = "shelters"

_SHOWN = """
SELECT f.shelter_id, f.name, f.name_en, f.reading, f.address, f.lat, f.lon, f.capacity, f.hazards,
       f.note, coalesce(s.state, 'closed'), s.people, s.note, s.at, s.person, s.state_no
FROM current_shelters f
LEFT JOIN LATERAL (
  SELECT * FROM shelter_states s
  WHERE s.run_no = %s AND s.shelter_id = f.shelter_id ORDER BY s.state_no DESC LIMIT 1
) s ON true
WHERE %s::text[] IS NULL OR f.shelter_id = ANY(%s)
ORDER BY f.shelter_id
"""
_HISTORY = """
SELECT state_no, state, people, note, at, person, role FROM shelter_states
WHERE run_no = %s AND shelter_id = %s ORDER BY state_no DESC LIMIT %s
"""
_LOCK = "SELECT shelter_id FROM shelters WHERE shelter_id = %s FOR UPDATE"
_LISTED = "SELECT EXISTS (SELECT FROM current_shelters WHERE shelter_id = %s)"
_NEWEST = "SELECT max(state_no) FROM shelter_states WHERE run_no = %s AND shelter_id = %s"
_ADD = """
INSERT INTO shelter_states (run_no, shelter_id, state, people, note, at, person, role)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""


class ShelterShown(NamedTuple):
    """A shelter, and how it stands in a run; ``state_no`` None is: nothing was said of it yet."""

    shelter_id: str
    name: str
    name_en: str
    reading: str
    address: str
    lat: float
    lon: float
    capacity: int | None
    hazards: list[str]
    note: str
    state: str
    people: int | None
    state_note: str | None
    changed_at: datetime | None
    changed_by: str | None
    state_no: int | None


class Said(NamedTuple):
    """What a person says of a shelter."""

    state: ShelterState
    people: int | None
    note: str


class StateShown(NamedTuple):
    """What was said of a shelter, when and by whom."""

    state_no: int
    state: str
    people: int | None
    note: str
    at: datetime
    person: str
    role: str


def shelters_of_run(
    connection: Connection, run_no: int, among: Sequence[str] | None = None
) -> list[ShelterShown]:
    """Return the shelters as they stand in a run: all of them, or these."""
    wanted = None if among is None else list(among)
    with connection.cursor(row_factory=args_row(ShelterShown)) as cursor:
        return cursor.execute(_SHOWN, (run_no, wanted, wanted)).fetchall()


def history_of_shelter(
    connection: Connection, run_no: int, shelter_id: str, limit: int = 200
) -> list[StateShown]:
    """Return what was said of a shelter in a run, the newest first."""
    _must_be_listed(connection, shelter_id)
    with connection.cursor(row_factory=args_row(StateShown)) as cursor:
        return cursor.execute(_HISTORY, (run_no, shelter_id, limit)).fetchall()


def set_shelter_state(
    connection: Connection,
    run: Run,
    shelter_id: str,
    said: Said,
    *,
    seen: int | None,
    person: str,
    role: str,
    now: datetime,
) -> None:
    """Append what a person says of a shelter, who has ``seen`` the state of that number.

    ``ConflictError`` where somebody else has said something since.
    """
    check_count(said.state, said.people)
    with connection.transaction():
        connection.execute(_LOCK, (shelter_id,))
        _must_be_listed(connection, shelter_id)
        row = connection.execute(_NEWEST, (run.run_no, shelter_id)).fetchone()
        newest = row[0] if row else None
        if newest != seen:
            last = next(iter(history_of_shelter(connection, run.run_no, shelter_id, 1)), None)
            if last is None:
                raise ConflictError(f"nothing was said of {shelter_id} in this run: look again")
            raise ConflictError(
                f"{last.person} has set {shelter_id} to {last.state} since you looked: look again"
            )
        connection.execute(_ADD, (run.run_no, shelter_id, *said, now, person, role))
        subject = f"shelter/{shelter_id}"
        details = {"run": run.run, "state": said.state, "people": said.people, "note": said.note}
        record_act(connection, person, role, "shelter", subject, **details)
        announce(connection, run.run_no, KIND, [shelter_id])


def _must_be_listed(connection: Connection, shelter_id: str) -> None:
    if connection.execute(_LISTED, (shelter_id,)).fetchone() != (True,):
        raise NotFoundError(f"there is no shelter {shelter_id!r}")
