"""Sessions: where somebody is signed in, until when, and what ended it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row

from kawamori.staff import SHIFT, Role
from kawamori.storage.connections import Connection
from kawamori.storage.staff.secrets import new_secret, secret_hash

USE_NOTED_EVERY = timedelta(seconds=30)

_OPEN = """
INSERT INTO sessions (session_hash, staff_id, opened_at, used_at, ends_at, way, address, agent)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
_HOLDER = """
SELECT staff_id, name, role, office, must_change, used_at
FROM sessions JOIN staff USING (staff_id)
WHERE session_hash = %s AND ended_at IS NULL AND ends_at > %s AND withdrawn_at IS NULL
"""
_NOTE_USE = "UPDATE sessions SET used_at = greatest(used_at, %s) WHERE session_hash = ANY (%s)"
_END = """
UPDATE sessions SET ended_at = clock_timestamp(), ended_because = %s
WHERE session_hash = %s AND ended_at IS NULL
"""
_STANDING = """
SELECT session_hash FROM sessions JOIN staff USING (staff_id)
WHERE session_hash = ANY (%s) AND ended_at IS NULL AND ends_at > %s AND withdrawn_at IS NULL
"""
_OPEN_OF = """
SELECT session_hash, opened_at, used_at, ends_at, way, address, agent FROM sessions
WHERE staff_id = %s AND ended_at IS NULL AND ends_at > %s ORDER BY opened_at DESC
"""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose session or key it is, as their account stands now."""

    staff_id: int
    name: str
    role: Role
    office: str | None
    must_change: bool
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """One place where somebody is signed in."""

    session_hash: bytes
    opened_at: datetime
    used_at: datetime
    ends_at: datetime
    way: str
    address: str | None
    agent: str


def open_session(
    connection: Connection,
    staff_id: int,
    now: datetime,
    *,
    way: str,
    address: str | None = None,
    agent: str = "",
) -> str:
    """Return the secret of a new session, which lasts a shift at the most."""
    secret = new_secret()
    row = (secret_hash(secret), staff_id, now, now, now + SHIFT, way, address, agent[:200])
    connection.execute(_OPEN, row)
    return secret


def session_holder(
    connection: Connection, session_hash: bytes, now: datetime, idle: timedelta | None
) -> Holder | None:
    """Return whose session this is, unless it has ended; note that it is used.

    ``idle`` is how long it may lie unused; None while a stream of it is open.
    """
    with connection.cursor(row_factory=class_row(Holder)) as cursor:
        found = cursor.execute(_HOLDER, (session_hash, now)).fetchone()
    if found is None or found.used_at is None:
        return None
    unused = now - found.used_at
    if idle is not None and unused > idle:
        end_session(connection, session_hash, "idle")
        return None
    if unused > USE_NOTED_EVERY:
        note_use(connection, [session_hash], now)
    return found


def note_use(connection: Connection, hashes: Collection[bytes], now: datetime) -> None:
    """Say that sessions are in use."""
    connection.execute(_NOTE_USE, (now, list(hashes)))


def standing_sessions(
    connection: Connection, hashes: Collection[bytes], now: datetime
) -> set[bytes]:
    """Return which of these sessions have not ended."""
    return {row[0] for row in connection.execute(_STANDING, (list(hashes), now))}


def end_session(connection: Connection, session_hash: bytes, because: str) -> bool:
    """End a session; False when it had ended."""
    return connection.execute(_END, (because, session_hash)).rowcount == 1


def sessions_of(connection: Connection, staff_id: int, now: datetime) -> Sequence[Session]:
    """Return where somebody is signed in, the newest first."""
    with connection.cursor(row_factory=class_row(Session)) as cursor:
        return cursor.execute(_OPEN_OF, (staff_id, now)).fetchall()
