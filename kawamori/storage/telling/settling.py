"""What a person decides about a delivery that was handed over: send it again, or close it."""

from datetime import datetime
from uuid import UUID

from kawamori.errors import ConflictError, NotFoundError
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

_LOCK = """
SELECT run_no, state, closed_by,
       EXISTS (SELECT FROM messages c WHERE c.corrects = d.message_id) AS is_corrected
FROM deliveries d WHERE delivery_id = %s FOR UPDATE
"""
_RESEND = """
UPDATE deliveries
SET state = 'due', due_at = %(now)s, asked_again_at = %(now)s, settled_at = NULL,
    provider_code = 'resent by a person', resends = resends + 1
WHERE delivery_id = %(delivery_id)s
"""
_CLOSE = """
UPDATE deliveries SET closed_at = %(now)s, closed_by = %(person)s
WHERE delivery_id = %(delivery_id)s
"""


def resend(
    connection: Connection, delivery_id: UUID, *, person: str, role: str, now: datetime
) -> None:
    """Have a delivery that was handed over sent once more, for up to an hour from now."""
    _settle(connection, delivery_id, "resend", _RESEND, person, role, now)


def close(
    connection: Connection, delivery_id: UUID, *, person: str, role: str, now: datetime
) -> None:
    """Note that a person has dealt with a delivery that was handed over, or lets it be."""
    _settle(connection, delivery_id, "close", _CLOSE, person, role, now)


def _settle(
    connection: Connection,
    delivery_id: UUID,
    act: str,
    statement: str,
    person: str,
    role: str,
    now: datetime,
) -> None:
    with connection.transaction():
        row = connection.execute(_LOCK, (delivery_id,)).fetchone()
        if row is None:
            raise NotFoundError(f"there is no delivery {delivery_id}")
        run_no, state, closed_by, is_corrected = row
        if closed_by is not None:
            raise ConflictError(f"{closed_by} has closed this delivery already")
        if state != "handed_over":
            raise ConflictError(f"this delivery is {state}: only one handed over can be {act}d")
        if is_corrected and act == "resend":
            raise ConflictError("what this delivery says was corrected since: close it")
        values = {"delivery_id": delivery_id, "now": now, "person": person}
        connection.execute(statement.encode(), values)
        record_act(connection, person, role, act, f"delivery/{delivery_id}")
        announce(connection, run_no, "deliveries", [str(delivery_id)])
        connection.execute("NOTIFY messages")
