"""Turn a message into deliveries: one for each person who is to be told."""

from datetime import datetime

from alerting.mute import mute
from alerting.render import render
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.messages import address_message, mute_message, next_message
from kawamori.storage.stream import announce


def route_next(connection: Connection, now: datetime) -> bool:
    """Route the highest message that waits; False when none does.

    One transaction: the message is routed to everybody or to nobody.
    """
    with unavailable_when_lost(), connection.transaction():
        message = next_message(connection)
        if message is None:
            return False
        because = mute(message, now)
        if because:
            mute_message(connection, message, because, now)
            return True
        deliveries = address_message(connection, message, render(message), now)
        if deliveries:
            announce(connection, message.run_no, "deliveries", [str(d) for d in deliveries])
        return True
