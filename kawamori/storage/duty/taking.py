"""Taking an alert: a named person says that it is in hand, and nobody else is called."""

from datetime import datetime

from kawamori.errors import ConflictError, NotFoundError
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.duty.calls import take_calls
from kawamori.storage.stream import announce

_LOCK_ALERT = """
SELECT run_no, acknowledged_at, acknowledged_by FROM alerts WHERE alert_id = %s FOR UPDATE
"""
_ACKNOWLEDGE = """
UPDATE alerts SET acknowledged_at = %s, acknowledged_by = %s WHERE alert_id = %s
"""


def acknowledge(
    connection: Connection, alert_id: int, *, person: str, role: str, now: datetime
) -> None:
    """Note that a person has taken an alert, at ``now`` by the clock of its run.

    Nobody else is called to it until it goes higher.

    Whoever was first stays: ``ConflictError`` says who it was. ``NotFoundError``
    when there is no such alert.
    """
    with connection.transaction():
        row = connection.execute(_LOCK_ALERT, (alert_id,)).fetchone()
        if row is None:
            raise NotFoundError(f"there is no alert {alert_id}")
        run_no, at, by = row
        if at is not None:
            raise ConflictError(
                f"alert {alert_id} was acknowledged at {at:%Y-%m-%dT%H:%M:%SZ} by {by} already"
            )
        connection.execute(_ACKNOWLEDGE, (now, person, alert_id))
        take_calls(connection, alert_id, person, now)
        record_act(connection, person, role, "acknowledge", f"alert/{alert_id}")
        announce(connection, run_no, "alerts", [str(alert_id)])
