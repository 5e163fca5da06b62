"""Packs: asked for by a person, made by a worker, kept to be fetched.

A worker that takes one over counts as a new attempt, and only the newest may finish it.
"""

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.errors import ConflictError, NotFoundError
from kawamori.runs import Run
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.jobs import ask_for

TASK = "pack"
MOST_OPEN = 5
MOST_ATTEMPTS = 3  # that ended by neither a pack nor a failure: the worker itself was killed

_LOCK = "LOCK TABLE packs IN SHARE ROW EXCLUSIVE MODE"
_OPEN = "SELECT count(*) FROM packs WHERE state IN ('queued', 'running')"
_ADD = """
INSERT INTO packs (run_no, person, since, until) VALUES (%s, %s, %s, %s) RETURNING pack_id
"""
_COLUMNS = """
SELECT p.pack_id, r.run, p.person, p.asked_at, p.since, p.until, p.state, p.finished_at,
       p.failed_because, octet_length(p.content) AS bytes, p.sha256
FROM packs p JOIN runs r USING (run_no)
"""
_LIST = f"{_COLUMNS} WHERE p.run_no = %s ORDER BY p.pack_id DESC LIMIT 50"
_ONE = f"{_COLUMNS} WHERE p.pack_id = %s"
_CONTENT = "SELECT content FROM packs WHERE pack_id = %s"
_BEGIN = """
UPDATE packs SET state = 'running', attempt = attempt + 1
WHERE pack_id = %s AND state IN ('queued', 'running') RETURNING attempt
"""
_GIVE_BACK = """
UPDATE packs SET state = 'queued', attempt = attempt - 1
WHERE pack_id = %s AND attempt = %s AND state = 'running'
"""
_FINISH = """
UPDATE packs SET state = 'done', content = %s, sha256 = %s, finished_at = clock_timestamp()
WHERE pack_id = %s AND attempt = %s AND state = 'running'
"""
_FAIL = """
UPDATE packs SET state = 'failed', failed_because = %s, finished_at = clock_timestamp()
WHERE pack_id = %s AND attempt = %s AND state = 'running'
"""


class Pack(NamedTuple):
    """A pack as it was asked for, and how far it is."""

    pack_id: int
    run: str
    person: str
    asked_at: datetime
    since: datetime
    until: datetime
    state: str
    finished_at: datetime | None
    failed_because: str | None
    bytes: int | None
    sha256: str | None


class Attempt(NamedTuple):
    """A worker's hold on a pack."""

    pack_id: int
    number: int


def ask_pack(
    connection: Connection, run: Run, *, since: datetime, until: datetime, person: str, role: str
) -> int:
    """Queue a pack of what became known in a time; ``ConflictError`` when too many wait."""
    with connection.transaction():
        connection.execute(_LOCK)
        row = connection.execute(_OPEN).fetchone()
        if row and row[0] >= MOST_OPEN:
            raise ConflictError(f"{row[0]} packs are being made already: ask again afterwards")
        made = connection.execute(_ADD, (run.run_no, person, since, until)).fetchone()
        assert made is not None  # noqa: S101 INSERT … RETURNING gives a row
        pack_id = int(made[0])
        record_act(connection, person, role, "pack", f"pack/{pack_id}", run=run.run)
        ask_for(connection, TASK, pack_id)
    return pack_id


def packs_of_run(connection: Connection, run_no: int) -> list[Pack]:
    """Return the packs of a run, the newest first."""
    with connection.cursor(row_factory=args_row(Pack)) as cursor:
        return cursor.execute(_LIST.encode(), (run_no,)).fetchall()


def find_pack(connection: Connection, pack_id: int) -> Pack:
    """Return a pack; ``NotFoundError`` when there is none of this number."""
    with connection.cursor(row_factory=args_row(Pack)) as cursor:
        found = cursor.execute(_ONE.encode(), (pack_id,)).fetchone()
    if found is None:
        raise NotFoundError(f"there is no pack {pack_id}")
    return found


def content_of(connection: Connection, pack_id: int) -> bytes:
    """Return the file; ``NotFoundError`` while there is none."""
    row = connection.execute(_CONTENT, (pack_id,)).fetchone()
    if row is None or row[0] is None:
        raise NotFoundError(f"pack {pack_id} is not there to be fetched")
    return bytes(row[0])


def begin_pack(connection: Connection, pack_id: int) -> Attempt | None:
    """Take a pack over; None when it is done, or has failed too often to be tried again."""
    row = connection.execute(_BEGIN, (pack_id,)).fetchone()
    if row is None:
        return None
    attempt = Attempt(pack_id, int(row[0]))
    if attempt.number > MOST_ATTEMPTS:
        fail_pack(connection, attempt, f"the worker was killed {MOST_ATTEMPTS} times")
        return None
    return attempt


def give_back_pack(connection: Connection, attempt: Attempt) -> None:
    """Leave it for the next worker, as if it had not been begun."""
    connection.execute(_GIVE_BACK, attempt)


def finish_pack(connection: Connection, attempt: Attempt, content: bytes) -> None:
    """Keep the file, unless another worker has taken the pack over."""
    values = (content, sha256(content).hexdigest(), *attempt)
    connection.execute(_FINISH, values, binary=True)


def fail_pack(connection: Connection, attempt: Attempt, because: str) -> None:
    """Note why it can't be made."""
    connection.execute(_FAIL, (because, *attempt))
