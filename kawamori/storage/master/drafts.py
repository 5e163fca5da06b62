"""Drafts: written down with what held then, listed, dropped; how one ended is a row of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

from psycopg.rows import args_row
from psycopg.types.json import Jsonb

from kawamori.errors import ConflictError, NotFoundError
from kawamori.master.checks import check
from kawamori.master.drafts import Checked, Values, What
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.master.beside import known_beside
from kawamori.storage.runs import list_runs
from kawamori.storage.stream import announce

LONGEST_NOTE = 400
DRAFTS = "drafts"  # the kind of change that no reading is judged by

_ADD = """
INSERT INTO master_drafts (what, subject, proposed, standing, note, author, role, file_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
RETURNING draft_id
"""
_END = """
INSERT INTO master_draft_ends (draft_id, state, person, role, because, valid_from)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""
_COLUMNS: LiteralString = """
SELECT d.draft_id, d.what, d.subject, coalesce(s.name, a.name, n.name, d.proposed ->> 'name',
         d.proposed ->> 'ja', d.proposed ->> 'version', d.subject) AS name,
       d.proposed, d.standing, d.note, d.author, d.role, d.drafted_at, d.file_id,
       coalesce(e.state, 'draft') AS state, e.ended_at, e.person AS ended_by,
       coalesce(e.because, '') AS because, nullif(e.valid_from, '-infinity') AS valid_from,
       ARRAY(SELECT t.backtest_id FROM master_tries t WHERE t.draft_id = d.draft_id
             ORDER BY 1 DESC) AS tries
FROM master_drafts d
LEFT JOIN master_draft_ends e USING (draft_id)
LEFT JOIN current_stations s ON s.station_id = d.subject
  AND d.what IN ('station', 'retirement', 'thresholds', 'sensor', 'plausible')
LEFT JOIN current_areas a ON a.area_id = d.subject AND d.what IN ('area', 'voices')
LEFT JOIN LATERAL (
  SELECT string_agg(name, '→' ORDER BY place) AS name
  FROM unnest(string_to_array(d.subject, '/')) WITH ORDINALITY AS pair (station_id, place)
  JOIN current_stations USING (station_id)
  WHERE d.what = 'neighbour'
) AS n ON true
"""
_ONE = _COLUMNS + " WHERE d.draft_id = %s"
_OPEN = _COLUMNS + " WHERE e.state IS NULL ORDER BY d.draft_id DESC LIMIT 2000"
_ENDED = _COLUMNS + " WHERE e.state IS NOT NULL ORDER BY e.ended_at DESC LIMIT %s"
_OF_FILE = _COLUMNS + " WHERE d.file_id = %s ORDER BY d.draft_id"


class Draft(NamedTuple):
    """A proposal with what held when it was written, and how it ended, if it has."""

    draft_id: int
    what: str
    subject: str
    name: str
    proposed: Values
    standing: Values | None
    note: str
    author: str
    role: str
    drafted_at: datetime
    file_id: int | None
    state: str
    ended_at: datetime | None
    ended_by: str | None
    because: str
    valid_from: datetime | None
    tries: list[int]


class Proposal(NamedTuple):
    """What somebody proposes of a subject."""

    what: What
    subject: str
    values: Mapping[str, Any]
    note: str = ""


class Person(NamedTuple):
    """Who does it, and as what."""

    name: str
    role: str


def check_proposal(connection: Connection, proposal: Proposal) -> Checked:
    """Return what a proposal says and all that speaks against it; nothing is stored."""
    what, subject = proposal.what, proposal.subject
    return check(what, subject, proposal.values, known_beside(connection, what, subject))


def add_draft(
    connection: Connection, proposal: Proposal, person: Person, file_id: int | None = None
) -> int:
    """Store a draft and return its number; ``InvalidError`` tells of all that can't stand."""
    what, subject, _, note = proposal
    with connection.transaction():
        known = known_beside(connection, what, subject)
        checked = check(what, subject, proposal.values, known)
        checked.refuse_wrong()
        standing = None if known.standing is None else Jsonb(known.standing)
        row = (what, subject, Jsonb(checked.values), standing, note[:LONGEST_NOTE])
        made = connection.execute(_ADD, (*row, *person, file_id)).fetchone()
        assert made is not None  # noqa: S101 INSERT … RETURNING gives a row
        draft_id = int(made[0])
        record_act(connection, *person, "administer", f"draft/{draft_id}", what=what, of=subject)
        if file_id is None:
            announce_master(connection, [DRAFTS])
    return draft_id


def find_draft(connection: Connection, draft_id: int) -> Draft:
    """Return a draft; ``NotFoundError`` when there is none of this number."""
    with connection.cursor(row_factory=args_row(Draft)) as cursor:
        found = cursor.execute(_ONE, (draft_id,)).fetchone()
    if found is None:
        raise NotFoundError(f"there is no draft {draft_id}")
    return found


def open_drafts(connection: Connection) -> list[Draft]:
    """Return every draft that is neither published nor dropped, the newest first."""
    with connection.cursor(row_factory=args_row(Draft)) as cursor:
        return cursor.execute(_OPEN).fetchall()


def ended_drafts(connection: Connection, *, limit: int) -> list[Draft]:
    """Return the drafts that were published or dropped, the newest first."""
    with connection.cursor(row_factory=args_row(Draft)) as cursor:
        return cursor.execute(_ENDED, (limit,)).fetchall()


def drafts_of_file(connection: Connection, file_id: int) -> list[Draft]:
    """Return the drafts that came in with a file, in its order."""
    with connection.cursor(row_factory=args_row(Draft)) as cursor:
        return cursor.execute(_OF_FILE, (file_id,)).fetchall()


def drop_drafts(
    connection: Connection, draft_ids: Sequence[int], person: Person, because: str
) -> None:
    """Have drafts never published; they stay readable."""
    with connection.transaction():
        for draft_id in draft_ids:
            find_draft(connection, draft_id)
            end_draft(connection, draft_id, "dropped", person, because=because)
            record_act(connection, *person, "administer", f"draft/{draft_id}", dropped=because)
        announce_master(connection, [DRAFTS])


def announce_master(
    connection: Connection, kinds: Sequence[str], stations: Sequence[str] = ()
) -> None:
    """Have the consoles of every run that goes on read anew what changed; nobody else hears it."""
    for run in list_runs(connection):
        if run.ended_at is None:
            if stations:
                announce(connection, run.run_no, "stations", stations)
            announce(connection, run.run_no, "master", kinds)


def end_draft(
    connection: Connection,
    draft_id: int,
    state: str,
    person: Person,
    *,
    because: str = "",
    valid_from: datetime | None = None,
) -> None:
    """Note how a draft ended; ``ConflictError`` when it has ended already."""
    row = (draft_id, state, *person, because, valid_from)
    if not connection.execute(_END, row).rowcount:
        ended = find_draft(connection, draft_id)
        raise ConflictError(
            f"下書き {draft_id} はすでに {ended.ended_by} が処理しています "
            f"(draft {draft_id} was {ended.state} by {ended.ended_by})"
        )
