"""Hand-over notes (申し送り): written for a shift, read by name, never changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import args_row

from kawamori.errors import InvalidError, NotFoundError
from kawamori.offices import Author
from kawamori.runs import Run
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

KIND = "notes"

_SHOWN = """
SELECT n.note_id, n.shift, n.to_all, n.to_office, n.from_office, n.body, n.person, n.role,
       n.written_at,
       coalesce((SELECT jsonb_agg(jsonb_build_object(
           'person', r.person, 'office', r.office, 'read_at', r.read_at) ORDER BY r.wall_read_at)
         FROM hand_over_reads r WHERE r.note_id = n.note_id), '[]')
FROM hand_overs n WHERE n.run_no = %(run_no)s
  AND (%(among)s::bigint[] IS NULL OR n.note_id = ANY(%(among)s))
ORDER BY n.note_id DESC LIMIT %(limit)s
"""
_WRITE = """
INSERT INTO hand_overs
  (run_no, shift, to_all, to_office, from_office, body, person, role, written_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING note_id
"""
_READ = """
INSERT INTO hand_over_reads (note_id, person, office, read_at)
SELECT note_id, %(person)s, %(office)s, %(now)s FROM hand_overs
WHERE note_id = %(note_id)s AND run_no = %(run_no)s
ON CONFLICT DO NOTHING RETURNING note_id
"""


class Note(NamedTuple):
    """A note for one office or all, and who has read it; an office of None is headquarters."""

    note_id: int
    shift: str
    to_all: bool
    to_office: str | None
    from_office: str | None
    body: str
    person: str
    role: str
    written_at: datetime
    reads: list[dict[str, Any]]


def notes_of_run(
    connection: Connection, run: Run, among: Sequence[int] | None = None, limit: int = 300
) -> list[Note]:
    """Return a run's notes, the newest first: all, or these."""
    wanted = None if among is None else list(among)
    values = {"run_no": run.run_no, "among": wanted, "limit": limit}
    with connection.cursor(row_factory=args_row(Note)) as cursor:
        return cursor.execute(_SHOWN, values).fetchall()


def write_note(
    connection: Connection,
    run: Run,
    author: Author,
    *,
    shift: str,
    body: str,
    to_all: bool,
    to_office: str | None,
) -> int:
    """Write a note and return its number."""
    if to_all and to_office is not None:
        raise InvalidError(f"a note is for all or for {to_office!r}, not for both")
    row = (run.run_no, shift, to_all, to_office, author.office, body)
    try:
        with connection.transaction():
            made = connection.execute(_WRITE, (*row, *author[:2], author.now)).fetchone()
            assert made is not None  # noqa: S101 INSERT … RETURNING gives a row
            subject, to = f"note/{made[0]}", "all" if to_all else to_office
            details = {"run": run.run, "shift": shift, "to": to, "body": body}
            record_act(connection, author.person, author.role, "note", subject, **details)
            announce(connection, run.run_no, KIND, [str(made[0])])
    except ForeignKeyViolation as error:
        raise NotFoundError(f"there is no office {to_office!r}") from error
    return int(made[0])


def read_note(connection: Connection, run: Run, note_id: int, author: Author) -> None:
    """Note that a named person has read a note; the first time counts."""
    values = {**author._asdict(), "note_id": note_id, "run_no": run.run_no}
    with connection.transaction():
        done = connection.execute(_READ, values).fetchone()
        if done is None:
            if not notes_of_run(connection, run, [note_id]):
                raise NotFoundError(f"there is no note {note_id} in this run")
            return
        record_act(connection, author.person, author.role, "read_note", f"note/{note_id}")
        announce(connection, run.run_no, KIND, [str(note_id)])
