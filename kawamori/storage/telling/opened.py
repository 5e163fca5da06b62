"""What people did with a message: that they opened it."""

from datetime import datetime
from uuid import UUID

from kawamori.people import Channel
from kawamori.storage.connections import Connection, unavailable_when_lost

_OPENED = """
UPDATE deliveries SET opened_at = %s
WHERE delivery_id = %s AND channel = %s AND tries > 0 AND opened_at IS NULL
"""


def record_opened(connection: Connection, delivery_id: UUID, now: datetime) -> None:
    """Record that a push was opened, the first time; one that was never sent can't be."""
    with unavailable_when_lost():
        connection.execute(_OPENED, (now, delivery_id, Channel.PUSH))
