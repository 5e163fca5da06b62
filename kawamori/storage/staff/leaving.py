"""Signing out, here or everywhere."""

from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.staff.ending import end_sessions
from kawamori.storage.staff.sessions import end_session

_WHOSE = "SELECT name, role FROM sessions JOIN staff USING (staff_id) WHERE session_hash = %s"


def sign_out(connection: Connection, session_hash: bytes) -> None:
    """End a session, whoever's it is."""
    with connection.transaction():
        whose = connection.execute(_WHOSE, (session_hash,)).fetchone()
        if whose and end_session(connection, session_hash, "signed out"):
            person, role = whose
            record_act(connection, person, role, "sign_out", f"staff/{person}")


def sign_out_everywhere(
    connection: Connection, person: str, role: str, staff_id: int, *, whom: str
) -> int:
    """End every session of somebody, in a person's name, and return how many there were."""
    with connection.transaction():
        ended = end_sessions(connection, staff_id, "signed out everywhere")
        record_act(connection, person, role, "sign_out_everywhere", f"staff/{whom}", sessions=ended)
    return ended
