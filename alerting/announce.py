"""Route announcements: one delivery for each person, in the words that were released."""

from datetime import datetime

from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.stream import announce
from kawamori.storage.telling.announcements import address_announcement, next_announcement


def route_next_announcement(connection: Connection, now: datetime) -> bool:
    """Route the highest announcement that waits; False when none does.

    One transaction: it is routed to everybody or to nobody.
    """
    with unavailable_when_lost(), connection.transaction():
        waiting = next_announcement(connection)
        if waiting is None:
            return False
        deliveries = address_announcement(connection, waiting, now)
        if deliveries:
            announce(connection, waiting.run_no, "deliveries", [str(d) for d in deliveries])
        return True
