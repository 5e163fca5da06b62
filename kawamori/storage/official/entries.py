"""Official information as it is entered: announced, corrected, lifted, each by a named person."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from psycopg.errors import UniqueViolation

from kawamori.errors import ConflictError, InvalidError, NotFoundError
from kawamori.official import Announcement, check_at, check_lifting
from kawamori.runs import Run
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

_ENTER = """
INSERT INTO official_information (
  run_no, status, control_status, supersedes, issuer, kind, name, alert_level, rivers, areas,
  issued_at, received_at, recorded_at, valid_until, source_text, source_url, entered_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
RETURNING official_id
"""
_FIND = "SELECT run_no, name, issued_at, lifted_at FROM official_information WHERE official_id = %s"
_LIFT = """
INSERT INTO official_information (
  run_no, status, control_status, supersedes, issuer, kind, name, alert_level, rivers, areas,
  issued_at, received_at, recorded_at, valid_until, lifted_at, source_text, source_url, entered_by)
SELECT run_no, status, control_status, official_id, issuer, kind, name, alert_level, rivers, areas,
       issued_at, %(now)s, %(now)s, valid_until, %(lifted_at)s, %(source_text)s, %(source_url)s,
       %(entered_by)s
FROM official_information WHERE official_id = %(official_id)s
RETURNING official_id
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """Who entered something, in what role, and what time it was in the run."""

    person: str
    role: str
    now: datetime

    def __post_init__(self) -> None:
        """Refuse what nobody stands for."""
        if not self.person.strip():
            raise InvalidError("official information is entered by a named person: say who")


def enter_official(
    connection: Connection,
    run: Run,
    announced: Announcement,
    entry: Entry,
    *,
    received_at: datetime | None = None,
    supersedes: int | None = None,
) -> int:
    """Store an announcement and return its number; ``supersedes`` names the row it corrects.

    ``InvalidError`` when it may not stand in this run; ``ConflictError`` when what it
    corrects was superseded by another.
    """
    check_at(announced, run, entry.now)
    if supersedes is not None and _find(connection, supersedes)[0] != run.run_no:
        raise NotFoundError(f"there is no official information {supersedes} in this run")
    a, name = announced, announced.name
    times = (a.issued_at, received_at or entry.now, entry.now, a.valid_until)
    said = (a.source_text, a.source_url, entry.person)
    places = (list(a.rivers), list(a.areas))
    what = (a.issuer, name.kind, name.ja, name.alert_level, *places)
    row = (run.run_no, run.status, a.control_status, supersedes, *what, *times, *said)
    with _one_successor(connection, supersedes):
        stored = connection.execute(_ENTER, row).fetchone()
        assert stored is not None  # noqa: S101 INSERT … RETURNING gives a row
        number = int(stored[0])
        act = "enter" if supersedes is None else "correct"
        _record(connection, entry, act, number, name=name.ja, supersedes=supersedes)
        announce(connection, run.run_no, "official", [str(number)])
    return number


def lift_official(
    connection: Connection,
    official_id: int,
    entry: Entry,
    *,
    lifted_at: datetime | None = None,
    source_text: str = "",
    source_url: str = "",
) -> int:
    """Store that an announcement was lifted, and return the number of the row that says so.

    ``NotFoundError`` when there is none; ``ConflictError`` when it was lifted or
    corrected already.
    """
    run_no, name, issued_at, already = _find(connection, official_id)
    if already is not None:
        raise ConflictError(f"{name} was lifted at {already:%Y-%m-%dT%H:%M:%SZ} already")
    at = entry.now if lifted_at is None else lifted_at
    check_lifting(at, issued_at, entry.now)
    values = {
        "official_id": official_id,
        "now": entry.now,
        "lifted_at": at,
        "source_text": source_text,
        "source_url": source_url,
        "entered_by": entry.person,
    }
    with _one_successor(connection, official_id):
        stored = connection.execute(_LIFT, values).fetchone()
        assert stored is not None  # noqa: S101 INSERT … RETURNING gives a row
        number = int(stored[0])
        _record(connection, entry, "lift", number, name=name, supersedes=official_id)
        announce(connection, run_no, "official", [str(number)])
    return number


def run_of_official(connection: Connection, official_id: int) -> int:
    """Return the number of the run that a row belongs to; ``NotFoundError`` without a row."""
    return _find(connection, official_id)[0]


def _find(connection: Connection, official_id: int) -> tuple[int, str, datetime, datetime | None]:
    row = connection.execute(_FIND, (official_id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no official information {official_id}")
    run_no, name, issued_at, lifted_at = row
    return int(run_no), str(name), issued_at, lifted_at


def _record(connection: Connection, entry: Entry, act: str, number: int, **details: object) -> None:
    record_act(
        connection, entry.person, entry.role, f"{act}_official", f"official/{number}", **details
    )


@contextmanager
def _one_successor(connection: Connection, official_id: int | None) -> Iterator[None]:
    try:
        with connection.transaction():
            yield
    except UniqueViolation as error:
        raise ConflictError(
            f"official information {official_id} was corrected or lifted already: look at it again"
        ) from error
