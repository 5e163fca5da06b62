"""Ending what lets a person in: sessions, keys, links."""

from datetime import datetime

from kawamori.storage.connections import Connection

_END_SESSIONS = """
UPDATE sessions SET ended_at = clock_timestamp(), ended_because = %s
WHERE staff_id = %s AND ended_at IS NULL AND session_hash IS DISTINCT FROM %s
"""
_END_KEYS = "UPDATE access_keys SET withdrawn_at = %s WHERE staff_id = %s AND withdrawn_at IS NULL"
_END_LINKS = "UPDATE sign_in_links SET used_at = %s WHERE staff_id = %s AND used_at IS NULL"


def end_sessions(
    connection: Connection, staff_id: int, because: str, *, keep: bytes | None = None
) -> int:
    """Sign somebody out everywhere, but for ``keep``, and return how many places that was."""
    return connection.execute(_END_SESSIONS, (because, staff_id, keep)).rowcount


def end_everything(connection: Connection, staff_id: int, now: datetime) -> None:
    """Shut somebody out: sessions, keys and links that were not taken."""
    end_sessions(connection, staff_id, "withdrawn")
    connection.execute(_END_KEYS, (now, staff_id))
    connection.execute(_END_LINKS, (now, staff_id))
