"""Browsers that ask to be told, change what of, and stop; a browser has no other account."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from kawamori.errors import InvalidError, NotFoundError
from kawamori.people import Address, Channel, PushEndpoint, Subscriber
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber, find_subscriber
from kawamori.storage.people.unsubscribing import unsubscribe
from kawamori.storage.people.wishes import want_only

_AFTER = """
SELECT subscriber_id, address_encrypted FROM subscribers
WHERE channel = %s AND stopped_at IS NULL AND subscriber_id > %s
ORDER BY subscriber_id LIMIT %s
"""
_LAST = "SELECT coalesce(max(subscriber_id), 0) FROM subscribers"


class Page(NamedTuple):
    """Some addresses, and the number of the last subscriber who was looked at."""

    addresses: Sequence[Address]
    last: int


def subscribe_browser(connection: Connection, seal: AddressSeal, subscriber: Subscriber) -> None:
    """Store a browser and what it wants to hear of now, in place of what it wanted before.

    ``NotFoundError`` names a station or an area that does not exist.
    """
    with unavailable_when_lost(), connection.transaction():
        number = add_subscriber(connection, seal, subscriber)
        want_only(connection, number, subscriber)


def unsubscribe_browser(
    connection: Connection, seal: AddressSeal, there: PushEndpoint, now: datetime
) -> None:
    """Never push to a browser again, until it subscribes anew; nobody is told if it ever did."""
    if (number := find_browser(connection, seal, there)) is not None:
        unsubscribe(connection, [number], now)


def find_browser(connection: Connection, seal: AddressSeal, there: PushEndpoint) -> int | None:
    """Return the number of a browser that subscribed once; None when it never did."""
    with unavailable_when_lost():
        try:
            return find_subscriber(connection, seal, there, Channel.PUSH)
        except NotFoundError:
            return None


def browsers_after(connection: Connection, seal: AddressSeal, last: int, limit: int) -> Page:
    """Return the browsers that subscribed after a subscriber's number, the oldest first.

    An address that can't be read is left out: it is refused when it is written to.
    """
    with unavailable_when_lost():
        ((newest,),) = connection.execute(_LAST).fetchall()
        rows = connection.execute(_AFTER, (Channel.PUSH, last, limit)).fetchall()
    addresses = []
    for _, stored in rows:
        try:
            addresses.append(seal.decrypt(Channel.PUSH, stored))
        except InvalidError:
            continue
    return Page(addresses, rows[-1][0] if len(rows) == limit else newest)
